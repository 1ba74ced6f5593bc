"""Say in one line in which cell of an executed notebook the error is."""

import json
from pathlib import Path


def last_line(log: Path) -> str:
    """The last line of a log that says something: of a traceback, the error."""
    try:
        lines = [line.strip() for line in log.read_text("utf8", errors="replace").splitlines()]
    except OSError:
        lines = []
    return next((line for line in reversed(lines) if line), "without a word")


def describe_failure(notebook: Path, log: Path) -> str:
    """One line: cell, error, and where the notebook with the error lies.

    Args:
        notebook: as papermill left it; it need not be there.
        log: what papermill printed, for errors that are in no cell, such as a kernel that died.
    """
    try:
        cells = json.loads(notebook.read_text("utf8"))["cells"]
    except (OSError, ValueError):
        return f"FAILED before the notebook ran: {last_line(log)} (see {log})"
    for number, cell in enumerate(cells, 1):
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                message = " ".join(output["evalue"].split())
                where = f"(notebook with the error: {notebook})"
                return f"FAILED in cell {number}: {output['ename']}: {message} {where}"
    return f"FAILED without an error in a cell: {last_line(log)} (see {log})"
