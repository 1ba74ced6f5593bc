"""What makes which step again, as a dry run says; what the steps have made, and its record, is pretended."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import yaml

from tests.conftest import copy_project

RUN = "runs/quick/report-a"
MADE = [
    "runs/quick/data/provenance.json",
    "runs/quick/masks/provenance.json",
    "runs/quick/digits/provenance.json",
    f"{RUN}/metrics.json",
    f"{RUN}/train.ipynb",
    *(f"{RUN}/explain/{part}.{kind}" for part in ("saliency", "maximization") for kind in ("json", "npz")),
    *(f"runs/quick/masks-focal/{name}" for name in ("metrics.json", "train.ipynb")),
    "book/chapters/cover.ipynb",
    "book/chapters/11_batchnorm.ipynb",
]
TARGETS = ["runs", "runs/quick/digits", *(name for name in MADE if "provenance" not in name)]
EDITION = {
    "title": {"en": "Edition of a test", "zh-TW": "測試用的版本"},
    "data": {"source": "synthetic", "count": 200},
    "other_data": {name: {"source": name} for name in ("digits", "masks")},
    "main_run": "report-a",
    "runs": {
        "report-a": {"preset": "report-a"},
        "masks-focal": {"preset": "report-e-masks", "data": "masks", "focal_gamma": 2.0},
    },
}
SAID = "fer_lib/chapters/said_in_a_test.py"


class Project:
    """A copy of the project in which everything seems to be made."""

    def __init__(self, folder: Path, python: str) -> None:
        self.folder, self.python = folder, python
        (folder / "editions" / "quick.yaml").write_text(yaml.safe_dump(EDITION, allow_unicode=True), "utf8")
        # A training that imports of a chapter would be a mistake; even then the chapter's text may not count.
        (folder / SAID).parent.mkdir(exist_ok=True)
        (folder / SAID).parent.joinpath("__init__.py").touch()
        (folder / SAID).write_text("SAID = 'a sentence'\n", "utf8")
        device = folder / "fer_lib/training/device.py"
        imported = "\nfrom fer_lib.chapters.said_in_a_test import SAID\n\nassert SAID\n"
        device.write_text(device.read_text("utf8") + imported, "utf8")
        for name in MADE:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).touch()
        self.snakemake("--touch", "--forceall")

    def snakemake(self, *options: str) -> str:
        command = [self.python, "-m", "snakemake", "--cores", "1", *options]
        config = [] if "--config" in options else ["--config", "edition=quick"]
        done = subprocess.run(
            [*command, *config, "--", *TARGETS], cwd=self.folder, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(self.folder)},
        )  # fmt: skip
        shown = done.stdout + done.stderr
        assert done.returncode == 0, shown
        return shown

    def scheduled(self, *options: str) -> set[str]:
        """Rules that would run now."""
        rules = re.findall(r"^(?:local)?rule (\w+):", self.snakemake("--dry-run", *options), re.MULTILINE)
        return set(rules) - {"runs"}

    def file(self, pattern: str) -> Path:
        """The one module whose path ends like this, wherever it stands in the library."""
        (found,) = self.folder.joinpath("fer_lib").rglob(pattern)
        return found

    @contextmanager
    def changed(self, path: Path, change: Callable[[str], str]) -> Iterator[None]:
        original = path.read_text("utf8")
        text = change(original)
        assert text != original
        path.write_text(text, "utf8")
        try:
            yield
        finally:
            path.write_text(original, "utf8")


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory, python: str) -> Project:
    folder = tmp_path_factory.mktemp("pretended")
    copy_project(root, folder)
    return Project(folder, python)


def with_code(text: str) -> str:
    return text + "\nCHANGED = 1\n"


def substitution(pattern: str, new: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, new, text, count=1)


ONLY_SAID: dict[str, tuple[str, Callable[[str], str]]] = {
    "a chapter's module": ("said_in_a_test.py", with_code),
    "a plot's colour": ("plots/style.py", substitution(r"#[0-9A-Fa-f]{6}", "#123456")),
    "what publishes": ("publish/__init__.py", with_code),
    "language": ("language.py", with_code),
    "a remark": ("training/trainer.py", lambda text: text + "# A remark.\n"),
    "a docstring": ("training/loop.py", substitution('"""(.)', r'"""So: \1')),
    "an error": ("training/trainer.py", substitution("the loss is not finite", "NaN")),
    "its variable": ("config.py", substitution("is neither a share", "is no share")),
    "its table": ("config_errors.py", substitution("a number from 0 to", "0 to")),
    "a refusal": ("attribution/refusals.py", substitution("autocast is on", "no")),
    "a proof": ("proofs/claim.py", with_code),
}


def test_what_is_said_trains_and_explains_nothing(project: Project) -> None:
    """All of it at once, since a dry run costs seconds; only where that makes something again, each by itself."""
    with ExitStack() as changes:
        for name, change in ONLY_SAID.values():
            changes.enter_context(project.changed(project.file(name), change))
        scheduled = project.scheduled()
    if not scheduled <= {"chapter"}:
        for what, (name, change) in ONLY_SAID.items():
            with project.changed(project.file(name), change):
                assert project.scheduled() <= {"chapter"}, what
    assert scheduled <= {"chapter"}


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        (
            "training/augmentation.py",
            substitution(r"= 1 - 2 \*", "= 1 - 3 *"),
            {"train", "explain", "chapter"},
        ),
        ("attribution/integrated_gradients.py", with_code, {"explain"}),
        ("masks/wearing.py", with_code, {"data", "train", "chapter"}),
        ("data/digits.py", substitution("BRIGHTEST = 16", "BRIGHTEST = 15"), {"data", "chapter"}),
    ],
)
def test_code_makes_again_what_runs_it(
    project: Project, name: str, change: Callable[[str], str], expected: set[str]
) -> None:
    with project.changed(project.file(name), change):
        assert project.scheduled() == expected


def test_how_faces_are_drawn_makes_the_data_again_and_all_that_is_made_of_them(project: Project) -> None:
    with project.changed(project.file("synthetic/features.py"), with_code):
        assert project.scheduled() >= {"data", "train", "explain", "chapter"}


def test_a_sentence_makes_chapters_again_and_a_remark_does_not(project: Project) -> None:
    language = project.folder / "fer_lib" / "language.py"
    with project.changed(language, with_code):
        assert project.scheduled() == {"chapter"}
    with project.changed(language, lambda text: text + "# A remark.\n"):
        assert project.scheduled() == set()


@pytest.mark.parametrize("name", ["fer_lib/chapters/claims.yaml", "results/report-a/metrics.json"])
def test_criteria_and_kept_results_make_chapters_again_that_print_them(project: Project, name: str) -> None:
    with project.changed(project.folder / name, lambda text: text + "\n"):
        assert project.scheduled() == {"chapter"}


def test_of_a_trainings_notebook_the_code_counts_and_not_the_prose(project: Project) -> None:
    path = project.folder / "notebooks" / "train.ipynb"
    with project.changed(path, lambda text: text.replace("# Train one network", "# Train a network")):
        assert project.scheduled() == set()
    with project.changed(path, lambda text: text.replace("dataset.counts()", "dataset")):
        assert project.scheduled() == {"train", "explain", "chapter"}


def test_no_file_counts_because_it_is_newer(project: Project) -> None:
    """As after ``git checkout``, with Snakemake's records and without."""
    for folder in ("fer_lib", "notebooks", "presets", "tools"):
        for path in (project.folder / folder).rglob("*.*"):
            path.touch()
    assert project.scheduled() == set()


