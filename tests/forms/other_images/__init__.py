"""Books of images that are no faces."""
