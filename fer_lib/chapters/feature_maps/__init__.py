"""Chapter 9: what the filters of a layer answer to, and how much of the image a layer keeps."""
