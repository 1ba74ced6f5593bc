"""Links to what an edition leaves out are their words; links that lead nowhere at all are errors."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from absent_links import words_alone
from docutils import nodes
from sphinx.addnodes import pending_xref

APP: Any = SimpleNamespace(
    srcdir=Path(__file__).parents[2] / "book", config=SimpleNamespace(book_language="zh-TW")
)


@pytest.mark.parametrize(
    ("kind", "target", "explicit", "known"),
    [
        ("ref", "sec-softmax", True, True),
        ("ref", "sec-proofs", True, True),
        ("doc", "/claims", True, True),
        ("doc", "/chapters/04_cnn_dnn", True, True),
        ("ref", "sec-softmax", False, True),
        ("ref", "sec-sotfmax", True, False),
        ("doc", "/clams", True, False),
        ("numref", "sec-softmax", True, False),
    ],
)
def test_only_known_names_become_words(kind: str, target: str, explicit: bool, known: bool) -> None:
    words = nodes.inline("", "the chapter on it")
    node = pending_xref("", words, reftype=kind, reftarget=target, refexplicit=explicit)
    env: Any = None
    found = words_alone(APP, env, node, words)
    title = "the chapter on it" if explicit else "softmax 與交叉熵"
    assert (None if found is None else found.astext()) == (title if known else None)
