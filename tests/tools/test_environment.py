"""tools/environment.sh and the scripts that it rests on: which environment is used, and what is installed into it."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.recording import call, copy_for_make, program

# A Python that records what is installed. Files say how it is: "broken": pip fails; "no-cpu": it finds no CPU build
# of torch; "no-torch": that is not installed; "old": Python's version is refused; "foreign": packages would change.
FAKE_PYTHON = """\
#!/bin/bash
case "$*" in
  --version) echo "Python 3.11.2" ;;
  "-m venv "*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  *find_spec*) [ ! -e no-torch ] ;;
  -c*) [ ! -e old ] ;;
  *version_changes*) [ ! -e foreign ] || { echo "numpy 1.26.4 -> 2.4.6" >&2; exit 1; } ;;
  *" list --format"*) printf 'numpy==2.4.6\\nnvidia-cublas==13.1\\ncuda-toolkit==13.0\\ntriton==3.8\\n' ;;
  *"+cpu"*) echo "$*" >>pip.log
    [ ! -e no-cpu ] || { echo "ERROR: No matching distribution found for torch" >&2; exit 1; } ;;
  *"-m pip"*) echo "$*" >>pip.log; [ ! -e broken ] ;;
esac
"""


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    return copy_for_make(root, tmp_path)


@pytest.fixture
def fake(tmp_path: Path) -> str:
    """What finds the recording Python."""
    return f"PYTHON={program(tmp_path / 'fakes', 'python3', FAKE_PYTHON)}"


def pip_calls(copy: Path) -> list[str]:
    """What pip was told since the last time, from its subcommand on."""
    log = copy / "pip.log"
    lines = log.read_text("utf8").splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return [line.partition("--no-input ")[2] for line in lines]


EVERYTHING = [
    "install --use-pep517 -r requirements.lock",
    "install --quiet --no-deps --no-build-isolation -e .",
    "check",
]


# --- .venv ---------------------------------------------------------------------------------------


def test_setup_repairs_an_interrupted_installation_and_does_nothing_twice(copy: Path, fake: str) -> None:
    def setup() -> tuple[int, int]:
        """Exit status, and how many times pip was called."""
        return call(copy, "make", "setup", fake).returncode, len(pip_calls(copy))

    (copy / "broken").touch()
    assert setup() == (2, 1)
    assert not (copy / ".venv" / "installed").exists()
    (copy / "broken").unlink()
    assert setup() == (0, 3)
    assert setup() == (0, 0)
    os.utime(copy / "requirements.lock", (2**32, 2**32))
    assert setup() == (0, 3)
    os.utime(copy / "requirements.lock", (0, 0))
    (copy / ".venv" / "bin" / "python").unlink()
    assert setup() == (0, 3)
    for name in ("place", "installed", "bin/left-over"):
        (copy / ".venv" / name).write_text("/elsewhere\n", "utf8")
    assert setup() == (0, 3)
    assert not (copy / ".venv" / "bin" / "left-over").exists()


def test_pip_installs_the_lock_and_the_package_alone(copy: Path, fake: str) -> None:
    name, _, python = fake.partition("=")
    assert call(copy, "tools/environment.sh", **{name: python}).returncode == 0
    assert pip_calls(copy) == EVERYTHING


# --- torch without CUDA --------------------------------------------------------------------------


def cpu_build(root: Path) -> str:
    """What pip is told to take."""
    (pin,) = [
        line for line in (root / "requirements.lock").read_text("utf8").splitlines() if "torch==" in line
    ]
    return f"install --no-deps {pin}+cpu"


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="elsewhere no build has CUDA")
def test_torch_without_cuda_stays_until_the_other_is_asked_for(copy: Path, root: Path, fake: str) -> None:
    def setup(*settings: str) -> list[str]:
        result = call(copy, "make", "setup", fake, *settings)
        assert result.returncode == 0, result.stderr
        return pip_calls(copy)

    assert setup() == EVERYTHING
    leftovers = "uninstall --quiet --yes nvidia-cublas cuda-toolkit triton"
    assert setup("TORCH=cpu") == [cpu_build(root), leftovers, *EVERYTHING]
    assert setup("TORCH=cpu") == setup() == []
    os.utime(copy / "requirements.lock", (2**32, 2**32))
    assert setup() == [cpu_build(root), leftovers, *EVERYTHING]
    os.utime(copy / "requirements.lock", (0, 0))
    assert setup("TORCH=default") == ["uninstall --quiet --yes torch", *EVERYTHING]
    assert setup("TORCH=default") == setup() == []


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="elsewhere no build has CUDA")
def test_without_a_cpu_build_in_the_index_one_is_told_how_to_have_it(
    copy: Path, root: Path, fake: str
) -> None:
    (copy / "no-cpu").touch()
    result = call(copy, "make", "setup", fake, "TORCH=cpu")
    assert result.returncode == 2
    assert "error: TORCH=cpu: your package index has no CPU build of torch" in result.stderr
    assert "make setup TORCH=cpu PIP_EXTRA_INDEX_URL=ADDRESS" in result.stderr
    assert pip_calls(copy) == [cpu_build(root)]
    # A choice that could not be met is none.
    assert call(copy, "make", "setup", fake).returncode == 0
    assert pip_calls(copy) == EVERYTHING


def test_another_torch_is_refused(copy: Path) -> None:
    result = call(copy, "make", "setup", "TORCH=gpu")
    assert result.returncode == 2
    assert "error: TORCH=gpu: cpu or default is expected" in result.stderr
    assert not (copy / ".venv").exists()


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="elsewhere no build has CUDA")
@pytest.mark.parametrize("has_gpu", [False, True])
def test_a_machine_without_a_gpu_is_told_of_it_before_the_first_download(
    copy: Path, fake: str, tmp_path: Path, has_gpu: bool
) -> None:
    if has_gpu:
        program(tmp_path / "fakes", "nvidia-smi")
    path = os.pathsep.join([str(tmp_path / "fakes"), "/usr/bin", "/bin"])
    (copy / "no-torch").touch()
    first = call(copy, "make", "setup", fake, PATH=path)
    assert first.returncode == 0, first.stderr
    assert ("make setup TORCH=cpu" in first.stdout) is not has_gpu
    (copy / "no-torch").unlink()
    os.utime(copy / "requirements.lock", (2**32, 2**32))
    assert "TORCH=cpu" not in call(copy, "make", "setup", fake, PATH=path).stdout


# --- an activated environment --------------------------------------------------------------------


def conda(tmp_path: Path, python: str = FAKE_PYTHON) -> dict[str, str]:
    """The variables of an activated conda environment, whose path has a blank."""
    prefix = tmp_path / "conda envs" / "fer"
    if python:
        program(prefix / "bin", "python", python)
    return {"CONDA_PREFIX": str(prefix), "CONDA_DEFAULT_ENV": "fer"}


def test_an_activated_conda_environment_is_used_and_no_other_is_made(copy: Path, tmp_path: Path) -> None:
    activated = conda(tmp_path)
    prefix = Path(activated["CONDA_PREFIX"])
    result = call(copy, "make", "setup", **activated)
    assert result.returncode == 0, result.stderr
    assert "using the activated conda environment fer" in result.stdout
    assert pip_calls(copy) == EVERYTHING
    assert not (copy / ".venv").exists()
    assert (prefix / "fer-lib" / "installed").read_text("utf8") == f"{copy}\n"
    assert call(copy, "make", "setup", **activated).stdout == ""
    program(prefix / "bin", "python", '#!/bin/sh\necho "$0 $*; $(command -v python)"\n')
    status = call(copy, "make", "-o", "setup", "status", **activated).stdout
    assert status == f"{prefix}/bin/python -m fer_lib status quick; {prefix}/bin/python\n"
    # Without it, the project has its own again.
    assert f"{copy}/.venv/bin'/python" in call(copy, "make", "-n", "status").stdout


@pytest.mark.parametrize(
    ("activated", "used"),
    [
        ({}, ".venv/bin"),
        ({"CONDA_PREFIX": "/conda", "CONDA_DEFAULT_ENV": "base"}, ".venv/bin"),
        ({"CONDA_PREFIX": "/conda/envs/a", "CONDA_DEFAULT_ENV": "a"}, "/conda/envs/a/bin"),
        ({"CONDA_PREFIX": "/conda/envs/a", "CONDA_DEFAULT_ENV": "a", "VIRTUAL_ENV": ".venv"}, ".venv/bin"),
        (
            {"CONDA_PREFIX": "/conda/envs/a", "CONDA_DEFAULT_ENV": "a", "VIRTUAL_ENV": "/b"},
            "/conda/envs/a/bin",
        ),
        ({"VIRTUAL_ENV": "/b"}, ".venv/bin"),
    ],
)
def test_one_script_decides_which_environment_is_used(
    copy: Path, activated: dict[str, str], used: str
) -> None:
    (copy / ".venv").mkdir()
    if activated.get("VIRTUAL_ENV") == ".venv":
        activated = {**activated, "VIRTUAL_ENV": str(copy / ".venv")}
    found = call(copy, "tools/which_environment.sh", **activated).stdout.strip()
    assert found == str(copy / used)  # an absolute path stays


def test_nothing_else_names_the_environment(root: Path) -> None:
    decides = {"which_environment.sh", "environment.sh"}
    scripts = [path for path in (root / "tools").iterdir() if path.is_file() and path.name not in decides]
    scripts += [root / "Snakefile", root / ".pre-commit-config.yaml", root / ".ci" / "run"]
    assert [path.name for path in scripts if ".venv/" in path.read_text("utf8")] == []


def test_programs_are_found_in_the_environment_that_is_used(copy: Path, tmp_path: Path) -> None:
    program(copy / ".venv" / "bin", "ruff", '#!/bin/sh\necho "$0 $*"\n')
    found = call(copy, "tools/in_environment.sh", "ruff", "check", "a b")
    assert found.stdout == f"{copy}/.venv/bin/ruff check a b\n"
    prefix = Path(conda(tmp_path)["CONDA_PREFIX"])
    program(prefix / "bin", "ruff", '#!/bin/sh\necho "$0"\n')
    assert call(copy, "tools/in_environment.sh", "ruff", **conda(tmp_path)).stdout == f"{prefix}/bin/ruff\n"


def test_packages_of_a_foreign_conda_environment_change_only_when_asked(copy: Path, tmp_path: Path) -> None:
    (copy / "foreign").touch()
    activated = conda(tmp_path)
    refused = call(copy, "make", "setup", **activated)
    assert refused.returncode == 2
    assert "numpy 1.26.4 -> 2.4.6" in refused.stderr
    assert pip_calls(copy) == []
    assert call(copy, "make", "setup", "YES=1", **activated).returncode == 0
    assert pip_calls(copy) == EVERYTHING
    # Now it is ours, and a new lock may renew it.
    os.utime(copy / "requirements.lock", (2**32, 2**32))
    assert call(copy, "make", "setup", **activated).returncode == 0


@pytest.mark.parametrize(("python", "found"), [("", "no Python"), (FAKE_PYTHON, "Python 3.11.2")])
def test_conda_environment_without_a_python_that_fits_gets_a_clear_error(
    copy: Path, tmp_path: Path, python: str, found: str
) -> None:
    (copy / "old").touch()
    result = call(copy, "make", "setup", **conda(tmp_path, python))
    assert result.returncode == 2
    assert (
        f"error: the conda environment fer has {found}; Python 3.11 to 3.13 with pip is needed."
        in result.stderr
    )
    assert not (copy / ".venv").exists()


def test_another_virtual_environment_is_named_and_left_alone(copy: Path, fake: str, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    said = call(copy, "make", "setup", fake, VIRTUAL_ENV=str(other)).stdout
    assert f"note: the activated virtual environment {other} is not used" in said
    assert list(other.iterdir()) == []
    (copy / ".venv" / "installed").unlink()
    said = call(copy, "make", "setup", fake, VIRTUAL_ENV=str(copy / ".venv")).stdout
    assert "note:" not in said


def test_versions_that_would_change_are_those_that_are_installed(
    root: Path, tmp_path: Path, python: str
) -> None:
    def ask(*lines: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "lock").write_text("\n".join(lines) + "\n", "utf8")
        return call(root, python, "tools/version_changes.py", str(tmp_path / "lock"))

    same = ask("# remark", "no-such-package==1.0", "numpy==1.0 ; python_version < '3'")
    assert (same.returncode, same.stderr) == (0, "")
    assert call(root, python, "tools/version_changes.py", "requirements.lock").returncode == 0
    other = ask("numpy==1.0", "no-such-package==1.0")
    assert other.returncode == 1
    assert " -> 1.0" in other.stderr
    assert "no-such-package" not in other.stderr
    assert "make setup YES=1" in other.stderr


# --- the Python that makes .venv -----------------------------------------------------------------


def fake_version(version: str, has_venv: bool = True) -> str:
    """A Python that gives this version and answers the questions of tools/find_python.sh."""
    return f"""#!/bin/bash
