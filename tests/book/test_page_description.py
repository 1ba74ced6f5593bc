"""What search engines and messengers are told of each page."""

import re
from html import unescape
from pathlib import Path

import pytest
from page_description import first_sentences

from tests.book.names import HAN
from tests.book.serving import pages_of

WITHOUT_TEXT = {"404.html", "references.html"}


@pytest.mark.parametrize(
    ("text", "longest", "expected"),
    [
        ("Short.", 20, "Short."),
        ("One two. Three four. Five six.", 22, "One two. Three four."),
        ("At 0.5 it is half of all that there is. More.", 41, "At 0.5 it is half of all that there is."),
        ("先看影像。再看標籤。", 7, "先看影像。"),
        ("No sentence ends here for long", 12, "No sentence…"),
        ("  Lines\n  and   blanks. ", 50, "Lines and blanks."),
    ],
)
def test_whole_sentences_are_taken(text: str, longest: int, expected: str) -> None:
    assert first_sentences(text, longest) == expected
    assert len(first_sentences(text, longest)) <= longest


def test_each_page_says_what_it_is_about_in_its_language(site: Path) -> None:
    described = 0
    for page in pages_of(site):
        text = (site / page).read_text("utf8")
        found = dict(re.findall(r'<meta (?:property|name)="([a-z:_]+)" content="([^"]*)"', text))
        name = page.rpartition("/")[2]
        assert found["og:locale"] == ("zh_TW" if page.startswith("zh-TW/") else "en_US"), page
        if name == "search.html":
            continue
        assert found["og:title"], page
        if name in WITHOUT_TEXT:
            continue
        about = unescape(found["description"])
        assert about == unescape(found["og:description"])
        assert 10 <= len(about) <= 200, page
        assert "\\(" not in about
        assert bool(HAN.search(about)) == page.startswith("zh-TW/"), page
        described += 1
    assert described
