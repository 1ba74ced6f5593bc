"""Make the chapters that nobody has executed yet.

Only chapters that are *missing* are made, those that failed the last time among them. One that is older than its
sources is left alone: a laptop must not train again what a faster machine has made.
"""

import os
import subprocess
import sys
from pathlib import Path

from book_languages import is_child, option_given
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx_external_toc.parsing import parse_toc_yaml
from user_error import stop

from fer_lib.chapters.failed_chapter import failed_chapters, reason_of
from fer_lib.editions.contents import pages, shown_contents
from fer_lib.editions.place import NOWHERE, edition_shown, place_shown
from fer_lib.errors import UserError

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
        note = page.with_name(f"{page.name}.md")
        if reason_of(note) is not None:  # it failed the last time
            if page.with_name(f"{page.name}.ipynb").exists():  # and has been made since
                note.unlink()
            elif not failed_are_kept():
                missing.append(f"{srcdir.name}/{name}.ipynb")
            continue
        if any(page.with_name(page.name + ending).exists() for ending in (".ipynb", ".md", ".rst", "")):
            continue
        if not _notebook(srcdir.parent, page.name).exists():
            stop(
                f"_toc.yml names {name}, but neither {srcdir.name}/{name}.ipynb (or .md) nor "
                f"notebooks/{page.name}.ipynb exists; add the notebook or delete the line"
            )
        missing.append(f"{srcdir.name}/{name}.ipynb")
    return missing


def _notebook(root: Path, chapter: str) -> Path:
    """The notebook that makes a chapter of the book's edition."""
    place = place_shown(root) or NOWHERE
    return place.notebook(chapter, root)


def make_missing_chapters(app: Sphinx, config: Config) -> None:
    """Let Snakemake execute the missing chapters, in the edition of those that are there."""
    if is_child():
        return
    srcdir = Path(app.srcdir)
    edition = edition_shown(srcdir.parent)
    missing = missing_chapters(srcdir, _docnames(srcdir))
    if not missing:
        return
    logger.info("Chapters not executed yet, edition %s: %s", edition, ", ".join(missing))
    if not run_pipeline(srcdir.parent, edition, missing):
        stop(f"the pipeline could not make {', '.join(missing)} (edition {edition}); see its messages above")


def _docnames(srcdir: Path) -> list[str]:
    """The pages of the edition's book, or those of the file that ``jupyter-book build --toc`` names."""
    if given := option_given("toc"):
        return [str(name) for name in parse_toc_yaml(given)]
    try:
        return pages(shown_contents(srcdir.parent))
    except UserError as error:
        stop(str(error))


def run_pipeline(root: Path, edition: str, missing: list[str]) -> bool:
    """Make the chapters. Returns False if there is still one without a page, be it a note on why it failed."""
    # A killed run leaves a lock and an unfinished step behind; neither is the reader's business.
    command = [
        sys.executable,
        "-m",
        "snakemake",
        "--snakefile",
        "Snakefile",
        "--cores",
        "all",
        "--keep-going",
    ]
    command += ["--nolock", "--rerun-incomplete", "--rerun-triggers", "mtime", "--quiet", "progress", "rules"]
    command += ["host", "reason"]
    command += ["--config", f"edition={edition}", "keep_runs=true"]
    notes = [sys.executable, "-m", "tools.failed_chapters", edition]
    made = _run_snakemake([*command, "--", *missing], root) == 0
    if not made:
        trainings = subprocess.run(
            [*notes, "--trainings"], cwd=root, stdout=subprocess.PIPE, encoding="utf8", check=False
        ).stdout.strip()
        if trainings:
            _run_snakemake([*command, f"without=,{trainings}", "--", *missing], root)
        subprocess.run(notes, cwd=root, check=False)
    pages = [root / page for page in missing]
    return made or all(page.exists() or page.with_suffix(".md").exists() for page in pages)


def _run_snakemake(command: list[str], root: Path) -> int:
    """Run it and show its own errors, of which there may be some before the first job. Returns its exit status."""
    shown = [sys.executable, "-m", "tools.snakemake_messages"]
    with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE) as process:
        subprocess.run(shown, cwd=root, stdin=process.stderr, stdout=2, check=False)
    return process.returncode


def forgive_references(app: Sphinx, config: Config) -> None:
    """What other chapters refer to in a chapter that failed is not there: no reason to fail the rest with -W."""
    if failed_chapters(Path(app.srcdir) / "chapters"):
        config.suppress_warnings = [*config.suppress_warnings, "ref", "myst.xref_missing"]


def say_what_failed(app: Sphinx, error: Exception | None) -> None:
    """The book is there, and its pages say which chapters are not; the exit status says so too."""
    if error is not None or is_child() or failed_are_kept():
        return
    failed = failed_chapters(Path(app.srcdir) / "chapters")
    listed = [
        f"  {name}: {reason}" for name, reason in failed.items() if f"chapters/{name}" in app.env.found_docs
    ]
    if listed:
        stop("\n".join(["the book was built without these chapters; their pages say why", *listed]))


def failed_are_kept() -> bool:
    """Whether chapters that failed stay as they are, because whoever calls has just tried them."""
    return os.environ.get("FER_FAILED_CHAPTERS") == "kept"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    # Before sphinx_external_toc (900), which lists the files that are there.
    app.connect("config-inited", make_missing_chapters, priority=850)
    app.connect("config-inited", forgive_references, priority=860)
    app.connect("build-finished", say_what_failed, priority=990)  # after the other languages (950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
