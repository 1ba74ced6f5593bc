"""Make it your report: what a student changes, and what the book makes of mistakes."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from search_words import entries_of

from fer_lib.language import LANGUAGES as BOTH
from tests.book.sample_book import build

LANGUAGES = "languages: [en, zh-TW]"


def page(root: Path, name: str) -> str:
    return (root / "book" / "_build" / "html" / name).read_text("utf8")


def site_of(root: Path) -> Path:
    return root / "book" / "_build" / "html"


def change_notebook(root: Path, chapter: str, old: str, new: str) -> None:
    path = root / "book" / "chapters" / f"{chapter}.ipynb"
    text = path.read_text("utf8")
    assert old in text
    path.write_text(text.replace(old, new), "utf8")


def explain_words(chapter: Path, section: str) -> None:
    """Give a chapter's first heading the name of a section that explains words, in each language."""
    notebook = nbformat.read(chapter, as_version=4)
    for lang in BOTH:
        next(c for c in notebook.cells if f"lang-{lang}" in c.metadata.get("tags", [])).metadata[
            "tags"
        ].append(section)
    nbformat.write(notebook, chapter)


def search_entries(root: Path, folder: str) -> dict[str, list[tuple[str, str, str]]]:
    """Words that the site's search knows for sections, by page."""
    return entries_of((site_of(root) / folder / "searchindex.js").read_text("utf8"))


def test_fields_and_chapters(copy_of_sample: Path, edit_config: Callable[..., None]) -> None:
    edit_config(
        ("en: Reading Faces", "en: My *own* report"),
        ("zh-TW: 讀懂表情", "zh-TW: 我的報告"),
        ("authors: [The fer-lib project]", "authors: [王小明, 李大同]"),
        ("student_id: ", "student_id: 0123 "),
        ("date: ", "date: 2026-11-21 "),
    )
    toc = copy_of_sample / "_toc.yml"
    changed = toc.read_text("utf8").replace("02_layers", "03_own").replace("Data | 資料", "All")
    toc.write_text(changed, "utf8")
    chapters = copy_of_sample / "book" / "chapters"
    shutil.move(chapters / "02_layers.ipynb", chapters / "03_own.ipynb")
    done = build(copy_of_sample)
    assert done.returncode == 0, done.stdout
    english, chinese = (page(copy_of_sample, f"{lang}chapters/cover.html") for lang in ("", "zh-TW/"))
    assert "<title>My *own* report</title>" in english
    assert "<title>我的報告</title>" in chinese
    for shown in ("王小明, 李大同", "Student ID", "0123", "21 November 2026", ">Authors<"):
        assert shown in english
    for shown in ("王小明、李大同", "學號", "0123", "2026年11月21日"):
        assert shown in chinese
    for text in (english, chinese):
        assert '<span class="caption-text">All</span>' in text
        assert "03_own.html" in text
        assert "02_layers" not in text
    for folder in ("", "zh-TW/"):
        assert (site_of(copy_of_sample) / folder / "chapters/03_own.html").exists()
        assert list((site_of(copy_of_sample) / folder).rglob("02_layers*")) == []


@pytest.mark.parametrize(
    "index",
    [
        "",
        "Search.setIndex(",
        "Search.setIndex([])",
        'Search.setIndex({"docnames": []})',
        'Search.setIndex({"docnames": [], "indexentries": {"word": [[3, "id", true]]}})',
    ],
)
def test_an_index_of_another_form_has_no_entries(index: str) -> None:
    assert entries_of(index) == {}


@pytest.mark.parametrize(("languages", "lang", "gone"), [("[en]", "en", "zh-TW"), ("[zh-TW]", "zh-TW", "en")])
def test_one_language(
    copy_of_sample: Path, edit_config: Callable[..., None], languages: str, lang: str, gone: str
) -> None:
    edit_config((LANGUAGES, f"languages: {languages}"))
    done = build(copy_of_sample)
    assert done.returncode == 0, done.stdout
    cover = page(copy_of_sample, "chapters/cover.html")
    assert f'<html lang="{lang}"' in cover
    assert "language-switch" not in cover
    assert "hreflang" not in cover
    assert not (site_of(copy_of_sample) / "zh-TW").exists()
    assert not (site_of(copy_of_sample) / "en").exists()
    images = {path.name for path in (site_of(copy_of_sample) / "_images").iterdir()}
    assert images == {f"counts.{lang}.png"}, f"figures in {gone} are not published"


def test_chinese_first(copy_of_sample: Path, edit_config: Callable[..., None]) -> None:
    edit_config((LANGUAGES, "languages: [zh-TW, en]"))
    done = build(copy_of_sample)
    assert done.returncode == 0, done.stdout
    assert '<html lang="zh-TW"' in page(copy_of_sample, "chapters/cover.html")
    assert '<html lang="en"' in page(copy_of_sample, "en/chapters/cover.html")
    assert 'href="../en/chapters/cover.html" hreflang="en"' in page(copy_of_sample, "chapters/cover.html")
    assert not (site_of(copy_of_sample) / "zh-TW").exists()


def test_mistake_in_a_field_is_one_clear_message(
    copy_of_sample: Path, edit_config: Callable[..., None]
) -> None:
    edit_config((LANGUAGES, "languages: [english]"))
    done = build(copy_of_sample)
    assert done.returncode == 1
    expected = "error: _config.yml: report: languages: unknown language 'english'; the book knows en, zh-TW"
    assert done.stdout.strip().endswith(expected)
    assert "Traceback" not in done.stdout


