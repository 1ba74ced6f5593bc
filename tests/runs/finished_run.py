"""A complete run without a training: a small network with random weights, and figures that belong together."""

import json
from pathlib import Path

import nbformat
import numpy as np
from nbformat.v4 import new_code_cell, new_notebook, new_output

from fer_lib.files import write_json
from fer_lib.runs.history import EpochRecord, History
from fer_lib.runs.predictions import read_predictions
from tests.commands.toy_run import write_run

SOMEONES_FILE = "/home/someone/faces/fer2013.csv"


def write_finished_run(folder: Path, data: str = "abc", notebook: bool = True, **values: object) -> Path:
    """A run of report B's small network, as a training through papermill leaves it.

    Args:
        folder: the run's folder.
        data: hash of its data.
        notebook: with its executed notebook, which papermill has filled with paths.
        values: keys of ``RunConfig``.
    """
    write_run(folder, **{"epochs": 2, **values})
    records = (EpochRecord(n, 2 - n / 2, 0.5, 2 - n / 3, 0.5, 0.5, 1e-3, 2.0, 500.0) for n in (1, 2))
    History(tuple(records)).write(folder / "history.csv")
    splits = {}
    for split in ("train", "validation"):
        predictions = read_predictions(folder, split)
        splits[split] = {"n": len(predictions.labels), "correct": predictions.correct}
    write_json(
        folder / "metrics.json",
        {
            "selected": {"by": "validation_accuracy", "epoch": 2, "of": 2},
            "splits": splits,
            "parameters": 300_000,
            "macs": 400_000,
            "seconds": 4.0,
            "seconds_per_epoch": 2.0,
            "images_per_second": 500.0,
        },
    )
    write_json(
        folder / "provenance.json",
        {
            "data": {"source": "faces.csv", "sha256": data},
            "device": {"name": "a processor"},
            "code": {"fer_lib": "0.1.0", "sha256": "def"},
            "precision": "float32",
            "started": "2026-01-01T00:00:00+00:00",
            "finished": "2026-01-01T00:01:00+00:00",
        },
    )
    if notebook:
        said = new_output("stream", name="stdout", text=f"read {SOMEONES_FILE}\n")
        picture = new_output("display_data", data={"image/png": "iVBORw0KGgo/home/someone/x/=="})
        cell = new_code_cell(f'data = "{SOMEONES_FILE}"', outputs=[said, picture])
        cell["id"] = "parameters"
        cell.metadata["papermill"] = {"start_time": "2026-01-01"}
        made = new_notebook(cells=[cell], metadata={"papermill": {"input_path": SOMEONES_FILE}})
        nbformat.write(made, folder / "train.ipynb")
    return folder


def unfinish(folder: Path, epochs: int = 1) -> Path:
    """Turn a complete run into one that stopped after so many epochs."""
    for name in ("metrics.json", "provenance.json", "predictions.npz", "train.ipynb"):
        (folder / name).unlink(missing_ok=True)
    lines = (folder / "history.csv").read_text("utf8").splitlines(keepends=True)
    (folder / "history.csv").write_text("".join(lines[: 1 + epochs]), "utf8")
    (folder / "checkpoint.pt").write_bytes(b"\x80\x02")
    return folder


def change_json(path: Path, **values: object) -> None:
    """Set keys of a JSON file."""
    path.write_text(json.dumps({**json.loads(path.read_text("utf8")), **values}), "utf8")


def change_predictions(folder: Path, **arrays: np.ndarray) -> None:
    """Set arrays of ``predictions.npz``."""
    with np.load(folder / "predictions.npz") as found:
        np.savez(folder / "predictions.npz", **{**found, **arrays})
