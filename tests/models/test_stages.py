"""Layers grouped into stages."""

import pytest
import torch
from torch import nn

from fer_lib.models import MODELS, count, create_model, example_input, list_layers
from fer_lib.models.recording import record
from fer_lib.models.stages import Join, make_stages
from tests import networks_people_write
from tests.models.unusual_networks import UNUSUAL

STAGES = {
    "report-a": ([(16, 24, 24), (32, 12, 12), (64, 6, 6), (128, 3, 3), (256, 3, 3), (512, 1, 1), (1024,), (7,)],
                 [1] * 8),
    "report-a-deep5": ([(32, 24, 24), (64, 12, 12), (128, 6, 6), (256, 3, 3), (512, 1, 1), (1024,), (7,)], [1] * 7),
    "report-b-cnn": ([(32, 48, 48), (64, 24, 24), (64, 12, 12), (64, 6, 6), (128,), (64,), (64,), (7,)], [1] * 8),
    "report-b-dnn": ([(112,), (112,), (112,), (128,), (64,), (64,), (7,)], [1] * 7),
    "report-c": ([(32, 24, 24), (64, 12, 12), (128, 6, 6), (128, 3, 3), (256,), (7,)], [1] * 6),
    "report-c-simple": ([(64, 24, 24), (128, 12, 12), (512, 6, 6), (7,)], [1] * 4),
    "report-d-cnn": ([(64, 24, 24), (128, 12, 12), (192, 6, 6), (256, 3, 3), (512, 1, 1), (512,), (512,), (7,)],
                     [2] * 5 + [1] * 3),
    "report-d-dnn": ([(1024,)] * 4 + [(512,), (7,)], [1] * 6),
    "report-e-digits": ([(60,), (7,)], [1] * 2),
    "report-e-masks": ([(16, 12, 12), (7,)], [1] * 2),
    "vgg-fer-small": ([(32, 24, 24), (64, 12, 12), (128, 6, 6), (256, 3, 3), (512,), (7,)], [1, 2, 2, 2, 1, 1]),
    "vgg-fer": ([(64, 24, 24), (128, 12, 12), (256, 6, 6), (512, 3, 3), (1024,), (7,)], [2, 2, 3, 3, 1, 1]),
}  # fmt: skip


def stages_of(model: nn.Module):
    return make_stages(list_layers(model, example_input()), record(model, example_input()))


@pytest.mark.parametrize("name", MODELS)
def test_stages_have_the_shapes_of_the_reports(name):
    stages = stages_of(create_model(name))
    shapes, repeats = STAGES[name]
    assert [stage.shape for stage in stages] == shapes
    assert [stage.repeats for stage in stages] == repeats


@pytest.mark.parametrize("name", MODELS)
def test_stages_hold_the_whole_network(name):
    model = create_model(name)
    stages, totals = stages_of(model), count(model, example_input())
    assert sum(stage.parameters for stage in stages) == totals.trainable
    assert sum(stage.macs for stage in stages) == totals.macs
    convolutions = [m for m in model.modules() if isinstance(m, nn.Conv2d)]
    assert sum(stage.repeats for stage in stages if stage.is_convolution) == len(convolutions)


def words(model: nn.Module) -> list[list[str]]:
    return [[operation.en for operation in stage.operations] for stage in stages_of(model)]


def test_operations_are_named_in_order():
    assert words(create_model("report-a"))[0] == ["Conv 3×3", "BatchNorm", "ReLU", "Max pool 2×2"]
    # Flattening one pixel changes nothing and is not worth a word.
    assert words(create_model("report-a"))[6] == ["Linear", "BatchNorm", "ReLU"]
    assert words(create_model("report-c"))[0][:2] == ["Conv 5×5", "LeakyReLU 0.05"]
    assert words(create_model("report-c"))[4] == ["Flatten 1152", "Linear", "ReLU", "BatchNorm"]
    assert words(create_model("report-c-simple"))[3] == ["Global mean", "Linear"]
    assert words(create_model("report-d-cnn"))[0] == [
        "2 × Conv 3×3", "BatchNorm", "LeakyReLU 0.1", "Max pool 2×2", "Dropout 0.3",
    ]  # fmt: skip
    assert words(create_model("report-b-dnn"))[0][0] == "Flatten 2304"


