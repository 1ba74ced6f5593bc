"""Label noise: out-of-fold predictions, label quality scores, and what they are held against; near-duplicate images."""
