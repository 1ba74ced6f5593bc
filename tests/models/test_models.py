import itertools

import pytest
import torch
from torch import nn

from fer_lib.errors import UserError
from fer_lib.models import count, create_model, example_input, list_layers, to_input
from fer_lib.models.full_kernel import FullKernelConv2d


def test_report_a_has_the_printed_number_of_parameters():
    totals = count(create_model("report-a"), example_input())
    assert totals.trainable == 2_109_031
    # BatchNorm keeps a running mean and variance for each of 16+32+64+128+256+512+1024 channels.
    assert totals.total - totals.trainable == 2 * (16 + 32 + 64 + 128 + 256 + 512 + 1024)


def test_report_a_by_hand():
    channels = [1, 16, 32, 64, 128, 256, 512]
    pairs = list(itertools.pairwise(channels))
    convolutions = sum(9 * c_in * c_out + c_out + 2 * c_out for c_in, c_out in pairs)
    connected = 512 * 1024 + 1024 + 2 * 1024 + 1024 * 7 + 7
    assert convolutions + connected == 2_109_031
    sides = [48, 24, 12, 6, 3, 1]
    macs = sum(9 * i * o * side**2 for (i, o), side in zip(pairs, sides, strict=True)) + 512 * 1024 + 1024 * 7
    assert count(create_model("report-a"), example_input()).macs == macs


def test_report_a_halves_48_to_1():
    layers = list_layers(create_model("report-a"), example_input())
    sides = [layer.shape[1] for layer in layers if len(layer.shape) == 3 and "Conv" in layer.kind]
    assert sides == [48, 24, 12, 6, 3, 1]
    assert layers[-1].shape == (7,)


@pytest.mark.parametrize(
    ("activation", "kind", "more"),
    [("relu", nn.ReLU, 0), ("leaky_relu", nn.LeakyReLU, 0), ("prelu", nn.PReLU, 7)],
)
def test_activations_are_modules_of_their_own(activation, kind, more):
    model = create_model("report-a", activation=activation)
    used = [m for m in model.modules() if isinstance(m, kind)]
    assert len({id(m) for m in used}) == 7
    assert sum(p.numel() for p in model.parameters()) == 2_109_031 + more


def test_list_layers_leaves_the_model_as_it_was():
    model = create_model("report-a").train()
    before = {k: v.clone() for k, v in model.state_dict().items()}
    list_layers(model, torch.randn(2, 1, 48, 48))
    assert model.training
    assert all(torch.equal(before[k], v) for k, v in model.state_dict().items())
    assert not any(m._forward_hooks for m in model.modules())


def test_full_kernel_convolution_equals_the_convolution():
    torch.manual_seed(0)
    fast = FullKernelConv2d(5, 4, 3).double()
    slow = nn.Conv2d(5, 4, 3).double()
    slow.load_state_dict(fast.state_dict())
    for side in (3, 5):
        x = torch.randn(2, 5, side, side, dtype=torch.double)
        torch.testing.assert_close(fast(x), slow(x), rtol=1e-12, atol=1e-12)


def test_to_input_maps_grey_levels_to_plus_minus_one():
    inputs = to_input(torch.tensor([0, 255], dtype=torch.uint8).repeat(1, 48, 24))
    assert inputs.shape == (1, 1, 48, 48)
    assert inputs.min() == -1
    assert inputs.max() == 1


def test_an_unknown_network_is_named_with_a_near_one():
    with pytest.raises(UserError, match="did you mean 'report-a'"):
        create_model("report_a")


def test_without_normalization_only_the_normalization_is_gone():
    torch.manual_seed(0)
    plain = create_model("report-a", normalization="none")
    torch.manual_seed(0)
    normalized = create_model("report-a")
    assert not any(isinstance(m, nn.BatchNorm1d | nn.BatchNorm2d) for m in plain.modules())
    assert count(plain, example_input()).trainable == 2_109_031 - 2 * 2032
    layers = [
        [m for m in model.modules() if isinstance(m, nn.Conv2d | nn.Linear)] for model in (plain, normalized)
    ]
    # The same seed gives the same initial weights with and without: what is compared differs in nothing else.
    for one, other in zip(*layers, strict=True):
        assert torch.equal(one.weight, other.weight)
        assert torch.equal(one.bias, other.bias)
    others = [
        sum(isinstance(m, nn.ReLU | nn.MaxPool2d) for m in model.modules()) for model in (plain, normalized)
    ]
    assert others[0] == others[1]
