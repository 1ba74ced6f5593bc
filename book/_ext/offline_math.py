"""Formulas without a request to another host.

MathJax comes from the package sphinx-mathjax-offline. Of its 24 MB the pages need 1.6: one script and its
fonts. Without its menu: that is in English on every page, offers what would need the other files, and makes
each formula a stop for those who go through a page with the Tab key. Screen readers get formulas as MathML.
"""

import importlib.util
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

SCRIPT = "tex-chtml-full.js"
FONTS = "output/chtml/fonts/woff-v2"


def _package() -> Path:
    spec = importlib.util.find_spec("sphinx-mathjax-offline")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "static" / "mathjax"


def use_own_script(app: Sphinx, config: Config) -> None:
    """Point the pages to the site's own copy."""
    config.mathjax_path = f"mathjax/{SCRIPT}"
    config.mathjax3_config = {"options": {"enableMenu": False}}


def copy_script(app: Sphinx, error: Exception | None) -> None:
    """Copy the script and its fonts into the site."""
    if error is None and app.builder.format == "html":
        target = Path(app.outdir) / "_static" / "mathjax"
        shutil.copytree(_package() / FONTS, target / FONTS, dirs_exist_ok=True)
        shutil.copy2(_package() / SCRIPT, target / SCRIPT)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("config-inited", use_own_script, priority=20)
    app.connect("build-finished", copy_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
