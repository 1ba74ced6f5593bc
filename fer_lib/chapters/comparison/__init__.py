"""Chapter 17: all runs compared."""
