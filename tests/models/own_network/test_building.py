"""What a network of one's own is handed, and what it is refused for."""

import pytest
import torch
from torch import nn

from fer_lib.data.dataset import DataShape
from fer_lib.errors import UserError
from fer_lib.models.own_network import build
from fer_lib.network_code import read_network
from tests.networks_people_write import NAMES

SHAPE = DataShape(5, 3, 32, 40)
HEAD = (
    "from torch import nn\nclass Net(nn.Module):\n    def __init__(self, {}):\n        super().__init__()\n"
)


def made(folder, text, options=None, shape=SHAPE, name="Net"):
    (folder / "net.py").write_text(text, "utf8")
    return build(read_network(f"{folder}/net.py:{name}"), shape, options)


def got(folder, signature, names, options=None, shape=SHAPE):
    """What a network with this signature is handed."""
    text = (
        HEAD.format(signature) + f"        self.got = {{n: v for n, v in locals().items() if n in {names}}}\n"
    )
    return made(folder, text, options, shape).got


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [DataShape(7, 1, 48, 48), DataShape(11, 3, 64, 40)])
def test_networks_that_people_write(root, name, shape):
    network = build(read_network(f"{root}/tests/networks_people_write.py:{name}"), shape)
    assert network(torch.zeros(2, *shape.image)).shape == (2, shape.num_classes)


def test_what_the_data_decide_is_handed_over_where_it_is_taken(tmp_path):
    assert got(tmp_path, "num_classes, in_channels=1, width=4", ["num_classes", "in_channels", "width"]) == {
        "num_classes": 5, "in_channels": 3, "width": 4,
    }  # fmt: skip
    assert got(tmp_path, "height, width", ["height", "width"]) == {"height": 32, "width": 40}
    assert got(tmp_path, "*, image_size", ["image_size"]) == {"image_size": (32, 40)}
    square = got(tmp_path, "image_size", ["image_size"], shape=DataShape(2, 1, 28, 28))
    assert square == {"image_size": 28}
    assert got(tmp_path, "depth=1", ["depth"]) == {"depth": 1}


def test_options_take_the_place_of_defaults_and_of_the_size_but_not_of_the_classes(tmp_path):
    assert got(tmp_path, "depth=1, image_size=2", ["depth", "image_size"], {"depth": 18, "image_size": 9}) == {
        "depth": 18, "image_size": 9,
    }  # fmt: skip
    assert got(tmp_path, "**other", ["other"], {"a": [1, 2]}) == {"other": {"a": [1, 2]}}
    assert got(tmp_path, "num_classes", ["num_classes"], {"num_classes": 5}) == {"num_classes": 5}
    with pytest.raises(
        UserError, match=r"^model_options: .*net\.py:Net: num_classes: the data decide it, it is 5"
    ):
        got(tmp_path, "num_classes", [], {"num_classes": 6})


@pytest.mark.parametrize(
    ("signature", "options", "words"),
    [
        ("depth=1, wide=2", {"dept": 3}, "takes no 'dept'; did you mean 'depth'\\? it takes depth, wide$"),
        ("num_classes", {"x": 3}, "takes no 'x'; it takes no options$"),
        ("depth, wide", {}, r"needs depth, wide; give them: \{depth: …, wide: …\}"),
        ("num_classes, depth", {}, r"needs depth; give it: \{depth: …\}"),
    ],
)
def test_options_that_do_not_fit(tmp_path, signature, options, words):
    with pytest.raises(UserError, match=f"^model_options: .*{words}"):
        got(tmp_path, signature, [], options)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            HEAD.format("") + "        self.x = 1 / 0\n",
            r"net\.py:5: Net\(\) fails: ZeroDivisionError: division by zero",
        ),
        (
            HEAD.format("num_classes") + "        nn.Linear('a', 2)\n",
            r"net\.py:5: Net\(num_classes=5\) fails: TypeError",
        ),
        (HEAD.format("*, a") + "        pass\ndef Net2(): return Net()\n", "needs a"),
        ("def Net():\n    return 3\n", r"net\.py:Net: makes a int, and a torch.nn.Module is expected"),
        ("class Net:\n    pass\n", r"net\.py:Net: makes a Net, and"),
    ],
)
def test_code_that_fails(tmp_path, text, words):
    with pytest.raises(UserError, match=words):
        made(tmp_path, text)


def test_a_seed_gives_the_same_weights_whether_the_file_was_loaded_before_or_not(tmp_path):
    text = HEAD.format("num_classes") + "        self.fc = nn.Linear(3, num_classes)\n"
    weights = []
    for _ in range(2):
        torch.manual_seed(3)
        weights.append(made(tmp_path, text).fc.weight)
    torch.manual_seed(3)
    assert torch.equal(weights[0], weights[1])
    assert torch.equal(weights[0], nn.Linear(3, 5).weight)


def test_lazy_layers_get_their_weights(tmp_path):
    text = HEAD.format("num_classes") + (
        "        self.net = nn.Sequential(nn.LazyConv2d(4, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(num_classes))\n"
        "    def forward(self, x):\n        return self.net(x)\n"
    )
    network = made(tmp_path, text)
    assert network.net[3].in_features == 4 * 30 * 38
    assert network.training
    with pytest.raises(UserError, match=r"net\.py:7: fails for an image of 3×2×2"):
        made(tmp_path, text, shape=DataShape(5, 3, 2, 2))
