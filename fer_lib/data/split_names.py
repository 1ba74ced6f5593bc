"""What sources call the splits: ``train/``, ``val.csv``, ``evaluation``, ``PublicTest``, ``驗證集``."""

import re
from collections.abc import Iterable

from fer_lib.data.chinese_words import chinese
from fer_lib.data.dataset import SPLITS, Split
from fer_lib.data.fer2013 import USAGE_SPLITS

_MEASURING = ("eval", "evaluate", "evaluation", *chinese("splits", "measuring"))
_WORDS: dict[Split, tuple[str, ...]] = {
    "train": ("train", "training", "trn"),
    "validation": ("val", "vali", "valid", "validate", "validation", "validating", "dev", "development"),
    "test": ("test", "testing", "tst", "holdout", *_MEASURING),
}
SPLIT_WORDS: dict[str, Split] = {
    **{word: split for split, words in _WORDS.items() for word in (*words, *chinese("splits", split))},
    **USAGE_SPLITS,
}
"""The splits by what they are called, in lower case."""
MEASURING = frozenset(_MEASURING)
"""Words that some use for the test images, others, beside test images, for those that validate."""
_DECORATIONS = frozenset(
    (
        "set", "sets", "data", "dataset", "split", "image", "images", "img", "imgs", "picture", "pictures", "pic",
        "pics", "photo", "photos", "face", "faces", "file", "files", "folder", "label", "labels", "my",
        "fer", "fer2013",
    )
)  # fmt: skip
_JOINED = re.compile(rf"(set|data|images?|labels?|的?({'|'.join(chinese('endings', 'of_splits'))}))$")
EXPECTED = (
    "train, validation or test (also val, valid, dev, testing, eval, evaluation, PublicTest, PrivateTest)"
)


def split_of(name: str) -> Split | None:
    """The split that a word stands for, or None: ``Val``, ``test_set``, ``1_train`` and ``train_labels`` too.

    Args:
        name: of a folder, of a file without its extension, or a cell of a table.
    """
    word = _word_of(name)
    return None if word is None else SPLIT_WORDS[word]


def _word_of(name: str) -> str | None:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.strip())
    words = [word for word in re.split(r"[\s_.()\[\]-]+", spaced.lower()) if word]
    while len(words) > 1 and words[0].isdigit():
        del words[0]
    bare = "".join(word for word in words if word not in _DECORATIONS)
    return next((word for word in (bare, _JOINED.sub("", bare)) if word in SPLIT_WORDS), None)


def split_index(name: str) -> int | None:
    """The same as an index into ``SPLITS``."""
    split = split_of(name)
    return None if split is None else SPLITS.index(split)


def split_indices(names: Iterable[str]) -> dict[str, int]:
    """The splits of names that stand together, those that are of one; beside test images, ``eval`` validates.

    Args:
        names: of the folders or files of one data set.
    """
    words = {name: word for name in names for word in [_word_of(name)] if word is not None}
    found = {name: SPLIT_WORDS[word] for name, word in words.items()}
    measuring = [name for name, word in words.items() if word in MEASURING]
    others = {split for name, split in found.items() if name not in measuring}
    if "test" in others and "validation" not in others:
        found |= dict.fromkeys(measuring, "validation")
    return {name: SPLITS.index(split) for name, split in found.items()}
