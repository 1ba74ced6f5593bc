"""Changed code of a network of one's own trains again the runs that use it, and no others."""

import os
import re
import subprocess
from pathlib import Path

import yaml

from tests.conftest import copy_project

EDITION = {
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


def test_only_the_code_of_the_network_decides(root: Path, tmp_path: Path, python: str) -> None:
    folder = copy_project(root, tmp_path / "project")
    (folder / "editions" / "own.yaml").write_text(yaml.safe_dump(EDITION, allow_unicode=True), "utf8")
    nets = folder / "nets"
    nets.mkdir()
    for name, text in FILES.items():
        (nets / name).write_text(text, "utf8")
    runs = folder / "runs" / "own"
    for name in (
        "data/provenance.json",
        *(f"{run}/{made}" for run in EDITION["runs"] for made in ("metrics.json", "train.ipynb")),
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
