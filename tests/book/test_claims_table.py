"""The page that lists every claim of the reports with its verdict, and links to the cards."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
import yaml
from book_contents import silent_pages
from claims_table import cards, why_absent

from fer_lib.chapters import claim_cards
from fer_lib.chapters.claims import Answer, all_claims
from fer_lib.language import Text
from tests.book.sample_book import build, hidden_code, published

ANSWERS = [
    Answer("A5", Text("Recall.", "召回率。"), (True, False)),
    Answer("C6", Text("Refuted.", "推翻。"), (False,)),
    Answer.unasked("D2", Text("No training.", "沒有訓練。")),
]
EDITION = {
    "title": {"en": "Edition of a test", "zh-TW": "測試用的版本"},
    "data": {"source": "synthetic"},
    "main_run": "a",
    "runs": {"a": {"preset": "report-a"}},
}


def put_cards(chapter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an executed chapter end in the cards."""
    outputs = []

    def emit(lang: str, kind: str, data: dict[str, str], **about: object) -> None:
        outputs.append(published(kind, data, lang, **about))

    with monkeypatch.context() as patch:
        patch.setattr(claim_cards, "emit", emit)
        claim_cards.publish_cards(ANSWERS)
    notebook = nbformat.read(chapter, 4)
    notebook.cells.append(hidden_code("publish_cards(answers)", outputs))
    nbformat.write(notebook, chapter)


def give_edition(root: Path, **changed: object) -> None:
    """Let the sample be of an edition."""
    (root / "editions").mkdir(exist_ok=True)
    (root / "book" / "chapters" / ".edition").write_text("tiny\n", "utf8")
    (root / "editions" / "tiny.yaml").write_text(
        yaml.safe_dump({**EDITION, **changed}, allow_unicode=True), "utf8"
    )


@pytest.fixture(scope="module")
def book(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("claims") / "repository"
    shutil.copytree(sample, root, symlinks=True, ignore=shutil.ignore_patterns("print", "pdf"))
    with pytest.MonkeyPatch.context() as patch:
        put_cards(root / "book" / "chapters" / "01_data.ipynb", patch)
    toc = (root / "_toc.yml").read_text("utf8")
    (root / "_toc.yml").write_text(
        toc.replace("- file: glossary", "- file: claims\n      - file: glossary"), "utf8"
    )
    give_edition(root)
    done = build(root)
    assert done.returncode == 0, done.stdout
    return root


WORDS = {
    "": ["holds in part", "does not hold", "not asked in this edition"],
    "zh-TW": ["部分成立", "不成立", "本版未檢驗"],
}


@pytest.mark.parametrize("folder", WORDS)
def test_every_claim_has_a_row_and_a_judged_one_leads_to_its_card(book: Path, folder: str) -> None:
    site = book / "book" / "_build" / "html" / folder
    text = (site / "claims.html").read_text("utf8")
    table = re.search(r"(?s)<table.*?</table>", text)
    assert table
    ids = re.findall(r"<td><p><strong>([A-E]\d+)</strong>", table[0])
    assert ids == list(all_claims())
    assert table[0].count("<p>–</p>") == len(ids) - len(ANSWERS)
    found = re.findall(r'(?s)href="(chapters/01_data.html#claim-[a-e]\d+)">(.*?)</a>', table[0])
    assert [re.sub("<[^>]*>", "", said) for _, said in found] == WORDS[folder]
    chapter = (site / "chapters" / "01_data.html").read_text("utf8")
    for target, _ in found:
        assert f'id="{target.partition("#")[2]}"' in chapter
    assert "claim-fails" in chapter


def test_it_stands_before_the_glossary(book: Path) -> None:
    contents = (book / "book" / "_build" / "html" / "chapters" / "cover.html").read_text("utf8")
    assert contents.index("claims.html") < contents.index("glossary.html")


def test_a_book_that_shows_nothing_of_the_reports_or_judges_nothing_has_no_such_page(
    book: Path, tmp_path: Path
) -> None:
    root = tmp_path / "repository"
    shutil.copytree(book, root, symlinks=True, ignore=shutil.ignore_patterns("_build"))
    srcdir = root / "book"
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf8"))
    pages = ["chapters/cover", "chapters/01_data", "claims", "glossary"]
    assert sorted(cards(srcdir, pages, "en")) == ["A5", "C6", "D2"]
    assert why_absent(srcdir, pages, "en") == ""
    assert "no chapter" in why_absent(srcdir, ["chapters/cover", "claims"], "en")
    assert silent_pages(srcdir, toc, "en") == {}
    give_edition(root, reference_reports=False)
    (gone,) = silent_pages(srcdir, toc, "en")["claims"]
    assert (gone.level, gone.reasons) == (1, ("the edition shows nothing of the five reports",))
    (srcdir / "chapters" / "02_layers.ipynb").write_text("{}", "utf8")
    assert cards(srcdir, ["chapters/02_layers"], "en") == {}
