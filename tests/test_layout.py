"""Where things stand: content apart from library, notebooks thin, tests beside what they test."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.texts import chapter_names

SENTENCE = re.compile(r"[\u4e00-\u9fff][^\u4e00-\u9fff]*[。；？！]|[\u4e00-\u9fff]{10}")
"""Chinese that is more than a label of an axis: it ends as a sentence does, or is as long as one."""
SPEAKING = ("chapters", "proofs", "commands")
"""The report; proofs, whose claims have names and whose readers are answered; what the command line prints."""
WORDS_AND_DRAWINGS = {"chapters", "language", "plots", "publish"}
MIRRORED = ("adoption", "chapters", "commands", "data", "editions", "explain", "handed_in", "label_noise", "metrics",
            "models", "plots", "proofs", "publish", "runs", "scratch", "training")  # fmt: skip


def code_cells(notebook: Path, shown: bool = True) -> list[str]:
    """Sources of the code cells, with or without those whose code the book shows."""
    cells = [cell for cell in json.loads(notebook.read_text("utf8"))["cells"] if cell["cell_type"] == "code"]
    return [
        "".join(cell["source"])
        for cell in cells
        if shown or {"remove-input", "parameters"} & set(cell["metadata"].get("tags", []))
    ]


def texts_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every string of a module, f-strings as far as they are written out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def test_every_chapter_has_a_folder_of_its_name_and_no_folder_is_without_chapter(root):
    folders = {path.parent.name for path in (root / "fer_lib" / "chapters").glob("*/__init__.py")}
    assert folders == {re.sub(r"^\d+_", "", name) for name in chapter_names(root)}


def is_prose(node: ast.AST) -> bool:
    """Whether an f-string is more than the name of a figure or file."""
    return isinstance(node, ast.JoinedStr) and any(" " in text.strip() for _, text in texts_in(node))


def test_notebooks_hold_prose_and_calls(root):
    """No function, no text in two languages, no f-string: what can be wrong stands where it can be tested.

    Code that the book shows is there to be read, and compares its own result with the library's.
    """
    wrong = []
    for name in [*chapter_names(root), "train", "explain"]:
        for number, code in enumerate(
            code_cells(root / "notebooks" / f"{name}.ipynb", shown=name in ("train", "explain")), 1
        ):
            tree = ast.parse("\n".join(line for line in code.splitlines() if not line.startswith(("%", "!"))))
            for node in ast.walk(tree):
                is_text = isinstance(node, ast.Call) and ast.unparse(node.func) == "Text"
                if is_text or isinstance(node, ast.FunctionDef) or is_prose(node):
                    wrong.append(f"{name}, code cell {number}: {ast.unparse(node)[:60]}")
    assert wrong == []


def test_no_sentence_of_the_book_stands_outside_chapters(root):
    wrong = [
        f"{path.relative_to(root)}:{line}: {text}"
        for path in sorted((root / "fer_lib").rglob("*.py"))
        if path.relative_to(root / "fer_lib").parts[0] not in SPEAKING
        for line, text in texts_in(ast.parse(path.read_text("utf8")))
        if SENTENCE.search(text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("notebook", "forbidden"),
    [("train", WORDS_AND_DRAWINGS), ("explain", WORDS_AND_DRAWINGS - {"language"})],  # an edition has a title
)
def test_what_trains_and_explains_imports_neither_words_nor_drawings(root, notebook, forbidden):
    """Python imports these modules when the notebook runs, so they would also cost time on a borrowed GPU."""
    code = "\n".join(code_cells(root / "notebooks" / f"{notebook}.ipynb"))
    waiting, seen = set(imported(code)), set()
    while waiting:
        module = waiting.pop()
        seen.add(module)
        path = root.joinpath(*module.split("."))
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if file.is_file():
            waiting |= set(imported(file.read_text("utf8"))) - seen
    assert not {module.split(".")[1] for module in seen if module.count(".")} & forbidden


def imported(code: str) -> Iterator[str]:
    """Modules of fer_lib that code imports when it is run, with their packages; imports in functions wait."""
    for node in ast.parse(code).body:
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in found:
            if name.startswith("fer_lib"):
                parts = name.split(".")
                yield from (".".join(parts[: k + 1]) for k in range(len(parts)))


def modules_tested_by(test: Path, tests: Path, library: Path) -> list[Path]:
    """What ``tests/<package>/test_<module>[_<aspect>].py`` may be about: a module, a package, or a helper beside it."""
    words = test.stem.removeprefix("test_").split("_")
    folder = library / test.parent.relative_to(tests)
    names = ["_".join(words[:k]) for k in range(len(words), 0, -1)]
    return [
        place
        for name in names
        for place in (folder / f"{name}.py", folder / name / "__init__.py", test.parent / f"{name}.py")
        if place.is_file()
    ] + [folder / "__init__.py"] * (test.stem.removeprefix("test_") in (folder.name, "page"))


def test_tests_mirror_the_package(root):
    tests, library = root / "tests", root / "fer_lib"
    wrong = [
        path.relative_to(root).as_posix()
        for folder in MIRRORED
        for path in sorted((tests / folder).rglob("test_*.py"))
        if not modules_tested_by(path, tests, library)
    ]
    assert wrong == []
    tools = [path.stem.removeprefix("test_") for path in (tests / "tools").glob("test_*.py")]
    known = {path.stem for path in (root / "tools").iterdir()}
    assert [name for name in tools if name not in known and name != "what_retrains"] == []


def test_words_of_links_hold_no_mathematics(root):
    """MyST sets the words of a role as they are written, dollars and all."""
    link = re.compile(r"\{(?:ref|doc|numref)\}`[^`<]*\$[^`]*`")
    sources = [*(root / "fer_lib" / "chapters").rglob("*.py"), *(root / "notebooks").glob("*.ipynb")]
    sources += [*(root / "book").glob("*.md")]
    found = [
        (path.relative_to(root), links) for path in sources if (links := link.findall(path.read_text("utf8")))
    ]
    assert found == []
