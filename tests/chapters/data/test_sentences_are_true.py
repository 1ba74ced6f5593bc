"""What chapter 1 says is true of the data, whatever they are: one class, equal ones, absent ones, no label, no test."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.data import as_read, class_counts, figures, sentences, tables
from fer_lib.chapters.data.class_counts import ClassCounts
from fer_lib.data import ImageDataset, make_card
from fer_lib.data.class_words import ORDERS
from fer_lib.data.synthetic import generate
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put, texts_of_figure, texts_of_table
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=40, deadline=None, derandomize=True)
CLASSES = ("angry", "happy", "bread")


@st.composite
def datasets(draw: st.DrawFn) -> ImageDataset:
    """Images of which classes are absent, alike or very unequal, some or all without a label."""
    sizes = draw(st.lists(st.sampled_from([0, 1, 4, 4, 5, 30]), min_size=2, max_size=3).filter(any))
    labels = [k for k, size in enumerate(sizes) for _ in range(size)] + [-1] * draw(
        st.sampled_from([0, 0, 1, 7])
    )
    shape = draw(st.sampled_from([(6, 6), (6, 8), (6, 6, 3)]))
    images = np.random.default_rng(0).integers(0, 255, (len(labels), *shape)).astype(np.uint8)
    split = np.array([draw(st.sampled_from([0, 0, 1, 2])) for _ in labels], np.uint8)
    split[0] = 0  # something to train on
    names = draw(st.sampled_from([CLASSES, CLASSES[:2]]))[: len(sizes)] if len(sizes) < 3 else CLASSES
    form = draw(st.sampled_from(["class-folders", "course-csv"]))
    return ImageDataset(images, np.array(labels), split, names, {"form": form, "source": "x"})


@SETTINGS
@given(datasets())
def test_images_labels_and_balance(dataset: ImageDataset) -> None:
    said, counts = sentences.images(dataset), ClassCounts(make_card(dataset))
    assert_well_put([said])
    assert (
        ("those with a label" in said.en) == bool((dataset.labels < 0).any()) == ("有標籤的影像" in said.zh)
    )
    assert ("grey" in said.en) == (dataset.images.ndim == 3)
    assert f"one of {len(dataset.class_names)}" in said.en

    number = np.bincount(dataset.labels[dataset.labels >= 0], minlength=len(dataset.class_names))
    there, absent = number[number > 0], [n for n, c in zip(dataset.class_names, number, strict=True) if not c]
    ratio, one = there.max() / there.min(), len(there) == 1
    for expressions in (True, False):
        said = sentences.balance(counts, expressions)
        assert_true(
            said,
            {
                ("The classes are not balanced", "並不平衡"): ratio >= 1.5,
                ("All images are of one class", "都屬於同一類"): one,
                "Each class": ratio == 1 and not one,
                ("about equally large", "大小相近"): 1 < ratio < 1.5,
            },
        )
        assert f"right for {100 * there.max() / there.sum():.1f}% of" in said.en
        if ratio >= 1.5:
            assert f"{ratio:.1f} times as many" in said.en
        elif not one:
            assert ("with any images" in said.en) == bool(absent) == ("有影像的" in said.zh)
            assert (f"from {there.min()} to {there.max()} images" in said.en) == (ratio > 1)
    if absent:
        said = sentences.absent_classes(counts)
        assert_true(said, {f"labels: {', '.join(absent)}. So": True})
    if counts.unlabelled:
        said = sentences.unlabelled(counts)
        where = {("training", "validation", "test")[k] for k in dataset.split[dataset.labels < 0]}
        place = f"{where.pop()} " if len(where) == 1 else ""
        assert_true(said, {f"A further {(dataset.labels < 0).sum()} {place}image": True})
        assert ("the course keeps" in said.en) == (dataset.provenance["form"] == "course-csv")


@SETTINGS
@given(datasets())
def test_figures_and_tables(dataset: ImageDataset) -> None:
    counts = ClassCounts(make_card(dataset))
    assert_well_put(texts_of_figure(figures.class_counts(counts)))
    there = counts.images[counts.images > 0]
    assert_true(
        figures.class_counts(counts).alt,
        {
            ("A bar for one class", "只有一類"): len(there) == 1,
            ("equally many images", "張數都是"): len(there) > 1 and len(set(there)) == 1,
            ("no class has more images than", "最多的是"): len(set(there)) > 1,
        },
    )
    assert_well_put([*texts_of_table(tables.splits(counts.card)), *texts_of_table(tables.flaws(counts.card))])
    there_are = [
        name
        for split, name in (("train", "Training set"), ("validation", "Validation set"), ("test", "Test set"))
        if (dataset.labels[dataset.indices(split)] >= 0).any()
    ]
    assert [column.en for column in tables.splits(counts.card).columns] == ["Class", *there_are]
    assert_well_put([sentences.no_flaws(counts.card)])
    assert (counts.card.images == 1) == ("The only image" in sentences.no_flaws(counts.card).en)
    if (dataset.labels[dataset.indices("train")] >= 0).any():
        figure = figures.first_images(dataset)
        assert_well_put(texts_of_figure(figure))
        shown = [
            n
            for k, n in enumerate(dataset.class_names)
            if (dataset.labels[dataset.indices("train")] == k).any()
        ]
        assert f"({', '.join(shown)})" in figure.alt.en


@settings(SETTINGS, max_examples=8)
@given(st.integers(7, 60), st.integers(0, 9), st.sampled_from(["as drawn", "none", "one"]))
def test_drawn_faces(size: int, seed: int, flips: str) -> None:
    faces = generate(size, seed)
    flipped = faces.flipped if flips == "as drawn" else np.arange(size) < (flips == "one")
    held: Any = type("Held", (), {"flipped": flipped, "__len__": lambda self: size})()
    said, number = sentences.action_units(held), int(flipped.sum())
    assert_true(
        said,
        {f"None of the {size} labels": not number, f"{number} ({100 * number / size:.1f}%) w": number > 0},
    )
    figure = figures.action_units(faces.dataset, faces)
    assert_well_put(texts_of_figure(figure))
    assert "the same 7 faces" in figure.alt.en
    assert f"are {', '.join(faces.dataset.class_names)}." in figure.caption.en


class Folder:
    """A run's folder with some of its files."""

    def __init__(self, *files: str) -> None:
        self.files = files

    def __truediv__(self, name: str) -> Any:
        return SimpleNamespace(is_file=lambda: name in self.files)


