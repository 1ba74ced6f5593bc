"""Chapter 16: masks, and learning from unbalanced classes."""
