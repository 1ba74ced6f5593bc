"""Refuse to change what an environment holds already: ``python tools/version_changes.py requirements.lock``.

Status 1 and the packages if one of the lock's is installed in another version, else 0. It needs nothing but pip, whose
own reader of requirements it uses.
"""

import importlib.metadata
import sys
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement


def version_changes(lock: Path) -> list[str]:
    """``numpy 1.26.4 -> 2.4.6`` of each package that is installed in a version that the lock does not allow."""
    changes = []
    for line in lock.read_text("utf8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        wanted = Requirement(line)
        if wanted.marker and not wanted.marker.evaluate():
            continue
        try:
            found = importlib.metadata.version(wanted.name)
        except importlib.metadata.PackageNotFoundError:
            continue
        if not wanted.specifier.contains(found, prereleases=True):
            (pin,) = wanted.specifier
            changes.append(f"{wanted.name} {found} -> {pin.version}")
    return changes


def main(lock: Path) -> int:
    """Print what would change. Returns 1 if anything would."""
    changes = version_changes(lock)
    if not changes:
        return 0
    print("error: this environment holds packages that would get another version:", file=sys.stderr)
    print("\n".join(f"  {change}" for change in changes), file=sys.stderr)
    print(
        "Other programs in it may need theirs. Make one for the book alone: conda create -n fer python=3.11 pip make, "
        "and activate it;\nor say that they may change: make setup YES=1",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
