"""Face images and their labels: the built-in synthetic faces and the files that users have."""

from fer_lib.data.card import DataCard, make_card
from fer_lib.data.dataset import CLASS_NAMES, SPLITS, UNLABELLED, FaceDataset, Split, content_hash
from fer_lib.data.sources import load
from fer_lib.data.splits import SPLIT_METHODS, assign_split

__all__ = [
    "CLASS_NAMES",
    "SPLITS",
    "SPLIT_METHODS",
    "UNLABELLED",
    "DataCard",
    "FaceDataset",
    "Split",
    "assign_split",
    "content_hash",
    "load",
    "make_card",
]
