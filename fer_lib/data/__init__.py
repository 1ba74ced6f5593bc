"""Images and their labels: built-in sets and the files that users have."""

from fer_lib.data.card import DataCard, make_card
from fer_lib.data.dataset import SPLITS, UNLABELLED, DataShape, ImageDataset, Split, content_hash
from fer_lib.data.sources import load
from fer_lib.data.splits import SPLIT_METHODS, assign_split

__all__ = [
    "SPLITS",
    "SPLIT_METHODS",
    "UNLABELLED",
    "DataCard",
    "DataShape",
    "ImageDataset",
    "Split",
    "assign_split",
    "content_hash",
    "load",
    "make_card",
]
