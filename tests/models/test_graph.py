"""What a network computes, and what feeds what, as it was recorded."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fer_lib.models import MODELS, create_model, example_input
from fer_lib.models.graph import IMAGE, NetworkGraph, Window
from fer_lib.models.recording import record
from tests import networks_people_write


def graph_of(name: str, side: int = 48) -> NetworkGraph:
    torch.manual_seed(0)
    network = getattr(networks_people_write, name)(num_classes=5, in_channels=1)
    return record(network, torch.zeros(2, 1, side, side))


def takes(graph: NetworkGraph, module: str) -> list[str]:
    """What a module takes, by module or function."""
    (operation,) = graph.by_module(module)
    sources = [graph.operations[number] for number in operation.inputs if number != IMAGE]
    return [source.module or source.kind for source in sources]


def test_a_residual_block_takes_what_its_code_says() -> None:
    graph = graph_of("ResNet18")
    joins = [operation for operation in graph.operations if graph.join(operation)]
    assert [graph.join(operation) for operation in joins] == ["add"] * 8
    first = [graph.operations[number].module for number in joins[0].inputs]
    assert first == ["layer1.0.bn2", "maxpool"]  # the identity is what came into the block
    third = [graph.operations[number].module for number in joins[2].inputs]
    assert third == ["layer2.0.bn2", "layer2.0.downsample.1"]
    assert takes(graph, "layer2.0.downsample.0") == takes(graph, "layer2.0.conv1") == ["layer1.1.relu"]
    assert [operation.number for operation in graph.by_module("layer1.0.relu")] == [6, 10]
    assert graph.results["layer1.0"] == (10,)  # a block returns its second ReLU
    assert graph.operations[graph.output].module == "fc"


def test_only_what_everything_passes_is_a_passage() -> None:
    graph = graph_of("SmallResNet")
    names = [graph.operations[number].module or graph.operations[number].kind for number in graph.passages]
    assert names == [
        "conv",
        "relu",
        "max_pool2d",
        "add",
        "relu",
        "add",
        "relu",
        "adaptive_avg_pool2d",
        "view",
        "fc",
    ]


def test_windows_of_layers_and_of_functions() -> None:
    operations = {one.module or one.kind: one for one in graph_of("SmallResNet").operations}
    assert operations["block2.conv1"].window == Window((3, 3), (2, 2), (1, 1), (1, 1))
    assert operations["max_pool2d"].window == Window((2, 2), (2, 2), (0, 0), (1, 1))
    assert operations["block2.bn1"].window is None


def test_attention_and_recurrent_layers_are_one_operation_each() -> None:
    kinds = [operation.kind for operation in graph_of("ViT").operations]
    assert kinds.count("MultiheadAttention") == 2
    assert kinds.count("gelu") == 2
    assert [one.kind for one in graph_of("RowLSTM", 28).operations if one.module] == ["LSTM", "Linear"]


def test_parameters_stand_where_they_are_used() -> None:
    used = {name: one.kind for one in graph_of("ViT").operations for name in one.parameters if not one.module}
    assert used == {"cls_token": "expand", "pos_embedding": "add"}


@pytest.mark.parametrize("name", list(MODELS))
def test_the_reports_networks_have_one_path(name: str) -> None:
    graph = record(create_model(name), example_input())
    assert graph.passages == tuple(range(len(graph.operations)))
    assert not any(map(graph.join, graph.operations))


class InPlace(nn.Module):
    """What was written over feeds whoever took it before, by another name as well."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.relu, self.head = nn.Conv2d(1, 2, 3), nn.ReLU(inplace=True), nn.Linear(72, 3)

    def forward(self, images: Tensor) -> Tensor:
        maps = self.conv(images)
        view = maps.flatten(1)
        self.relu(maps)
        return self.head(view)


def test_a_view_of_what_was_written_over_is_fed_by_what_wrote() -> None:
    graph = record(InPlace(), torch.zeros(1, 1, 8, 8))
    assert takes(graph, "head") == ["relu"]


class AsksForAValue(nn.Module):
    """Code that no symbolic tracing follows."""

    def __init__(self) -> None:
        super().__init__()
        self.bright, self.dark = nn.Linear(16, 2), nn.Linear(16, 2)

    def forward(self, images: Tensor) -> Tensor:
        layer = self.bright if images.mean() > 0 else self.dark
        return layer(F.dropout(images.flatten(1), training=self.training))


def test_what_runs_depends_on_the_image_and_the_network_is_left_as_it_is() -> None:
    model = AsksForAValue()
    model.dark.eval()
    for images, name in ((torch.ones(2, 1, 4, 4), "bright"), (-torch.ones(2, 1, 4, 4), "dark")):
        assert [one.module for one in record(model, images).operations if one.module] == [name]
    assert model.training
    assert not model.dark.training
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())


def test_the_maps_of_convolutions_end_where_their_places_are_mixed() -> None:
    for name, last in (("SmallResNet", "adaptive_avg_pool2d"), ("ViT", "Conv2d")):
        graph = graph_of(name)
        assert graph.operations[max(graph.maps)].kind == last
    assert not graph_of("RowLSTM", 28).maps
