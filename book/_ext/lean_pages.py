"""Take out of the site what Jupyter Book and the theme put in and this book does not use.

Above all thebe, which runs code on a server elsewhere: its script names another host. And Sphinx lists some
scripts twice, which is an error in the browser where they declare constants.
"""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

UNUSED = ("*.map", "fontawesome.js*", "fa-*.ttf", "webpack-macros.html")
"""Files of ``_static``."""


def _is_thebe(asset: object) -> bool:
    named = getattr(asset, "filename", None) or ""
    return "thebe" in f"{named} {getattr(asset, 'attributes', {})}".lower()


def drop_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Clean the lists of scripts and style sheets; do not repeat the book's title on its cover."""
    if "script_files" not in context:
        return
    for assets in ("script_files", "css_files"):
        unique = {(str(a.filename), str(a.attributes)): a for a in context[assets] if not _is_thebe(a)}
        context[assets][:] = unique.values()
    if pagename == app.config.root_doc:
        context["docstitle"] = ""


def drop_thebe_settings(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Remove the settings that sphinx_thebe appends to every page."""
    for node in list(doctree.findall(nodes.raw)):
        if "thebe" in node.astext():
            node.parent.remove(node)


def drop_files(app: Sphinx, error: Exception | None) -> None:
    """Remove what no page asks for: maps of scripts for their developers, icons as a script, fonts in an old form."""
    if error is None and app.builder.format == "html":
        for pattern in UNUSED:
            for path in (Path(app.outdir) / "_static").rglob(pattern):
                path.unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("html-page-context", drop_scripts, priority=950)
    app.connect("doctree-resolved", drop_thebe_settings, priority=950)
    app.connect("build-finished", drop_files)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
