"""What of a module's code counts: the same text of a tree for what makes no difference, another for what does."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tools.what_counts import Import, what_counts

NAMES = ("a", "b", "c")
OPERATORS = ("+", "-", "*", "<", "==")
leaves = st.one_of(
    st.sampled_from(NAMES),
    st.integers(0, 99).map(str),
    st.sampled_from(["'adam'", "'a text of several words'", "0.5", "None", "True"]),
)
expressions = st.recursive(
    leaves,
    lambda inner: st.tuples(inner, st.sampled_from(OPERATORS), inner).map(lambda parts: f"({' '.join(parts)})"),
    max_leaves=6,
)  # fmt: skip
docstrings = st.sampled_from(["", "    '''Says what it does.'''\n"])
raises = st.tuples(expressions, expressions).map(
    lambda e: (
        f"    if {e[0]}:\n        raise ValueError(f'wrong: {{{'c'}}}', 'expected')\n        c = {e[1]}\n"
    )
)
assignments = st.tuples(st.sampled_from(NAMES), expressions).map(lambda e: f"    {e[0]} = {e[1]}\n")
loops = expressions.map(lambda e: f"    for c in b:\n        a += {e}\n        print(f'now {{c}}', c)\n")
functions = st.tuples(
    docstrings, st.lists(st.one_of(raises, assignments, loops), max_size=4), expressions
).map(lambda f: f"def f(a, b: int) -> int:\n{f[0]}{''.join(f[1])}    return a, b, c, {f[2]}\n")
classes = expressions.map(
    lambda e: f"class C:\n    size: int = {e}\n    def m(self):\n        return self.size\n"
)
modules = st.lists(st.one_of(functions, classes), min_size=1, max_size=3).map(
    lambda parts: "import os\nfrom math import pi as c\n" + "\n\n".join([*parts, "x = os.path, c, pi\n"])
)


def digest(source: str, **options: bool) -> str:
    return what_counts(source, **options).digest


def same(one: str, other: str, **options: bool) -> bool:
    return digest(one, **options) == digest(other, **options)


@settings(deadline=None)
@given(modules, st.data())
def test_remarks_blank_lines_docstrings_and_layout_never_count(source: str, data: st.DataObject) -> None:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and data.draw(st.booleans()):
            node.body.insert(0, ast.Expr(ast.Constant(data.draw(st.sampled_from(["", "Says.", "x = 3"])))))
    lines = []
    for line in ast.unparse(ast.fix_missing_locations(tree)).splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        lines += data.draw(st.lists(st.sampled_from(["", f"{indent}# x = 3", "# remark"]), max_size=2))
        lines.append(line + data.draw(st.sampled_from(["", "  # why", "   "])))
    changed = "\n".join(lines)
    for sparing in (True, False):
        assert same(source, changed, sparing=sparing), changed


@settings(max_examples=10, deadline=None)
@given(modules, st.integers(30, 120))
def test_the_style_of_ruff_never_counts(source: str, width: int) -> None:
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", str(width), "-"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=True)
    assert same(source, done.stdout)


def said(tree: ast.AST) -> set[ast.AST]:
    """Nodes that are only said: docstrings, errors, texts of print, annotations of functions."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                found |= set(ast.walk(node))
            case ast.Raise(exc=ast.Call() as call):
                found |= {inner for argument in call.args for inner in ast.walk(argument)}
            case ast.Call(func=ast.Name(id="print")):
                found |= set(ast.walk(node.args[0]))
            case ast.FunctionDef():
                annotations = [arg.annotation for arg in node.args.args] + [node.returns]
                found |= {inner for each in annotations if each for inner in ast.walk(each)}
    return found


@settings(deadline=None)
@given(modules, st.data())
def test_every_constant_operator_and_name_counts(source: str, data: st.DataObject) -> None:
    tree = ast.parse(source)
    kinds = (ast.Constant, ast.Name, ast.BinOp, ast.Compare, ast.FunctionDef, ast.AugAssign)
    nodes = [node for node in ast.walk(tree) if isinstance(node, kinds) and node not in said(tree)]
    assume(nodes)
    node = data.draw(st.sampled_from(nodes))
    match node:
        case ast.Constant():
            node.value = "other" if node.value != "other" else 0
        case ast.Name():
            node.id = "other"
        case ast.BinOp() | ast.AugAssign():
            node.op = ast.Mod()
        case ast.Compare():
            node.ops = [ast.NotIn()]
        case ast.FunctionDef():
            node.name = "other"
    changed = ast.unparse(tree)
    for sparing in (True, False):
        assert not same(source, changed, sparing=sparing), changed


