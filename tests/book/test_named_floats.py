"""On paper, a text names the figures and tables that float away from it, unless it does so already."""

import pytest
from docutils import nodes
from named_floats import name_floats
from sphinx.addnodes import pending_xref


def figure(name: str, kind: type[nodes.Element] = nodes.figure) -> nodes.Element:
    made = kind(names=[name])
    made += nodes.caption("", "A caption.")
    return made


def reference(label: str) -> pending_xref:
    return pending_xref("", reftype="numref", reftarget=label)


def page(*children: nodes.Node) -> nodes.document:
    document = nodes.document(None, None)
    section = nodes.section("", nodes.title("", "A section"), *children)
    document += section
    return document


def written(document: nodes.document) -> list[str]:
    """The paragraphs, references as their labels in angle brackets."""
    for found in list(document.findall(pending_xref)):
        found.parent.replace(found, nodes.Text(f"<{found['reftarget']}>"))
    return [paragraph.astext() for paragraph in document.findall(nodes.paragraph)]


@pytest.mark.parametrize(
    ("lang", "said", "named"),
    [
        ("en", "Black is right.", "Black is right (<fig-a>, <tab-b>)."),
        ("en", "These are images:", "These are images (<fig-a>, <tab-b>):"),
        ("en", "No end", "No end (<fig-a>, <tab-b>)"),
        ("zh-TW", "黑色是答對的。", "黑色是答對的（<fig-a>、<tab-b>）。"),
    ],
)
def test_the_paragraph_before_gets_the_numbers(lang: str, said: str, named: str) -> None:
    document = page(
        nodes.paragraph("", "First."),
        nodes.paragraph("", said),
        figure("fig-a"),
        figure("tab-b", nodes.table),
    )
    name_floats(document, "chapters/x", lang)
    assert written(document) == ["First.", named]


def test_what_a_text_of_the_section_names_is_not_named_again() -> None:
    cites = nodes.paragraph()
    cites += [nodes.Text("See "), reference("fig-a"), nodes.Text(".")]
    of_caption = figure("fig-b")
    of_caption[0] += reference("fig-b")
    document = page(nodes.paragraph("", "Before."), figure("fig-a"), of_caption, cites)
    name_floats(document, "chapters/x", "en")
    assert written(document)[0] == "Before (<fig-b>)."


def test_without_a_text_before_the_next_one_is_taken_and_without_any_none() -> None:
    document = page(figure("fig-a"), nodes.paragraph("", "After."))
    name_floats(document, "chapters/x", "en")
    assert written(document) == ["After (<fig-a>)."]
    alone = page(figure("fig-a"), nodes.note("", nodes.paragraph("", "In a box.")))
    name_floats(alone, "chapters/x", "en")
    assert written(alone) == ["In a box."]


def test_a_badge_is_no_text() -> None:
    document = page(nodes.paragraph("", "Built in", classes=["edition-badge"]), nodes.paragraph("", "Text."))
    document[0] += figure("fig-a")
    name_floats(document, "chapters/x", "en")
    assert written(document) == ["Built in", "Text (<fig-a>)."]
