"""A cluster, and a project on it as a user has it."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.conftest import toy_faces
from tests.data.face_files import USAGES, write_fer2013
from tests.slurm.cluster import Cluster, processes_of, reason_against

LONG = 80
"""Epochs of the long training: from its first checkpoint to its end, seconds go by in which its job can be ended."""
GRID = {
    "title": {"en": "Grid of a test", "zh-TW": "測試用的網格"},
    "data": {"source": None},
    "main_run": "long",
    "runs": {
        "long": {"preset": "report-b-dnn", "split": "source", "epochs": LONG},
        "dnn": {
            "preset": "report-b-dnn",
            "split": "source",
            "epochs": 2,
            "seeds": [0],
            "grid": {"learning_rate": [1.0, 0.5]},
        },
    },
}
"""Its runs: long, dnn-lr1.0-s0 and dnn-lr0.5-s0."""

# After every look at which no job has ended, the plugin waits ten seconds longer before the next one.
SITECUSTOMIZE = """
import sys

if "profiles/slurm" in sys.orig_argv:
    import asyncio

    from snakemake_interface_executor_plugins.executors.remote import RemoteExecutor

    RemoteExecutor.sleep = lambda self: asyncio.sleep(0.5)
"""


@pytest.fixture(scope="package")
def cluster() -> Iterator[Cluster]:
    if reason := reason_against():
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="slurm-") as folder:
        with Cluster(Path(folder)) as running:
            yield running
        assert not processes_of(Path(folder))


@pytest.fixture(scope="package")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone with its environment, an edition of three runs, and data; the profile says what this cluster wants."""
    folder = tmp_path_factory.mktemp("cluster") / "project"
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root, capture_output=True, check=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    for name in filter(None, tracked):
        if (root / name).is_file() and not name.startswith(("tests/", "results/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name, follow_symlinks=False)
    environment = folder / ".venv"
    environment.mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.name != "installed":
            (environment / path.name).symlink_to(path)
    (environment / "installed").write_text(f"{folder}\n", "utf8")

    (folder / "editions" / "grid.yaml").write_text(yaml.safe_dump(GRID, allow_unicode=True), "utf8")
    faces = toy_faces()
    usages = [USAGES[part] for part in faces.split]
    write_fer2013(folder / "my faces.csv", faces.images, faces.labels.tolist(), usages)
    path = folder / "profiles" / "slurm" / "config.yaml"
    profile = yaml.safe_load(path.read_text("utf8"))
    profile["default-resources"]["slurm_partition"] = "course"
    path.write_text(yaml.safe_dump(profile), "utf8")
    (folder / "sitecustomize.py").write_text(SITECUSTOMIZE, "utf8")
    return folder


@pytest.fixture
def start_batch(cluster: Cluster, project: Path) -> Callable[[], subprocess.Popen[str]]:
    """``make batch`` as a user types it; what it says on both streams comes through ``stdout``."""

    def start() -> subprocess.Popen[str]:
        command = ["make", "batch", "PROFILE=slurm", "EDITION=grid", "DATA=my faces.csv"]
        environment = {
            k: v
            for k, v in cluster.environment.items()
            if k not in ("MAKEFLAGS", "MAKELEVEL", "JOBS", "GPUS")
        }
        environment |= {"PYTHONPATH": str(project), "OMP_NUM_THREADS": "1"}
        return subprocess.Popen(
            command,
            cwd=project,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start
