"""Loading a user's file: what it may import, what it leaves behind, and how its mistakes are told."""

import random
import sys
import types

import numpy as np
import pytest
import torch
from torch import nn

from fer_lib.errors import UserError
from fer_lib.models.own_network import load_network
from fer_lib.network_code import read_network

NET = "from torch import nn\nclass Net(nn.Module):\n    pass\n"


def load(folder, files, name="Net"):
    for file, text in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, "utf8")
    return load_network(read_network(f"{folder}/{next(iter(files))}:{name}"))


@pytest.mark.parametrize(
    "imports",
    [
        "import blocks\nvalue = blocks.value",
        "import blocks as b\nvalue = b.value",
        "from blocks import value",
        "from blocks import *",
        "from .blocks import value",
        "from . import blocks\nvalue = blocks.value",
        "import parts.stem\nvalue = parts.stem.value",
        "import parts.stem as s\nvalue = s.value",
        "from parts import stem\nvalue = stem.value",
        "from parts.stem import value",
        "from plain.leaf import value",
        "import types, random\nfrom parts import value\nassert types.ModuleType and random.random",
    ],
)
def test_modules_beside_the_file(tmp_path, imports):
    files = {
        "my net-1.py": f"{imports}\n{NET}    value = value\n",
        "blocks.py": "value = 7\n",
        "parts/__init__.py": "from .stem import value\n",
        "parts/stem.py": "from blocks import value\nfrom ..blocks import value as again\n",
        "plain/leaf.py": "value = 7\n",
        "types.py": "raise SystemExit\n",
    }
    assert load(tmp_path, files).value == 7


def test_an_import_in_a_function_is_found_when_the_function_runs(tmp_path):
    files = {
        "net.py": "def Net():\n    from blocks import value\n    return value\n",
        "blocks.py": "value = 7\n",
    }
    assert load(tmp_path, files)() == 7


def test_two_networks_may_have_modules_of_one_name(tmp_path):
    one = load(tmp_path / "a", {"net.py": f"from blocks import v\n{NET}    v = v\n", "blocks.py": "v = 1"})
    two = load(tmp_path / "b", {"net.py": f"from blocks import v\n{NET}    v = v\n", "blocks.py": "v = 2"})
    assert (one.v, two.v) == (1, 2)


def test_a_changed_file_is_loaded_anew_and_an_unchanged_one_is_not(tmp_path):
    first = load(tmp_path, {"net.py": NET})
    assert load(tmp_path, {"net.py": NET}) is first
    changed = load(
        tmp_path, {"net.py": NET.replace("pass", "x = 1")}
    )  # of the same second and length of name
    assert changed is not first
    assert changed.x == 1


def test_nothing_is_left_behind(tmp_path):
    path, modules = list(sys.path), set(sys.modules)
    load(tmp_path, {"net.py": f"import blocks\n{NET}", "blocks.py": ""})
    assert sys.path == path
    assert all(name.startswith("_fer_lib_network_") for name in set(sys.modules) - modules)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["blocks.py", "net.py"]


def test_random_numbers_are_as_they_were(tmp_path):
    seeding = "import random, torch, numpy\nrandom.seed(1)\ntorch.manual_seed(1)\nnumpy.random.seed(1)\n"
    random.seed(5), np.random.seed(5), torch.manual_seed(5)  # noqa: NPY002
    expected = random.random(), np.random.rand(), torch.rand(1)  # noqa: NPY002
    random.seed(5), np.random.seed(5), torch.manual_seed(5)  # noqa: NPY002
    load(tmp_path, {"net.py": seeding + NET})
    assert (random.random(), np.random.rand(), torch.rand(1)) == expected  # noqa: NPY002


def test_dataclasses_and_source_code_know_their_module(tmp_path):
    import inspect

    imports = "from __future__ import annotations\nfrom dataclasses import dataclass\n"
    text = f"{imports}@dataclass\nclass C:\n    x: int = 3\n{NET}    c = C()\n"
    network = load(tmp_path, {"net.py": text})
    assert network.c.x == 3
    assert inspect.getsource(network).startswith("class Net(nn.Module)")


def test_a_function_is_as_good_as_a_class(tmp_path):
    made = load(
        tmp_path,
        {"net.py": "from torch import nn\ndef make(num_classes):\n    return nn.Linear(4, num_classes)\n"},
        "make",
    )
    assert isinstance(made, types.FunctionType)
    assert isinstance(made(3), nn.Linear)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (
            {"n.py": f"import nowhere_to_be_found\n{NET}"},
            r"n\.py:1: cannot be loaded: ModuleNotFoundError: .*; install nowhere_to_be_found",
        ),
        (
            {"n.py": f"from .gone import x\n{NET}"},
            r"n\.py:1: .*No module named 'gone'; put gone\.py beside the file",
        ),
        (
            {"n.py": f"from b import y\n{NET}", "b.py": ""},
            r"n\.py:1: cannot be loaded: ImportError: cannot import name 'y' from 'b'",
        ),
        (
            {"n.py": f"import b\n{NET}", "b.py": "\n\nx = 1 / 0\n"},
            r"b\.py:3: cannot be loaded: ZeroDivisionError",
        ),
        ({"n.py": f"{NET}import sys\nsys.exit(1)\n"}, r"n\.py:5: cannot be loaded: SystemExit"),
        ({"n.py": f"{NET}del Net\n"}, r"n\.py: has no Net once it has been loaded"),
        (
            {"n.py": "from torch import nn\nNet = nn.Linear(2, 2)\n"},
            r"n\.py: Net is a network already; a class, or a function",
        ),
        ({"n.py": "Net = 3\n"}, r"n\.py: Net is a int"),
    ],
)
def test_mistakes_are_told_with_file_and_line(tmp_path, files, words):
    with pytest.raises(UserError, match=words) as caught:
        load(tmp_path, files)
    assert "\n" not in str(caught.value)
    assert "_fer_lib_network_" not in str(caught.value)
