"""What the PDFs need beyond the site: headings of the cover, unnumbered parts, the sides of table columns.

The documents are put together by sphinx-jupyterbook-latex (transforms 400 to 999); these steps run between.
"""

import re
from collections.abc import Container, Sequence

from docutils import nodes
from pdf_columns import LINE, SMALL_LINE, column_sides, long_table_sides, natural_widths, total_width
from pdf_layout import escaped
from sphinx.addnodes import start_of_file, tabular_col_spec
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_jupyterbook_latex.nodes import RootHeader

from fer_lib.language import Language, Text

OVERVIEW = Text("Overview", "概要")
EXERCISES = re.compile(r"sec-[a-z-]+-exercises")
"""Name of the section with a chapter's exercises."""
SIDES = {"text-right": "R", "text-center": "C"}
WIDE_TABLE = 8
"""Tables with so many columns or more are set in small type, with little space between the columns."""
LINE_LETTERS = 90
"""Letters that have room in a line of text."""
TALL_TABLE = 36
"""A table that is kept on one page has small type if it would have more lines than that."""
FULL_PAGE = 44
"""A table of a chapter floats if it has no more rows than have room on a page."""
LONG_TABLE = 18
"""Tables with more rows may be broken over pages; their columns cannot balance their widths (L, C, R)."""


def _latex(code: str) -> nodes.raw:
    return nodes.raw("", code, format="latex")


def _unnumbered(command: str, title: str) -> nodes.raw:
    text = escaped(title)
    # Without a mark the foot of the page would name the chapter before.
    mark = rf"\markboth{{{text}}}{{}}" if command == "chapter" else ""
    entry = rf"\phantomsection\addcontentsline{{toc}}{{{command}}}{{{text}}}"
    return _latex(rf"\{command}*{{{text}}}{mark}{entry}" + "\n\n")


class CoverHeadings(SphinxPostTransform):
    """The cover's text becomes an unnumbered chapter; its headings are set like all others."""

    builders: tuple[str, ...] = ("latex",)
    # After 700, which turns the cover's headings into RootHeader nodes.
    default_priority = 710

    def run(self, **kwargs: object) -> None:
        """Write the headings."""
        lang: Language = self.config.book_language
        for header in list(self.document.findall(RootHeader)):
            rest = header.parent.children[header.parent.index(header) + 1 :]
            # A list of the chapters has become part of the PDF's own: its heading would stand alone.
            is_alone = not any(node.astext().strip() for node in rest)
            header.replace_self([] if is_alone else _unnumbered("section", header.astext()))
        cover = next(iter(self.document.findall(nodes.section)), None)
        if cover is not None:
            # The first child is the title, which the title page has.
            cover.insert(1, _unnumbered("chapter", OVERVIEW[lang]))


class PartNumbers(SphinxPostTransform):
    """Number the chapters of those parts that ``_toc.yml`` calls ``numbered``, as on the site."""

    builders: tuple[str, ...] = ("latex",)
    default_priority = 720

    def run(self, **kwargs: object) -> None:
        """Switch the numbers on or off before each part."""
        parts = {part.caption: bool(part.numbered) for part in self.config.external_site_map.root.subtrees}
        for section in list(self.document.findall(nodes.section)):
            caption = section.get("docname")
            if caption in parts and section.parent is not None:
                depth = 2 if parts[caption] else -2
                switch = rf"\setcounter{{secnumdepth}}{{{depth}}}" + "\n"
                section.parent.insert(
                    0, _latex(switch + ("" if parts[caption] else self._plain_numbers(parts)))
                )

    def _plain_numbers(self, captions: Container[str]) -> str:
        """LaTeX that counts figures and tables without chapters, on from those of the cover, as on the site."""
        of_cover = {"figure": 0, "table": 0}
        for node in self.document.findall():
            if isinstance(node, nodes.section) and node.get("docname") in captions:
                break
            if isinstance(node, nodes.figure | nodes.table) and any(
                isinstance(child, nodes.caption | nodes.title) for child in node.children
            ):
                of_cover["figure" if isinstance(node, nodes.figure) else "table"] += 1
        lines = [
            rf"\setcounter{{{name}}}{{{number}}}\renewcommand{{\the{name}}}{{\arabic{{{name}}}}}"
            rf"\renewcommand{{\theH{name}}}{{appendix.\arabic{{{name}}}}}"
            for name, number in of_cover.items()
        ]
        return "\n".join(lines) + "\n"


class EmptyChapters(SphinxPostTransform):
    """Drop the page of references: its list has been moved to the end, with a heading of its own."""

    builders: tuple[str, ...] = ("latex",)
    # After 750, where Sphinx moves the list.
    default_priority = 760

    def run(self, **kwargs: object) -> None:
        """Remove files that are nothing but a heading."""
        for file in list(self.document.findall(start_of_file)):
            rest = [node for node in file.findall() if isinstance(node, nodes.Text | nodes.image | nodes.raw)]
            titles = [text for title in file.findall(nodes.title) for text in title.findall(nodes.Text)]
            if len(titles) == len(rest) and file.parent is not None:
                file.parent.remove(file)


