import base64

import pytest
from matplotlib import pyplot as plt

from fer_lib import publish
from fer_lib.language import LANGUAGES, Text, term
from fer_lib.publish import output
from fer_lib.wording import percent


@pytest.fixture
def outputs(monkeypatch):
    """Calls something and returns what it sent to the notebook: (metadata, data) of each output."""

    def collect(call):
        sent = []
        monkeypatch.setattr(
            output, "display", lambda data, raw, metadata: sent.append((metadata["fer"], data))
        )
        call()
        return sent

    return collect


def test_text_comes_once_for_each_language(outputs):
    made = outputs(lambda: publish.text(Text("one", "一"), Text("two", "二")))
    assert [(meta["lang"], data["text/markdown"]) for meta, data in made] == [
        ("en", "one\n\ntwo"),
        ("zh-TW", "一\n\n二"),
    ]


def test_table_cells_are_translated_and_escaped(outputs):
    made = outputs(
        lambda: publish.table(
            "t", Text("Cap", "標題"), [Text("A", "甲"), "B"], [[Text("x|y", "某"), "$a_1$"]], "lr"
        )
    )
    tables = {meta["lang"]: data["text/markdown"] for meta, data in made if meta["kind"] == "table"}
    assert tables["en"] == "| A | B |\n| :--- | ---: |\n| x\\|y | $a_1$ |"
    assert tables["zh-TW"].startswith("| 甲 | B |")
    assert {meta["caption"] for meta, _ in made if meta["kind"] == "table"} == {"Cap", "標題"}


def test_a_table_with_a_row_too_short_is_refused():
    with pytest.raises(ValueError, match="table t"):
        publish.table("t", Text("", ""), ["A", "B"], [[1]], "lr")


def test_figure_is_drawn_in_each_language_as_png_and_vectors(outputs):
    drawn = []

    def draw(lang):
        drawn.append(lang)
        figure, ax = plt.subplots(figsize=(3, 2))
        ax.set_title({"en": "accuracy", "zh-TW": "準確率 $\\frac{a}{b}$"}[lang])
        return figure

    made = outputs(lambda: publish.figure("f", draw, Text("Cap", "標題"), Text("Alt.", "替代文字。")))
    assert drawn == list(LANGUAGES)
    figures = [(meta, data) for meta, data in made if meta["kind"] == "figure"]
    for meta, data in figures:
        assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
        pdf = base64.b64decode(data["application/pdf"])
        assert pdf.startswith(b"%PDF")
        assert b"/Subtype /Image" not in pdf
        assert meta["width"] == 288
    assert [meta["alt"] for meta, _ in figures] == ["Alt.", "替代文字。"]
    assert figures[0][1]["image/png"] != figures[1][1]["image/png"]
    assert not plt.get_fignums()


@pytest.mark.parametrize("has_picture", [True, False])
def test_a_figure_without_pictures_is_a_chart(outputs, has_picture):
    def draw(lang):
        figure, (left, right) = plt.subplots(1, 2, figsize=(2, 2))
        left.plot([1, 2])
        if has_picture:
            right.imshow([[0, 1]])
        return figure

    made = outputs(lambda: publish.figure("f", draw, Text("", ""), Text("a", "b")))
    assert {meta["chart"] for meta, _ in made if meta["kind"] == "figure"} == {not has_picture}


def test_the_same_figure_is_the_same_file(outputs):
    def draw(lang):
        figure, ax = plt.subplots(figsize=(2, 2))
        ax.plot([1, 2])
        return figure

    first, second = (
        outputs(lambda: publish.figure("f", draw, Text("", ""), Text("a", "b"))) for _ in range(2)
    )
    assert first == second


def test_chinese_glyphs_are_not_missing(outputs):
    # matplotlib warns of a missing glyph, and warnings are errors in tests.
    words = "".join(
        {c for name in ("angry", "validation set", "overfitting", "confusion matrix") for c in term(name).zh}
    )

    def draw(lang):
        figure, ax = plt.subplots()
        ax.set_title(words + " ŷ − ≤ × γ")
        return figure

    assert outputs(lambda: publish.figure("f", draw, Text("", ""), Text("", "")))


def test_percent():
    assert percent(0.6041) == "60.4%"
    assert percent(1, 0) == "100%"
