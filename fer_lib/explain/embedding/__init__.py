"""Embedding: the features of a middle and of the top layer, and their pictures in the plane by t-SNE."""