def test_dropout_is_named_only_where_it_drops():
    for rate, expected in ((0.0, False), (0.4, True)):
        named = [word for stage in words(create_model("vgg-fer", dropout=rate)) for word in stage]
        assert ("Dropout 0.4" in named) is expected
        assert "Dropout 0" not in named


def test_only_equal_convolutions_are_put_together():
    model = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(),
        nn.Conv2d(4, 4, 3, padding=1), nn.ReLU(),
        nn.Conv2d(4, 4, 5, padding=2), nn.ReLU(),
        nn.Conv2d(4, 4, 5, padding=2), nn.MaxPool2d(2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    )  # fmt: skip
    stages = stages_of(model)
    assert [stage.repeats for stage in stages] == [2, 1, 1]  # the last one lacks the ReLU
    assert [stage.main_operation.en for stage in stages] == ["2 × Conv 3×3", "Conv 5×5", "Conv 5×5"]
    # What prepares a fully connected layer that never comes stays with the last stage.
    assert stages[-1].shape == (4,)
    assert model(torch.zeros(1, 1, 48, 48)).shape == (1, 4)


def people(name: str) -> nn.Module:
    return getattr(networks_people_write, name)(num_classes=5, in_channels=1)


@pytest.mark.parametrize("kind", [*networks_people_write.NAMES, *UNUSUAL])
def test_stages_hold_the_whole_of_any_network(kind):
    model = people(kind) if isinstance(kind, str) else kind()
    side = 28 if kind == "RowLSTM" else 48 if isinstance(kind, str) else 16
    example = torch.zeros(2, 1, side, side)
    stages, totals = make_stages(list_layers(model, example), record(model, example)), count(model, example)
    assert sum(stage.parameters for stage in stages) == totals.trainable
    assert sum(stage.macs for stage in stages) + sum(macs for _, macs in totals.functional) == totals.macs


def test_the_relu_after_an_addition_stands_on_the_main_path():
    stages = stages_of(people("SmallResNet"))
    assert [operation.en for operation in stages[4].operations] == [
        "Conv 3×3",
        "BatchNorm",
        "+ shortcut",
        "ReLU",
    ]
    assert stages[4].joins == (Join("add", 2, (5,)),)
    assert [operation.en for operation in stages[5].operations] == ["Conv 1×1"]
    assert [stage.is_beside for stage in stages] == [False] * 5 + [True, False]


def test_attention_and_recurrent_layers_have_names_in_both_languages():
    stages = stages_of(people("ViT"))
    assert stages[1].kind == "attention"
    assert [operation.zh for operation in stages[1].operations] == [
        "層正規化",
        "注意力，2 個頭",
        "dropout 0.1",
        "＋捷徑",
    ]
    assert [operation.en for operation in stages[2].operations] == [
        "LayerNorm",
        "Linear",
        "GELU",
        "Dropout 0.1",
    ]
    model, example = people("RowLSTM"), torch.zeros(2, 1, 28, 28)
    first, _ = make_stages(list_layers(model, example), record(model, example))
    assert (first.kind, first.maps, first.shape, first.main_operation.en) == (
        "recurrent",
        (28, 24),
        (24,),
        "LSTM 24",
    )


def test_depthwise_convolutions_are_called_so():
    stages = stages_of(people("MobileNet"))
    assert stages[2].main_operation.en == "Depthwise conv 3×3"
    assert stages[2].main_operation.zh == "深度卷積 3×3"


def test_a_pooling_to_a_size_is_no_global_mean():
    assert stages_of(people("VGG"))[2].operations[0].en == "Mean pool to 4×4"


def test_what_is_between_equal_convolutions_and_is_needed_elsewhere_keeps_them_apart():
    class Skips(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList(nn.Conv2d(1, 1, 3, padding=1) for _ in range(4))

        def forward(self, x):
            x = self.layers[1](self.layers[0](x))
            return self.layers[3](self.layers[2](x)) + x

    assert [stage.repeats for stage in stages_of(Skips())] == [2, 1, 1]