class Tables(SphinxPostTransform):
    """Set numbers to the right, as the table's source says, and keep short tables on one page."""

    builders: tuple[str, ...] = ("latex",)
    # After 400, where hidden code is marked.
    default_priority = 420

    def run(self, **kwargs: object) -> None:
        """Put before each table what LaTeX has to know."""
        for table in list(self.document.findall(nodes.table)):
            for cell in table.findall(nodes.entry):
                # The paragraph of an empty cell would be a line break, and its row higher than the others.
                cell.children = [node for node in cell.children if node.children or not _is_paragraph(node)]
            rows = list(table.findall(nodes.row))
            if not rows or table.parent is None:
                continue
            spec = "".join(next((SIDES[c] for c in cell["classes"] if c in SIDES), "L") for cell in rows[0])
            # What is broken over pages, beside what floats, can make a page that does not end.
            floats = _is_in_chapter(table) and not _is_in_box(table)
            is_long = len(rows) > (FULL_PAGE if floats else LONG_TABLE) or "longtable" in table["classes"]
            # Where no cell spans columns, their widths are known.
            widths = natural_widths(rows) if len({len(row) for row in rows}) == 1 else []
            is_small = self._is_small(rows) or (is_long and total_width(widths) > LINE)
            line = SMALL_LINE if is_small else LINE
            if is_long:
                table["classes"].append("longtable")
                spec = spec.lower()
                if "running-text" in table["classes"]:  # else no line is broken
                    width = 0.94 / len(rows[0])
                    spec = rf">{{\raggedright\arraybackslash}}p{{{width:.2f}\linewidth}}" * len(rows[0])
                elif widths:
                    spec = long_table_sides(spec, widths, line)
            elif widths:
                spec = column_sides(spec, widths, line)
            around = []
            if "longtable" in table["classes"] and not any(
                isinstance(child, nodes.title) for child in table.children
            ):
                around.append("uncountedtable")
            if "longtable" not in table["classes"]:
                # For a float TeX takes the next page where it has no room. A coloured box cannot have one, and in the
                # appendix, which is little else than tables, each stays under its heading.
                around.append("tablefloat" if floats else "tablebox")
            if is_small:
                around.append("smalltable")
            begin, end = (
                [_latex(rf"\{word}{{{name}}}" + "\n") for name in around] for word in ("begin", "end")
            )
            table.replace_self([*begin, tabular_col_spec(spec=spec), table, *reversed(end)])

    @staticmethod
    def _is_small(rows: Sequence[nodes.row]) -> bool:
        """Whether a table is set in small type: it has many columns, or cells that are broken into too many lines."""
        across = max(1, LINE_LETTERS // len(rows[0]))
        lines = sum(max((-(-len(cell.astext()) // across) for cell in row), default=1) for row in rows)
        return len(rows[0]) >= WIDE_TABLE or (lines > TALL_TABLE >= len(rows))


def _is_in_box(node: nodes.Node) -> bool:
    """Whether something stands in a remark or a card."""
    parent = node.parent
    return parent is not None and (isinstance(parent, nodes.Admonition) or _is_in_box(parent))


def _is_paragraph(node: nodes.Node) -> bool:
    return isinstance(node, nodes.paragraph)


def _is_in_chapter(node: nodes.Node) -> bool:
    """Whether something is in a chapter and not on a page of the appendix.

    Sphinx notes the page on its sections; those of the cover have no such note, nor do the nodes that it puts around
    the pages know their children as such.
    """
    parent = node.parent
    while parent is not None and not (isinstance(parent, nodes.section) and parent.get("docname")):
        parent = parent.parent
    return parent is None or str(parent["docname"]).startswith("chapters/")


class FiguresBeforeExercises(SphinxPostTransform):
    """What floats stands in its own section and not between the exercises, or behind them."""

    builders: tuple[str, ...] = ("latex",)
    default_priority = 440

    def run(self, **kwargs: object) -> None:
        """Put away before the heading what still waits for room."""
        for section in list(self.document.findall(nodes.section)):
            if section.parent is not None and any(
                EXERCISES.fullmatch(name) for name in (*section["names"], *section["ids"])
            ):
                section.parent.insert(section.parent.index(section), _latex(r"\floatsfirst" + "\n"))


class RoomForBoxes(SphinxPostTransform):
    """Begin no coloured box at the very foot of a page, where its title would stand alone."""

    builders: tuple[str, ...] = ("latex",)
    default_priority = 430

    def run(self, **kwargs: object) -> None:
        """Put before each box what asks for some lines of room."""
        for box in list(self.document.findall(nodes.Admonition)):
            if box.parent is not None and not _is_in_box(box):
                box.parent.insert(box.parent.index(box), _latex(r"\roomfor{6\baselineskip}" + "\n"))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    for transform in (
        CoverHeadings,
        PartNumbers,
        EmptyChapters,
        Tables,
        RoomForBoxes,
        FiguresBeforeExercises,
    ):
        app.add_post_transform(transform)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
