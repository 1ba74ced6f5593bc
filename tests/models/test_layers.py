"""Layers and operations of what people write, held against PyTorch's own counter where that counts."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from fer_lib.models import count, list_layers
from fer_lib.models.layers import PARAMETER
from tests import networks_people_write
from tests.networks_people_write import NAMES


class Functional(nn.Module):
    """A network that is one function of its input."""

    def __init__(self, forward, **parts):
        super().__init__()
        self._forward = forward
        for name, part in parts.items():
            setattr(self, name, part)

    def forward(self, x):
        return self._forward(self, x)


def counted_by_torch(model, example):
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model.eval()(example)
    return counter.get_total_flops() // 2 // len(example)


def network(name):
    size = {"image_size": 48} if name in ("ViT", "RowLSTM") else {}
    return getattr(networks_people_write, name)(num_classes=7, in_channels=1, **size)


@pytest.mark.parametrize("name", ["ResNet18", "SmallResNet", "MobileNet", "VGG"])
def test_convolutional_networks_that_people_write(name):
    model, example = network(name), torch.zeros(2, 1, 48, 48)
    totals = count(model, example)
    assert totals.macs == counted_by_torch(model, example)
    assert (totals.functional, totals.not_counted) == ((), ())
    assert totals.trainable == sum(p.numel() for p in model.parameters())


@pytest.mark.parametrize("name", NAMES)
def test_the_layers_have_all_parameters_once(name):
    model = network(name)
    layers = list_layers(model, torch.zeros(2, 1, 48, 48))
    assert sum(layer.parameters for layer in layers) == sum(p.numel() for p in model.parameters())
    assert layers[-1].shape == (7,)


@pytest.mark.parametrize(
    ("module", "shape"),
    [
        (nn.Conv1d(3, 6, 5, stride=2, groups=3), (3, 17)),
        (nn.Conv2d(8, 8, 3, padding="same", groups=8), (8, 9, 7)),
        (nn.Conv2d(8, 12, (3, 1), padding=(1, 0), groups=4, dilation=2), (8, 9, 7)),
        (nn.Conv3d(2, 3, 3), (2, 5, 6, 7)),
        (nn.ConvTranspose2d(4, 6, 3, stride=2, groups=2), (4, 5, 6)),
        (nn.ConvTranspose1d(4, 6, 3, output_padding=1, stride=2), (4, 5)),
        (nn.Linear(6, 3), (6,)),
        (nn.Linear(6, 3, bias=False), (4, 6)),
    ],
)
def test_kinds_that_torch_counts_as_well(module, shape):
    example = torch.zeros(3, *shape)
    (layer,) = list_layers(module, example)
    assert layer.macs == count(module, example).macs == counted_by_torch(module, example) > 0
    assert layer.kind == type(module).__name__
    assert layer.shape == tuple(module(example).shape[1:])


def test_an_lstm_by_hand():
    lstm = nn.LSTM(10, 6, num_layers=2, batch_first=True, bidirectional=True)
    model = Functional(lambda net, x: net.lstm(x)[0][:, -1], lstm=lstm)
    (layer,) = list_layers(model, torch.zeros(4, 5, 10))
    # Five steps, four gates, two directions; the second layer sees the outputs of both.
    assert layer.macs == 5 * 4 * 2 * 6 * ((10 + 6) + (12 + 6))
    assert (layer.kind, layer.shape, layer.settings) == ("LSTM", (5, 12), "6 × 2, both directions")
    assert layer.parameters == sum(p.numel() for p in lstm.parameters())


@pytest.mark.parametrize(("kind", "gates"), [(nn.RNN, 1), (nn.GRU, 3), (nn.LSTM, 4)])
@pytest.mark.parametrize("batch_first", [True, False])
def test_recurrent_layers(kind, gates, batch_first):
    model = Functional(lambda net, x: net.recurrent(x)[0], recurrent=kind(10, 6, batch_first=batch_first))
    example = torch.zeros(4, 5, 10) if batch_first else torch.zeros(5, 4, 10)
    layer = list_layers(model, example)[0]
    assert layer.shape == (5, 6)
    assert layer.macs == 4 * 5 * gates * 6 * 16 // len(example)


@pytest.mark.parametrize(("kind", "gates"), [(nn.RNNCell, 1), (nn.GRUCell, 3), (nn.LSTMCell, 4)])
def test_recurrent_cells_run_several_times(kind, gates):
    def forward(net, x):
        state = None
        for step in range(3):
            state = net.cell(x[:, step], state)
        return state[0] if isinstance(state, tuple) else state

    layers = list_layers(Functional(forward, cell=kind(10, 6)), torch.zeros(4, 3, 10))
    assert [layer.use for layer in layers] == [1, 2, 3]
    assert [layer.macs for layer in layers] == [gates * 6 * 16] * 3
    assert [layer.parameters > 0 for layer in layers] == [True, False, False]


@pytest.mark.parametrize("batch_first", [True, False])
def test_attention_by_hand(batch_first):
    model = Functional(
        lambda net, x: net.attention(x, x, value=x)[0],
        attention=nn.MultiheadAttention(8, 2, batch_first=batch_first),
    )
    n, length = (3, 5) if batch_first else (5, 3)
    example = torch.zeros(3, 5, 8)
    (layer,) = list_layers(model, example)
    per_image = 4 * length * 8 * 8 + 2 * length * length * 8
    assert layer.macs == per_image * n // len(example)
    assert layer.parameters == sum(p.numel() for p in model.parameters())
    assert (layer.kind, layer.settings) == ("MultiheadAttention", "2 heads")


def test_attention_with_other_keys():
    attention = nn.MultiheadAttention(8, 2, kdim=4, vdim=6, batch_first=True)
    model = Functional(
        lambda net, x: net.attention(x[..., :8], x[:, :2, :4], x[:, :2, :6])[0], attention=attention
    )
    (layer,) = list_layers(model, torch.zeros(3, 5, 8))
    assert layer.macs == 5 * 8 * 8 + 2 * 4 * 8 + 2 * 6 * 8 + 2 * 5 * 2 * 8 + 5 * 8 * 8
    assert count(model, torch.zeros(3, 5, 8)).weights_only == 8 * 8 + 8 * 4 + 8 * 6 + 8 * 8


def test_transformer_layers_are_seen_through_and_the_short_cut_is_put_back():
    model = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    before = torch.backends.mha.get_fastpath_enabled()
    kinds = [layer.kind for layer in list_layers(model, torch.zeros(2, 5, 8))]
    assert kinds.count("Linear") == kinds.count("LayerNorm") == 2
    assert kinds[0] == "MultiheadAttention"
    assert torch.backends.mha.get_fastpath_enabled() == before


def test_a_vit_by_hand():
    totals = count(network("ViT"), torch.zeros(2, 1, 48, 48))
    tokens, dim = 6 * 6 + 1, 16
    block = 4 * tokens * dim**2 + 2 * tokens**2 * dim + 2 * tokens * dim * 2 * dim
    assert totals.macs == 36 * 64 * dim + 2 * block + dim * 7


def test_parameters_that_stand_beside_layers_are_listed_before_them():
    layers = list_layers(network("ViT"), torch.zeros(2, 1, 48, 48))
    own = [layer for layer in layers if layer.kind == PARAMETER]
    assert (
        [layer.name for layer in own]
        == ["cls_token", "pos_embedding"]
        == [layer.name for layer in layers[:2]]
    )
    assert [layer.parameters for layer in own] == [16, 37 * 16]


def test_a_module_of_ones_own_with_parameters_and_products_is_a_layer():
    class Scale(nn.Module):
        def __init__(self):
            super().__init__()
            self.weight = nn.Parameter(torch.ones(6, 4))

        def forward(self, x):
            return x @ self.weight

    (layer,) = list_layers(Scale(), torch.zeros(2, 5, 6))
    assert (layer.kind, layer.parameters, layer.macs, layer.shape) == ("Scale", 24, 5 * 6 * 4, (5, 4))
    assert count(Scale(), torch.zeros(2, 5, 6)).functional == ()


def test_one_module_used_twice_is_listed_twice_and_counted_once():
    linear = nn.Linear(6, 6)
    model = nn.Sequential(linear, nn.ReLU(), linear, nn.BatchNorm1d(6))
    layers, totals = list_layers(model, torch.zeros(2, 6)), count(model, torch.zeros(2, 6))
    assert [(layer.name, layer.use, layer.parameters) for layer in layers if layer.kind == "Linear"] == [
        ("0", 1, 42),
        ("0", 2, 0),
    ]
    assert (totals.trainable, totals.total, totals.weights_only, totals.macs) == (42 + 12, 42 + 24, 36, 72)


def test_shared_weights_are_counted_once():
    model = nn.Sequential(nn.Linear(6, 6), nn.Linear(6, 6))
    model[1].weight = model[0].weight
    layers = list_layers(model, torch.zeros(2, 6))
    assert [layer.parameters for layer in layers] == [42, 6]
    assert count(model, torch.zeros(2, 6)).weights_only == 36


def test_embedding_and_normalizations_have_no_products():
    model = Functional(
        lambda net, x: net.group(net.layer(net.embedding(x)).transpose(1, 2)),
        embedding=nn.Embedding(10, 4), layer=nn.LayerNorm(4), group=nn.GroupNorm(2, 4),
    )  # fmt: skip
    layers = list_layers(model, torch.zeros(2, 5, dtype=torch.long))
    assert [(layer.kind, layer.parameters, layer.macs) for layer in layers] == [
        ("Embedding", 40, 0), ("LayerNorm", 8, 0), ("GroupNorm", 8, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("forward", "name", "macs"),
    [
        (lambda net, x: x @ x.transpose(1, 2), "matmul", 5 * 5 * 6),
        (lambda net, x: torch.bmm(x, x.transpose(1, 2)), "bmm", 5 * 5 * 6),
        (lambda net, x: F.linear(x, torch.zeros(4, 6)), "linear", 5 * 4 * 6),
        (lambda net, x: F.conv1d(x, torch.zeros(2, 5, 3)), "conv1d", 2 * 4 * 5 * 3),
        (lambda net, x: torch.einsum("bij,bkj->bik", x, x), "einsum", 5 * 5 * 6),
        (
            lambda net, x: F.scaled_dot_product_attention(x, x, x),
            "scaled_dot_product_attention",
            2 * 5 * 5 * 6,
        ),
    ],
)
def test_products_between_the_layers_are_counted(forward, name, macs):
    totals = count(Functional(forward, beside=nn.Identity()), torch.zeros(2, 5, 6))
    assert totals.functional == ((name, macs),)
    assert totals.macs == macs
    assert totals.not_counted == ()


@pytest.mark.parametrize(
    ("forward", "name"),
    [
        (lambda net, x: torch.einsum("...ij,...kj->...ik", x, x), "einsum"),
        (lambda net, x: torch.tensordot(x, x, dims=([1, 2], [1, 2])), "tensordot"),
        (lambda net, x: torch.fft.rfft2(x).real, "fft.rfft2"),
        (lambda net, x: net.bilinear(x, x), "bilinear"),
    ],
)
def test_products_without_a_formula_are_named(forward, name):
    totals = count(Functional(forward, bilinear=nn.Bilinear(6, 6, 3)), torch.zeros(2, 5, 6))
    assert totals.not_counted == (name,)
    assert totals.macs == 0


def test_weight_normalization_is_no_layer_of_its_own():
    model = nn.Sequential(torch.nn.utils.parametrizations.weight_norm(nn.Conv2d(2, 4, 3)))
    (layer,) = list_layers(model, torch.zeros(1, 2, 5, 5))
    assert layer.parameters == sum(p.numel() for p in model.parameters())
    assert layer.macs == 9 * 4 * 2 * 9
    assert count(model, torch.zeros(1, 2, 5, 5)).functional == ()


def test_each_module_keeps_the_mode_that_it_had():
    model = network("VGG").train()
    model.features[1].eval()  # a frozen normalization
    modes = [module.training for module in model.modules()]
    list_layers(model, torch.zeros(2, 1, 48, 48))
    assert [module.training for module in model.modules()] == modes
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())


@pytest.mark.parametrize(
    ("module", "settings"),
    [
        (nn.Conv2d(4, 4, 3, padding=1), "3×3, s=1, p=1"),
        (nn.Conv2d(4, 4, 3, padding="same", groups=4), "3×3, s=1, p=same, depthwise"),
        (nn.Conv2d(4, 4, (3, 1), stride=(2, 1), groups=2), "3×1, s=(2, 1), p=0, g=2"),
        (nn.MaxPool2d((2, 2)), "2×2, s=2"),
    ],
)
def test_settings(module, settings):
    assert list_layers(module, torch.zeros(1, 4, 8, 8))[0].settings == settings
