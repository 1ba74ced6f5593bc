"""Runs as students hand them in: small networks whose predictions their weights really give."""

from pathlib import Path

import torch
import yaml
from safetensors.torch import load_file, save_file

from fer_lib.adoption.computing import compute_logits
from fer_lib.config import RunConfig
from fer_lib.data import SPLITS, ImageDataset
from fer_lib.data.splits import assign_split
from fer_lib.files import write_json
from fer_lib.metrics.predictions import Predictions
from fer_lib.models import network_of
from fer_lib.runs import RunFolder
from fer_lib.runs.archive import export_run
from fer_lib.runs.history import EpochRecord, History
from fer_lib.runs.predictions import figures_of, read_predictions, write_predictions


def predict(run: RunFolder, dataset: ImageDataset) -> None:
    """Predictions of the run's weights, and the figures that they give."""
    found = {}
    for split in SPLITS:
        indices = dataset.labelled_indices(split)
        found[split] = Predictions(
            indices, dataset.labels[indices], compute_logits(run.model(), dataset, indices)
        )
    write_predictions(run.path, found)
    splits = {split: figures_of(predictions) for split, predictions in found.items()}
    write_json(
        run.path / "metrics.json",
        {"selected": {"by": "validation_accuracy", "epoch": 2, "of": 2}, "splits": splits},
    )


def student_run(folder: Path, dataset: ImageDataset, seed: int) -> RunFolder:
    """A complete run of report B's small network; the seed decides its weights."""
    config = RunConfig(name=folder.name, model="report-b-dnn", seed=seed, epochs=2)
    run = RunFolder(folder)
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(yaml.safe_dump({**config.recorded(), "data": "toy"}), "utf8")
    torch.manual_seed(seed)
    network = network_of(config, dataset.shape)
    save_file(
        {name: value.contiguous() for name, value in network.state_dict().items()},
        folder / "best.safetensors",
    )
    History(tuple(EpochRecord(n, 2.0, 0.1, 2.0, 0.1, 0.1, 1e-3, 2.0, 500.0) for n in (1, 2))).write(
        folder / "history.csv"
    )
    data = {**dataset.provenance, **dataset.described()}
    write_json(
        folder / "provenance.json", {"data": data, "config_sha256": config.hash(), "precision": "float32"}
    )
    predict(run, assign_split(dataset, "source"))
    return run


def change_weights(run: RunFolder, by: float) -> None:
    """Add a number to the first weights; the predictions stay as they were."""
    weights = load_file(run.path / "best.safetensors")
    weights[next(iter(weights))] += by
    save_file(weights, run.path / "best.safetensors")


def forge(run: RunFolder) -> None:
    """Predictions that are all right, and figures that agree with them; the weights do not give them."""
    forged = {}
    for split in SPLITS:
        found = read_predictions(run.path, split)
        logits = found.logits.copy()
        logits[range(len(logits)), found.labels] = logits.max(axis=1) + 1
        forged[split] = Predictions(found.indices, found.labels, logits)
    write_predictions(run.path, forged)
    splits = {split: figures_of(predictions) for split, predictions in forged.items()}
    write_json(run.path / "metrics.json", {**run.metrics(), "splits": splits})


def hand_in(run: RunFolder, file: Path, author: str = "", student_id: str = "") -> Path:
    export_run(run.path, file, author=author, student_id=student_id)
    return file
