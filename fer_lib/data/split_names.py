"""What sources call the splits: ``train/``, ``val.csv``, ``evaluation``, ``PublicTest``."""

import re

from fer_lib.data.dataset import SPLITS, Split
from fer_lib.data.fer2013 import USAGE_SPLITS

SPLIT_WORDS: dict[str, Split] = {
    "train": "train",
    "training": "train",
    "訓練": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "dev": "validation",
    "驗證": "validation",
    "test": "test",
    "testing": "test",
    "eval": "test",
    "evaluation": "test",
    "測試": "test",
    **USAGE_SPLITS,
}
"""The splits by what they are called, in lower case."""
_DECORATION = re.compile(r"[ _.-]?(set|data|images?|labels?|集|資料)$")
EXPECTED = (
    "train, validation or test (also val, valid, dev, testing, eval, evaluation, PublicTest, PrivateTest)"
)


def split_of(name: str) -> Split | None:
    """The split that a word stands for, or None: ``Val``, ``test_set`` and ``train_labels`` too.

    Args:
        name: of a folder, of a file without its extension, or a cell of a table.
    """
    word = name.strip().lower()
    return SPLIT_WORDS.get(word) or SPLIT_WORDS.get(_DECORATION.sub("", word))


def split_index(name: str) -> int | None:
    """The same as an index into ``SPLITS``."""
    split = split_of(name)
    return None if split is None else SPLITS.index(split)