ERROR = "from fer_lib.errors import UserError\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("raise E('a')", "raise E(f'b {c}')"),
        ("assert x, 'a'", "assert x"),
        ("print('a', x)", "print(f'b {y}', x)"),
        (ERROR + "e = UserError('a')", ERROR + "e = UserError('b', c)"),
        ("def f(x):\n  t = 'a' + str(x)\n  raise E(t)", "def f(x):\n  t = f'b {len(x)}'\n  raise E(t)"),
        ("_T = {1: 'a'}\ndef f(x):\n  raise E(_T[x])", "_T = {1: 'b'}\ndef f(x):\n  raise E(_T[x])"),
        (
            "def _t(x):\n  return _u(x)\ndef _u(x):\n  return 'a'\nraise E(_t(1))",
            "def _t(x):\n  return _u(x)\ndef _u(x):\n  return 'b'\nraise E(_t(1))",
        ),
        (
            "def f():\n  try:\n    g()\n  except E:\n    t = 'a' if p.is_dir() else 'b'\n    raise E(t)",
            "def f():\n  try:\n    g()\n  except E:\n    t = 'c' if p.is_file() else 'd'\n    raise E(t)",
        ),
        (
            "from fer_lib.language import Text\nt = Text('a', '一')",
            "from fer_lib.language import Text\nt = Text('b', '二')",
        ),
        (
            "from fer_lib import publish\npublish.figure('a', lambda lang: draw(lang))",
            "from fer_lib import publish\npublish.figure('b', None)",
        ),
        (
            "from fer_lib.errors import Problems\nproblems = Problems('line')\nproblems.add('a')",
            "from fer_lib.errors import Problems\nproblems = Problems('row')\nproblems.add(f'b {c}')",
        ),
        ("def f(x: int) -> str:\n  y: int = x", "def f(x):\n  y = x"),
        ("if TYPE_CHECKING:\n  from a import b", ""),
        ("from a import b\ndef f(x: b): return 1", "def f(x): return 1"),
        ("__all__ = ['a']\n__version__ = '1'", "__all__ = ['a', 'b']\n__version__ = '2'"),
        ("import a\nfrom b import c, d", "from b import d, c\nimport a"),
    ],
)
def test_what_is_only_said_does_not_count(one: str, other: str) -> None:
    assert same(one, other)
    assert what_counts(one).imports == what_counts(other).imports


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "def f():\n  t = 'a'\n  if t in x:\n    raise E(t)",
            "def f():\n  t = 'b'\n  if t in x:\n    raise E(t)",
        ),
        ("def f():\n  t = g('a')\n  raise_if(t)", "def f():\n  t = g('b')\n  raise_if(t)"),
        (
            "def f(x):\n  n = write('a')\n  if x: raise E(n)",
            "def f(x):\n  n = write('b')\n  if x: raise E(n)",
        ),
        (
            "def f(x):\n  n = fit('a')\n  if x: return 1\n  raise E(n)",
            "def f(x):\n  n = fit('b')\n  if x: return 1\n  raise E(n)",
        ),
        ("def _w(): write('a')\nprint(f'{_w()}')", "def _w(): write('b')\nprint(f'{_w()}')"),
        ("T = 'a'\nraise E(T)", "T = 'b'\nraise E(T)"),  # others may import it
        ("class C:\n  size: int = 1", "class C:\n  size: float = 1"),  # dataclasses read these
        ("@register\ndef f(x: int): ...", "@register\ndef f(x: str): ..."),
        ("x = 1", "x = 1.0"),
        ("x = 1", "x = True"),
        ("x[1:]", "x[:1]"),
    ],
)
def test_what_may_decide_a_number_counts(one: str, other: str) -> None:
    assert not same(one, other)


def test_texts_count_where_everything_does() -> None:
    assert not same("raise E('a')", "raise E('b')", sparing=False)
    assert not same("print('a')", "print('b')", sparing=False)


def test_imports_are_those_that_something_uses_that_counts() -> None:
    source = (
        "import difflib\nimport os.path\nfrom . import near\nfrom ..far import x as y\n"
        "from fer_lib.plots.style import colour\n"
        "def f():\n    raise E(difflib.get_close_matches(os.name))\n"
        "g = near.h(y, colour)\n"
    )
    assert what_counts(source, "fer_lib.a.b").imports == (
        Import("near", "fer_lib.a.b", "near"), Import("y", "fer_lib.a.far", "x"),
    )  # fmt: skip
    assert len(what_counts(source, "fer_lib.a.b", sparing=False).imports) == 5


def test_of_a_function_counts_what_it_uses_of_its_module() -> None:
    source = (
        "import a, b\nfrom c import d\nN = 3\nM = 4\n"
        "def helper():\n    return N, a.x\n"
        "def other():\n    return M, b, d\n"
        "def f():\n    from e import g\n    return helper(), g\n"
    )
    counted = what_counts(source, function="f")
    assert [one.module for one in counted.imports] == ["a", "e"]
    assert counted.defines == {"N", "helper", "f"}
    assert what_counts(source.replace("M = 4", "M = 5"), function="f").digest == counted.digest
    assert what_counts(source.replace("N = 3", "N = 5"), function="f").digest != counted.digest
    with pytest.raises(LookupError, match="no function g"):
        what_counts(source, function="g")


def test_the_layout_of_no_module_of_the_library_counts(root: Path) -> None:
    paths = sorted((root / "fer_lib").rglob("*.py"))
    assert len(paths) > 100
    for path in paths[::7]:
        source = path.read_text("utf8")
        assert same(source, ast.unparse(ast.parse(source))), path
