"""Chapter 5: what the network gets wrong."""
