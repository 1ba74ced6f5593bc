"""Images as the rows of a matrix, for networks and analyses that know no pixels side by side."""

from typing import Any

import numpy as np

from fer_lib.data.dataset import ImageDataset
from fer_lib.scratch.training import TrainTestData


def to_matrices(dataset: ImageDataset, dtype: type[np.floating[Any]] = np.float32) -> TrainTestData:
    """The labelled training and test images: pixels from 0 to 1, one image a row, and one-hot labels.

    Args:
        dataset: any images; those that validate are left out.
        dtype: of all values.
    """
    one_hot = np.eye(len(dataset.class_names), dtype=dtype)
    train, test = (dataset.labelled_indices(split) for split in ("train", "test"))
    pixels = dataset.images.reshape(len(dataset), -1)
    return TrainTestData(
        *(
            part
            for indices in (train, test)
            for part in (pixels[indices].astype(dtype) / dtype(255), one_hot[dataset.labels[indices]])
        )
    )
