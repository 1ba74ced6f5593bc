"""Print the book as PDFs, one for each language: book/_build/pdf/<report>-<language>.pdf.

XeLaTeX sets them if it is installed with the fonts it needs; otherwise Chromium prints the book as one long
page; otherwise this says what to install, and ends well: a book without PDFs is still a book. The last line
of the output is JSON: {"engine": "xelatex" | "chromium" | null, "pdfs": [paths], "missing": [what]}.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fer_lib.editions.report_fields import shown_fields
from fer_lib.errors import UserError

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"
# A folder of its own: the site can be built at the same time, and LaTeX's settings do not make it stale.
WORK = BOOK / "_build" / "print"
PDF = BOOK / "_build" / "pdf"
JUPYTER_BOOK = BOOK / "_ext" / "quick_jupyter_book.py"
TEX_PROGRAMS = ("latexmk", "xelatex")
TEX_FILES = ("xeCJK.sty", "titlesec.sty", "unicode-math.sty", "pgfplots.sty", "FreeSerif.otf")
TEX_FONTS = ("Noto Serif CJK TC", "Noto Sans CJK TC", "Noto Sans Mono CJK TC")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = (
    "sudo apt-get install --no-install-recommends latexmk texlive-xetex texlive-latex-extra "
    "texlive-fonts-recommended texlive-lang-chinese fontconfig fonts-freefont-otf fonts-noto-cjk"
)


class PrintError(Exception):
    """An engine is there but did not make the PDFs; the message says why."""


def _output_of(*command: str) -> str:
    if not shutil.which(command[0]):
        return ""
    return subprocess.run(command, capture_output=True, encoding="utf8", errors="replace", check=False).stdout


def missing_for_xelatex() -> list[str]:
    """Programs, LaTeX packages and fonts that XeLaTeX lacks for this book."""
    missing = [program for program in TEX_PROGRAMS if not shutil.which(program)]
    if missing:
        return missing
    missing = [name for name in TEX_FILES if not _output_of("kpsewhich", name).strip()]
    families = _output_of("fc-list", ":", "family")
    return missing + [font for font in TEX_FONTS if font not in families]


def find_browser() -> str | None:
    """The first Chromium on the search path."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def languages_and_name() -> tuple[tuple[str, ...], str]:
    """The report's languages and the stem of its PDFs."""
    fields = shown_fields(ROOT)
    return fields.languages, fields.slug


def build(builder: str) -> Path:
    """Let Jupyter Book write all languages for a builder; returns the folder of the first one."""
    command = [sys.executable, str(JUPYTER_BOOK), "build", str(BOOK), "--builder", builder]
    command += ["--path-output", str(WORK), "-n", "-W", "--keep-going", "-q"]
    # A chapter that failed is printed as it is, with its note.
    if subprocess.run(command, env={**os.environ, "FER_FAILED_CHAPTERS": "kept"}, check=False).returncode:
        raise PrintError(f"the book could not be written for the builder {builder}; see the messages above")
    return WORK / "_build" / builder


