"""Chapter 14: principal components of ten points, exactly, and of images."""
