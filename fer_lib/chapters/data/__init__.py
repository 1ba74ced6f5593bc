"""Chapter 1: the data."""
