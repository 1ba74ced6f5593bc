"""Chapters of the book from every form of data that the README names, with runs made by the real training.

A form whose data are divided like another's says the same in most chapters, so one form of each kind has them all, and
the others those that speak of the division. Chapters that read no faces are left to ``tests/notebooks``, which renders
them from the built-in data.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from fer_lib.data.sources import load
from tests.forms.face_forms import FORMS, MISSING, Faces
from tests.forms.made_book import CHAPTERS, READ_NO_FACES, SHORT, Book, make_runs
from tests.made_project import make_project
from tests.rendered_chapter import WITHOUT_DATA
from tests.texts import notebooks

OF_OTHER_DATA = (
    r"\b(edition_note|missing_runs|read_images|analyse_masks|read_digits|hand_and_engine)\(book[^)]*\)"
)
"""What chapters 15 and 16 ask of an edition: about its digits and masks."""
OF_THE_NETWORK = r"\b(own_convolutions|main_network)\(book\)"
"""What chapter 10 asks of the main run: what its network is. Tests of that chapter and ``other_images`` do."""
FOLD = {**SHORT, "split": "fold", "folds": 2, "best_metric": "epoch"}
EDITION = {
    "main_run": "plain",
    "runs": {
        "plain": SHORT,
        "dropout": {**SHORT, "dropout": 0.5},
        "leaky-relu": {**SHORT, "preset": "report-a-leaky"},
        "dropped": {**SHORT, "drop_leaked": True},
        "cnn": {**SHORT, "preset": "report-b-cnn"},
        "dnn": {**SHORT, "preset": "report-b-dnn"},
        "cnn-shuffled": {**SHORT, "preset": "report-b-cnn", "shuffle_pixels": True},
        "dnn-shuffled": {**SHORT, "preset": "report-b-dnn", "shuffle_pixels": True},
        "fold-0": FOLD,
        "fold-1": {**FOLD, "fold": 1},
        "batchnorm-on": {**SHORT, "seed": 1},
        "batchnorm-off": {**SHORT, "seed": 1, "preset": "report-a-no-batchnorm"},
    },
    "roles": {
        "activations": {"relu": "plain", "leaky_relu": "leaky-relu"},
        "regularization": {"none": "plain", "dropout": "dropout"},
        "label_noise": ["fold-0", "fold-1"],
        "leaked": {"kept": "plain", "dropped": "dropped"},
        "cnn_against_dnn": [
            {"cnn": "cnn", "dnn": "dnn", "cnn_shuffled": "cnn-shuffled", "dnn_shuffled": "dnn-shuffled"}
        ],
    },
}  # fmt: skip
IN_FULL = ("fer2013", "course_csv", "classes_missing")
"""With validation images; without, and with a test set that has no labels; without, and with classes missing."""
OF_THE_DIVISION = ("cover", "01_data", "03_training", "04_cnn_dnn", "05_errors", "14_pca")
"""Chapters that say how many images they read, or what the data lack."""
UNLABELLED_TEST = ("course_csv", "numbered_images", "without_test_images")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Book]:
    """Each form's book, made once."""
    faces = Faces()

    @cache
    def made(form: str) -> Book:
        folder = tmp_path_factory.mktemp("forms")
        data = FORMS[form](faces, folder / "given")
        edition = make_project(folder / "project", EDITION, data=load(data, cache=False))
        make_runs(edition)
        return Book(form, edition)

    return made


@pytest.fixture(params=FORMS)
def book(request: pytest.FixtureRequest, books: Callable[[str], Book]) -> Book:
    return books(request.param)


@pytest.mark.parametrize(
    ("book", "name"),
    [(form, name) for form in FORMS for name in (CHAPTERS if form in IN_FULL else OF_THE_DIVISION)],
    indirect=["book"],
)
def test_every_chapter_says_something_true_in_both_languages(book: Book, name: str) -> None:
    published = book.chapter(name).published
    # The conclusion is prose, and lists that the book makes of the other chapters' cards.
    assert len(published) >= (2 if name == "18_conclusion" else 4)
    for kind in ("text", "note", "table", "figure", "card"):
        names = {
            lang: [
                out.about.get("name")
                for out in published
                if out.about["lang"] == lang and out.about["kind"] == kind
            ]
            for lang in ("en", "zh-TW")
        }
        assert names["en"] == names["zh-TW"], kind
    told = [text for out in published for text in out.texts()]
    assert [text for text in told if WITHOUT_DATA.search(text)] == []


def test_numbers_of_images_are_those_of_the_runs_division(book: Book) -> None:
    sizes = {split: values["n"] for split, values in book.edition.run().metrics()["splits"].items()}
    assert ("test" in sizes) == (book.form not in UNLABELLED_TEST)
    assert min(sizes["train"], sizes["validation"]) > 0
    assert len(book.edition.data().indices("validation")) == sizes["validation"]
    own = len(book.edition.undivided_data().indices("validation"))
    assert own == (sizes["validation"] if book.form == "fer2013" else 0)
    for name, words in {
        "03_training": f"n = {sizes['train']} training and {sizes['validation']} validation images",
        "04_cnn_dnn": f"In {sizes['validation']} validation faces",
        "05_errors": f"on the {sizes['validation']} validation images",
        "14_pca": f"for {sizes['validation']} validation images",
    }.items():
        assert words in book.chapter(name).page("en").text, name


def test_what_the_data_lack_is_said(book: Book) -> None:
    lacks_test = "have no test images with labels" in book.chapter("cover").page("en").text
    assert (
        lacks_test
        == ("沒有附標籤的測試影像" in book.chapter("cover").page("zh-TW").text)
        == (book.form in UNLABELLED_TEST)
    )
    absent = ", ".join(MISSING) in book.chapter("01_data").page("en").text
    assert (
        absent
        == ("厭惡、高興、中立" in book.chapter("01_data").page("zh-TW").text)
        == (book.form == "classes_missing")
    )
    if book.form == "classes_missing":
        assert "No validation image is labelled happy" in book.chapter("09_feature_maps").page("en").text


def test_chapters_that_are_left_out_here_read_neither_faces_nor_runs_of_faces(root: Path) -> None:
    for name in READ_NO_FACES:
        cells = notebooks(root)[f"{name}.ipynb"]["cells"]
        code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        code = re.sub(OF_OTHER_DATA, "", re.sub(OF_THE_NETWORK, "", code))
        assert not re.search(r"\bbook\.(data|run)\(|\(book[,)]", code), name