[ "$1" = --version ] && echo "Python {version}" && exit
case "$2" in
  *ensurepip*) exit {int(not has_venv)} ;;
  *print*) echo {version.rpartition(".")[0]} ;;
  *"<= (3, 13)"*) case {version} in 3.1[123].*) exit 0 ;; *) exit 1 ;; esac ;;
  *) case {version} in 3.1[1-9].*) exit 0 ;; *) exit 1 ;; esac ;;
esac
"""


def test_python_that_is_too_old_gets_a_clear_error(copy: Path, tmp_path: Path) -> None:
    old = program(tmp_path / "fakes", "python3", fake_version("3.10.13"))
    result = call(copy, "make", "setup", f"PYTHON={old}")
    assert result.returncode != 0
    assert "error: Python 3.11 or newer is needed; found: Python 3.10.13." in result.stderr
    assert not (copy / ".venv").exists()


@pytest.mark.parametrize(
    ("pythons", "chosen"),
    [
        ({"python3": "3.10.1", "python3.12": "3.12.1"}, "python3.12"),
        ({"python3": "3.14.0", "python3.11": "3.11.2"}, "python3.11"),
        ({"python3": "3.14.0"}, "python3"),
        ({"python3": "3.13.1", "python3.11": "3.11.2"}, "python3"),
    ],
)
def test_the_first_python_that_fits_is_taken(
    root: Path, tmp_path: Path, pythons: dict[str, str], chosen: str
) -> None:
    for name, version in pythons.items():
        program(tmp_path / "fakes", name, fake_version(version))
    result = call(tmp_path, str(root / "tools/find_python.sh"), path=tmp_path / "fakes")
    assert (result.returncode, result.stdout.strip()) == (0, chosen)
    assert ("note:" in result.stderr) == (pythons[chosen] == "3.14.0")


def test_missing_venv_module_names_the_package(root: Path, tmp_path: Path) -> None:
    program(tmp_path / "fakes", "python3", fake_version("3.11.2", has_venv=False))
    result = call(tmp_path, str(root / "tools/find_python.sh"), path=tmp_path / "fakes")
    assert result.returncode == 1
    assert "sudo apt-get install python3-venv (or python3.11-venv)" in result.stderr
