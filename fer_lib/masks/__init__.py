"""Chapter 16: faces with masks worn, worn wrongly and not worn, and how to learn from so unbalanced classes."""

from fer_lib.masks.dataset import CLASS_NAMES, CLASS_TITLES, MaskDataset
from fer_lib.masks.loader import load_masks
from fer_lib.masks.preparation import BUILT_IN, prepare
from fer_lib.masks.storage import read_masks, write_masks

__all__ = [
    "BUILT_IN",
    "CLASS_NAMES",
    "CLASS_TITLES",
    "MaskDataset",
    "load_masks",
    "prepare",
    "read_masks",
    "write_masks",
]
