"""Every chapter of the book from every form of data that the README names, with runs made by the real training.

Chapters that read no faces are left to ``tests/notebooks``, which renders them from the built-in data.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

import fer_lib.proofs
from fer_lib.data.prepared import write_prepared
from fer_lib.data.sources import load
from fer_lib.editions import Edition, read_edition
from fer_lib.explain.maximization.companions import companion_runs
from fer_lib.explain.maximization.run import MaximizationPlan, explain_maximization
from fer_lib.explain.saliency.run import SaliencySettings, explain_saliency
from fer_lib.training.loop import train
from tests.forms.face_forms import FORMS, MISSING, Faces
from tests.forms.in_process import WITHOUT_DATA, Published, chapters, code_cells, project, run_chapter

ROOT = Path(__file__).resolve().parents[2]
OF_OTHER_DATA = (
    r"\b(edition_note|missing_runs|read_images|analyse_masks|read_digits|hand_and_engine)\(book[^)]*\)"
)
"""What chapters 15 and 16 ask of an edition: about its digits and masks."""
READ_NO_FACES = ("10_convolution", "12_softmax", "13_backpropagation", "15_digits", "16_masks")
CHAPTERS = [name for name in chapters(ROOT) if name not in READ_NO_FACES]
SHORT = {
    "preset": "report-a", "epochs": 1, "batch_size": 32, "split": "source", "optimizer": "adamw", "learning_rate": 2e-3,
    "schedule": "one_cycle",
}  # fmt: skip
FOLD = {**SHORT, "split": "fold", "folds": 2, "best_metric": "epoch"}
EDITION = {
    "title": {"en": "Edition of a test", "zh-TW": "測試版"},
    "data": {"source": None},
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
UNLABELLED_TEST = ("course_csv", "numbered_images", "without_test_images")
PROVED = cache(fer_lib.proofs.run_chapter)
"""What is proved is proved once for all forms."""
LITTLE = MaximizationPlan(filters=2, steps=3, robust_steps=1, step_factors=(2.0, 0.5), restarts=1, images=16)
SETTINGS = SaliencySettings(images_per_class=1, curve_steps=3, perturbations=1)


@dataclass(frozen=True)
class Book:
    """An edition whose data and runs are made, and the chapters that a test has rendered of it."""

    form: str
    edition: Edition
    rendered: dict[str, list[Published]] = field(default_factory=dict)

    def chapter(self, name: str) -> list[Published]:
        if name not in self.rendered:
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(self.edition.root)
                patch.setattr(fer_lib.proofs, "run_chapter", PROVED)
                notebook = self.edition.root / "notebooks" / f"{name}.ipynb"
                self.rendered[name] = run_chapter(notebook, edition=self.edition.name)
        return self.rendered[name]

    def said(self, name: str, lang: str = "en") -> str:
        return "\n".join(
            text for out in self.chapter(name) if out.about["lang"] == lang for text in out.texts()
        )


def make_runs(edition: Edition) -> None:
    """What ``make runs`` and the step ``explain`` make."""
    for name, config in edition.configs.items():
        train(config, edition.data(name), edition.run(name))
    explained = {edition.main_run, *companion_runs(edition.configs, edition.main_run).values()}
    for name in explained:
        explain_maximization(
            edition.run(name), edition.data(name), edition.run(name).path / "explain", LITTLE
        )
    main = edition.run()
    explain_saliency(main, edition.data(), main.path / "explain", SETTINGS)


@pytest.fixture(scope="module")
def faces() -> Faces:
    return Faces()


@pytest.fixture(scope="module", params=FORMS)
def book(
    request: pytest.FixtureRequest, faces: Faces, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Book:
    folder = tmp_path_factory.mktemp("forms")
    data = FORMS[request.param](faces, folder / "given")
    work = project(root, folder / "project", EDITION)
    edition = read_edition("forms", work)
    edition.folder.mkdir(parents=True)
    write_prepared(edition.folder / "data", load(data, cache=False))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(work)
        make_runs(edition)
    return Book(request.param, edition)


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_chapter_says_something_true_in_both_languages(book: Book, name: str) -> None:
    published = book.chapter(name)
    assert len(published) >= 4
    for kind in ("text", "note", "table", "figure"):
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
        assert words in book.said(name), name


def test_what_the_data_lack_is_said(book: Book) -> None:
    lacks_test = "have no test images with labels" in book.said("cover")
    assert (
        lacks_test
        == ("沒有附標籤的測試影像" in book.said("cover", "zh-TW"))
        == (book.form in UNLABELLED_TEST)
    )
    absent = ", ".join(MISSING) in book.said("01_data")
    assert absent == ("厭惡、高興、中立" in book.said("01_data", "zh-TW")) == (book.form == "classes_missing")
    if book.form == "classes_missing":
        assert "No validation image is labelled happy" in book.said("09_feature_maps")


def test_chapters_that_are_left_out_here_read_neither_faces_nor_runs_of_faces() -> None:
    for name in READ_NO_FACES:
        code = "\n".join(source for _, source, _ in code_cells(ROOT / "notebooks" / f"{name}.ipynb"))
        code = re.sub(OF_OTHER_DATA, "", code)
        assert not re.search(r"\bbook\.(data|run)\(|\(book[,)]", code), name
