"""Small parts of the extensions that need no build."""

from pathlib import Path

import chapter_sources
import pytest
from chapter_sources import filter_markdown, output_as_markdown
from chinese_emphasis import repair_emphasis
from chinese_search import SearchTraditionalChinese
from markdown_it import MarkdownIt
from pdf_layout import title_page
from published_files import private_words
from toc_captions import caption_in

from fer_lib.language import Language
from tests.book.sample_book import published


def test_markdown_blocks() -> None:
    page = '+++ {"tags": ["lang-en"]}\n# Words\n+++ {"tags": ["lang-zh-TW"]}\n# 詞\n+++\ncommon\n'
    assert filter_markdown(page, "en").split() == ["#", "Words", "common"]
    assert filter_markdown(page, "zh-TW").split() == ["#", "詞", "common"]


def test_texts_with_special_characters_stay_what_they_are(tmp_path: Path) -> None:
    alt = 'Say: "no" # not a comment\nsecond line'
    output = published("figure", {"image/png": "AAAA"}, "en", name="x", caption="c", alt=alt)
    text = output_as_markdown(output, "chapters/a", tmp_path)
    assert r':alt: "Say: \"no\" # not a comment second line"' in text
    assert (tmp_path / "_build/figures/chapters/a/x.en.png").read_bytes() == b"\0\0\0"
    assert list(tmp_path.rglob(".*")) == [], "nothing half-written is left"


def test_outputs_for_jupyterlab_only_are_dropped(tmp_path: Path) -> None:
    assert output_as_markdown(published("caption", {"text/markdown": "*c*"}, "en"), "a", tmp_path) == ""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**快速版（合成）。**本頁", "{strong}`快速版（合成）。`本頁"),
        ("是**「高興」**的", "是{strong}`「高興」`的"),
        ("最好的是**高興**，其次", "最好的是**高興**，其次"),
        ("a ** b ** c", "a ** b ** c"),
        ("**甲**是好的，**乙**也是", "**甲**是好的，**乙**也是"),
        ("**All.** Then", "**All.** Then"),
        ("`x**2（a）**b`", "`x**2（a）**b`"),
    ],
)
def test_bold_next_to_chinese_punctuation(written: str, read: str) -> None:
    assert repair_emphasis(written) == read


def test_captions() -> None:
    assert caption_in("Data | 資料", "en") == "Data"
    assert caption_in("Data | 資料", "zh-TW") == "資料"
    assert caption_in("FER2013", "zh-TW") == "FER2013"


def test_chinese_is_indexed_in_pairs() -> None:
    terms = SearchTraditionalChinese({}).split("混淆矩陣 of CNNs")
    assert {"混", "混淆", "淆矩", "矩陣", "of", "CNNs"} <= set(terms)


def test_private_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "my-laptop")
    pattern = private_words(tmp_path / "book")
    assert pattern.search(f'"{tmp_path}/runs"')
    assert pattern.search("on my-laptop.")
    assert not pattern.search("on my-laptops, in /usr/share")


def test_title_page_writes_special_characters_out() -> None:
    page = title_page("50 % & more_", [("course", "Course", "C#"), ("authors", "Author", "A~B")])
    for shown in (r"50 \% \& more\_", r"C\#", r"Author & A\textasciitilde{}B \\"):
        assert shown in page


@pytest.mark.parametrize(("lang", "stop"), [("en", "."), ("zh-TW", "。")])
@pytest.mark.parametrize("verdict", ["unasked", "holds"])
def test_on_paper_a_claim_that_is_not_asked_has_no_box(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: Language, stop: str, verdict: str
) -> None:
    about = {"name": "claim-a2", "title": "Claim A2", "body": "Words.", "verdict": verdict}
    card = published("card", {"text/markdown": "x"}, lang, **about)
    boxed = output_as_markdown(card, "page", tmp_path)
    assert boxed.startswith("~~~~{admonition} Claim A2\n")
    monkeypatch.setattr(chapter_sources, "is_for_paper", lambda: True)
    plain = f"(claim-a2)=\n**Claim A2{stop}** Words."
    assert output_as_markdown(card, "page", tmp_path) == (plain if verdict == "unasked" else boxed)


@pytest.mark.parametrize("caption", ["Accuracy of `report-a`", "`a` and ``b``: 3", "~tilde~"])
def test_a_caption_may_hold_code(tmp_path: Path, caption: str) -> None:
    output = published("table", {"text/markdown": "| a |\n| --- |\n| 1 |"}, "en", name="t", caption=caption)
    markdown = output_as_markdown(output, "page", tmp_path)
    tokens = MarkdownIt().parse(markdown)
    assert [token.type for token in tokens] == ["fence"]
    assert tokens[0].info == f"{{table}} {caption}"
