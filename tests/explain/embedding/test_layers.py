"""Which layers are chosen of networks of every kind, and that what is read there is what the network computes."""

import pytest
import torch
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.embedding.features import layer_features
from fer_lib.explain.embedding.layers import choose_layers
from fer_lib.explain.embedding.reading import Place
from fer_lib.models import create_model
from tests import networks_people_write as peoples
from tests.explain.networks import small_inputs, small_network

IMAGES = torch.randn(7, 1, 48, 48, generator=torch.Generator().manual_seed(0))


def chosen(model: nn.Module, images: Tensor = IMAGES) -> list[tuple[str, str, int, int]]:
    return [
        (layer.place.role, layer.place.path, layer.depth, layer.of) for layer in choose_layers(model, images)
    ]


def make(name: str) -> nn.Module:
    with torch.random.fork_rng([]):
        torch.manual_seed(0)
        options = {"image_size": 48} if name == "RowLSTM" else {}
        return getattr(peoples, name)(num_classes=5, in_channels=1, **options).eval()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ResNet18", [("middle", "layer2", 10, 20), ("top", "fc", 20, 20)]),
        ("SmallResNet", [("middle", "block1", 3, 6), ("top", "fc", 6, 6)]),
        ("MobileNet", [("middle", "features.4.conv.5", 6, 11), ("top", "classifier.1", 11, 11)]),
        ("VGG", [("middle", "features.6", 2, 4), ("top", "classifier.3", 4, 4)]),
        ("ViT", [("middle", "blocks.0", 4, 7), ("top", "head", 7, 7)]),
        ("RowLSTM", [("top", "fc", 1, 1)]),
    ],
)
def test_layers_of_networks_as_people_write_them(name, expected) -> None:
    assert chosen(make(name)) == expected


@pytest.mark.parametrize("name", ["report-a", "report-b-dnn", "report-c", "vgg-fer-small"])
def test_the_middle_of_a_network_of_the_project_lies_inside_of_it(name) -> None:
    (_, _, depth, of), (role, _, last, _) = chosen(create_model(name).eval())
    assert 0.3 <= depth / of <= 0.7
    assert (role, last) == ("top", of)


def test_features_are_what_the_network_computes() -> None:
    model = small_network(inplace=True)  # what follows would write over what is read
    images, _ = small_inputs(9)
    layers = choose_layers(model, images)
    # One layer of two stands before the top, with its normalization, activation and pooling.
    assert [layer.place for layer in layers] == [Place("middle", "3"), Place("top", "9")]
    middle, top = layer_features(model, layers, images)
    with torch.no_grad():
        assert torch.equal(torch.from_numpy(middle), model[:4](images).flatten(1))
        assert torch.equal(torch.from_numpy(top), model[:9](images))
    assert not model[9]._forward_pre_hooks
    assert not model[3]._forward_hooks


def test_an_image_alone_has_the_features_that_it_has_among_others() -> None:
    model = make("SmallResNet")
    images = torch.randn(70, 1, 48, 48, generator=torch.Generator().manual_seed(1))  # more than one batch
    layers = choose_layers(model, images)
    for all_of_them, alone in zip(
        layer_features(model, layers, images), layer_features(model, layers, images[69:]), strict=True
    ):
        assert all_of_them[69:] == pytest.approx(alone, abs=1e-5)


class StepsFirst(nn.Module):
    """A transformer in PyTorch's default order: [T, N, D]."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(1, 8, 16, 16)
        self.blocks = nn.Sequential(*(nn.TransformerEncoderLayer(8, 2, 16) for _ in range(2)))
        self.head = nn.Linear(8, 4)

    def forward(self, images: Tensor) -> Tensor:
        return self.head(self.blocks(self.patches(images).flatten(2).permute(2, 0, 1)).mean(0))


def test_the_axis_of_the_images_is_found_where_it_is_not_the_first() -> None:
    model = StepsFirst().eval()
    middle, top = choose_layers(model, IMAGES)
    assert (middle.place.path, middle.axis, middle.shape) == ("blocks.0", 1, (9, 8))
    assert (top.axis, top.shape) == (0, (8,))
    features, _ = layer_features(model, [middle, top], IMAGES)
    with torch.no_grad():
        third = model.blocks[0](model.patches(IMAGES).flatten(2).permute(2, 0, 1))[:, 2]
    assert features[2] == pytest.approx(third.flatten().numpy(), abs=1e-6)


class OneInAll(nn.Module):
    """No linear layer at the end: a convolution gives the logits."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 4, 3, 2), nn.ReLU(), nn.Conv2d(4, 6, 3, 2), nn.PReLU())
        self.last = nn.Conv2d(6, 3, 1)

    def forward(self, images: Tensor) -> Tensor:
        return self.last(self.body(images)).mean((2, 3))


class TwoHeads(OneInAll):
    """A linear layer that not everything goes through."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(6, 3)

    def forward(self, images: Tensor) -> Tensor:
        maps = self.body(images)
        return self.last(maps).mean((2, 3)) + self.fc(maps.mean((2, 3)))


@pytest.mark.parametrize(("network", "of"), [(OneInAll, 3), (TwoHeads, 4)])
def test_logits_stand_for_the_top_where_no_linear_layer_ends_all(network, of) -> None:
    model = network().eval()
    middle, (role, path, depth, last) = chosen(model)
    assert middle == ("middle", "body", 2, of)
    assert (role, path, depth, last) == ("logits", "", of, of)
    _, logits = layer_features(model, choose_layers(model, IMAGES), IMAGES)
    with torch.no_grad():
        assert logits == pytest.approx(model(IMAGES).numpy(), abs=1e-6)


def test_a_linear_map_of_the_pixels_has_its_logits_only() -> None:
    model = nn.Sequential(nn.Flatten(), nn.Linear(48 * 48, 3)).eval()
    assert chosen(model) == [("logits", "", 1, 1)]


def test_a_network_in_training_mode_or_with_several_answers_is_refused() -> None:
    with pytest.raises(UserError, match="training mode"):
        choose_layers(make("VGG").train(), IMAGES)

    class Several(OneInAll):
        def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
            return super().forward(images), images

    with pytest.raises(UserError, match="Several cannot be read: what it returns is no tensor"):
        choose_layers(Several().eval(), IMAGES)
