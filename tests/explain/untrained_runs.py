"""Runs whose networks have learned nothing."""

import json
from pathlib import Path

import numpy as np
import torch
import yaml
from safetensors.torch import save_file

from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.models.prediction import predict_logits
from fer_lib.network_code import read_network
from fer_lib.runs import RunFolder
from fer_lib.runs.files import NETWORK

PEOPLES = Path(__file__).resolve().parent.parent / "networks_people_write.py"
"""Networks as people write them; they stand for a user's own file."""


def make_run(folder: Path, data: ImageDataset | None = None, **settings: object) -> RunFolder:
    """A finished run with the weights as they are before a training.

    Args:
        folder: the run's, which is made.
        data: what it stands for a training on; by default FER2013's form.
        settings: of its configuration; report A's network where no other is named, of ``PEOPLES`` by ``model=":ViT"``.
    """
    given = {"model": "report-a", **settings}
    folder.mkdir(parents=True)
    if str(given["model"]).startswith(":"):
        read_network(f"{PEOPLES}{given['model']}").copy(folder / NETWORK)
        given["model"] = f"{PEOPLES.name}{given['model']}"
    config = RunConfig(name=folder.name, **given)
    (folder / "config.yaml").write_text(yaml.safe_dump(config.model_dump()), "utf8")
    described = {} if data is None else data.described()
    (folder / "provenance.json").write_text(json.dumps({"data": described}), "utf8")
    run = RunFolder(folder)
    torch.manual_seed(0)
    save_file(run.new_network().state_dict(), folder / "best.safetensors")
    (folder / "metrics.json").write_text("{}")
    return run


def add_predictions(run: RunFolder, faces: ImageDataset, positions: np.ndarray | None = None) -> None:
    """Write what the network says of these images, as those of validation, with labels that make a third of it right.

    Args:
        run: of ``make_run``.
        faces: the images.
        positions: of those that count as validation images; all by default.
    """
    rows = np.arange(len(faces)) if positions is None else positions
    logits = predict_logits(run.model(), torch.from_numpy(np.array(faces.images[rows]))).numpy()
    labels = np.where(np.arange(len(rows)) % 3 == 0, logits.argmax(axis=1), faces.labels[rows])
    np.savez(
        run.path / "predictions.npz",
        validation_indices=rows,
        validation_labels=labels,
        validation_logits=logits,
    )
