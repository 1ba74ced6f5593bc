"""One hash for what a step depends on: which modules count, and that only what they say makes a difference."""

import json
import re
from pathlib import Path

import pytest

from fer_lib.data.built_in import FUNCTIONS
from tools.code_hash import CodeHashes
from tools.what_counts import what_counts

NOTEBOOK = "notebooks/n.ipynb"
COLLECTED = '(f"{at_line(path, line)}: {error}. {REMEDY}")'
FILES = {
    "fer_lib/__init__.py": "__version__ = '1'\n",
    "fer_lib/face/__init__.py": (
        "from fer_lib.face import inner\nfrom fer_lib.face.one import f\nfrom fer_lib.face.two import g\n"
        "from fer_lib.plots.style import colour\nOWN = f(1)\n"
    ),
    "fer_lib/face/one.py": "def f(x):\n    from fer_lib.late import h\n    return h(x) + 1\n",
    "fer_lib/face/two.py": "def g(x):\n    return x + 2\n",
    "fer_lib/face/inner.py": "import numpy as np\nA = np.ones(3)\n",
    "fer_lib/late.py": "from .plots import style\nfrom fer_lib.errors import UserError\ndef h(x):\n    return x\n",
    "fer_lib/plots/__init__.py": "",
    "fer_lib/plots/style.py": "from fer_lib.language import Text\ncolour = 'red'\n",
    "fer_lib/language.py": "Text = str\n",
    "fer_lib/errors.py": "UserError = ValueError\n",
}


def write_notebook(root: Path, *code: str, prose: str = "# Title") -> None:
    cells = [{"cell_type": "markdown", "source": [prose]}]
    cells += [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in code]
    (root / "notebooks").mkdir(exist_ok=True)
    (root / NOTEBOOK).write_text(json.dumps({"cells": cells}), "utf8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf8")
    write_notebook(tmp_path, "%matplotlib inline\nfrom fer_lib.face import f", "f(3)")
    return tmp_path


def modules(project: Path, **options: bool) -> set[str]:
    return {name.removeprefix("fer_lib.") for name in CodeHashes(project).modules(NOTEBOOK, **options)[1]}


def code_hash(project: Path, **options: bool) -> str:
    return CodeHashes(project).hash(NOTEBOOK, **options)


def test_a_package_does_not_drag_in_what_was_not_asked_for(project: Path) -> None:
    assert modules(project) == {"face.one", "late"}
    assert modules(project, everything=True) == {
        "face", "face.one", "face.two", "face.inner", "late", "plots", "plots.style", "language", "errors",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("from fer_lib.face import OWN", {"face", "face.one", "face.two", "face.inner", "late"}),
        ("from fer_lib.face import inner", {"face.inner"}),
        ("import fer_lib.face.two", {"face.two"}),
        ("from fer_lib.face import colour", set()),
        ("from fer_lib import plots", set()),
        ("from fer_lib.face import unknown", {"face", "face.one", "face.two", "face.inner", "late"}),
        ("from fer_lib.nowhere import f", set()),
    ],
)
def test_imports_are_followed_to_where_a_name_is_defined(
    project: Path, code: str, expected: set[str]
) -> None:
    write_notebook(project, code)
    assert modules(project) == expected


def test_prose_and_magics_of_a_notebook_do_not_count_and_its_code_does(project: Path) -> None:
    before = code_hash(project)
    write_notebook(project, "from fer_lib.face import f  # why", "!ls\nf(3)", prose="# Another")
    assert code_hash(project) == before
    write_notebook(project, "from fer_lib.face import f", "f(4)")
    assert code_hash(project) != before


@pytest.mark.parametrize(
    ("name", "old", "new", "counts"),
    [
        ("fer_lib/late.py", "return x", "return -x", True),
        ("fer_lib/late.py", "return x", "'''Says.'''\n    return x  # why", False),
        ("fer_lib/face/two.py", "2", "3", False),
        ("fer_lib/plots/style.py", "red", "blue", False),
        ("fer_lib/language.py", "str", "bytes", False),
        ("fer_lib/errors.py", "ValueError", "Exception", False),
        ("fer_lib/face/__init__.py", "fer_lib.face.one import f", "fer_lib.face.two import g as f", True),
    ],
)
def test_what_changes_a_hash(project: Path, name: str, old: str, new: str, counts: bool) -> None:
    before, page = code_hash(project), code_hash(project, everything=True)
    text = FILES[name].replace(old, new)
    assert text != FILES[name]
    (project / name).write_text(text, "utf8")
    assert (code_hash(project) != before) == counts
    assert (code_hash(project, everything=True) == page) == ("why" in new)


