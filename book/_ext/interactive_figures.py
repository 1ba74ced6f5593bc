"""What the scripts of interactive figures load: written beside the pages, once for all languages.

A chapter's output of ``publish.interactive`` becomes files under ``_build/interactive/<page>/``; when the site is
finished they are copied to ``_interactive/<page>/`` of the first language's site. After the figure stands an element
``script`` with its words in the page's language, which ``book/_static/interactive.js`` looks for.
"""

import base64
import json
import shutil
from pathlib import Path
from typing import Any

from book_languages import is_child
from nbformat import NotebookNode
from paper import is_for_paper
from sphinx.application import Sphinx
from written_files import write_if_new

from fer_lib.publish.interactive import MIME_TYPE

KIND = "interactive"
FOLDER = "_interactive"
"""Of the site."""


def _folder(srcdir: Path, docname: str) -> Path:
    return srcdir / "_build" / "interactive" / docname


def _compact(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _files(name: str, payload: dict[str, Any]) -> dict[str, bytes]:
    """File name → content of one figure."""
    sheets = {
        sheet: {key: value for key, value in found.items() if key != "webp"}
        for sheet, found in payload["sheets"].items()
    }
    files = {f"{name}.json": _compact({"data": payload["data"], "sheets": sheets}).encode()}
    for part, values in payload["parts"].items():
        files[f"{name}.{part}.json"] = _compact(values).encode()
    for sheet, found in payload["sheets"].items():
        files[f"{name}.{sheet}.webp"] = base64.b64decode(found["webp"])
    return files


def write_files(notebook: NotebookNode, docname: str, srcdir: Path) -> None:
    """Write the files of a chapter's interactive figures, and remove those of figures that it has no longer."""
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    files: dict[str, bytes] = {}
    for output in outputs:
        about = output.get("metadata", {}).get("fer", {})
        if about.get("kind") == KIND:
            files |= _files(about["name"], output.data[MIME_TYPE])
    folder = _folder(srcdir, docname)
    for name, content in files.items():
        write_if_new(folder / name, content)
    for old in folder.glob("*"):
        if old.name not in files and not old.name.startswith("."):
            old.unlink(missing_ok=True)


def script_after(about: dict[str, Any], docname: str) -> str:
    """Markdown of the element that tells the site's script about a figure; nothing on paper or for a plain figure."""
    if KIND not in about or is_for_paper():
        return ""
    asked = about[KIND]
    content = _compact({"words": asked["words"], "axes": asked["axes"]}).replace("<", "\\u003c")
    attributes = {
        "type": "application/json",
        "class": "interactive",
        "data-figure": f"fig-{about['name']}",
        "data-module": asked["module"],
        "data-files": f"{FOLDER}/{docname}/{about['name']}",
        "data-shared": "../" if is_child() else "",  # the files are in the first language's site
    }
    listed = " ".join(f'{key}="{value}"' for key, value in attributes.items())
    return f"\n\n~~~~{{raw}} html\n<script {listed}>{content}</script>\n~~~~"


def copy_files(app: Sphinx, error: Exception | None) -> None:
    """Put the files of all pages into the site, and take away what is not of these pages."""
    if error is not None or app.builder.name != "html":
        return
    target = Path(app.outdir) / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    if is_child():
        return
    for docname in sorted(app.env.found_docs):
        if any((source := _folder(Path(app.srcdir), docname)).glob("*")):
            shutil.copytree(source, target / docname, ignore=shutil.ignore_patterns(".*"))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("build-finished", copy_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
