"""The link in the header to the same page in the other language, and the page's ``hreflang`` alternates.

All links are relative, so that the site works below any address and from a folder on disk.
"""

from pathlib import PurePosixPath
from typing import Any

from book_languages import BOOK_LANGUAGES, folder_of
from docutils import nodes
from sphinx.application import Sphinx

from fer_lib.language import Language


def address_of(lang: Language, app: Sphinx, pagename: str) -> str:
    """Address of a page in a language, relative to that page in the language built now."""
    languages: tuple[Language, ...] = app.config.book_languages
    uri = PurePosixPath(app.builder.get_target_uri(pagename))
    here = PurePosixPath(folder_of(app.config.book_language, languages)) / uri
    return "../" * (len(here.parts) - 1) + str(PurePosixPath(folder_of(lang, languages)) / uri)


def add_links(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Hand the addresses of a page in the other languages to the templates."""
    if app.builder.name != "html":
        return
    languages: tuple[Language, ...] = app.config.book_languages
    context["other_languages"] = [
        {"code": lang, "name": BOOK_LANGUAGES[lang].name, "url": address_of(lang, app, pagename)}
        for lang in languages
        if lang != app.config.book_language
    ]
    if len(languages) > 1:
        alternates = [
            f'<link rel="alternate" hreflang="{lang}" href="{address_of(lang, app, pagename)}" />'
            for lang in languages
        ]
        context["metatags"] = context.get("metatags", "") + "\n    ".join(["", *alternates])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    # Before the theme (500), which leaves out templates that would be empty.
    app.connect("html-page-context", add_links, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
