"""How long each run is expected to take: ``edition check`` reckons it, and the pipeline finds it without PyTorch.

It stands in ``runs/<edition>/.jobs/expected.json``, for the line that says what is left to do (tools/progress.py).
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from fer_lib.errors import UserError
from fer_lib.files import write_json

FILE = Path(".jobs", "expected.json")


def keep(folder: Path, seconds: Mapping[str, float]) -> None:
    """Write the seconds of runs below an edition's folder; where that cannot be done, the pipeline goes without.

    Args:
        folder: ``runs/<edition>``.
        seconds: by the run's name.
    """
    with suppress(UserError):
        write_json(folder / FILE, {name: round(value, 3) for name, value in seconds.items()})


def kept(folder: Path) -> dict[str, float]:
    """What was kept; empty if there is nothing that can be used."""
    try:
        found = json.loads((folder / FILE).read_text("utf8"))
        return {str(name): float(value) for name, value in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
