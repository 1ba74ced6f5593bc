"""Everything that turns executed notebooks into the bilingual book: one small extension for each task."""

from sphinx.application import Sphinx

from fer_lib.console import forgive_encoding

EXTENSIONS = (
    "book_languages",  # which language this process builds
    "report",  # the fields at the top of _config.yml
    "interface_words",  # search box, buttons, labels in the page's language
    "pipeline",  # executes chapters that are missing
    "book_contents",  # the edition's chapters, without empty ones
    "toc_captions",  # part captions in both languages
    "absent_links",  # to what the edition leaves out
    "absent_clauses",  # and what only such links say
    "chapter_sources",  # one language of a bilingual notebook
    "named_floats",  # on paper, texts name the figures that float away from them
    "interactive_figures",  # the files that their scripts load
    "chapter_overview",  # {chapter-overview}
    "chapter_appendix",  # {from-chapters}
    "glossary_list",  # {glossary-list}
    "homework_questions",  # {homework-questions}
    "claims_table",  # {claims-table}
    "claims_by_verdict",  # {claims-by-verdict}
    "chinese_search",
    "search_words",  # no code in the index; synonyms lead to the page that explains them
    "offline_math",
    "language_switch",
    "lean_pages",  # without what Jupyter Book adds and nobody needs
    "page_description",  # what search engines and messengers show
    "accessible_html",
    "downloads",  # notebooks and PDF
    "site_root",  # index.html, 404.html
    "published_files",  # nothing stale, nothing of this machine
    "kept_together",  # no page ends between a table and the line that announces it
    "pdf_layout",  # type, headings, title page
    "pdf_structure",
    "chinese_math",  # spaces between Chinese and formulas, and no stop at the beginning of a line
    "single_page",  # what Chromium prints where there is no XeLaTeX
    "second_language",  # builds the other languages in parallel
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Load them all."""
    forgive_encoding()
    for name in EXTENSIONS:
        app.setup_extension(name)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
