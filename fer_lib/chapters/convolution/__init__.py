"""Chapter 10: output size, parameters, operations and gradients of a convolution."""
