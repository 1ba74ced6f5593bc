"""Real handwritten digits that come with scikit-learn."""

import numpy as np

from fer_lib.data.dataset import SPLITS, ImageDataset, content_hash

CLASS_NAMES = tuple("0123456789")
TEST_SHARE = 0.25
SPLIT_SEED = 0
BRIGHTEST = 16  # each pixel counts the dark points of a 4×4 field


def built_in_digits() -> ImageDataset:
    """1,797 digits of 8×8 pixels by 43 writers (Alpaydin & Kaynak, 1998, UCI, optical recognition of digits).

    The data set has a split of its own, of which scikit-learn has the test images alone. So a quarter of each class
    is held out here: 1,347 images to train on, 450 to test on (stratified, seed 0). The same writers are in both. The
    levels 0 to 16 become 0 to 255.
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    bunch = load_digits()
    train, test = train_test_split(
        np.arange(len(bunch.target)), test_size=TEST_SHARE, random_state=SPLIT_SEED, stratify=bunch.target
    )
    order = np.concatenate([train, test])
    images = np.rint(bunch.images[order] * (255 / BRIGHTEST)).astype(np.uint8)
    labels = bunch.target[order].astype(np.int64)
    split = np.repeat(
        np.array([SPLITS.index("train"), SPLITS.index("test")], np.uint8), [len(train), len(test)]
    )
    provenance = {
        "form": "digits",
        "source": "scikit-learn's digits",
        "sha256": content_hash(images, labels),
        "synthetic": False,
    }
    return ImageDataset(images, labels, split, CLASS_NAMES, provenance=provenance)
