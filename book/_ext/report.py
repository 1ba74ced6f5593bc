"""Put the user's fields where Sphinx, the theme and the pages look for them.

A page uses them through ``{{ report_title }}`` and its siblings, and through the directive
``{report-fields}``, which prints all of them as the title block of the cover.
"""

import re
from pathlib import Path

from book_languages import BOOK_LANGUAGES, language_to_build, option_given
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from user_error import stop

from fer_lib.editions.report_fields import ReportFields, joined, shown_fields
from fer_lib.errors import UserError
from fer_lib.language import Language, Text

AUTHORS = Text("Authors", "作者")
LABELS = {
    "authors": Text("Author", "作者"),
    "student_id": Text("Student ID", "學號"),
    "course": Text("Course", "課程"),
    "collaborators": Text("Collaborators", "合作者"),
    "date": Text("Date", "日期"),
}


def field_values(fields: ReportFields, lang: Language) -> dict[str, str]:
    """Field name → what a page shows for it, empty if the user left it out."""
    return {
        "authors": joined(fields.authors, lang),
        "student_id": fields.student_id[lang],
        "course": fields.course[lang],
        "collaborators": joined(fields.collaborators, lang),
        "date": fields.date[lang],
    }


def field_rows(fields: ReportFields, lang: Language) -> list[tuple[str, str, str]]:
    """Name, label and value of every field that the user has filled in."""
    labels = {**LABELS, "authors": AUTHORS} if len(fields.authors) > 1 else LABELS
    values = field_values(fields, lang)
    return [(name, label[lang], values[name]) for name, label in labels.items() if values[name]]


def _as_markdown(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#$|~])", r"\\\1", text)


def apply_fields(app: Sphinx, config: Config) -> None:
    """Read the fields and set language, title and author before any other extension looks at them."""
    try:
        fields = shown_fields(Path(app.srcdir).parent, option_given("config"))
    except UserError as error:
        stop(str(error))
    lang = language_to_build(fields.languages)
    config.book_language, config.book_languages = lang, fields.languages
    config.language = BOOK_LANGUAGES[lang].sphinx
    config.book_rows = field_rows(fields, lang)
    config.book_slug = fields.slug
    config.project = config.html_title = fields.title[lang]
    config.author = joined(fields.authors, lang)
    values = {"title": fields.title[lang], **field_values(fields, lang)}
    config.myst_substitutions = {
        **config.myst_substitutions,
        **{f"report_{name}": _as_markdown(value) for name, value in values.items()},
    }


class ReportFieldsDirective(SphinxDirective):
    """``{report-fields}``: author, student id, course, collaborators and date, as far as they are given."""

    def run(self) -> list[nodes.Node]:
        """Build a definition list of the fields that have a value."""
        entries = nodes.definition_list()
        for _, label, value in self.config.book_rows:
            definition = nodes.definition("", nodes.paragraph("", value))
            entries += nodes.definition_list_item("", nodes.term("", label), definition)
        return [nodes.container("", entries, classes=["report-fields"])]


class DropFieldsFromPdf(SphinxPostTransform):
    """The PDF has a title page; its first chapter need not repeat it."""

    builders: tuple[str, ...] = ("latex",)
    default_priority = 300

    def run(self, **kwargs: object) -> None:
        """Remove the title block."""
        for block in list(self.document.findall(nodes.container)):
            if "report-fields" in block["classes"]:
                block.parent.remove(block)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_config_value("book_rows", [], "env", list)
    app.add_config_value("book_slug", "report", "html", str)
    app.connect("config-inited", apply_fields, priority=10)
    app.add_directive("report-fields", ReportFieldsDirective)
    app.add_post_transform(DropFieldsFromPdf)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