def typeset(folder: Path, name: str) -> Path:
    """Run XeLaTeX, as often as it takes for the references.

    Args:
        folder: where Sphinx has written ``<name>.tex``.
        name: the document's name.

    Returns:
        The PDF.

    Raises:
        PrintError: if LaTeX stops, or if a font lacks a character, which would be missing on paper.
    """
    command = ["latexmk", "-pdf", "-dvi-", "-ps-", "-interaction=nonstopmode", "-halt-on-error", "-silent"]
    run = subprocess.run(
        [*command, f"{name}.tex"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    log_file = folder / f"{name}.log"
    log = log_file.read_text("utf8", errors="replace") if log_file.exists() else ""
    pdf = folder / f"{name}.pdf"
    if run.returncode or not pdf.exists():
        said = run.stdout.decode("utf8", "replace")
        first = re.search(r"^! .*(?:\n.*){0,4}", log, re.MULTILINE)
        raise PrintError(f"XeLaTeX stopped in {log_file.name}: {first.group() if first else said[-1500:]}")
    if lost := sorted(set(re.findall(r"Missing character: There is no (\S+)", log))):
        raise PrintError(f"{name}: the fonts have no {' '.join(lost)}; write these characters differently")
    return pdf


def print_page(browser: str, page: Path, target: Path) -> Path:
    """Have Chromium print a page.

    Args:
        browser: its program.
        page: the HTML file.
        target: the PDF to be written.

    Returns:
        The PDF.

    Raises:
        PrintError: if Chromium writes none.
    """
    target.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
        ]
        command += [f"--user-data-dir={profile}", "--no-pdf-header-footer", "--generate-pdf-document-outline"]
        # Formulas are set by a script after the page is loaded.
        command += ["--virtual-time-budget=60000", f"--print-to-pdf={target}"]
        if os.name == "posix" and os.geteuid() == 0:
            command.append("--no-sandbox")
        run = subprocess.run(
            [*command, page.as_uri()], capture_output=True, encoding="utf8", errors="replace", check=False
        )
    if not target.exists():
        raise PrintError(f"Chromium printed nothing: {run.stderr[-1500:]}")
    return target


def with_xelatex(languages: tuple[str, ...], name: str) -> list[Path]:
    """Set all languages with XeLaTeX, at the same time."""
    first = build("latex")
    # Each further language is built below a folder of its own, where LaTeX's notes of the last run stay.
    others = [WORK / "_build" / lang / "_build" / "latex" for lang in languages[1:]]
    folders = [first, *others]
    with ThreadPoolExecutor() as pool:
        return list(pool.map(typeset, folders, [f"{name}-{lang}" for lang in languages]))


def with_chromium(languages: tuple[str, ...], name: str, browser: str) -> list[Path]:
    """Print all languages with Chromium."""
    first = build("singlehtml")
    pages = [(first if lang == languages[0] else first / lang) / "index.html" for lang in languages]
    return [
        print_page(browser, page, WORK / f"{name}-{lang}.pdf")
        for page, lang in zip(pages, languages, strict=True)
    ]


def keep(pdfs: list[Path]) -> list[Path]:
    """Move finished PDFs to where the site looks for them, and remove those of earlier names."""
    PDF.mkdir(parents=True, exist_ok=True)
    kept = []
    for pdf in pdfs:
        unfinished = PDF / f".{pdf.name}"
        shutil.copy2(pdf, unfinished)
        kept.append(unfinished.replace(PDF / pdf.name))
    for old in PDF.glob("*.pdf"):
        if old not in kept:
            old.unlink()
    return kept


def engines(wanted: str) -> tuple[dict[str, Callable[[tuple[str, ...], str], list[Path]]], list[str]]:
    """The engines that can be used, in order of preference, and what the others lack."""
    usable: dict[str, Callable[[tuple[str, ...], str], list[Path]]] = {}
    missing: list[str] = []
    if wanted in ("auto", "xelatex"):
        missing = missing_for_xelatex()
        if not missing:
            usable["xelatex"] = with_xelatex
    if wanted in ("auto", "chromium"):
        if browser := find_browser():
            usable["chromium"] = lambda languages, name: with_chromium(languages, name, browser)
        else:
            missing.append("chromium")
    return usable, missing


def main(arguments: list[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(description="Print the book as PDFs, one for each language.")
    parser.add_argument("--engine", choices=("auto", "xelatex", "chromium"), default="auto")
    wanted = parser.parse_args(arguments).engine
    try:
        languages, name = languages_and_name()
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    usable, missing = engines(wanted)
    status = 0 if not usable else 1
    made: list[Path] = []
    engine = None
    for engine, make in usable.items():
        print(f"PDFs ({', '.join(languages)}) with {engine} …", flush=True)
        try:
            made = keep(make(languages, name))
            status = 0
            break
        except PrintError as error:
            print(f"error: {error}", file=sys.stderr, flush=True)
    if not usable:
        print(f"No PDFs: {', '.join(missing)} not found. On Debian or Ubuntu:\n  {INSTALL}")
    shown = [path.relative_to(ROOT).as_posix() for path in made]
    for path in shown:
        print(f"  {path}")
    print(json.dumps({"engine": engine if made else None, "pdfs": shown, "missing": missing}))
    return status


if __name__ == "__main__":
    sys.exit(main())
