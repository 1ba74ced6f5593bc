"""Chapter 11: the gradients of batch normalization, and whether it speeds up training."""
