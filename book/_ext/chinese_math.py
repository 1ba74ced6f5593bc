r"""Spaces between Chinese and formulas in the PDFs; no line of the site that begins with the stop behind a formula.

xeCJK drops a space after a Chinese character and sets its own where a formula or a Latin letter follows. It sees no
formula at the end of a ``\text{…}`` inside one, nor behind the ``\protect`` that Sphinx writes in captions and
headings, and no letter that begins a link.

To a browser a formula that MathJax has drawn is a box, beside which it may break the line, whatever stands there.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

HAN = r"\u3400-\u9fff\uf900-\ufaff"
SPACE_IN_FORMULA = re.compile(rf"(?<=[{HAN}]) (?=\}})|(?<=\\text\{{) (?=[{HAN}])")
OPENING, CLOSING = "（「『《〈", "，。、；：？！）」』》〉"
ONE_LINE = "one-line"
"""Class of what book.css does not let a browser break."""
BEGINS_LATIN = re.compile(r"[A-Za-z0-9]")
SPACE_AT_END = re.compile(rf"(?<=[{HAN}]) $")


def keep_spaces(formula: str) -> str:
    r"""A formula in which a space at either end of Chinese ``\text{…}`` is one that xeCJK keeps."""
    return SPACE_IN_FORMULA.sub(lambda _: r"\ ", formula)


def keep_space_at_end(text: str) -> str:
    """Text whose last space, after Chinese, is one that xeCJK keeps."""
    return SPACE_AT_END.sub("\u00a0", text)


class SpacesBesideFormulas(SphinxPostTransform):
    """Keep the spaces that authors set between Chinese and formulas."""

    builders: tuple[str, ...] = ("latex",)
    default_priority = 430

    def run(self, **kwargs: object) -> None:
        """Mend the formulas, and the text before those of captions and headings."""
        for formula in list(self.document.findall(_is_formula)):
            formula.replace_self(type(formula)("", keep_spaces(formula.astext()), **formula.attributes))
        for formula in list(self.document.findall(nodes.math)):
            parent, before = formula.parent, formula.previous_sibling()
            if isinstance(parent, nodes.caption | nodes.title) and isinstance(before, nodes.Text):
                parent.replace(before, nodes.Text(keep_space_at_end(before.astext())))
        for link in list(self.document.findall(nodes.reference)):
            place = link.parent.index(link)
            before = link.parent[place - 1] if place else None
            if isinstance(before, nodes.Text) and BEGINS_LATIN.match(link.astext()):
                link.parent[place - 1] = nodes.Text(keep_space_at_end(before.astext()))


class MarksBesideFormulas(SphinxPostTransform):
    """Keep a formula of the site in one line with the marks that may not begin a line, or end one."""

    formats: tuple[str, ...] = ("html",)
    default_priority = 430

    def run(self, **kwargs: object) -> None:
        """Put a formula and the marks beside it into one element."""
        for formula in list(self.document.findall(nodes.math)):
            parent, place = formula.parent, formula.parent.index(formula)
            before, after = (
                parent[k] if 0 <= k < len(parent) and isinstance(parent[k], nodes.Text) else nodes.Text("")
                for k in (place - 1, place + 1)
            )
            opening = before[len(before.rstrip(OPENING)) :]
            closing = after[: len(after) - len(after.lstrip(CLOSING))]
            if not opening and not closing:
                continue
            kept = nodes.inline("", "", classes=[ONE_LINE])
            formula.replace_self(kept)
            kept += [nodes.Text(opening), formula, nodes.Text(closing)]
            if closing:
                parent[place + 1] = nodes.Text(after[len(closing) :])
            if opening:
                parent[place - 1] = nodes.Text(before[: len(before) - len(opening)])


def _is_formula(node: nodes.Node) -> bool:
    return isinstance(node, nodes.math | nodes.math_block)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_post_transform(SpacesBesideFormulas)
    app.add_post_transform(MarksBesideFormulas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
