"""What a place of a map sees: worked out, and held against gradients."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.feature_maps.receptive_field import ReceptiveField, receptive_field
from fer_lib.explain.filter_layers import find_filter_layers, layer_outputs
from fer_lib.explain.maximization.ascent import noise_start
from fer_lib.models import create_model, example_input
from fer_lib.models.recording import record
from tests import networks_people_write


def network_of(name: str) -> nn.Module:
    torch.manual_seed(0)
    own = getattr(networks_people_write, name, None)
    model: nn.Module = create_model(name) if own is None else own(num_classes=5, in_channels=1)
    return model.eval()


@pytest.mark.parametrize(
    "name", ["report-a", "report-b-cnn", "report-c", "SmallResNet", "MobileNet", "ResNet18"]
)
def test_the_receptive_field_is_where_the_gradient_is(name: str) -> None:
    """Max pooling hides pixels of a single gradient, so many random images are looked at."""
    model = network_of(name)
    graph, layers = record(model, example_input()), find_filter_layers(model)
    for layer in [
        *layers[:3],
        *([layers[7]] if name == "ResNet18" else layers[5:6]),
    ]:  # and one on a shortcut
        field = receptive_field(graph, layer)
        middle = layer.side // 2
        images = noise_start(24, 0, amplitude=1.0).requires_grad_(True)
        value = layer_outputs(model, [layer.convolution], images)[layer.convolution]
        value[:, :, middle, middle].sum().backward()
        touched = images.grad.abs().sum((0, 1)) > 0
        rows, columns = field.window((middle, middle), 48)
        expected = torch.zeros(48, 48, dtype=torch.bool)
        expected[rows, columns] = True
        assert not (touched & ~expected).any()
        assert touched.any(1).nonzero().min() == rows.start
        assert touched.any(1).nonzero().max() == rows.stop - 1


def test_receptive_fields_worked_out_by_hand() -> None:
    model = network_of("report-a")
    graph = record(model, example_input())
    fields = [receptive_field(graph, layer) for layer in find_filter_layers(model)[:3]]
    assert fields == [ReceptiveField(3, 1, -1), ReceptiveField(8, 2, -3), ReceptiveField(18, 4, -7)]
    assert fields[1].window((0, 23), 48) == (slice(0, 5), slice(43, 48))
    assert fields[1].window((0, 23), 48, 47) == (slice(0, 5), slice(43, 47))


def test_a_place_behind_a_sum_sees_what_both_branches_see() -> None:
    """The shortcut adds nothing to what two convolutions of 3×3 see; functional pooling counts as a layer does."""
    model = network_of("SmallResNet")
    graph = record(model, example_input())
    layers = find_filter_layers(model)
    first = receptive_field(graph, layers[0])
    (shortcut,) = (receptive_field(graph, one) for one in layers if one.convolution.endswith("shortcut"))
    assert first == ReceptiveField(3, 1, -1)
    # 3 of the convolution, 1 of the pooling, and 2·2·2 of the block in front of it; its own kernel is 1×1.
    assert shortcut == ReceptiveField(3 + 1 + 8, 4, -1 - 4)


class Gated(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 4, 3), nn.Conv2d(4, 4, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x)
        return self.second(x * F.adaptive_avg_pool2d(x, 1).sigmoid()).mean((2, 3))


def test_what_is_no_square_is_refused() -> None:
    wide, dilated = nn.Conv2d(1, 1, (3, 5)), nn.Conv2d(1, 1, 3, dilation=2)
    normalized = nn.Sequential(nn.Conv2d(1, 4, 3), nn.GroupNorm(2, 4), nn.ReLU(), nn.Conv2d(4, 4, 3))
    for model, words in (
        (nn.Sequential(wide), "different sizes"),
        (nn.Sequential(dilated), "dilated"),
        (Gated(), r"adaptive_avg_pool2d.*may take from any place"),
        (normalized, r"1 \(GroupNorm\) may take from any place"),
    ):
        layers = find_filter_layers(model.eval())
        with pytest.raises(UserError, match=words):
            receptive_field(record(model, example_input()), layers[-1])
