"""What search engines and messengers show of a page: its title and the first sentences of its text."""

import html

from docutils import nodes
from sphinx.application import Sphinx

from fer_lib.language import Language

LONGEST = 200
"""Characters of a description; more is cut off by those who show it."""
SENTENCE_ENDS = (". ", "? ", "! ", "。", "？", "！")
LOCALES: dict[Language, str] = {"en": "en_US", "zh-TW": "zh_TW"}


def first_sentences(text: str, longest: int = LONGEST) -> str:
    """As many whole sentences from the beginning of a text as fit; the beginning of the first where none does.

    Args:
        text: plain text.
        longest: characters.
    """
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    end = max(text.rfind(mark, 0, longest) + len(mark.rstrip()) for mark in SENTENCE_ENDS)
    return text[:end] if end > 1 else text[: longest - 1].rstrip() + "…"


def opening(doctree: nodes.document) -> str:
    """The first paragraph of prose of a page: in none of its boxes, tables, lists or captions; empty if it has none."""
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, nodes.section | nodes.document):
            words = paragraph.deepcopy()
            for formula in list(words.findall(nodes.math)):
                formula.replace_self(nodes.Text(formula.astext()))
            if words.astext().strip():
                return str(words.astext())
    return ""


def describe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, object], doctree: nodes.document | None
) -> None:
    """Add the description, and the properties of the Open Graph protocol (https://ogp.me)."""
    lang: Language = app.config.book_language
    titles = app.env.titles
    title = titles[pagename].astext() if pagename in titles else html.unescape(str(context.get("title", "")))
    about = first_sentences(opening(doctree)) if doctree else ""
    properties = {
        "og:type": "article", "og:site_name": app.config.project, "og:locale": LOCALES[lang], "og:title": title,
        "og:description": about,
    }  # fmt: skip
    lines = [
        f'<meta property="{name}" content="{html.escape(value)}" />'
        for name, value in properties.items()
        if value
    ]
    if about:
        lines.insert(0, f'<meta name="description" content="{html.escape(about)}" />')
    context["metatags"] = str(context.get("metatags", "")) + "\n    ".join(["", *lines])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.connect("html-page-context", describe, priority=420)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
