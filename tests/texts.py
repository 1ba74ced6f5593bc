"""The texts of the repository, for the tests of what may stand in them."""

import ast
import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import yaml

CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@cache
def tracked_files(root: Path) -> list[Path]:
    """Files that git tracks or would track, relative to ``root``; reports of its users are theirs alone."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    names = sorted({Path(name) for name in listed.split("\0") if name})
    return [name for name in names if (root / name).exists() and name.parts[0] != "reports"]


def chapter_names(root: Path) -> list[str]:
    """Names of the notebooks that are chapters of the book, in its order."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf8"))
    entries = [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]
    return [entry.removeprefix("chapters/") for entry in entries if entry.startswith("chapters/")]


@cache
def notebooks(root: Path) -> dict[str, dict[str, Any]]:
    """Name -> content of the notebook sources."""
    return {
        path.name: json.loads(path.read_text("utf8")) for path in sorted((root / "notebooks").glob("*.ipynb"))
    }


def strings_of_code(source: str) -> list[str]:
    """All string constants of a Python source, those of f-strings and docstrings too."""
    nodes = ast.walk(ast.parse(source))
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def chinese_texts(root: Path) -> dict[str, str]:
    """Place -> Chinese text, of everything that a reader may see.

    Cells of notebooks, prose and code; strings of the library and of the book's extensions; pages, settings,
    editions and presets, templates and scripts of the site. Not the glossary, which lists the words to avoid, nor the
    words that people's data may have, nor the other words by which readers search.
    """
    found: dict[str, str] = {}
    for name, notebook in notebooks(root).items():
        for number, cell in enumerate(notebook["cells"], 1):
            found[f"{name}, cell {number}"] = "".join(cell["source"])
    for path in tracked_files(root):
        if path.parts[0] == "tests" or path.name in ("glossary.yaml", "chinese_words.yaml"):
            continue
        text = (root / path).read_text("utf8") if path.suffix not in (".png", ".woff2", ".ico") else ""
        if path.suffix == ".py":
            for number, string in enumerate(strings_of_code(text), 1):
                found[f"{path}, string {number}"] = string
        elif path.suffix in (".md", ".yml", ".yaml", ".html", ".js", ".svg"):
            if path.name == "terms.yaml":
                text = "\n".join(line for line in text.splitlines() if not line.startswith("  also:"))
            found[path.as_posix()] = text
    return {place: text for place, text in found.items() if CHINESE.search(text)}
