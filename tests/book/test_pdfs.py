"""The two PDFs, read back."""

import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.book.sample_book import ROOT, build
from tests.book.serving import find_browser
from tests.book.test_homework_questions import give_homeworks, in_english

sys.path.insert(0, str(ROOT / "tools"))
from make_pdfs import missing_for_xelatex

A4 = (595.28, 841.89)


def make(root: Path, *options: str, **environment: str) -> tuple[int, dict[str, object], str]:
    run = subprocess.run(
        [sys.executable, "tools/make_pdfs.py", *options],
        cwd=root,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    last = run.stdout.strip().splitlines()[-1]
    return run.returncode, json.loads(last) if last.startswith("{") else {}, run.stdout


def bookmarks(outline: list[object]) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from bookmarks(entry)
        else:
            yield str(entry.title)  # type: ignore[attr-defined]


def text_of(pdf: PdfReader) -> str:
    # Fonts map some characters to look-alikes: 目 to the radical ⽬, - to the hyphen that does not break.
    text = unicodedata.normalize("NFKC", "".join(page.extract_text() for page in pdf.pages))
    return re.sub(r"\s+", "", text).replace("\u2010", "-")


@pytest.fixture(scope="session")
def typeset(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Path:
    """A repository whose PDFs XeLaTeX has made."""
    if missing := missing_for_xelatex():
        pytest.skip(f"XeLaTeX lacks {', '.join(missing)}")
    root = tmp_path_factory.mktemp("typeset") / "book"
    shutil.copytree(sample, root, symlinks=True)
    status, said, output = make(root, "--engine", "xelatex")
    assert status == 0, output
    assert said["engine"] == "xelatex"
    assert said["pdfs"] == [f"book/_build/pdf/reading-faces-{lang}.pdf" for lang in ("en", "zh-TW")]
    return root


def read(root: Path, lang: str) -> PdfReader:
    return PdfReader(root / "book" / "_build" / "pdf" / f"reading-faces-{lang}.pdf")


def test_typeset_in_english(typeset: Path) -> None:
    pdf = read(typeset, "en")
    titles = list(bookmarks(pdf.outline))
    for title in ("Overview", "1 The data", "1.1 Labels", "2 Convolution", "Glossary", "References"):
        assert title in titles
    text = text_of(pdf)
    for shown in (
        "ReadingFaces",
        "MachineLearning",
        "Thefer-libproject",
        "Contents",
        "Chapter1",
        "Theconfusionmatrixcomeslater(Fig.1.1,Table1.1",
    ):
        assert shown in text
    assert not re.search(r"[\u4e00-\u9fff]", text_of(pdf).split("Glossary")[0])
    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == ("Reading Faces", "The fer-lib project")


def test_typeset_in_chinese(typeset: Path) -> None:
    pdf = read(typeset, "zh-TW")
    titles = list(bookmarks(pdf.outline))
    for title in ("概要", "1 資料", "1.1 標籤", "2 卷積", "詞彙表", "參考文獻"):
        assert title in titles
    text = text_of(pdf)
    for shown in (
        "讀懂表情",
        "機器學習",
        "作者",
        "目錄",
        "第1章",
        "第一篇",
        "混淆矩陣在後面的章節(圖1.1、表1.1",
        "混淆矩陣",
        "批次正規化",
    ):
        assert shown in text
    assert "Chapter" not in text.split("參考文獻")[0]
    (source,) = (typeset / "book" / "_build" / "print").rglob("reading-faces-zh-TW.tex")
    assert r"\text{除以\ } 2" in source.read_text("utf8"), "a space that xeCJK would drop"


def test_tables_have_the_numbers_of_the_site(sample: Path, tmp_path: Path) -> None:
    """The table of a homework has no caption; behind it one follows that has."""
    if missing_for_xelatex():
        pytest.skip("XeLaTeX is not there")
    root = tmp_path / "book"
    shutil.copytree(sample, root, symlinks=True, ignore=shutil.ignore_patterns("print", "pdf"))
    give_homeworks(root)
    in_english(root)
    page = root / "book" / "questions.md"
    page.write_text(
        page.read_text("utf8") + "\n~~~{table} Of the appendix.\n\n| a |\n| - |\n| 1 |\n~~~\n", "utf8"
    )
    assert build(root).returncode == 0
    status, _, output = make(root, "--engine", "xelatex")
    assert status == 0, output
    site = (root / "book" / "_build" / "html" / "questions.html").read_text("utf8")
    (number,) = re.findall(r'<span class="caption-number">Table (\d+)\s*</span>', site)
    assert f"Table{number}Oftheappendix." in text_of(read(root, "en"))


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_page_size_links_and_hidden_code(typeset: Path, lang: str) -> None:
    pdf = read(typeset, lang)
    for page in pdf.pages:
        assert float(page.mediabox.width) == pytest.approx(A4[0], abs=1)
        assert float(page.mediabox.height) == pytest.approx(A4[1], abs=1)
    links = [a.get_object() for page in pdf.pages for a in page.get("/Annots", [])]
    assert len([link for link in links if link["/Subtype"] == "/Link"]) > 8
    text = text_of(pdf)
    assert "'happy':1204" not in text, "hidden code stays hidden"
    assert "defoutput_size" in text
    assert "someone-else" not in text


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_figures_are_vectors(typeset: Path, lang: str) -> None:
    assert [image.name for page in read(typeset, lang).pages for image in page.images] == []


def test_latex_logs_are_clean(typeset: Path) -> None:
    logs = list((typeset / "book" / "_build" / "print").rglob("reading-faces-*.log"))
    assert len(logs) == 2
    for log in logs:
        text = log.read_text("utf8", errors="replace")
        assert "Missing character" not in text
        overfull = re.findall(r"Overfull \\vbox \(([\d.]+)pt too high\) has occurred while \\output", text)
        assert [height for height in overfull if float(height) > 20] == [], (
            "what stands below the foot is lost"
        )
        assert "undefined" not in text.lower().replace("undefined control sequence in", "")
        wide = [float(points) for points in re.findall(r"Overfull \\[hv]box \(([\d.]+)pt", text)]
        assert [points for points in wide if points > 5] == []


def test_site_links_the_pdf_once_it_is_there(typeset: Path) -> None:
    done = build(typeset)
    assert done.returncode == 0, done.stdout
    site = typeset / "book" / "_build" / "html"
    assert 'href="../reading-faces-en.pdf"' in (site / "chapters/cover.html").read_text("utf8")
    assert 'href="../reading-faces-zh-TW.pdf"' in (site / "zh-TW/chapters/cover.html").read_text("utf8")
    assert (site / "reading-faces-en.pdf").exists()
    assert (site / "zh-TW/reading-faces-zh-TW.pdf").exists()


def test_chromium_prints_where_there_is_no_latex(copy_of_sample: Path) -> None:
    if find_browser() is None:
        pytest.skip("no Chromium on the search path")
    status, said, output = make(copy_of_sample, "--engine", "chromium")
    assert status == 0, output
    assert said["engine"] == "chromium"
    pdf = read(copy_of_sample, "zh-TW")
    text = text_of(pdf)
    for shown in ("讀懂表情", "目錄", "圖1.1", "表1.1", "混淆矩陣", "參考文獻"):
        assert shown in text
    assert r"\frac" not in text, "formulas are set"
    assert "'happy':1204" not in text
    assert {"1. 資料", "2. 卷積"} <= set(bookmarks(pdf.outline))


def test_without_any_engine_it_says_what_to_install(copy_of_sample: Path, tmp_path: Path) -> None:
    status, said, output = make(copy_of_sample, PATH=str(tmp_path))
    assert status == 0
    assert said == {"engine": None, "pdfs": [], "missing": ["latexmk", "xelatex", "chromium"]}
    assert "apt-get install" in output
    assert not (copy_of_sample / "book" / "_build" / "pdf").exists()


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_apostrophes_are_narrow_in_text_and_headings(typeset: Path, tmp_path: Path, lang: str) -> None:
    (source,) = (typeset / "book" / "_build" / "print").rglob(f"reading-faces-{lang}.tex")
    folder = shutil.copytree(source.parent, tmp_path / "latex")
    preamble = source.read_text("utf8").split(r"\begin{document}")[0]
    styles = (r"\rmfamily", r"\sffamily", r"\sffamily\bfseries")
    boxes = "".join(rf"\setbox0\hbox{{{style} A’s}}\typeout{{WIDTH \the\wd0}}" for style in styles)
    document = preamble + r"\begin{document}" + boxes + r"\end{document}"
    (folder / "widths.tex").write_text(document, "utf8")
    command = ["xelatex", "-interaction=nonstopmode", "widths.tex"]
    printed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    widths = [float(width) for width in re.findall(r"WIDTH ([\d.]+)pt", printed)]
    assert len(widths) == len(styles), printed
    assert all(width < 16 for width in widths), "of 10 points a letter's width is 5 to 7"
