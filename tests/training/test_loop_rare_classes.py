"""Every option for rare classes trains, and the same seed gives the same weights."""

import numpy as np
import pytest
import torch

from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.errors import UserError
from fer_lib.runs import RunFolder
from fer_lib.training.loop import train
from tests.conftest import toy_faces

OPTIONS = {
    "effective": {"class_weights": "effective"},
    "focal": {"focal_gamma": 2.0},
    "adjusted": {"logit_adjustment": 1.0},
    "balanced": {"sampling": "balanced"},
    "restarts": {
        "epochs": 16,
        "resampling_rounds": 8,
        "schedule": "step",
        "schedule_epochs": 1,
        "restart_schedule": True,
    },
}


def rare_faces() -> ImageDataset:
    """Faces of which one class is rare among the training images."""
    faces = toy_faces(420)
    kept = (faces.labels != 2) | (np.arange(420) % 4 == 2) | (faces.split > 0)
    return faces.subset(np.flatnonzero(kept))


def trained(folder, **options) -> RunFolder:
    config = RunConfig(
        name=folder.name, model="report-b-dnn", dropout=0.0, batch_size=32, device="cpu",
        best_metric="epoch", **{"learning_rate": 3e-3, "epochs": 8} | options,
    )  # fmt: skip
    return train(config, rare_faces(), RunFolder(folder))


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_learns_and_repeats_itself(tmp_path, name):
    one, again = (trained(tmp_path / f"{name}-{k}", **OPTIONS[name]) for k in "ab")
    assert one.accuracy("test").share > 0.9
    assert (one.path / "best.safetensors").read_bytes() == (again.path / "best.safetensors").read_bytes()


def test_the_rate_begins_anew_in_each_round(tmp_path):
    rates = [r.learning_rate for r in trained(tmp_path / "run", **OPTIONS["restarts"]).history().records]
    assert rates == pytest.approx([3e-4, 3e-3] * 8)  # at the end of each epoch


def test_the_focal_loss_refuses_soft_labels_before_the_first_epoch(tmp_path, faces):
    soft = ImageDataset(
        faces.images, faces.labels, faces.split, faces.class_names, faces.provenance,
        targets=torch.nn.functional.one_hot(torch.tensor(faces.labels), 7).float().numpy(),
    )  # fmt: skip
    config = RunConfig(name="soft", model="report-b-dnn", epochs=1, device="cpu", focal_gamma=1.0)
    with pytest.raises(UserError, match="focal_gamma: the focal loss takes one label an image"):
        train(config, soft, RunFolder(tmp_path / "soft"))
    assert not (tmp_path / "soft").exists()