RUNS = st.lists(
    st.tuples(st.booleans(), st.sampled_from(["epoch", "validation_accuracy"]), st.booleans(), st.booleans()),
    min_size=1,
    max_size=3,
)


@SETTINGS
@given(RUNS)
def test_what_the_splits_are_for(drawn: list[tuple[bool, str, bool, bool]]) -> None:
    runs, configs = {}, {}
    for number, (elsewhere, kept, finished, has_test) in enumerate(drawn):
        files = ["provenance.json", *(["metrics.json"] if finished else [])]
        splits = ["train", "validation", *(["test"] if has_test else [])]
        runs[f"run-{number}"] = SimpleNamespace(
            path=Folder(*files),
            adopted={} if elsewhere else None,
            metrics=lambda splits=splits: {"splits": splits},
        )
        configs[f"run-{number}"] = SimpleNamespace(best_metric=kept)
    book: Any = SimpleNamespace(run=runs.get, runs_on=lambda: list(runs), configs=configs)
    said = sentences.protocol(book)
    own = {kept for elsewhere, kept, _, _ in drawn if not elsewhere}
    tests = [has_test for _, _, finished, has_test in drawn if finished]
    assert_true(
        said,
        {
            ("nothing is trained here", "這裡不再訓練"): not own,
            ("choose the epoch whose weights are kept", "驗證集用來挑選"): "validation_accuracy" in own,
            ("choose nothing", "不做任何挑選"): own == {"epoch"},
        },
    )
    assert ("except in runs that keep the last one" in said.en) == (len(own) == 2)
    assert ("score of the test set is the one to quote" in said.en) == (any(tests) and bool(own))
    assert ("There are no test images with labels" in said.en) == (
        bool(tests) and not any(tests) and bool(own)
    )
    assert not (
        "and test images are only scored" in said.en or "validation or test images" in said.en
    ) or any(tests)
    away = [f"`run-{n}`" for n, (elsewhere, *_) in enumerate(drawn) if elsewhere]
    assert (" only scored here" in said.en) == (bool(away) and bool(own))
    assert ("A network that has learned from some of" in said.en) == bool(away)
    if away and own:
        assert all(name in said.en and name in said.zh for name in away)


