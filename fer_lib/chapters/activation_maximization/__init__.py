"""Chapter 8: images that a filter or a class answers to most strongly."""
