"""Which files a network is made of, and what of them counts."""

import pytest

from fer_lib.errors import UserError
from fer_lib.network_code import MOST_FILES, read_network


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf8")
    return folder


def read(folder, files, name="Net"):
    write(folder, files)
    return read_network(f"{folder}/{next(iter(files))}:{name}")


@pytest.mark.parametrize(
    ("imports", "others"),
    [
        ("import blocks", ["blocks.py"]),
        ("import blocks as b, os", ["blocks.py"]),
        ("from blocks import Block", ["blocks.py"]),
        ("from blocks import *", ["blocks.py"]),
        ("from .blocks import Block", ["blocks.py"]),
        ("from . import blocks", ["blocks.py"]),
        ("def f():\n    import blocks", ["blocks.py"]),
        ("try:\n    from blocks import Block\nexcept ImportError:\n    Block = None", ["blocks.py"]),
        ("import parts.stem", ["parts/__init__.py", "parts/stem.py"]),
        ("from parts import stem", ["parts/__init__.py", "parts/stem.py"]),
        ("from parts import Head", ["parts/__init__.py"]),
        ("from .parts.stem import Stem", ["parts/__init__.py", "parts/stem.py"]),
        ("from plain.tail import Tail", ["plain/tail.py"]),
        ("from .plain import tail", ["plain/tail.py"]),
        ("import deep", ["deep.py", "blocks.py", "parts/__init__.py", "parts/stem.py"]),
        ("from . import SIZE", ["__init__.py"]),
        ("import random, torch, numpy as np\nfrom fer_lib.models import ReportA", []),
        ("if __name__ == '__main__':\n    import blocks", []),
        ("x = 'import blocks'  # import blocks", []),
    ],
)
def test_the_modules_beside_the_file_that_it_imports(tmp_path, imports, others):
    files = {
        "my_net.py": f"{imports}\nclass Net: pass\n",
        "blocks.py": "Block = 1\n",
        "random.py": "raise SystemExit\n",  # Python's own is meant
        "parts/__init__.py": "Head = 2\n",
        "parts/stem.py": "Stem = 3\n",
        "plain/tail.py": "from ..blocks import Block\nTail = 4\n" if "tail" not in imports else "Tail = 4\n",
        "deep.py": "from blocks import Block\nimport parts.stem\n",
        "__init__.py": "SIZE = 5\n",
        "unused.py": "raise SystemExit\n",
        "fer_lib/models.py": "raise SystemExit\n",
    }
    code = read(tmp_path, files)
    assert next(iter(code.files)) == "my_net.py"
    assert sorted(code.files) == sorted(["my_net.py", *others])


def test_relative_imports_in_a_package_below(tmp_path):
    files = {
        "net.py": "from parts.stem import Net\n",
        "parts/__init__.py": "",
        "parts/stem.py": "from .. import top\nfrom .leaf import x\nNet = object\n",
        "parts/leaf.py": "x = 1\n",
        "top.py": "",
    }
    assert sorted(read(tmp_path, files).files) == sorted(files)


def test_modules_that_import_each_other(tmp_path):
    assert len(read(tmp_path, {"a.py": "import b\nclass Net: pass", "b.py": "import a"}).files) == 2


BASE = {
    "my_net.py": "from blocks import f\nclass Net:\n    '''A net.'''\n    size = f(1)\n",
    "blocks.py": "def f(x):\n    return x\n",
}


@pytest.mark.parametrize(
    ("file", "text", "same"),
    [
        ("blocks.py", "# Remark.\n\ndef f(x):  # more\n    '''Doc.'''\n\n    return (x)\n", True),
        ("my_net.py", "from blocks import f\n\n\nclass Net:\n    size = f(  1  )\n", True),
        ("my_net.py", BASE["my_net.py"] + "if __name__ == '__main__':\n    print(Net())\n", True),
        ("blocks.py", "def f(x):\n    return x + 1\n", False),
        ("blocks.py", "def f(x, y=1):\n    return x\n", False),
        ("my_net.py", "from blocks import f\nclass Net:\n    size = f(2)\n", False),
        ("my_net.py", "from blocks import f\nclass Net:\n    size = f(1.0)\n", False),
        ("my_net.py", "from blocks import f\nclass Net:\n    size = f('1')\n", False),
    ],
)
def test_remarks_and_layout_are_no_change_of_the_code(tmp_path, file, text, same):
    before = read(tmp_path / "one", BASE).sha256
    after = read(tmp_path / "other", {**BASE, file: text}).sha256
    assert (before == after) == same


