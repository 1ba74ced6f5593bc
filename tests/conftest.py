"""What every test shares."""

import os

# Before NumPy and torch begin their threads, and for all processes that tests start: side by side on few cores, threads
# would spend most of their time waiting for each other in a loop.
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

# ruff: noqa: E402
import gc
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import matplotlib
import numpy as np
import pytest
import torch
import yaml
from matplotlib import pyplot as plt
from xdist.scheduler import LoadScopeScheduling

from fer_lib.data import ImageDataset, content_hash
from fer_lib.data.fer2013 import CLASS_NAMES

matplotlib.use("agg")
torch.set_num_threads(1)
# How long an example takes depends on what else the machine does, so no example may fail for it.
hypothesis.settings.register_profile("any machine", deadline=None, derandomize=True)
hypothesis.settings.load_profile("any machine")
# jsonschema, which notebooks are checked with, builds grammars on import if it finds this package: 2 to 10 s.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
# All modules and tests together are a large heap, which nothing needs to search again and again.
gc.set_threshold(50_000, 20, 50)
# Copies of the project that tests make have a .venv of their own, whatever is activated where the tests run.
for activated in ("CONDA_PREFIX", "CONDA_DEFAULT_ENV", "VIRTUAL_ENV"):
    os.environ.pop(activated, None)

TOGETHER = ("tests/notebooks/", "tests/book/", "tests/forms/other_images/")
"""Folders whose tests share something costly, a book, runs or a copy of the project: one worker runs all of one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that it does not stand alone at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith((TOGETHER[0], "tests/forms/", "tests/slurm/")))
    gc.collect()
    gc.freeze()  # what was imported stays until the end


class SchedulingByPlace(LoadScopeScheduling):
    """A worker gets whole modules, or a whole folder of ``TOGETHER``.

    xdist's own groups (``xdist_group``) have no effect with pytest 9.2: every worker made a book of its own.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid.split("::")[0])


@pytest.hookimpl(optionalhook=True)  # some tests run pytest without xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Divide the tests among the workers by where they stand."""
    config.option.loadscopereorder = False
    return SchedulingByPlace(config, log)


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    """Leave no figure open for the next test."""
    yield
    plt.close("all")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return Path(__file__).resolve().parent.parent


def toy_faces(n: int = 160, seed: int = 0) -> ImageDataset:
    """Images that a network learns at once: the class is the row in which a bright bar stands."""
    generator = np.random.default_rng(seed)
    labels = np.arange(n, dtype=np.int64) % 7
    images = generator.integers(0, 60, (n, 48, 48), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[6 * label + 2 : 6 * label + 6] = 220
    split = np.repeat(np.array([0, 1, 2], np.uint8), [n * 6 // 10, n * 2 // 10, n - n * 8 // 10])
    provenance = {"source": "toy", "form": "toy", "sha256": content_hash(images, labels), "synthetic": True}
    return ImageDataset(images, labels, split, CLASS_NAMES, provenance=provenance)


@pytest.fixture
def faces() -> ImageDataset:
    return toy_faces()


@pytest.fixture(scope="session")
def python() -> str:
    """The interpreter of the environment, for subprocesses."""
    return sys.executable


SHORT = {
    "epochs": 2,
    "batch_size": 64,
    "split": "source",
    "optimizer": "adamw",
    "learning_rate": 2e-3,
    "schedule": "one_cycle",
}
SHORT_WORK = {
    "explain": {"images_per_class": 2, "filters_per_layer": 4, "robust_steps": 2},
}
"""Defaults for the heavy notebooks that cost little."""
MASKS = {"preset": "report-e-masks", "data": "masks", "epochs": 2, "schedule_epochs": 1}
DIGITS = {"preset": "report-e-digits", "data": "digits", "epochs": 3}
TINY_EDITION = {
    "title": {"en": "Tiny edition of a test", "zh-TW": "測試用的迷你版"},
    "data": {"source": "synthetic", "count": 420, "seed": 0},
    "other_data": {"digits": {"source": "digits"}, "masks": {"source": "masks"}},
    "main_run": "report-a",
    "runs": {
        "report-a": {"preset": "report-a", **SHORT},
        "dropout": {"preset": "report-a", **SHORT, "dropout": 0.5},
        "leaky-relu": {"preset": "report-a-leaky", **SHORT},
        "report-b-cnn": {"preset": "report-b-cnn", **SHORT},
        "report-b-dnn": {"preset": "report-b-dnn", **SHORT},
        "report-b-cnn-shuffled": {"preset": "report-b-cnn", **SHORT, "shuffle_pixels": True},
        "report-b-dnn-shuffled": {"preset": "report-b-dnn", **SHORT, "shuffle_pixels": True},
        "fold-0": {"preset": "report-a", **SHORT, "split": "fold", "folds": 2, "best_metric": "epoch"},
        "fold-1": {
            "preset": "report-a",
            **SHORT,
            "split": "fold",
            "folds": 2,
            "best_metric": "epoch",
            "fold": 1,
        },
        **{f"masks-fixed-{seed}": {**MASKS, "schedule": "constant", "seed": seed} for seed in (0, 1)},
        **{f"masks-decay-{seed}": {**MASKS, "seed": seed} for seed in (0, 1)},
        **{f"digits-{seed}": {**DIGITS, "seed": seed} for seed in (0, 1)},
    },
    "roles": {
        "activations": {"relu": "report-a", "leaky_relu": "leaky-relu"},
        "regularization": {"none": "report-a", "dropout": "dropout"},
        "label_noise": ["fold-0", "fold-1"],
        "imbalance": {kind: [f"masks-{kind}-{seed}" for seed in (0, 1)] for kind in ("fixed", "decay")},
        "digits": {"sixty": ["digits-0", "digits-1"]},
        "cnn_against_dnn": [
            {
                "cnn": "report-b-cnn",
                "dnn": "report-b-dnn",
                "cnn_shuffled": "report-b-cnn-shuffled",
                "dnn_shuffled": "report-b-dnn-shuffled",
            }
        ],
    },
}


@pytest.fixture(scope="session")
def workspace(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, as a clone has it, whose quick edition is tiny; nothing is made yet."""
    copy = copy_project(root, tmp_path_factory.mktemp("project"))
    (copy / "editions" / "quick.yaml").write_text(yaml.safe_dump(TINY_EDITION, allow_unicode=True), "utf8")
    for notebook, parameters in SHORT_WORK.items():
        for name, value in parameters.items():
            set_parameter(copy / "notebooks" / f"{notebook}.ipynb", name, value)
    return copy


def copy_project(root: Path, copy: Path) -> Path:
    """The files of the project that git knows or would take, in another folder."""
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root, capture_output=True, check=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    for name in filter(None, tracked):
        source, target = root / name, copy / name
        if source.exists() or source.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
    return copy


def set_parameter(notebook: Path, name: str, value: int) -> None:
    """Give a parameter of a notebook another default."""
    text = notebook.read_text("utf8")
    changed = re.sub(rf'"{name} = \d+', f'"{name} = {value}', text)
    assert changed != text, f"{notebook.name} has no parameter {name}"
    notebook.write_text(changed, "utf8")


@pytest.fixture(scope="session")
def pipeline(workspace: Path, python: str) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs Snakemake in the workspace: ``pipeline(target, *arguments, config=[…])``."""

    def run(target: str, *arguments: str, config: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        command = [
            python,
            "-m",
            "snakemake",
            "--cores",
            "2",
            *arguments,
            "--config",
            "edition=quick",
            *config,
        ]
        return subprocess.run(
            [*command, "--", target], cwd=workspace, capture_output=True, text=True, check=False
        )

    return run
