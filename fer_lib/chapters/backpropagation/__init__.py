"""Chapter 13: backpropagation for any depth, and what a network learns that starts at zero."""
