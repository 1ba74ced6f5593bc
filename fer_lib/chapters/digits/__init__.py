"""Chapter 15: report E's digits, with a network written in NumPy alone."""
