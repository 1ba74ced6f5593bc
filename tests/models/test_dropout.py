"""The dropout option, network by network."""

import pytest
import torch
from torch import nn

from fer_lib.config import RunConfig
from fer_lib.errors import UserError
from fer_lib.models import MODELS, create_model, network_of
from fer_lib.models.report_d import ReportDCNN
from fer_lib.models.vgg_fer import VGGFER

OWN_RATES = {
    "report-a": [],
    "report-a-deep5": [],
    "report-b-cnn": [0.25] * 3,
    "report-b-dnn": [0.25] * 3,
    "report-c": [],
    "report-c-simple": [],
    "report-d-cnn": [0.3] * 5 + [0.5] * 2,
    "report-d-dnn": [0.5] * 5,
    "report-e-digits": [],
    "report-e-masks": [],
    "vgg-fer-small": [0.3] * 2,
    "vgg-fer": [0.5] * 2,
}
LINEAR_LAYERS = {"report-a": 2, "report-a-deep5": 2, "report-c": 2, "report-c-simple": 1}
LINEAR_LAYERS |= {"report-e-digits": 2, "report-e-masks": 1}


def rates(model: nn.Module) -> list[float]:
    return [module.p for module in model.modules() if isinstance(module, nn.Dropout)]


@pytest.mark.parametrize("name", MODELS)
def test_a_number_takes_the_place_of_every_rate(name):
    assert rates(create_model(name)) == OWN_RATES[name]
    places = len(OWN_RATES[name]) or LINEAR_LAYERS[name]
    assert rates(create_model(name, dropout=0.4)) == [0.4] * places
    assert set(rates(create_model(name, dropout=0.0))) <= {0.0}


@pytest.mark.parametrize("name", MODELS)
def test_weights_fit_whatever_the_dropout(name):
    """Runs of earlier versions, and runs that differ in the dropout, can be compared weight by weight."""
    images = torch.randn(2, 1, 48, 48, generator=torch.Generator().manual_seed(0))
    without = create_model(name, dropout=0.0).eval()
    for network in (create_model(name).eval(), create_model(name, dropout=0.4).eval()):
        network.load_state_dict(without.state_dict())
        assert list(network.state_dict()) == list(without.state_dict())
        assert torch.equal(network(images), without(images))


def test_report_a_keeps_the_names_of_its_layers():
    weighted = {key.rsplit(".", 1)[0] for key in create_model("report-a", dropout=0.3).state_dict()}
    blocks = {f"features.{block}.{layer}" for block in range(5) for layer in (0, 1)}
    assert weighted == blocks | {"features.5", "features.6"} | {f"classifier.{layer}" for layer in (1, 2, 4)}


@pytest.mark.parametrize("name", ["report-a", "report-c", "report-c-simple"])
def test_dropout_stands_right_before_each_linear_layer(name):
    layers = list(create_model(name, dropout=0.4).classifier)
    before = [type(layers[i - 1]) for i, layer in enumerate(layers) if isinstance(layer, nn.Linear)]
    assert before == [nn.Dropout] * LINEAR_LAYERS[name]


@pytest.mark.parametrize("rate", [1.0, -0.1])
def test_what_is_no_rate_is_refused(rate):
    with pytest.raises(UserError, match=f"dropout: {rate} is not a rate"):
        create_model("report-a", dropout=rate)


def test_network_of_a_configuration():
    network = network_of(RunConfig(model="report-d-cnn", dropout=0.2))
    assert isinstance(network, ReportDCNN)
    assert set(rates(network)) == {0.2}
    prelu = network_of(RunConfig(activation="prelu", normalization="none"))
    assert {type(m) for m in prelu.modules()} >= {nn.PReLU}
    assert not any(isinstance(m, nn.BatchNorm2d) for m in prelu.modules())


@pytest.mark.parametrize("name", ["vgg-fer-small", "vgg-fer"])
def test_vgg_fer_can_be_explained_by_guided_backpropagation(name):
    network = create_model(name)
    assert isinstance(network, VGGFER)
    activations = [m for m in network.modules() if isinstance(m, nn.ReLU)]
    weighted = [m for m in network.modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    assert len(activations) == len(weighted) - 1
    seen: list[nn.Module] = []
    for activation in activations:
        activation.register_full_backward_hook(lambda module, *_: seen.append(module))
    network.eval()(torch.randn(1, 1, 48, 48, requires_grad=True)).sum().backward()
    assert seen == activations[::-1]


@pytest.mark.parametrize("name", ["vgg-fer-small", "vgg-fer"])
def test_vgg_fer_has_no_bias_that_normalization_would_subtract(name):
    weighted = [m for m in create_model(name).modules() if isinstance(m, nn.Conv2d | nn.Linear)]
    assert [m.bias is not None for m in weighted] == [False] * (len(weighted) - 1) + [True]
    assert [m.out_channels for m in weighted if isinstance(m, nn.Conv2d)] == {
        "vgg-fer-small": [32, 64, 64, 128, 128, 256, 256],
        "vgg-fer": [64, 64, 128, 128, 256, 256, 256, 512, 512, 512],
    }[name]