@pytest.mark.parametrize(
    ("form", "split"), [("fer2013-csv", "source"), ("fer2013-csv", "random"), ("shapes", "source")]
)
def test_the_parts_of_fer2013(form: str, split: str) -> None:
    book: Any = SimpleNamespace(main_run="main", configs={"main": SimpleNamespace(split=split)})
    dataset: Any = SimpleNamespace(provenance={"form": form})
    said = sentences.parts_of_fer2013(book, dataset)
    assert (said is not None) == (form == "fer2013-csv" and split == "source")
    if said:
        assert_true(said, {("PublicTest is the validation set", "以 PublicTest 為驗證集"): True})


COUNTED = st.integers(1, 2000)


@SETTINGS
@given(
    st.dictionaries(st.sampled_from([*as_read.CONVERTED, "bool_to_uint8"]), COUNTED, max_size=3),
    st.dictionaries(st.sampled_from([*as_read.LEFT_OUT, "happy"]), st.integers(0, 50), max_size=3),
    st.dictionaries(
        st.sampled_from(CLASSES), st.dictionaries(st.sampled_from(["a", "b"]), COUNTED, min_size=1)
    ),
    st.sampled_from([None, 0, 1, *ORDERS]),
    st.integers(0, 3),
    st.sampled_from([None, (0, 1), (9, 9), (4, 9)]),
    st.sampled_from([None, *as_read.OF_THE_CROWD]),
)
def test_how_the_source_was_read(converted, left_out, words, numbers, unreadable, votes, labels) -> None:
    provenance: dict[str, Any] = {
        "converted": converted, "left_out": left_out, "labels_read": {"read_as": words, "numbers": numbers},
        "unreadable": ["x"] * unreadable, "labels": labels,
    }  # fmt: skip
    if votes:
        provenance["votes"] = {"agree": votes[0], "images": votes[1], "by_chance": 0.2}
    dataset = ImageDataset(
        np.zeros((3, 4, 4), np.uint8), np.arange(3), np.zeros(3, np.uint8), CLASSES, provenance
    )
    said = as_read.as_read(dataset)
    known = {what: count for what, count in converted.items() if what in as_read.CONVERTED}
    out = {what: count for what, count in left_out.items() if count}
    if said is None:
        assert [known, out, words, unreadable, votes, labels, numbers] == [{}, {}, {}, 0, None, None, None]
        return
    assert_well_put([said])
    if known.get("resized") == 3 and "cropped" in known:
        assert "All 3 images were " in said.en
        del known["resized"], known["cropped"]
    else:
        assert ("讀入時" in said.zh) == bool(known)
    assert ("Of the images, " in said.en) == bool(known)
    were = {what: "was" if count == 1 else "were" for what, count in known.items()}
    assert all(
        f"{count:,} {were[what]} {as_read.CONVERTED[what].en}" in said.en for what, count in known.items()
    )
    assert ("Images left out" in said.en) == bool(out) == ("未採用的影像" in said.zh)
    assert ("Other words for classes" in said.en) == bool(words) == ("其他寫法" in said.zh)
    assert ("labels as numbers" in said.en) == (numbers is not None) == ("以數字表示標籤" in said.zh)
    assert ("could not be read" in said.en) == bool(unreadable) == ("無法讀取" in said.zh)
    if votes:
        assert f"is the label of {100 * votes[0] / votes[1]:.1f}% of the images" in said.en
    assert (labels == "distribution") == ("in training the shares of their votes" in said.en)


def test_no_sentence_is_left_out() -> None:
    assert {*map(type, (ClassCounts.names,))}  # names of classes, as the card has them
    assert untried(__file__, sentences, as_read, class_counts, figures, tables) == set()
