"""Write requirements.lock: the exact version of everything that pyproject.toml names and what that needs in turn.

``make lock`` installs pyproject.toml's packages into an environment of its own and runs this in it.
"""

import importlib.metadata
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

OLDEST_PYTHON = "3.11.0"
PLATFORMS = (("linux", "Linux"), ("darwin", "Darwin"))
ELSEWHERE = {"appnope": '0.1.4 ; sys_platform == "darwin"'}
"""Packages needed only on systems other than that on which the lock is made."""

CUDA = ("nvidia-", "cuda-", "triton")
"""Beginnings of the names that a CUDA build of torch needs: it pins them itself, and CPU builds need none."""

HEADER = """\
# The exact environment: all packages of pyproject.toml and what these need, nothing else. Do not edit:
# `make lock` renews it (tools/lock.py). `make setup` installs it, Python 3.11 to 3.13, Linux and macOS.
# On Linux the usual torch wheel brings the CUDA libraries that it pins itself; a CPU build has none.
"""


def direct_requirements(pyproject: Path) -> list[Requirement]:
    """What pyproject.toml names: the dependencies of the package and those of its development."""
    project = tomllib.loads(pyproject.read_text("utf8"))["project"]
    return [Requirement(line) for line in project["dependencies"] + project["optional-dependencies"]["dev"]]


def needed_packages(wanted: Iterable[Requirement], environment: Mapping[str, str]) -> set[str]:
    """Canonical names of ``wanted`` and all they need in turn, by the metadata of what is installed.

    Args:
        wanted: The requirements to begin with; their markers are obeyed.
        environment: Values of the markers (``sys_platform``, ``python_version`` …) to decide for.

    Raises:
        importlib.metadata.PackageNotFoundError: A needed package is neither installed nor in ``ELSEWHERE``.
    """
    seen: set[tuple[str, str]] = set()
    waiting = [(requirement, "") for requirement in wanted]
    while waiting:
        requirement, extra_of_parent = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({**environment, "extra": extra_of_parent}):
            continue
        name = canonicalize_name(requirement.name)
        if name.startswith(CUDA):
            continue
        for extra in {"", *requirement.extras}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            if name not in ELSEWHERE:
                needs = importlib.metadata.requires(name) or []
                waiting += [(Requirement(need), extra) for need in needs]
    return {name for name, _ in seen}


def locked_packages(wanted: list[Requirement]) -> set[str]:
    """Names that the lock must hold: what is needed on any of ``PLATFORMS`` with Python 3.11 and newer."""
    here = cast(dict[str, str], default_environment())
    return set().union(
        *(
            needed_packages(wanted, {**here, **python, "sys_platform": system, "platform_system": name})
            for system, name in PLATFORMS
            for python in ({"python_version": "3.11", "python_full_version": OLDEST_PYTHON}, {})
        )
    )


def lock_line(name: str) -> str:
    """The pin of one package, without the label of a local build (``+cpu``).

    Raises:
        SystemExit: The installed version refuses the oldest Python that the project supports.
    """
    if name in ELSEWHERE:
        return f"{name}=={ELSEWHERE[name]}"
    distribution = importlib.metadata.distribution(name)
    pythons = str(distribution.metadata.json.get("requires_python", ""))
    if OLDEST_PYTHON not in SpecifierSet(pythons):
        sys.exit(
            f"error: {name} {distribution.version} needs Python {pythons}, but the project supports "
            f"{OLDEST_PYTHON}: give an older version in tools/constraints.txt"
        )
    return f"{distribution.metadata['Name']}=={distribution.version.split('+')[0]}"


def lock_text(pyproject: Path) -> str:
    """The whole of requirements.lock."""
    names = locked_packages(direct_requirements(pyproject))
    return HEADER + "".join(f"{lock_line(name)}\n" for name in sorted(names))


def install_and_lock(root: Path) -> None:
    """Install pyproject.toml's packages into a fresh environment and write the lock from there."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = str(Path(folder, "bin", "python"))
        wanted = [str(requirement) for requirement in direct_requirements(root / "pyproject.toml")]
        constraints = ["-c", str(root / "tools" / "constraints.txt")]
        subprocess.run(
            [python, "-m", "pip", "install", "--use-pep517", *constraints, *wanted, "packaging"], check=True
        )
        subprocess.run([python, __file__, "--write"], cwd=root, check=True)


def write_lock(root: Path) -> None:
    """Write the lock of the running environment, in one go."""
    text = lock_text(root / "pyproject.toml")
    new = root / "requirements.lock.new"
    new.write_text(text, "utf8")
    new.replace(root / "requirements.lock")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write_lock(Path.cwd())
    else:
        install_and_lock(Path.cwd())
