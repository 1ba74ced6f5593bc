"""Chapter 12: softmax, cross entropy, their derivatives, and log-sum-exp in floating point."""
