"""Handwritten digits: the course's npz files, MNIST's IDX files, or those that come with scikit-learn."""

from fer_lib.data.digits.dataset import CLASS_NAMES, DigitDataset
from fer_lib.data.digits.prepared import read_prepared
from fer_lib.data.digits.sources import BUILT_IN, load, prepare

__all__ = ["BUILT_IN", "CLASS_NAMES", "DigitDataset", "load", "prepare", "read_prepared"]