def test_the_place_of_the_files_is_no_part_of_the_code_but_their_names_are(tmp_path):
    first, moved = read(tmp_path / "a", BASE), read(tmp_path / "b" / "c", BASE)
    renamed = read(tmp_path / "d", {"net2.py": BASE["my_net.py"], "blocks.py": BASE["blocks.py"]})
    assert first.sha256 == moved.sha256 != renamed.sha256
    assert first.reference == moved.reference == "my_net.py:Net"


def test_a_copy_is_the_same_network(tmp_path):
    code = read(
        tmp_path, {"net.py": "import parts.stem\nclass Net: pass\n", "parts/stem.py": "# é\n", "x.py": ""}
    )
    code.copy(tmp_path / "copy")
    copied = read_network(f"{tmp_path}/copy/net.py:Net")
    assert dict(copied.files) == dict(code.files)
    assert sorted(p.name for p in (tmp_path / "copy").rglob("*.py")) == ["net.py", "stem.py"]
    assert copied.described() == code.described()
    assert set(code.described()["files"]) == {"net.py", "parts/stem.py"}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"n.py": "class Net(:\n"}, r"n\.py:1: not Python \(.*\): class Net\(:"),
        ({"n.py": "import b\nclass Net: pass", "b.py": "\n\nx = = 1"}, r"b\.py:3: not Python"),
        ({"n.py": "\0"}, r"n\.py.*: not Python"),
        (
            {"n.py": "class MyNet: pass\ndef make(): pass"},
            r"n\.py: has no Net; did you mean MyNet\? the file has MyNet$",
        ),
        ({"n.py": "x = 1"}, r"n\.py: has no Net; the file has no class"),
        (
            {"n.py": "from ..up import x\nclass Net: pass"},
            r"n\.py:1: imports from above the network's folder",
        ),
        ({"n.py": "#" * (2**20 + 1)}, r"1,048,577 bytes; a network's file has at most"),
    ],
)
def test_what_is_wrong_with_the_files(tmp_path, files, words):
    with pytest.raises(UserError, match=words) as caught:
        read(tmp_path, files)
    assert "\n" not in str(caught.value)


def test_too_many_files(tmp_path):
    files = {"net.py": "class Net: pass\n" + "\n".join(f"import m{i}" for i in range(MOST_FILES))}
    with pytest.raises(UserError, match=f"imports more than {MOST_FILES} files"):
        read(tmp_path, files | {f"m{i}.py": "" for i in range(MOST_FILES)})


def test_a_name_that_is_imported_or_assigned_will_do(tmp_path):
    for number, text in enumerate(
        ("from b import Net", "Net = 1", "from b import *", "from b import x as Net")
    ):
        assert read(tmp_path / str(number), {"n.py": text, "b.py": "x = Net = 1"}).name == "Net"


def test_code_of_the_users_that_lies_elsewhere_is_refused(tmp_path, monkeypatch):
    """It would be found through the working directory, and be missing from the run's copy."""
    write(tmp_path, {"mine/common.py": "", "nets/net.py": "\nfrom mine.common import x\nclass Net: pass\n"})
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(UserError, match=r"nets/net\.py:2: imports mine, which is \./mine and not beside"):
        read_network("nets/net.py:Net")


def test_what_is_installed_is_not_copied_even_if_a_plain_folder_has_its_name(tmp_path):
    files = {
        "net.py": "import yaml\nfrom torch import nn\nclass Net: pass\n",
        "yaml/x.py": "",
        "torch/nn/y.py": "",
    }
    assert list(read(tmp_path, files).files) == ["net.py"]
