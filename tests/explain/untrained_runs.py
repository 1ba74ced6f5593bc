"""Runs whose networks have learned nothing."""

from pathlib import Path

import numpy as np
import torch
import yaml
from safetensors.torch import save_file

from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.models import network_of
from fer_lib.models.prediction import predict_logits
from fer_lib.runs import RunFolder


def make_run(folder: Path, **settings: object) -> RunFolder:
    """A finished run with the weights as they are before a training; report A's where no other network is named."""
    config = RunConfig(name=folder.name, **{"model": "report-a", **settings})
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(yaml.safe_dump(config.model_dump()), "utf8")
    torch.manual_seed(0)
    save_file(network_of(config).state_dict(), folder / "best.safetensors")
    (folder / "metrics.json").write_text("{}")
    return RunFolder(folder)


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
