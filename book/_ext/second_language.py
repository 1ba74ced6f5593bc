"""Build the book's other languages beside the first one.

Two Sphinx applications in one process disturb each other, so every further language has a process of its
own. It is the same command with the same options and another output folder; the environment variable
``FER_BOOK_LANGUAGE`` tells it its language. Its site is put below the first one's only when it is complete.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import click
from book_languages import CHILD_LANGUAGE, is_child
from sphinx.application import Sphinx
from user_error import stop

from fer_lib.language import LANGUAGES, Language

BUILDERS = {"html", "singlehtml", "latex"}
JUPYTER_BOOK = Path(__file__).with_name("quick_jupyter_book.py")
FLAGS = {"warningiserror": "-W", "nitpick": "-n", "keep_going": "--keep-going", "freshenv": "--all"}


@dataclass
class ChildBuild:
    """A running build of one language."""

    lang: Language
    process: subprocess.Popen[str]
    output: IO[str]
    work: Path


def command_line(app: Sphinx, work: Path) -> list[str]:
    """The user's own command with another output folder."""
    context = click.get_current_context(silent=True)
    given = context.params if context else {}
    command = [sys.executable, str(JUPYTER_BOOK), "build", str(app.srcdir), "--path-output", str(work)]
    command += ["--builder", str(given.get("builder", app.builder.name))]
    for option in ("config", "toc"):
        if given.get(option):
            command += [f"--{option}", str(Path(given[option]).absolute())]
    command += [flag for name, flag in FLAGS.items() if given.get(name)]
    command += ["-v"] * given.get("verbose", 0) + ["-q"] * given.get("quiet", 0)
    return command


def start(app: Sphinx) -> None:
    """Start a build of every language but the first."""
    children: list[ChildBuild] = []
    app.book_children = children  # type: ignore[attr-defined]
    if is_child() or app.builder.name not in BUILDERS:
        return
    for lang in app.config.book_languages[1:]:
        work = Path(app.outdir).parent / lang
        work.mkdir(parents=True, exist_ok=True)
        # A file and not a pipe: a full pipe would make the child wait for us.
        output = tempfile.TemporaryFile("w+", encoding="utf8", errors="replace")  # noqa: SIM115
        command = command_line(app, work)
        process = subprocess.Popen(
            command,
            env={**os.environ, "PYTHONIOENCODING": "utf8", CHILD_LANGUAGE: lang},  # as it is read
            stdin=subprocess.DEVNULL,
            # A quiet build still shows warnings.
            stdout=subprocess.DEVNULL if "-q" in command else output,
            stderr=output,
            text=True,
        )
        atexit.register(process.kill)
        children.append(ChildBuild(lang, process, output, work))


def _report(child: ChildBuild) -> None:
    child.output.seek(0)
    text = child.output.read().rstrip()
    if text:
        bar = "─" * 20
        print(f"\n{bar} {child.lang} {bar}\n{text}\n{bar} end of {child.lang} {bar}\n", flush=True)


def _publish(child: ChildBuild, app: Sphinx) -> None:
    """Replace the language's folder of the site in one step; of LaTeX's files only the PDF counts."""
    made = child.work / "_build" / Path(app.outdir).name
    if app.builder.format == "latex":
        for pdf in made.glob(f"*-{child.lang}.pdf"):
            shutil.copy2(pdf, app.outdir)
        return
    site = Path(app.outdir) / child.lang
    fresh, old = site.with_name(f".{child.lang}.new"), site.with_name(f".{child.lang}.old")
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, fresh)
    if site.exists():
        site.rename(old)
    fresh.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def finish(app: Sphinx, error: Exception | None) -> None:
    """Wait for the other languages, show what they said, publish them or fail with them."""
    children: list[ChildBuild] = getattr(app, "book_children", [])
    failed = []
    while children:
        child = children.pop()
        if error is not None:
            child.process.terminate()
        child.process.wait()
        atexit.unregister(child.process.kill)
        with child.output:
            _report(child)
        if child.process.returncode:
            failed.append(child.lang)
        elif error is None:
            _publish(child, app)
    if error is None and not is_child() and app.builder.format == "html":
        for lang in LANGUAGES:
            if lang not in app.config.book_languages[1:]:
                shutil.rmtree(Path(app.outdir) / lang, ignore_errors=True)
    if failed and error is None:
        stop(f"the book in {' and '.join(failed)} was not built; see its messages above")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("builder-inited", start)
    # After everything else that finishes this language's site.
    app.connect("build-finished", finish, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
