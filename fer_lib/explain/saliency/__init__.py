"""Saliency maps of a run: which images, the tests of the maps, and what they say."""
