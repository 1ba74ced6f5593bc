"""Make the chapters that nobody has executed yet.

Only chapters that are *missing* are made. One that is older than its sources is left alone: a laptop must
not train again what a faster machine has made.
"""

import subprocess
import sys
from pathlib import Path

from book_languages import is_child
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx_external_toc.parsing import parse_toc_yaml
from user_error import stop

logger = logging.getLogger(__name__)


def missing_chapters(srcdir: Path, docnames: list[str]) -> list[str]:
    """Chapters of the table of contents to be executed, as paths from the repository's root.

    Args:
        srcdir: the book's folder; its parent is the repository, with ``notebooks/``.
        docnames: the entries of ``_toc.yml``, such as ``chapters/01_data``.

    Returns:
        For example ``["book/chapters/01_data.ipynb"]``, in the order of the table of contents.
    """
    missing = []
    for name in docnames:
        page = srcdir / name
        if any(page.with_name(page.name + ending).exists() for ending in (".ipynb", ".md", ".rst", "")):
            continue
        if not (srcdir.parent / "notebooks" / f"{page.name}.ipynb").exists():
            stop(
                f"_toc.yml names {name}, but neither {srcdir.name}/{name}.ipynb (or .md) nor "
                f"notebooks/{page.name}.ipynb exists; add the notebook or delete the line"
            )
        missing.append(f"{srcdir.name}/{name}.ipynb")
    return missing


def make_missing_chapters(app: Sphinx, config: Config) -> None:
    """Let Snakemake execute the missing chapters, in the edition of those that are there."""
    if is_child():
        return
    srcdir = Path(app.srcdir)
    site_map = parse_toc_yaml(srcdir / config.external_toc_path)
    missing = missing_chapters(srcdir, [str(name) for name in site_map])
    if not missing:
        return
    mark = srcdir / "chapters" / ".edition"
    edition = mark.read_text("utf8").strip() if mark.exists() else "quick"
    logger.info("Chapters not executed yet, edition %s: %s", edition, ", ".join(missing))
    # A killed run leaves a lock and an unfinished step behind; neither is the reader's business.
    command = [sys.executable, "-m", "snakemake", "--snakefile", "Snakefile", "--cores", "all"]
    command += ["--nolock", "--rerun-incomplete", "--quiet", "all"]
    command += ["--config", f"edition={edition}", "keep_runs=true", "--rerun-triggers", "mtime", "--"]
    if subprocess.run([*command, *missing], cwd=srcdir.parent, check=False).returncode:
        stop(f"the pipeline could not make {', '.join(missing)} (edition {edition}); see its messages above")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    # Before sphinx_external_toc (900), which lists the files that are there.
    app.connect("config-inited", make_missing_chapters, priority=850)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
