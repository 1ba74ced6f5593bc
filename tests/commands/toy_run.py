"""A run folder without a training: a small network with random weights, and predictions that were made up."""

from pathlib import Path

import numpy as np
import torch
import yaml
from safetensors.torch import save_file

from fer_lib.config import RunConfig
from fer_lib.models import network_of
from fer_lib.models.prediction import predict_logits
from tests.data.face_files import random_images


def write_run(folder: Path, **values: object) -> Path:
    """A run of report B's small fully connected network."""
    config = RunConfig(name=folder.name, model="report-b-dnn", **values)
    torch.manual_seed(0)
    network = network_of(config)
    folder.mkdir(parents=True)
    recorded = config.model_dump(exclude={"runs_dir", "overwrite"})
    (folder / "config.yaml").write_text(yaml.safe_dump(recorded), "utf8")
    # Without the mean over other images, so that different images get different labels.
    weights = {name: value.contiguous() for name, value in network.state_dict().items()}
    weights[list(weights)[-1]] -= predict_logits(network.eval(), torch.from_numpy(random_images(50))).mean(0)
    save_file(weights, folder / "best.safetensors")
    arrays = {}
    generator = np.random.default_rng(0)
    for split, n in (("train", 60), ("validation", 40)):
        labels = np.arange(n) % 7
        logits = generator.normal(size=(n, 7)).astype(np.float32)
        logits[np.arange(n), labels] += 2
        arrays |= {
            f"{split}_indices": np.arange(n),
            f"{split}_labels": labels,
            f"{split}_logits": logits,
        }
    (folder / "provenance.json").write_text('{"data": {}}', "utf8")
    np.savez_compressed(folder / "predictions.npz", **arrays)
    return folder
