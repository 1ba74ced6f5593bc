"""A training needs torch, NumPy and a few small packages: a machine lent for its GPU has little more."""

import json
import subprocess
import sys
from pathlib import Path

from tests.data.face_files import random_images, write_fer2013

NEEDED = {
    "annotated_types", "fsspec", "lightning_fabric", "lightning_utilities", "packaging", "platformdirs", "pydantic",
    "pydantic_core", "safetensors", "tqdm", "typing_inspection", "yaml",
}  # fmt: skip
"""What a training imports beside torch and NumPy and what these need: the handbook has the wheels downloaded."""
PROGRAM = """
import importlib.machinery, importlib.metadata, sys

allowed = set(sys.argv[1].split(","))
installed = set(importlib.metadata.packages_distributions())

class Lean(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        top = name.partition(".")[0]
        return None if top in installed and top not in allowed else super().find_spec(name, path, target)

sys.meta_path = [Lean if finder is importlib.machinery.PathFinder else finder for finder in sys.meta_path]
from fer_lib.cli import main
sys.exit(main(sys.argv[2:]))
"""
OF_TORCH = {"torch", "torchgen", "functorch", "numpy", "sympy", "mpmath", "typing_extensions", "jinja2", "markupsafe",
            "networkx", "filelock", "setuptools"}  # fmt: skip


def test_a_training_runs_where_nothing_else_is_installed(tmp_path: Path) -> None:
    usages = ["Training"] * 64 + ["PublicTest"] * 16 + ["PrivateTest"] * 16
    data = write_fer2013(tmp_path / "fer2013.csv", random_images(96), [i % 7 for i in range(96)], usages)
    preset = tmp_path / "toy.yaml"
    preset.write_text("name: toy\nmodel: report-b-dnn\nepochs: 1\nbatch_size: 32\ndevice: cpu\n", "utf8")
    values = {"data": data, "runs_dir": tmp_path}
    arguments = [word for name, value in values.items() for word in ("-p", name, str(value))]
    allowed = ",".join(NEEDED | OF_TORCH | {"fer_lib"})
    command = [sys.executable, "-c", PROGRAM, allowed, "train", str(preset), *arguments]
    process = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr
    assert json.loads((tmp_path / "toy" / "metrics.json").read_text("utf8"))["selected"]["of"] == 1


def test_the_handbook_downloads_all_that_is_needed(root: Path) -> None:
    text = (root / "HANDBOOK.md").read_text("utf8")
    command = text[text.index("pip download") : text.index("# here, with")]
    named = {word.replace("-", "_").replace("pyyaml", "yaml") for word in command.replace("\\", "").split()}
    assert named - {"pip", "download", "__no_deps", "_d", "wheels", "_c", "requirements.lock"} == NEEDED