def test_runs_from_elsewhere_are_believed_and_so_are_all_in_the_books_build(project: Project) -> None:
    records, aside = project.folder / ".snakemake" / "metadata", project.folder / "aside"
    with project.changed(project.file("training/augmentation.py"), with_code):
        assert project.scheduled("--rerun-triggers", "mtime") == set()
        shutil.move(records, aside)
        records.mkdir()
        try:
            assert "train" not in project.scheduled()
        finally:
            records.rmdir()
            shutil.move(aside, records)
        assert "train" in project.scheduled()


def test_a_mistake_in_a_module_is_named_before_anything_is_deleted(project: Project) -> None:
    with project.changed(project.file("training/loop.py"), lambda text: text + "def f(:\n"):
        command = [
            project.python,
            "-m",
            "snakemake",
            "--cores",
            "1",
            "--config",
            "edition=quick",
            "--",
            "runs",
        ]
        done = subprocess.run(command, cwd=project.folder, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "SyntaxError: invalid syntax (loop.py, line" in done.stdout + done.stderr
    assert (project.folder / RUN / "metrics.json").exists()


OWN_NETWORKS = {
    "title": {"en": "Edition of a test", "zh-TW": "測試用的版本"},
    "data": {"source": "synthetic", "count": 200},
    "main_run": "plain",
    "runs": {
        "plain": {"preset": "smoke"},
        "mine": {"preset": "smoke", "model": "nets/my_net.py:Net", "model_options": {"depth": 2}},
        "other": {"preset": "smoke", "model": "nets/other.py:Net"},
    },
}
NET = "from torch import nn\nfrom blocks import act\nclass Net(nn.Module):\n    layer = act\n"
FILES = {"my_net.py": NET, "other.py": "class Net: pass\n", "blocks.py": "def act():\n    return 1\n"}


def test_changed_code_of_a_network_of_ones_own_trains_again_the_runs_that_use_it(
    root: Path, tmp_path: Path, python: str
) -> None:
    folder = copy_project(root, tmp_path / "project")
    (folder / "editions" / "own.yaml").write_text(yaml.safe_dump(OWN_NETWORKS, allow_unicode=True), "utf8")
    nets = folder / "nets"
    nets.mkdir()
    for name, text in FILES.items():
        (nets / name).write_text(text, "utf8")
    runs = folder / "runs" / "own"
    for name in (
        "data/provenance.json",
        *(f"{run}/{made}" for run in OWN_NETWORKS["runs"] for made in ("metrics.json", "train.ipynb")),
    ):
        (runs / name).parent.mkdir(parents=True, exist_ok=True)
        (runs / name).touch()

    def snakemake(*options: str) -> str:
        done = subprocess.run(
            [python, "-m", "snakemake", "--cores", "1", *options, "--config", "edition=own", "--", "runs"],
            cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(folder)},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def trained_again() -> set[str]:
        return set(re.findall(r"wildcards: run=(\w+)", snakemake("--dry-run")))

    snakemake("--touch", "--forceall")
    assert trained_again() == set()
    for file, text, expected in (
        ("blocks.py", "# A remark.\n" + FILES["blocks.py"], set()),
        ("blocks.py", "def act():\n    return 2\n", {"mine"}),
        ("my_net.py", NET.replace("layer", "other"), {"mine"}),
        ("other.py", "class Net:\n    x = 1\n", {"other"}),
    ):
        (nets / file).write_text(text, "utf8")
        assert trained_again() == expected
        (nets / file).write_text(FILES[file], "utf8")
    assert trained_again() == set()
