from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from fer_lib.errors import UserError
from fer_lib.explain.embedding import features
from fer_lib.explain.embedding.features import (
    check_features,
    is_averaged,
    layer_features,
)
from fer_lib.explain.embedding.layers import ChosenLayer, choose_layers
from fer_lib.explain.embedding.reading import Place
from tests.explain.networks import small_inputs, small_network

LAYER = ChosenLayer(Place("middle", "3"), 1, 2, (4, 6, 6), 0)


@pytest.mark.parametrize(
    ("shape", "averaged"),
    [
        ((4, 6, 6), False),
        ((64, 128, 128), True),
        ((1000, 96), True),
        ((70_000,), False),
        ((8, 20, 30, 40), True),
    ],
)
def test_wide_layers_are_averaged_over_their_places(shape, averaged) -> None:
    assert is_averaged(replace(LAYER, shape=shape)) == averaged


def test_what_an_averaged_layer_gives(monkeypatch) -> None:
    model, (images, _) = small_network(), small_inputs(5)
    layers = choose_layers(model, images)
    monkeypatch.setattr(features, "WIDEST", 100)
    middle, top = layer_features(model, layers, images)
    with torch.no_grad():
        maps = model[:4](images)
    assert middle == pytest.approx(maps.mean((2, 3)).numpy(), abs=1e-6)
    assert top.shape == (5, 54)


def test_steps_of_a_sequence_are_averaged(monkeypatch) -> None:
    class Steps(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.rows = nn.Linear(12, 5)
            self.more = nn.Linear(5, 4)
            self.head = nn.Linear(4, 3)

        def forward(self, images):
            return self.head(self.more(self.rows(images[:, 0])).mean(1))

    model, (images, _) = Steps().eval(), small_inputs(4)
    monkeypatch.setattr(features, "WIDEST", 20)
    middle, _ = layer_features(model, choose_layers(model, images), images)
    with torch.no_grad():
        assert middle == pytest.approx(model.rows(images[:, 0]).mean(1).numpy(), abs=1e-6)


def test_features_of_which_no_picture_can_be_drawn_are_refused() -> None:
    check_features(np.eye(3))
    with pytest.raises(UserError, match="the same values for every image"):
        check_features(np.ones((4, 3)) * 0.1)
    for bad in (np.inf, np.nan):
        with pytest.raises(UserError, match="infinite or no numbers"):
            check_features(np.array([[1.0, bad], [2.0, 3.0]]))
