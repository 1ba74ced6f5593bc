"""Real digits that come with scikit-learn."""

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from fer_lib.data.digits.dataset import DigitDataset

TEST_SHARE = 0.25
SPLIT_SEED = 0
BRIGHTEST = 16  # each pixel counts the dark points of a 4×4 field


def built_in() -> DigitDataset:
    """1,797 digits of 8×8 pixels by 43 writers (Alpaydin & Kaynak, 1998, UCI, optical recognition of digits).

    The data set has a split of its own, of which scikit-learn has the test images alone. So a quarter of each class
    is held out here: 1,347 images to train on, 450 to test on (stratified, seed 0). The same writers are in both.
    """
    bunch = load_digits()
    train_images, test_images, train_labels, test_labels = train_test_split(
        bunch.images.astype(np.uint8),
        bunch.target.astype(np.int64),
        test_size=TEST_SHARE,
        random_state=SPLIT_SEED,
        stratify=bunch.target,
    )
    return DigitDataset(
        train_images, train_labels, test_images, test_labels, brightest=BRIGHTEST, form="built-in"
    )
