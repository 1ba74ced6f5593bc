"""tools/quick_papermill.py: papermill as it is, sooner."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """Shows its parameter, the names that it found, and how often its kernel collects garbage."""
    cells = [
        nbformat.v4.new_code_cell(
            "names = [name for name in globals() if not name.startswith('_')]\nseed = 0"
        ),
        nbformat.v4.new_code_cell("import gc\nprint(seed, gc.get_threshold()[0], sorted(names))"),
    ]
    cells[0].metadata.tags = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = tmp_path / "shown.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def output(notebook: Path, module: str) -> str:
    """What the last cell prints under that papermill, told from the project's root as the pipeline does."""
    executed = notebook.with_name("executed.ipynb")
    command = [
        sys.executable,
        "-m",
        module,
        str(notebook),
        str(executed),
        "-p",
        "seed",
        "3",
        "--no-progress-bar",
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return str(nbformat.read(executed, as_version=4).cells[-1].outputs[0].text)


def test_a_notebook_meets_the_same_under_both_but_for_the_garbage(notebook: Path) -> None:
    plain, quick = (output(notebook, module) for module in ("papermill", "tools.quick_papermill"))
    seed, threshold, names = quick.split(" ", 2)
    assert (seed, threshold) == ("3", "100000")
    assert plain.split(" ", 2)[::2] == [seed, names]
    assert int(plain.split()[1]) < int(threshold)


KERNELS: list[dict[str, object]] = [
    {"kernelspec": {"name": "conda-env-ml-py", "display_name": "ML", "language": "python"}},
    {},
]


@pytest.mark.parametrize("metadata", KERNELS, ids=["of another machine", "none"])
def test_whatever_kernel_a_notebook_names_this_python_runs_it(
    notebook: Path, metadata: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a kernel of this name was installed for another Python."""
    foreign = notebook.parent / "jupyter" / "kernels" / "python3" / "kernel.json"
    foreign.parent.mkdir(parents=True)
    spec = {"argv": ["/no/such/python", "-f", "{connection_file}"], "display_name": "P", "language": "python"}
    foreign.write_text(json.dumps(spec), "utf8")
    monkeypatch.setenv("JUPYTER_PATH", str(notebook.parent / "jupyter"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(notebook.parent / "jupyter"))
    written = nbformat.read(notebook, as_version=4)
    written.metadata = nbformat.from_dict(metadata)
    written.cells[1].source = "import sys\nprint(sys.executable)"
    nbformat.write(written, notebook)
    assert output(notebook, "tools.quick_papermill").strip() == sys.executable


@pytest.mark.parametrize(("folder", "transport"), [("short", "ipc"), ("l" * 100, "tcp")])
def test_kernels_take_no_ports_from_each_other(tmp_path: Path, folder: str, transport: str) -> None:
    shown = tmp_path / "shown.ipynb"
    cell = nbformat.v4.new_code_cell(
        "from ipykernel.connect import get_connection_info as about\nprint(about(unpack=True)['transport'])"
    )
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), shown)
    temporary = Path(tempfile.mkdtemp(prefix="t-")) / folder
    temporary.mkdir()
    commands = [
        [
            sys.executable,
            "-m",
            "tools.quick_papermill",
            str(shown),
            str(tmp_path / f"{k}.ipynb"),
            "--no-progress-bar",
        ]
        for k in range(3)
    ]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    running = [subprocess.Popen(command, cwd=ROOT, env=environment) for command in commands]
    assert [process.wait() for process in running] == [0, 0, 0]
    for k in range(3):
        assert (
            nbformat.read(tmp_path / f"{k}.ipynb", as_version=4).cells[0].outputs[0].text == f"{transport}\n"
        )
    assert list(temporary.glob("kernel-*")) == []
    shutil.rmtree(temporary.parent)
