"""Chapter 2: the networks."""
