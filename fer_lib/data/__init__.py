"""Face images and their labels: the built-in synthetic faces and the files that users have."""

from fer_lib.data.dataset import CLASS_NAMES, SPLITS, UNLABELLED, FaceDataset, Split, content_hash

__all__ = ["CLASS_NAMES", "SPLITS", "UNLABELLED", "FaceDataset", "Split", "content_hash"]
