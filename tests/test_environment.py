"""pyproject.toml, requirements.lock and environment.yml name the same environment."""

import importlib.metadata
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

OLDEST_PYTHON = "3.11.0"
OTHER_SYSTEMS = {"appnope", "overrides"}
"""Packages of the lock that are needed on macOS or on Python 3.11 only."""


def read_pins(requirements: list[str]) -> dict[str, str]:
    """Canonical name -> version of lines that all pin exactly one version."""
    pins: dict[str, str] = {}
    for line in requirements:
        requirement = Requirement(line)
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", line
        name = canonicalize_name(requirement.name)
        assert name not in pins, f"{name} stands twice"
        pins[name] = specifier.version
    return pins


def lines_of(file: Path) -> list[str]:
    return [line for line in file.read_text("utf8").splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def lock(root: Path) -> dict[str, str]:
    return read_pins(lines_of(root / "requirements.lock"))


def test_lock_pins_what_pyproject_pins(lock: dict[str, str], root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf8"))["project"]
    pinned = read_pins(project["dependencies"] + project["optional-dependencies"]["dev"])
    assert pinned.items() <= lock.items()


def needed_packages() -> set[str]:
    """Canonical names of what fer-lib and its development need here, by the metadata of what is installed."""
    seen: set[tuple[str, str]] = set()
    waiting = [("fer-lib", "dev")]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for need in map(Requirement, importlib.metadata.requires(name) or []):
            if need.marker is None or need.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(need.name), inner) for inner in ("", *need.extras)]
    # A CUDA build of torch pins its libraries itself.
    return {name for name, _ in seen if not name.startswith(("nvidia-", "cuda-", "triton"))} - {"fer-lib"}


def test_environment_is_the_lock_and_nothing_in_it_is_without_need(lock: dict[str, str]) -> None:
    found = {name: importlib.metadata.version(name).split("+")[0] for name in needed_packages()}
    assert found.items() <= lock.items()
    # What is left is for other systems or Pythons, and says so.
    assert set(lock) - set(found) <= set(OTHER_SYSTEMS)


def test_lock_is_sorted_and_names_no_local_build_and_no_address(root: Path) -> None:
    lines = lines_of(root / "requirements.lock")
    names = [canonicalize_name(Requirement(line).name) for line in lines]
    assert names == sorted(names)
    assert not [line for line in lines if "+" in line or "/" in line or line.startswith("-")]


def test_every_package_supports_the_oldest_python(lock: dict[str, str], root: Path) -> None:
    refusing = {
        name: pythons
        for name in set(lock) & needed_packages()
        if (pythons := importlib.metadata.metadata(name).json.get("requires_python"))
        and OLDEST_PYTHON not in SpecifierSet(str(pythons))
    }
    assert not refusing


def test_conda_environment_takes_python_from_conda_and_the_pins_from_the_lock(
    root: Path, lock: dict[str, str]
) -> None:
    environment = yaml.safe_load((root / "environment.yml").read_text("utf8"))
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    *conda, pip = environment["dependencies"]
    assert conda == ["python=3.11", "pip", "make"]
    # conda hands these lines to pip as a requirements file that lies beside environment.yml.
    (line,) = [line for line in pip["pip"] if line.startswith("-r ")]
    assert read_pins(lines_of(root / line.removeprefix("-r "))) == lock
    assert [other for other in pip["pip"] if other != line] == ["-e ."]
