"""A syntax tree of Python as text, to be hashed: what a file does, not how it is laid out."""

import ast
from typing import Any

_UNREAD = {"ctx", "kind", "type_comment", "type_ignores"}
"""Fields that say nothing of what the code does."""


def syntax_text(tree: ast.AST) -> str:
    """Write a tree as text: different for different trees, and the same in all versions of Python."""
    written: list[str] = []
    _write(tree, written)
    return "".join(written)


def _write(value: Any, written: list[str]) -> None:
    if isinstance(value, ast.AST):
        written.append(f"{type(value).__name__}(")
        for name, part in ast.iter_fields(value):
            if name not in _UNREAD and part is not None and part != []:  # versions differ in what is empty
                written.append(f"{name}=")
                _write(part, written)
        written.append(")")
    elif isinstance(value, list):
        written.append("[")
        for item in value:
            _write(item, written)
        written.append("]")
    else:
        written.append(f"{value!r},")
