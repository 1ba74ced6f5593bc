"""Networks from elsewhere, behind their own normalization and before their own softmax."""

import json

import pytest
import torch
from torch import nn

from fer_lib.errors import UserError
from fer_lib.models.adapted import Adaptation
from fer_lib.models.inputs import to_input
from fer_lib.models.memory_format import keep_channels_first, keeps_channels_first
from fer_lib.models.own_input import InputNormalization, OwnInput

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def images(channels=3):
    generator = torch.Generator().manual_seed(0)
    shape = (4, 6, 5) if channels == 1 else (4, 6, 5, 3)
    return torch.randint(0, 256, shape, dtype=torch.uint8, generator=generator)


def test_the_network_gets_what_it_was_trained_on():
    pixels = images()
    expected = (pixels.permute(0, 3, 1, 2).double() / 255 - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(
        STD
    ).view(3, 1, 1)
    given = OwnInput(nn.Identity(), MEAN, STD)(to_input(pixels))
    assert given.dtype == torch.float32
    assert torch.allclose(given.double(), expected, atol=2e-6)


@pytest.mark.parametrize(("mean", "std", "scale"), [((0.5,), (0.25,), 1), ((127.5,), (63.75,), 255)])
def test_one_number_stands_for_all_channels_in_either_scale(mean, std, scale):
    pixels = images(1)
    network = InputNormalization(mean, std, scale).wrap(nn.Identity(), 1)
    expected = (pixels.float() / 255 - 0.5) / 0.25
    assert torch.allclose(network(to_input(pixels))[:, 0], expected, atol=1e-5)


def test_grey_levels_to_255_as_they_are():
    network = InputNormalization((0,), (1,), 255).wrap(nn.Identity(), 3)
    assert torch.allclose(network(to_input(images())), images().permute(0, 3, 1, 2).float(), atol=1e-4)


def test_its_constants_are_no_weights():
    inner = nn.Linear(2, 2)
    assert list(OwnInput(inner, [0], [1]).state_dict()) == ["network.weight", "network.bias"]


@pytest.mark.parametrize(
    ("mean", "std", "scale", "said"),
    [
        ((), (1,), 1, "mean: []: numbers are expected"),
        ((0.5,), (0,), 1, "std: [0]: a standard deviation is above 0"),
        ((0.5,), (-1,), 1, "above 0"),
        ((float("nan"),), (1,), 1, "numbers are expected"),
        ((0.5,), (float("inf"),), 1, "numbers are expected"),
        ((127,), (63,), 1, "say --scale 255"),
        ((0.5,), (0.5,), 7, "grey levels go to 1 or to 255"),
    ],
)
def test_what_is_no_normalization(mean, std, scale, said):
    with pytest.raises(UserError) as caught:
        InputNormalization(mean, std, scale)
    assert said in str(caught.value)


def test_numbers_of_other_channels():
    with pytest.raises(UserError, match="mean: 3 numbers, and the images have 1 channel; give one number"):
        InputNormalization(MEAN, STD).wrap(nn.Identity(), 1)


def test_what_is_recorded_is_read_again():
    for adaptation in (Adaptation(), Adaptation(InputNormalization(MEAN, STD, 1), gives_probabilities=True)):
        assert Adaptation.read(json.loads(json.dumps(adaptation.recorded()))) == adaptation
    assert Adaptation.read({}) == Adaptation()


@pytest.mark.parametrize(
    "recorded",
    [3, [], {}, {"mean": 1, "std": [1]}, {"mean": ["1"], "std": [1]}, {"mean": [True], "std": [1]},
     {"mean": [0], "std": [1], "scale": "1"}, {"mean": [10**400], "std": [1]}, {"mean": [0], "std": [0]}],
)  # fmt: skip
def test_records_that_are_none(recorded):
    with pytest.raises(UserError):
        Adaptation.read({"input": recorded})


def test_a_softmax_at_the_end_becomes_logits():
    network = nn.Sequential(nn.Flatten(), nn.Linear(30, 4), nn.Softmax(1)).eval()
    adapted = Adaptation(InputNormalization((0.5,), (0.5,)), gives_probabilities=True).apply(network, 1)
    inputs = to_input(images(1))
    assert not adapted.training
    assert torch.allclose(adapted(inputs).softmax(1), network(inputs), atol=1e-6)
    network[1].weight.data.mul_(1e6)
    assert torch.isfinite(adapted(inputs)).all()


def test_nothing_is_wrapped_where_nothing_is_to_be_done():
    network = nn.Flatten()
    assert Adaptation().apply(network, 1) is network


def test_a_network_that_needs_its_channels_first_keeps_them():
    network = keep_channels_first(nn.Flatten())
    assert keeps_channels_first(Adaptation(InputNormalization((0.5,), (0.5,))).apply(network, 1))
