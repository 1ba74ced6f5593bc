"""Feature maps: what the filters of a layer answer to, and how much of the image a layer keeps."""