def test_where_a_module_stands_makes_no_difference(project: Path) -> None:
    before = code_hash(project)
    (project / "fer_lib/late.py").rename(project / "fer_lib/face/elsewhere.py")
    text = FILES["fer_lib/face/one.py"].replace("fer_lib.late", "fer_lib.face.elsewhere")
    (project / "fer_lib/face/one.py").write_text(text, "utf8")
    write_notebook(project, "from fer_lib.face.one import f", "f(3)")
    text = FILES["fer_lib/late.py"].replace("from .plots", "from fer_lib.plots")
    (project / "fer_lib/face/elsewhere.py").write_text(text, "utf8")
    assert code_hash(project) == before


def test_remarks_count_in_a_chapter_that_shows_source_code(project: Path) -> None:
    write_notebook(project, "import inspect\nfrom fer_lib.face import f", "print(inspect.getsource(f))")
    before, numbers = code_hash(project, everything=True), code_hash(project)
    (project / "fer_lib/face/one.py").write_text("# A remark.\n" + FILES["fer_lib/face/one.py"], "utf8")
    assert code_hash(project, everything=True) != before
    assert code_hash(project) == numbers


def test_a_command_counts_without_its_options(project: Path) -> None:
    command = (
        "from fer_lib.face import two\ndef add(parser):\n    parser.add_argument('x', help='a number')\n    two.g(1)\n"
        "def run(arguments):\n    from fer_lib.late import h\n    return h(arguments.x)\n"
    )
    (project / "fer_lib/command.py").write_text(command, "utf8")
    entry = "fer_lib.command:run"
    before = CodeHashes(project).hash(entry)
    assert CodeHashes(project).modules(entry)[1] == {"fer_lib.late"}
    (project / "fer_lib/command.py").write_text(command.replace("a number", "some number"), "utf8")
    assert CodeHashes(project).hash(entry) == before
    (project / "fer_lib/command.py").write_text(command.replace("h(", "-h("), "utf8")
    assert CodeHashes(project).hash(entry) != before
    with pytest.raises(LookupError, match=r"no module fer_lib\.nothing"):
        CodeHashes(project).hash("fer_lib.nothing:run")


def test_the_cache_changes_no_hash_and_may_be_damaged(project: Path) -> None:
    cache = project / "cache" / "code.json"
    expected = code_hash(project)
    for text in (None, "", "{}", '{"rules": 1}', "[]"):
        if text is not None:
            cache.write_text(text, "utf8")
        assert CodeHashes(project, cache).hash(NOTEBOOK) == expected
        assert CodeHashes(project, cache).hash(NOTEBOOK) == expected
    (project / "fer_lib/late.py").write_text("def h(x):\n    return 1\n", "utf8")
    assert CodeHashes(project, cache).hash(NOTEBOOK) == code_hash(project) != expected


def test_what_is_no_python_is_named(project: Path) -> None:
    (project / "fer_lib/late.py").write_text("def h(:\n", "utf8")
    with pytest.raises(SyntaxError) as caught:
        code_hash(project)
    assert caught.value.filename == "fer_lib/late.py"


def test_a_training_depends_on_no_page_and_no_proof(root: Path) -> None:
    found = CodeHashes(root).modules("notebooks/train.ipynb")[1]
    assert {"fer_lib.training.loop", "fer_lib.training.augmentation", "fer_lib.models.report_a"} <= found
    parts = {name.split(".")[1] for name in found if "." in name}
    assert not parts & {"chapters", "commands", "errors", "language", "plots", "proofs", "publish"}


def test_the_text_of_a_collected_error_does_not_count(root: Path) -> None:
    """``Problems`` collects errors; if it moves, ``what_counts.ERRORS`` has to name its new place."""
    texts = [path.read_text("utf8") for path in sorted((root / "fer_lib").rglob("*.py"))]
    found = [text for text in texts if COLLECTED in text]
    assert found
    for text in found:
        changed = text.replace(COLLECTED, '(f"line {line}: {error}, {REMEDY}")')
        assert what_counts(changed).digest == what_counts(text).digest


@pytest.mark.parametrize("made_by", FUNCTIONS.values(), ids=FUNCTIONS)
def test_each_built_in_set_has_the_hash_of_what_makes_it(root: Path, made_by: str) -> None:
    """The pipeline asks for it before any job, whichever set an edition names."""
    assert re.fullmatch("[0-9a-f]+", CodeHashes(root).hash(made_by))
