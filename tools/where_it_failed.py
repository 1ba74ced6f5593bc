"""Say in one line in which cell of an executed notebook the error is."""

import json
import sys
from pathlib import Path


def describe_failure(notebook: Path) -> str:
    """One line: step, cell, error, and where the notebook with the error lies."""
    try:
        cells = json.loads(notebook.read_text("utf8"))["cells"]
    except (OSError, ValueError):
        return f"FAILED before the notebook ran; see {notebook.with_suffix('.txt')}"
    for number, cell in enumerate(cells, 1):
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                message = " ".join(output["evalue"].split())
                where = f"(notebook with the error: {notebook})"
                return f"FAILED in cell {number}: {output['ename']}: {message} {where}"
    return f"FAILED without an error in a cell; see {notebook.with_suffix('.txt')}"


if __name__ == "__main__":
    print(describe_failure(Path(sys.argv[1])), file=sys.stderr)
