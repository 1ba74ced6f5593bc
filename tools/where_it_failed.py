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


def find_error(notebook: Path) -> tuple[int, str, str] | None:
    """The error in an executed notebook; None if it has none, or is not there.

    Returns:
        The cell's number in the notebook that was executed, from 1 and without the cell of parameters that papermill
        inserted; the error's name; and its message in one line.
    """
    try:
        cells = json.loads(notebook.read_text("utf8"))["cells"]
    except (OSError, ValueError):
        return None
    number = 0
    for cell in cells:
        number += "injected-parameters" not in cell.get("metadata", {}).get("tags", [])
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                return number, output["ename"], " ".join(output["evalue"].split())
    return None


def describe_failure(notebook: Path, log: Path) -> str:
    """One line: cell, error, and where the notebook with the error lies.

    Args:
        notebook: as papermill left it; it need not be there.
        log: what papermill printed, for errors that are in no cell, such as a kernel that died.
    """
    if not notebook.is_file():
        return f"FAILED before the notebook ran: {last_line(log)} (see {log})"
    if found := find_error(notebook):
        number, error, message = found
        return f"FAILED in cell {number}: {error}: {message} (notebook with the error: {notebook})"
    return f"FAILED without an error in a cell: {last_line(log)} (see {log})"
