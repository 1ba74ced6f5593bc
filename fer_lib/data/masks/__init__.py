"""Chapter 16: faces with masks worn, worn wrongly and not worn, and how to learn from so unbalanced classes."""

from fer_lib.data.masks.dataset import CLASS_NAMES, MaskDataset
from fer_lib.data.masks.loader import load_masks
from fer_lib.data.masks.preparation import BUILT_IN, prepare
from fer_lib.data.masks.storage import read_masks, write_masks

__all__ = [
    "BUILT_IN",
    "CLASS_NAMES",
    "MaskDataset",
    "load_masks",
    "prepare",
    "read_masks",
    "write_masks",
]
