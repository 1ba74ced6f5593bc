"""The networks of the reports that used Keras, against what Keras states of its layers."""

import pytest
import torch
from torch import nn

from fer_lib.models import create_model

BY_KERAS = ("report-b-cnn", "report-b-dnn", "report-d-cnn", "report-d-dnn")


@pytest.mark.parametrize("name", BY_KERAS)
def test_initial_weights_are_glorot_s_and_biases_zero(name):
    torch.manual_seed(0)
    for layer in create_model(name).modules():
        if not isinstance(layer, nn.Conv2d | nn.Linear):
            continue
        receptive = layer.weight[0, 0].numel()
        fans = receptive * (layer.weight.shape[0] + layer.weight.shape[1])
        limit = (6 / fans) ** 0.5
        assert 0.95 * limit < layer.weight.detach().abs().max().item() <= limit
        assert not layer.bias.any()


@pytest.mark.parametrize("name", ["report-d-cnn", "report-d-dnn"])
def test_batch_normalization_is_keras_s(name):
    """γ(x − μ)/√(σ² + 0.001) + β, and moving averages that keep 0.99 of themselves at each step."""
    norms = [m for m in create_model(name).modules() if isinstance(m, nn.BatchNorm1d | nn.BatchNorm2d)]
    assert norms
    for norm in norms:
        x = (
            torch.randn(6, norm.num_features, *([2, 2] if isinstance(norm, nn.BatchNorm2d) else [])) * 0.03
            + 1
        )
        axes = [0, *range(2, x.ndim)]
        mean, variance = x.mean(axes, keepdim=True), x.var(axes, keepdim=True, unbiased=False)
        assert torch.allclose(norm.train()(x), (x - mean) / (variance + 1e-3).sqrt(), atol=1e-5)
        assert torch.allclose(norm.running_mean, 0.01 * mean.flatten(), atol=1e-6)
        assert torch.allclose(norm.running_var, torch.full((norm.num_features,), 0.99), atol=1e-3)


@pytest.mark.parametrize("name", ["report-a", "report-c", "report-e-masks", "vgg-fer-small"])
def test_other_networks_keep_pytorch_s_constants(name):
    norms = [m for m in create_model(name).modules() if isinstance(m, nn.BatchNorm1d | nn.BatchNorm2d)]
    assert {(m.eps, m.momentum) for m in norms} <= {(1e-5, 0.1)}
