"""Columns of tables and spaces beside formulas in the PDFs."""

import sys

import pytest
from docutils import nodes
from docutils.utils import new_document
from hypothesis import given
from hypothesis import strategies as st

from tests.book.sample_book import ROOT

sys.path.insert(0, str(ROOT / "book" / "_ext"))
from chinese_math import MarksBesideFormulas, SpacesBesideFormulas, keep_space_at_end, keep_spaces
from pdf_columns import LINE, PADDING, column_sides, long_table_sides, natural_widths, total_width
from pdf_structure import FiguresBeforeExercises, Tables


def _row(*cells: str) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in cells))


def test_short_words_beside_sentences_are_not_broken() -> None:
    rows = [_row("命題", "判定（方法）", "毫秒"), _row("很長的命題" * 12, "相符（誤差 2e-15）", "1,024")]
    widths = natural_widths(rows)
    assert widths == [120, 18, 5]
    assert column_sides("LLR", widths, LINE) == "Llr"


def test_a_table_that_fits_is_left_alone() -> None:
    assert column_sides("LRR", [10, 5, 5], LINE) == "LRR"
    assert column_sides("RRRR", [40, 40, 40, 40], LINE) == "RRRR"


@given(st.lists(st.integers(1, 200), min_size=1, max_size=12))
def test_columns_that_stay_whole_leave_the_others_a_fair_share(widths: list[int]) -> None:
    sides = column_sides("L" * len(widths), widths, LINE)
    room = LINE - PADDING * len(widths)
    whole = [width for width, side in zip(widths, sides, strict=True) if side == "l"]
    broken = [width for width, side in zip(widths, sides, strict=True) if side == "L"]
    if sum(widths) <= room:
        assert not whole
        return
    assert broken
    assert sum(whole) <= room
    assert all((room - sum(whole)) / len(broken) < width for width in broken)
    assert all(max(whole, default=0) <= width for width in broken)


def test_a_long_table_breaks_its_widest_column_only_where_it_must() -> None:
    assert long_table_sides("lrr", [10, 5, 5], LINE) == "lrr"
    sides = long_table_sides("lrr", [70, 20, 20], LINE)
    assert sides.endswith("}rr")
    assert "p{0.42" in sides  # 80 letters less 20, 20 and three spaces of 2
    assert "p{0.17" in long_table_sides("lrr", [70, 60, 60], LINE)


def test_what_a_table_takes_is_its_columns_and_the_space_between_them() -> None:
    assert total_width([10, 5]) == 15 + 2 * PADDING


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (r"\text{兩邊減去 } qs", r"\text{兩邊減去\ } qs"),
        (r"x\text{ 為偶數}", r"x\text{\ 為偶數}"),
        (r"\text{for all } k", r"\text{for all } k"),
        (r"\text{兩邊 相減}", r"\text{兩邊 相減}"),
    ],
)
def test_a_space_between_chinese_and_a_formula_is_kept(written: str, kept: str) -> None:
    assert keep_spaces(written) == kept
    assert keep_spaces(kept) == kept


def test_a_space_before_the_formula_of_a_caption_is_kept() -> None:
    assert keep_space_at_end("的斜率 ") == "的斜率\u00a0"
    assert keep_space_at_end("the slope ") == "the slope "
    document = new_document("page")
    caption = nodes.caption("", "", nodes.Text("的斜率 "), nodes.math("", "a"), nodes.Text("，除以 "))
    document += nodes.figure("", caption)
    document += nodes.paragraph("", "", nodes.Text("斜率 "), nodes.math("", r"\text{若 }b"))
    SpacesBesideFormulas(document).run()
    assert caption.astext() == "的斜率\u00a0a，除以 "
    assert document[1].astext() == r"斜率 \text{若\ }b", "there xeCJK sees the formula"


@pytest.mark.parametrize(("words", "kept"), [("softmax 與交叉熵", True), ("[3]", False), ("圖 1.1", False)])
def test_the_space_before_a_link_is_kept(words: str, kept: bool) -> None:
    document = new_document("page")
    link = nodes.reference("", words, refid="x")
    document += nodes.paragraph("", "", nodes.Text("而 "), link, nodes.Text("只給出"))
    SpacesBesideFormulas(document).run()
    assert document.astext().startswith("而\u00a0" if kept else "而 ")


def _table(*rows: nodes.row, title: str = "", classes: tuple[str, ...] = ()) -> nodes.table:
    columns = [nodes.colspec(colwidth=1) for _ in rows[0]]
    group = nodes.tgroup("", *columns, nodes.tbody("", *rows), cols=len(columns))
    return nodes.table("", *([nodes.title("", title)] if title else []), group, classes=list(classes))


def _document(page: str, *children: nodes.Node) -> nodes.document:
    """A page as Sphinx puts it into the book: only its sections say which one it is."""
    document = new_document("book")
    document += nodes.section("", *children, docname=page)
    return document


def _latex_of(document: nodes.document) -> list[str]:
    return [node.astext().strip() for node in document.findall(nodes.raw)]


@pytest.mark.parametrize(("page", "box"), [("proofs", "tablebox"), ("chapters/01_data", "tablefloat")])
def test_tables_of_the_appendix_stay_under_their_headings(page: str, box: str) -> None:
    document = _document(page, _table(_row("a", "b"), title="A table."))
    Tables(document).run()
    assert _latex_of(document) == [rf"\begin{{{box}}}", rf"\end{{{box}}}"]


def test_a_long_table_without_a_caption_is_not_counted() -> None:
    for title, counted in (("A table.", True), ("", False)):
        document = _document("questions", _table(_row("a", "b"), title=title, classes=("longtable",)))
        Tables(document).run()
        assert (_latex_of(document) == []) is counted
        assert counted or _latex_of(document)[0] == r"\begin{uncountedtable}"


def test_the_row_of_an_empty_cell_is_no_higher_than_others() -> None:
    document = _document("chapters/02_models", _table(_row("BatchNorm2d", ""), _row("Conv2d", "3×3")))
    Tables(document).run()
    cells = list(document.findall(nodes.entry))
    assert [len(cell.children) for cell in cells] == [1, 0, 1, 1]


def test_what_floats_is_put_away_before_the_exercises() -> None:
    exercises = nodes.section("", nodes.title("", "Exercises"), names=["exercises", "sec-data-exercises"])
    document = _document("chapters/01_data", nodes.section("", names=["sec-data-splits"]), exercises)
    FiguresBeforeExercises(document).run()
    assert _latex_of(document) == [r"\floatsfirst"]
    assert exercises.parent.index(exercises) == 2


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("又 ", "，所以", "x，"),
        ("（", "）。所以", "（x）。"),
        ("since ", ", then", None),
        ("得 ", " 與", None),
        ("", "。", "x。"),
    ],
)
def test_no_line_begins_with_the_mark_behind_a_formula(before: str, after: str, kept: str | None) -> None:
    document = new_document("page")
    document += nodes.paragraph(
        "", "", *([nodes.Text(before)] if before else []), nodes.math("", "x"), nodes.Text(after)
    )
    MarksBesideFormulas(document).run()
    assert document.astext() == f"{before}x{after}"
    assert [node.astext() for node in document.findall(nodes.inline)] == ([kept] if kept else [])
