"""Chapter 3: how the networks learn."""
