"""Every chapter from images that are no faces: colour, other sides, two classes or ten, and a network of one's own."""

from pathlib import Path

import numpy as np
import pytest

from fer_lib.data import ImageDataset, content_hash
from fer_lib.data.prepared import write_prepared
from fer_lib.data.shapes import generate
from fer_lib.editions import read_edition
from fer_lib.explain.maximization.run import explain_maximization
from fer_lib.explain.saliency.run import explain_saliency
from fer_lib.training.loop import train
from tests.forms.in_process import WITHOUT_DATA, Published, project, run_chapter
from tests.forms.test_every_form import CHAPTERS, LITTLE, SETTINGS

ROOT = Path(__file__).resolve().parents[2]
HERS = str(ROOT / "tests" / "networks_people_write.py")
SHORT = {
    "preset": "report-a", "epochs": 1, "batch_size": 32, "split": "source", "optimizer": "adamw", "learning_rate": 2e-3,
    "schedule": "one_cycle",
}  # fmt: skip
MOVED = {"flip": True, "shift": 0.1, "rotation": 10.0, "crop": 0.8, "erasing": 0.5, "brightness": 0.2}
OF_EXPRESSIONS = ("A5", "A6", "B5", "C1", "C2", "D5")


def shapes() -> ImageDataset:
    """Colour, 32×32, ten classes."""
    return generate(300, seed=0).dataset


def two_classes() -> ImageDataset:
    """Grey, higher than wide or wider than high does not matter: 20×28, two classes, one with a title in Chinese."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, 120)
    images = random.integers(0, 120, (120, 20, 28)).astype(np.uint8)
    images[labels == 1, 5:12, 8:20] += 100
    return ImageDataset(
        images,
        labels,
        (np.arange(120) % 5 == 0).astype(np.uint8) * 2,
        ("cat", "dog"),
        {
            "form": "class-folders",
            "source": "train/",
            "sha256": content_hash(images, labels),
            "synthetic": False,
        },
        class_titles={"cat": {"zh-TW": "喵"}},
    )


BOOKS = {
    "her residual network on colour": (shapes, f"{HERS}:SmallResNet"),
    "attention on colour": (shapes, f"{HERS}:ViT"),
    "two classes, not square": (two_classes, "vgg-fer-small"),
}


@pytest.fixture(scope="module", params=BOOKS)
def chapters(
    request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Published]]:
    make, model = BOOKS[request.param]
    run = {**SHORT, "model": model}
    fold = {**run, "split": "fold", "folds": 2, "best_metric": "epoch"}
    work = project(
        root,
        tmp_path_factory.mktemp("other") / "project",
        {
            "title": {"en": "Edition of a test", "zh-TW": "測試版"},
            "data": {"source": None},
            "main_run": "plain",
            "runs": {
                "plain": run,
                "seed": {**run, "seed": 1},
                "moved": {**run, **MOVED},
                "fold-0": fold,
                "fold-1": {**fold, "fold": 1},
            },
            "roles": {"label_noise": ["fold-0", "fold-1"]},
        },
    )
    edition = read_edition("forms", work)
    edition.folder.mkdir(parents=True)
    write_prepared(edition.folder / "data", make())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(work)
        for name, config in edition.configs.items():
            train(config, edition.data(name), edition.run(name))
        place = edition.run().path / "explain"
        explain_maximization(edition.run(), edition.data(), place, LITTLE)
        explain_saliency(edition.run(), edition.data(), place, SETTINGS)
        return {name: run_chapter(work / "notebooks" / f"{name}.ipynb", edition="forms") for name in CHAPTERS}


def test_every_chapter_is_there_in_both_languages(chapters: dict[str, list[Published]]) -> None:
    for name, published in chapters.items():
        shown = {
            lang: [
                (out.about["kind"], out.about.get("name")) for out in published if out.about["lang"] == lang
            ]
            for lang in ("en", "zh-TW")
        }
        told = [entry for entry in shown["en"] if entry[0] != "answers"]
        assert told == [entry for entry in shown["zh-TW"] if entry[0] != "answers"], name
        texts = [text for out in published for text in out.texts()]
        assert [text for text in texts if WITHOUT_DATA.search(text)] == [], name


def test_augmentation_is_shown_of_the_run_that_has_it(chapters: dict[str, list[Published]]) -> None:
    (shown,) = [
        out for out in chapters["03_training"]
        if out.about.get("name") == "augmentation" and out.about["lang"] == "en"
    ]  # fmt: skip
    assert "the run `moved` sees them: mirroring, shift ±10%" in shown.about["caption"]


def test_claims_on_expressions_are_not_asked(chapters: dict[str, list[Published]]) -> None:
    asked = [
        answer["id"]
        for out in chapters["05_errors"]
        if out.about["kind"] == "answers"
        for answer in out.about["answers"]
    ]
    assert not set(OF_EXPRESSIONS) & set(asked)
    assert "error-claims" not in [out.about.get("name") for out in chapters["05_errors"]]
    told = [text for out in chapters["05_errors"] for text in out.texts()]
    assert any("these data have other classes" in text for text in told)
    assert any("而這份資料是別的類別" in text for text in told)


def test_classes_are_called_by_their_titles(
    chapters: dict[str, list[Published]], request: pytest.FixtureRequest
) -> None:
    if "two classes" not in request.node.callspec.id:
        pytest.skip("these classes have the titles of their set")
    chinese = "\n".join(
        text for out in chapters["05_errors"] if out.about["lang"] == "zh-TW" for text in out.texts()
    )
    assert "喵" in chinese
    assert "dog" in chinese
