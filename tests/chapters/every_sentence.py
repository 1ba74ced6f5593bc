"""Which functions of a chapter make texts, so that none is left out where a test asks whether they are true."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

from fer_lib.language import Text
from fer_lib.publish import BookFigure, BookTable

MADE = (Text, BookFigure, BookTable)
"""What holds sentences: itself, its caption and alt text, or its cells."""


def untried(test_file: str | Path, *modules: ModuleType) -> set[str]:
    """The public functions and methods of modules that make texts and that a file of tests never names.

    Args:
        test_file: ``__file__`` of the tests that ask whether the sentences are true.
        modules: the ``sentences.py``, ``tables.py``, … whose functions are to be among them.
    """
    tree = ast.parse(Path(test_file).read_text("utf8"))
    named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    named |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return {
        f"{module.__name__}.{path}"
        for module in modules
        for path, function in _functions(module)
        if _makes_texts(function) and path.rpartition(".")[2] not in named
    }


def _functions(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Public functions that a module defines, and public methods and properties of its public classes."""
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(value):
            yield name, value
        elif inspect.isclass(value):
            for key, member in vars(value).items():
                method = getattr(member, "fget", None) or getattr(member, "func", None) or member
                method = getattr(method, "__func__", method)
                if not key.startswith("_") and inspect.isfunction(method):
                    yield f"{name}.{key}", method


def _makes_texts(function: Any) -> bool:
    return _holds_text(get_type_hints(function).get("return"))


def _holds_text(annotation: Any) -> bool:
    return annotation in MADE or any(_holds_text(part) for part in get_args(annotation))
