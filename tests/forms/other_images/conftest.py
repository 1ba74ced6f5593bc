"""Three books of images that are no faces: colour, other sides, two classes or ten, and networks of one's own."""

import numpy as np
import pytest

from fer_lib.data import ImageDataset, content_hash
from fer_lib.data.shapes import generate
from tests.forms.made_book import SHORT, Book, make_runs
from tests.made_project import make_project
from tests.rendered_chapter import ROOT

HERS = str(ROOT / "tests" / "networks_people_write.py")
MOVED = {"flip": True, "shift": 0.1, "rotation": 10.0, "crop": 0.8, "erasing": 0.5, "brightness": 0.2}
WITHOUT_REPORTS = "her residual network on colour"
"""The book that shows nothing of the five reports."""


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
    WITHOUT_REPORTS: (shapes, f"{HERS}:SmallResNet"),
    "attention on colour": (shapes, f"{HERS}:ViT"),
    "two classes, not square": (two_classes, "vgg-fer-small"),
}


@pytest.fixture(scope="session", params=BOOKS)
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Book:
    images, model = BOOKS[request.param]
    run = {**SHORT, "model": model}
    fold = {**run, "split": "fold", "folds": 2, "best_metric": "epoch"}
    edition = make_project(
        tmp_path_factory.mktemp("other") / "project",
        {
            "main_run": "plain",
            "runs": {
                "plain": run,
                "seed": {**run, "seed": 1},
                "moved": {**run, **MOVED},
                "fold-0": fold,
                "fold-1": {**fold, "fold": 1},
            },
            "roles": {"label_noise": ["fold-0", "fold-1"]},
            "reference_reports": request.param != WITHOUT_REPORTS,
        },
        data=images(),
    )
    make_runs(edition)
    return Book(request.param, edition)
