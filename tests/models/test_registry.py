import json
import re

import pytest
import torch
from torch import nn

from fer_lib.cli import main
from fer_lib.data import DataShape
from fer_lib.data.fer2013 import SHAPE
from fer_lib.errors import UserError
from fer_lib.models import MODELS, count, create_model, example_input
from fer_lib.models.registry import own_shape

DERIVED = {
    "report-a": (2_109_031, None),
    "report-b-cnn": (400_583, 400_583),
    "report-b-dnn": (310_807, 310_807),
    "report-c": (538_759, None),
    "report-d-cnn": (5_920_583, 5_927_239),
    "report-d-dnn": (None, 6_055_943),
    "report-e-digits": (784 * 60 + 60 + 60 * 10 + 10, None),
    "report-e-masks": (16 * 27 + 16 + 16 * 7 * 7 * 3 + 3, None),
    # 3×3 kernels without biases, γ and β of every normalization, and two fully connected layers.
    "vgg-fer-small": (
        9 * (32 + 32 * 64 + 64**2 + 64 * 128 + 128**2 + 128 * 256 + 256**2)
        + 2 * (32 + 2 * 64 + 2 * 128 + 2 * 256 + 512)
        + 9 * 256 * 512
        + 512 * 7
        + 7,
        None,
    ),
    "vgg-fer": (
        9 * (64 + 64**2 + 64 * 128 + 128**2 + 128 * 256 + 2 * 256**2 + 256 * 512 + 2 * 512**2)
        + 2 * (2 * 64 + 2 * 128 + 3 * 256 + 3 * 512 + 1024)
        + 9 * 512 * 1024
        + 1024 * 7
        + 7,
        None,
    ),
}


@pytest.mark.parametrize("name", DERIVED)
def test_parameters_are_those_derived_from_the_reports(name):
    trainable, total = DERIVED[name]
    totals = count(create_model(name, own_shape(name)), example_input(own_shape(name)))
    assert trainable in (None, totals.trainable)
    assert total in (None, totals.total)


@pytest.mark.parametrize("name", MODELS)
def test_every_network_gives_logits_and_gradients(name):
    torch.manual_seed(0)
    model = create_model(name, SHAPE._replace(num_classes=5))
    logits = model(torch.randn(3, 1, 48, 48))
    assert logits.shape == (3, 5)
    logits.square().sum().backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in model.parameters())


def test_a_network_has_the_shape_of_its_report_s_data():
    assert own_shape("report-a") == own_shape("vgg-fer") == SHAPE
    assert own_shape("report-e-masks") == DataShape(3, 3, 28, 28)
    assert own_shape("report-e-digits") == DataShape(10, 1, 28, 28)


def test_no_activation_module_is_used_twice():
    """Hooks of guided backpropagation on a shared module would run twice."""
    for name in MODELS:
        calls: dict[int, int] = {}
        model = create_model(name).eval()
        for module in model.modules():
            if isinstance(module, nn.ReLU | nn.LeakyReLU):
                module.register_forward_hook(
                    lambda m, *_, calls=calls: calls.__setitem__(id(m), calls.get(id(m), 0) + 1)
                )
        model(example_input())
        assert calls
        assert set(calls.values()) == {1}


def test_a_choice_that_a_network_does_not_leave_is_refused():
    with pytest.raises(UserError, match="activation: report-c is built with its own"):
        create_model("report-c", activation="prelu")
    with pytest.raises(UserError, match="normalization: report-b-dnn"):
        create_model("report-b-dnn", normalization="none")


def test_models_command(capsys):
    assert main(["models", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == list(MODELS)
    assert {"name", "trainable", "total", "weights_only", "macs"} <= set(rows[0])
    assert main(["models"]) == 0
    shown = capsys.readouterr().out
    assert "2,109,031" in shown
    assert re.search(r"erratum report-b-cnn +309,664 .*; the network has 400,583 parameters", shown)
    assert "DIFFERS" not in shown


def test_an_option_that_a_network_does_not_take_is_refused():
    with pytest.raises(UserError, match=r"^model_options: report-a takes no 'depth'; it takes no options$"):
        create_model("report-a", options={"depth": 3})
    with pytest.raises(UserError, match="vgg-fer takes no 'height'"):  # the data say it
        create_model("vgg-fer", options={"height": 3})
