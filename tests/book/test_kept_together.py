"""A line that announces a table in a box stays with it."""

import pytest
from docutils import nodes
from kept_together import keep_together


@pytest.mark.parametrize(
    ("box", "said", "kept"),
    [
        (nodes.note, "Validation set:", True),
        (nodes.admonition, "驗證集：", True),
        (nodes.note, "A sentence.", False),
        (nodes.section, "Validation set:", False),
    ],
)
def test_no_page_ends_between_them(box: type[nodes.Element], said: str, kept: bool) -> None:
    document = nodes.document(None, None)
    document += box("", nodes.paragraph("", said), nodes.table())
    keep_together(document)
    raw = [node.astext() for node in document.findall(nodes.raw)]
    assert raw == [r"\par\nopagebreak"] * kept
    assert not kept or isinstance(document[0][1], nodes.raw)


def test_a_line_without_a_table_behind_it_is_left() -> None:
    document = nodes.document(None, None)
    document += nodes.note("", nodes.paragraph("", "Training set:"), nodes.paragraph("", "Words:"))
    keep_together(document)
    assert not list(document.findall(nodes.raw))
