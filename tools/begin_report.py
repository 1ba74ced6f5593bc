"""Begin a report of one's own: ``make new NAME=my-report`` writes ``reports/my-report`` from ``tools/new_report``.

It needs nothing but Python, so that a fresh clone need not be set up first.
"""

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "tools" / "new_report"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""As ``fer_lib.editions.place`` has it."""
PLACE = "@NAME@"


class RefusedError(Exception):
    """Why no report can be begun under this name."""


def begin(name: str, root: Path = ROOT) -> Path:
    """Write the files of a new report.

    Args:
        name: of the report, and thereby of its edition.
        root: the project's folder.

    Returns:
        The report's folder.

    Raises:
        RefusedError: for a name that cannot be that of a folder, or is taken.
    """
    if not name:
        raise RefusedError("NAME is missing: make new NAME=my-report")
    if not NAME.fullmatch(name):
        raise RefusedError(
            f"NAME={name}: letters of A to Z, digits, '.', '_' and '-' are expected, and a letter or digit first"
        )
    folder = root / "reports" / name
    if folder.exists():
        raise RefusedError(f"reports/{name} is there already and stays as it is; choose another NAME")
    taken = [path.stem for path in (root / "editions").glob("*.yaml") if path.stem.lower() == name.lower()]
    if taken:
        raise RefusedError(f"NAME={name}: editions/{taken[0]}.yaml has this name; choose another NAME")
    unfinished = folder.with_name(f".{name}.unfinished")
    unfinished.mkdir(parents=True, exist_ok=True)
    for source in sorted(path for path in TEMPLATE.iterdir() if path.is_file()):
        text = source.read_text("utf8").replace(PLACE, name)
        (unfinished / source.name).write_text(text, "utf8")
    unfinished.rename(folder)
    return folder


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(description="Begin a report of your own.")
    parser.add_argument("name", nargs="?", default="", help="its name, for example my-report")
    name = parser.parse_args(arguments).name.strip()
    try:
        folder = begin(name)
    except RefusedError as refused:
        print(f"error: {refused}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"error: reports/{name}: cannot be written ({error.strerror})", file=sys.stderr)
        return 1
    for path in sorted(folder.iterdir()):
        print(f"  {path.relative_to(ROOT)}")
    print(
        f"make report EDITION={name} builds it as it is; reports/{name}/README.md says what to change first."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
