"""The convolutions of the edition's own network in the chapter's formulas."""

import pytest
import torch
from torch import Tensor, nn

from fer_lib.chapters.convolution import sentences, tables
from fer_lib.chapters.convolution.own_convolutions import convolutions_of, own_convolutions
from fer_lib.chapters.models.network import Network
from fer_lib.data.dataset import DataShape
from tests.chapters.numbers import assert_same_numbers, texts_of_table
from tests.networks_people_write import MobileNet, SmallResNet

COLOUR = DataShape(11, 3, 32, 24)


def in_colour(make) -> Network:
    return Network(f"hers.py:{make.__name__}", make(num_classes=11, in_channels=3), COLOUR)


@pytest.mark.parametrize("make", [SmallResNet, MobileNet])
def test_the_formulas_count_what_torch_counts(make):
    network = in_colour(make)
    network.model.train()
    found = convolutions_of(network)
    assert found is not None
    assert network.model.training
    modules = [module for module in network.model.modules() if isinstance(module, nn.Conv2d)]
    assert len(found.layers) == len(modules)
    assert found.parameters == sum(p.numel() for module in modules for p in module.parameters())
    assert found.executed == 2 * found.multiplications
    assert found.layers[0].sizes.in_channels == 3
    assert "a multiplication and an addition for each product" in sentences.own_network(found).en
    assert ("divided into groups" in tables.own_network(found).caption.en) == (make is MobileNet)
    assert_same_numbers([sentences.own_network(found), *texts_of_table(tables.own_network(found))])
    assert tables.own_network(found).rows[-1][5] == f"{found.parameters:,}"


class Twice(nn.Module):
    """One convolution without bias that runs twice, and one that is no layer."""

    def __init__(self) -> None:
        super().__init__()
        self.same = nn.Conv2d(3, 3, 3, padding=1, bias=False)
        self.fc = nn.Linear(3, 11)

    def forward(self, x: Tensor) -> Tensor:
        x = nn.functional.conv2d(self.same(self.same(x)), torch.ones(3, 3, 1, 1))
        return self.fc(x.mean((2, 3)))


def test_a_layer_that_runs_twice_has_its_parameters_once():
    found = convolutions_of(Network("Twice", Twice(), COLOUR))
    assert found is not None
    first, second = found.layers
    assert (first.parameters, second.parameters) == (81, 0)
    assert first.additions == (27 - 1) * 3 * 32 * 24
    assert found.outputs == 2 * 3 * 32 * 24
    # Torch also sees the convolution that is no layer: then nothing is said of its count.
    assert "Torch" not in sentences.own_network(found).en


def test_one_convolution_is_not_called_several():
    found = convolutions_of(Network("One", nn.Sequential(nn.Conv2d(3, 11, (32, 24)), nn.Flatten()), COLOUR))
    assert found is not None
    text = sentences.own_network(found)
    assert "puts the only convolution of the network `One`" in text.en
    assert_same_numbers([text])


def test_of_a_deep_network_some_layers_are_shown():
    layers = [nn.Conv2d(3, 3, 3, padding=1) for _ in range(30)]
    found = convolutions_of(
        Network("Deep", nn.Sequential(*layers, nn.Flatten(), nn.Linear(2304, 11)), COLOUR)
    )
    assert found is not None
    table = tables.own_network(found)
    assert len(table.rows) == tables.MOST_LAYERS + 1
    assert "Of its 30 convolutions 20 are shown" in table.caption.en
    assert table.rows[-1][5] == f"{30 * 84:,}"
    assert_same_numbers([table.caption])


def test_a_network_without_convolutions_has_none():
    assert convolutions_of(Network("Flat", nn.Sequential(nn.Flatten(), nn.Linear(2304, 11)), COLOUR)) is None
    assert sentences.no_convolutions().zh


def test_the_network_is_the_main_runs(make_edition):
    found = own_convolutions(make_edition({"main": {"preset": "report-c"}}))
    assert found is not None
    assert (found.network, found.shape.height) == ("report-c", 48)


def test_the_largest_layers_are_all_named_where_they_tie():
    shares = [
        sentences.named_shares(counts)
        for counts in (
            [("a", 1), ("b", 3)],
            [("a", 2), ("b", 2), ("c", 1)],
            [("a", 2), ("a", 2)],
            [(f"block{n}", 1) for n in range(10)],
        )
    ]
    assert [share.en for share in shares] == [
        "`b` (75.0%)",
        "`a` and `b` (40.0% each)",
        "`a` (50.0% at each use)",
        "the 10 that tie (10.0% at each use)",
    ]
    assert shares[1].zh == "`a` 與 `b` 最多（各占 40.0%）"
    assert_same_numbers(shares)
