"""Chapter 4: why convolutions, and not just fully connected layers."""