def test_warning_in_the_second_language_fails_and_publishes_nothing(copy_of_sample: Path) -> None:
    before = page(copy_of_sample, "zh-TW/chapters/01_data.html")
    change_notebook(copy_of_sample, "01_data", "混淆矩陣在後面的章節。", "{numref}`fig-nowhere` 新的句子。")
    done = build(copy_of_sample)
    assert done.returncode == 1
    assert "fig-nowhere" in done.stdout
    assert "error: the book in zh-TW was not built; see its messages above" in done.stdout
    assert page(copy_of_sample, "zh-TW/chapters/01_data.html") == before


def test_only_what_changed_is_built_again(copy_of_sample: Path) -> None:
    # The copy stands in another folder, so that its first build reads everything.
    explain_words(copy_of_sample / "book" / "chapters" / "01_data.ipynb", "sec-convolution")
    assert build(copy_of_sample).returncode == 0
    before = [search_entries(copy_of_sample, folder) for folder in ("", "zh-TW/")]
    assert before[0]["chapters/01_data"]
    change_notebook(copy_of_sample, "02_layers", "Batch normalization follows.", "A new sentence.")
    done = build(copy_of_sample)
    assert done.returncode == 0, done.stdout
    assert len(re.findall(r"updating environment: \S*0 added, 1 changed, 0 removed", done.stdout)) == 2
    assert "A new sentence." in page(copy_of_sample, "chapters/02_layers.html")
    assert [search_entries(copy_of_sample, folder) for folder in ("", "zh-TW/")] == before


def test_path_of_this_machine_is_not_published(
    copy_of_sample: Path, edit_config: Callable[..., None]
) -> None:
    edit_config((LANGUAGES, "languages: [en]"))  # one is enough, and half the time
    change_notebook(
        copy_of_sample, "02_layers", "Batch normalization follows.", f"See {copy_of_sample}/runs."
    )
    done = build(copy_of_sample)
    assert done.returncode == 1
    assert f"published file chapters/02_layers.html tells {str(copy_of_sample)!r}" in done.stdout


SNAKEFILE = """
rule chapter:
    input: "notebooks/{name}.ipynb"
    output: "book/chapters/{name}.ipynb"
    shell: "echo edition {config[edition]} {config[keep_runs]}; test {wildcards.name} != bad && cp {input} {output}"
"""


def test_missing_chapters_are_made_by_the_pipeline(copy_of_sample: Path) -> None:
    (copy_of_sample / "Snakefile").write_text(SNAKEFILE, "utf8")
    notebooks = copy_of_sample / "notebooks"
    notebooks.mkdir()
    chapters = copy_of_sample / "book" / "chapters"
    untouched = chapters / "01_data.ipynb"
    time = untouched.stat().st_mtime_ns
    for name in ("01_data", "02_layers"):
        shutil.copy(chapters / f"{name}.ipynb", notebooks)
    (chapters / "02_layers.ipynb").unlink()
    (chapters / ".edition").write_text("fer2013\n", "utf8")
    done = build(copy_of_sample)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("edition fer2013 ") == 1, "the second language does not run it again"
    assert (chapters / "02_layers.ipynb").exists()
    assert untouched.stat().st_mtime_ns == time, "a chapter that is there is left alone"

    toc = copy_of_sample / "_toc.yml"
    toc.write_text(toc.read_text("utf8").replace("02_layers", "bad"), "utf8")
    done = build(copy_of_sample)
    assert done.returncode == 1
    assert "_toc.yml names chapters/bad, but neither book/chapters/bad.ipynb" in done.stdout
    assert "Traceback" not in done.stdout

    shutil.copy(chapters / "02_layers.ipynb", notebooks / "bad.ipynb")
    done = build(copy_of_sample)
    assert done.returncode == 1
    assert "error: the pipeline could not make book/chapters/bad.ipynb (edition fer2013)" in done.stdout


def test_published_notebook_is_a_notebook_without_our_machine(sample: Path) -> None:
    for folder in ("", "zh-TW/"):
        for path in (site_of(sample) / folder / "_sources").rglob("*.ipynb"):
            text = path.read_text("utf8")
            assert "someone-else" not in text
            notebook = json.loads(text)
            assert "papermill" not in notebook["metadata"]
            assert any("parameters" in cell["metadata"].get("tags", []) for cell in notebook["cells"])


def test_an_edition_chooses_chapters_and_fields_of_its_book(copy_of_sample: Path) -> None:
    """Those that it does not name are not missed, though ``_toc.yml`` has them."""
    root, book = copy_of_sample, copy_of_sample / "book"
    folder = root / "reports" / "mine"
    folder.mkdir(parents=True)
    (root / "editions").mkdir(exist_ok=True)
    notebooks = root / "notebooks"
    notebooks.mkdir()
    shutil.copy(book / "chapters" / "01_data.ipynb", notebooks)
    shutil.copy(book / "chapters" / "02_layers.ipynb", folder / "own.ipynb")
    shutil.move(book / "chapters" / "02_layers.ipynb", book / "chapters" / "own.ipynb")
    (folder / "edition.yaml").write_text(
        "title: {en: Mine, zh-TW: 我的}\ndata: {source: synthetic}\nmain_run: a\nruns: {a: {preset: report-a}}\n"
        "chapters: [own, 01_data]\nreport: {title: 論臉, authors: 林小美, student_id: 0123, languages: [zh-TW]}\n",
        "utf8",
    )
    (book / "chapters" / ".edition").write_text("mine\n", "utf8")
    done = build(root)
    assert done.returncode == 0, done.stdout
    cover = page(root, "chapters/cover.html")
    assert '<html lang="zh-TW"' in cover
    assert "<title>論臉</title>" in cover
    assert "0123" in cover
    assert cover.index("其他實驗") < cover.index(">資料<"), "the parts are in the order of the chapters"
    assert cover.index("own.html") < cover.index("01_data.html")
    assert "02_layers" not in cover
    assert "not executed yet" not in done.stdout
