"""Which labels ``predict`` believes: whatever the folders look like, each picture stands once, under its own class."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.data.dataset import SPLITS
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.known_labels import class_finder, in_folders
from fer_lib.data.listing import scan
from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError

FACES = class_finder(DataOptions(classes=list(CLASS_NAMES)))
WORDS = {"happy": "happy", "Sad": "sad", "生氣": "angry", "NEUTRAL": "neutral"}
OF_SPLITS = {"train": "train", "val": "validation", "Test": "test"}
BELOW = st.sampled_from(["", "more/", "a/b/c/", "2024/"])


def laid(place: str, files: list[str]) -> Path:
    for name in files:
        path = Path(place, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return Path(place)


@settings(deadline=None, max_examples=60)
@given(
    st.sets(st.tuples(st.sampled_from(sorted(WORDS)), BELOW, st.integers(0, 9)), min_size=1, max_size=8),
    st.lists(st.sampled_from(sorted(OF_SPLITS)), max_size=3, unique=True),
    st.sampled_from(["", "data/", "data/faces/"]),
    st.lists(st.integers(0, 9), max_size=2, unique=True),
    st.integers(0, 9),
)
def test_each_picture_has_the_label_of_its_folder(pictures, splits, above, loose, seed):
    expected: dict[str, tuple[str, str | None]] = {}
    for k, (word, below, number) in enumerate(sorted(pictures)):
        split = splits[(k + seed) % len(splits)] if splits else None
        name = f"{above}{f'{split}/' if split else ''}{word}/{below}{number}.png"
        expected[name] = WORDS[word], OF_SPLITS[split] if split else None
    for number in loose:
        expected[f"{above}me {number}.jpg"] = "", None
    with tempfile.TemporaryDirectory() as place:
        found = in_folders(scan(laid(place, list(expected))), FACES)
    assert found is not None
    assert sorted(found.names) == sorted(expected)
    for name, label, split in zip(found.names, found.labels, found.split, strict=True):
        wanted, of_split = expected[name]
        assert label == wanted
        if of_split is not None:
            assert SPLITS[split] == of_split
    for word in {word for word, _, _ in pictures}:
        assert word in found.said


@settings(deadline=None, max_examples=60)
@given(
    st.sets(
        st.text("bcdgklmp012_ ", min_size=1, max_size=6).map(str.strip).filter(bool), min_size=1, max_size=5
    )
)
def test_other_folders_are_no_labels(names):
    names = {name for name in names if FACES(name) is None}
    with tempfile.TemporaryDirectory() as place:
        root = laid(place, [f"{name}/1.png" for name in names])
        assert in_folders(scan(root), FACES) is None
        if names:
            laid(place, ["happy/1.png"])
            with pytest.raises(
                UserError, match=r"some folders are classes of the run \(happy\), others are not"
            ):
                in_folders(scan(root), FACES)


def test_a_number_is_a_class_only_where_it_is_called_so_or_counts(tmp_path):
    digits = DataOptions(classes=[str(k) for k in range(10)])
    folder = scan(laid(str(tmp_path), ["3/a.png", "03_b.png"]))
    assert in_folders(folder, class_finder(digits)).labels == ["", "3"]
    assert in_folders(folder, FACES) is None
    counted = class_finder(DataOptions(classes=list(CLASS_NAMES), numbers=1))
    assert in_folders(folder, counted).labels == ["", "fear"]
    assert [counted(word) for word in ("0", "1", "7", "8")] == [None, "angry", "neutral", None]
