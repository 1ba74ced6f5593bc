"""The book as one long page, which Chromium prints where there is no XeLaTeX."""

from pathlib import Path

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from fer_lib.language import Language, Text

SHORT_TABLE = 18
"""Rows of a table that is kept on one sheet."""
CONTENTS = Text("Contents", "目錄")


class Contents(SphinxPostTransform):
    """Mark the chapters, so that each begins on a new sheet, and list them after the title block."""

    builders: tuple[str, ...] = ("singlehtml",)
    default_priority = 300

    def run(self, **kwargs: object) -> None:
        """Walk through the whole book, which Sphinx has put into one document."""
        lang: Language = self.config.book_language
        entries = nodes.bullet_list()
        for file in self.document.findall(start_of_file):
            chapter = next(iter(file.findall(nodes.section)), None)
            if chapter is None:
                continue
            chapter["classes"].append("chapter")
            docname = file["docname"]
            number = ".".join(map(str, self.env.toc_secnumbers.get(docname, {}).get("", ())))
            title = f"{number} {self.env.titles[docname].astext()}".strip()
            link = nodes.reference("", title, internal=True, refuri=f"#document-{docname}")
            entries += nodes.list_item("", nodes.paragraph("", "", link))
        for table in self.document.findall(nodes.table):
            if len(list(table.findall(nodes.row))) <= SHORT_TABLE:
                table["classes"].append("short")
        cover = next(iter(self.document.findall(nodes.section)), None)
        if cover is not None and len(entries):
            for section in list(cover.findall(nodes.section)):
                _drop_heading_of_chapters(section)
            head = nodes.paragraph("", CONTENTS[lang], classes=["contents-title"])
            contents = nodes.container("", head, entries, classes=["print-contents"])
            cover.insert(_end_of_title_block(cover), contents)


def _drop_heading_of_chapters(section: nodes.section) -> None:
    """A heading of the cover that had the list of chapters below it would stand above the first chapter."""
    holds_chapters = any(section.findall(start_of_file))
    own = [node for node in section.children[1:] if not any(node.findall(start_of_file))]
    if holds_chapters and not any(node.astext().strip() for node in own):
        section.pop(0)


def _end_of_title_block(cover: nodes.section) -> int:
    for place, node in enumerate(cover.children):
        if isinstance(node, nodes.container) and "report-fields" in node["classes"]:
            return place + 1
    return 1


def move_to_root(app: Sphinx, error: Exception | None) -> None:
    """Let the page be index.html: its addresses start from the root, wherever the cover stands."""
    if error is None and app.builder.name == "singlehtml":
        name = f"{app.config.root_doc}.html"
        # References between chapters lead to the page by its name, which is another file now.
        page = (Path(app.outdir) / name).read_text("utf8").replace(f'href="{name}#', 'href="#')
        (Path(app.outdir) / "index.html").write_text(page, "utf8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_post_transform(Contents)
    # After sphinx_external_toc (500), which writes a redirection there.
    app.connect("build-finished", move_to_root, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
