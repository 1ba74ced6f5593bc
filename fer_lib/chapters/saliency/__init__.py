"""Chapter 7: where the network looks, and whether maps of that can be believed."""
