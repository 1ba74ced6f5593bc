"""Where a map would silently be wrong, nothing is returned but the reason."""

import pytest
import torch
from torch import nn

from fer_lib.errors import UserError
from fer_lib.explain.attribution import METHODS, GradCAM, Gradient, GuidedBackpropagation, Occlusion
from fer_lib.models import create_model
from tests.explain.networks import GuidedReLU, small_inputs, small_network


class CallsReLU(nn.Module):
    """ReLU in a way that is none of ``nn.ReLU``'s."""

    def __init__(self, way: str) -> None:
        super().__init__()
        self.way = way

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        ways = {
            "torch.relu": torch.relu,
            "method": lambda x: x.relu(),
            "clamp": lambda x: x.clamp(min=0),
            "maximum": lambda x: torch.maximum(x, torch.zeros_like(x)),
            "where": lambda x: torch.where(x > 0, x, torch.zeros_like(x)),
            "own": GuidedReLU.apply,
        }
        return ways[self.way](x)


class AsksForTheShape(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.relu(x) if x.shape[1] > 1 else x


class Rows(nn.Module):
    def __init__(self, layer: type[nn.RNNBase]) -> None:
        super().__init__()
        self.rows = layer(12, 8, batch_first=True)
        self.head = nn.Sequential(nn.ReLU(), nn.Linear(8, 3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.rows(x[:, 0])[0][:, -1])


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
class TestState:
    def test_training_mode(self, method) -> None:
        network = small_network()
        network[1].train()
        with pytest.raises(UserError, match=r"1 is in training mode.*batch.*model\.eval\(\)"):
            method.attribute(network, *small_inputs())

    def test_autocast(self, method) -> None:
        with (
            torch.autocast("cpu", dtype=torch.bfloat16),
            pytest.raises(UserError, match="autocast is on; gradients would be rounded"),
        ):
            method.attribute(small_network(), *small_inputs())

    def test_inference_mode(self, method) -> None:
        inputs, targets = small_inputs()
        with torch.inference_mode(), pytest.raises(UserError, match="inference mode"):
            method.attribute(small_network(), inputs, targets)

    def test_targets_that_the_network_does_not_have(self, method) -> None:
        inputs, targets = small_inputs()
        with pytest.raises(UserError, match="targets must be 0 to 2, they reach from 1 to 3"):
            method.attribute(small_network(), inputs, targets + 1)
        with pytest.raises(UserError, match=r"targets must be int64 \[4\]"):
            method.attribute(small_network(), inputs, targets.float())

    def test_images_of_another_form(self, method) -> None:
        inputs, targets = small_inputs()
        with pytest.raises(UserError, match=r"float32 or float64 \[N, C, H, W\].*int64"):
            method.attribute(small_network(), inputs.long(), targets)


class TestGuidedBackpropagation:
    @pytest.mark.parametrize(
        "activation", [nn.LeakyReLU, nn.PReLU, nn.ELU, nn.GELU, nn.SiLU, nn.Tanh, nn.Hardtanh]
    )
    def test_other_activations(self, activation: type[nn.Module]) -> None:
        with pytest.raises(UserError, match=rf"{activation.__name__}.*\(first: 2\).*not defined"):
            GuidedBackpropagation().attribute(small_network(activation), *small_inputs())

    @pytest.mark.parametrize("way", ["clamp", "maximum", "where", "own"])
    def test_relu_that_is_written_by_hand(self, way: str) -> None:
        with pytest.raises(UserError, match="guided backpropagation"):
            GuidedBackpropagation().attribute(small_network(CallsReLU, way=way), *small_inputs())

    def test_a_function_in_code_that_cannot_be_followed(self) -> None:
        network = small_network()
        network[2] = AsksForTheShape()
        with pytest.raises(UserError, match=r"calls ReLU as a function.*nn\.ReLU\(\)"):
            GuidedBackpropagation().attribute(network.eval(), *small_inputs())

    @pytest.mark.parametrize("layer", [nn.LSTM, nn.GRU])
    def test_recurrent_layers(self, layer: type[nn.RNNBase]) -> None:
        """Their gates stand in no graph of derivatives: beside a ReLU they would silently be passed over."""
        with pytest.raises(UserError, match=rf"has {layer.__name__} \(rows\), whose activations are no ReLU"):
            GuidedBackpropagation().attribute(Rows(layer).eval(), *small_inputs())

    def test_no_relu_at_all(self) -> None:
        network = nn.Sequential(nn.Flatten(), nn.Linear(144, 3)).eval()
        with pytest.raises(UserError, match=r"no nn\.ReLU"):
            GuidedBackpropagation().attribute(network, *small_inputs())

    def test_one_module_used_twice_is_no_problem(self) -> None:
        shared, separate = small_network(), small_network()
        shared[6] = shared[2]
        maps = [GuidedBackpropagation().attribute(net, *small_inputs()) for net in (shared, separate)]
        torch.testing.assert_close(*maps)

    @pytest.mark.parametrize(
        ("name", "defined"),
        [
            ("report-a", True),
            ("report-b-cnn", True),
            ("report-c", False),
            ("report-d-cnn", False),
            ("vgg-fer-small", True),
        ],
    )
    def test_the_reports_networks(self, name: str, defined: bool) -> None:
        network, images = create_model(name).eval(), torch.zeros(1, 1, 48, 48)
        if defined:
            GuidedBackpropagation().refuse(network, images)
        else:
            with pytest.raises(UserError, match="LeakyReLU"):
                GuidedBackpropagation().refuse(network, images)

    def test_other_methods_do_not_mind(self) -> None:
        network = small_network(nn.LeakyReLU)
        assert Gradient().attribute(network, *small_inputs()).abs().max() > 0


class TestGradCAM:
    def test_a_network_without_maps(self) -> None:
        network = nn.Sequential(nn.Flatten(), nn.Linear(144, 3)).eval()
        with pytest.raises(UserError, match="the network has no convolution"):
            GradCAM().attribute(network, *small_inputs())

    def test_a_layer_that_is_not_there(self) -> None:
        with pytest.raises(UserError, match=r"no layer 'conv9'; it has 0, 1"):
            GradCAM("conv9").attribute(small_network(), *small_inputs())

    def test_a_layer_without_maps(self) -> None:
        with pytest.raises(UserError, match="must give maps"):
            GradCAM("9").attribute(small_network(), *small_inputs())

    def test_maps_that_the_next_layer_overwrites(self) -> None:
        network = small_network(inplace=True)
        with pytest.raises(UserError, match="the layer after 5 overwrites its maps"):
            GradCAM("5").attribute(network, *small_inputs())
        expected = GradCAM("6").attribute(small_network(), *small_inputs())
        torch.testing.assert_close(GradCAM("6").attribute(network, *small_inputs()), expected)


@pytest.mark.parametrize(
    ("side", "sizes"), [(48, (8, 5)), (28, (5, 3)), (64, (11, 7)), (224, (37, 23)), (3, (1, 1))]
)
def test_occlusion_windows_go_with_the_image(side: int, sizes: tuple[int, int]) -> None:
    assert Occlusion().sizes(torch.zeros(1, 3, side, side + 5)) == sizes
    Occlusion().refuse(small_network(), torch.zeros(1, 3, side, side + 5))


@pytest.mark.parametrize(("window", "stride"), [(4, 5), (13, 4), (4, 0)])
def test_occlusion_windows_that_leave_pixels_out(window: int, stride: int) -> None:
    with pytest.raises(UserError, match="1 ≤ stride ≤ window ≤ 12"):
        Occlusion(window, stride).attribute(small_network(), *small_inputs())
