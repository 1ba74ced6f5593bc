"""Links to sections by their names ``sec-…``, with their numbers; for pages that are written after all are read."""

from typing import cast

from docutils import nodes
from sphinx import addnodes
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment


def labels(env: BuildEnvironment) -> dict[str, tuple[str, str, str]]:
    """Page, id and title of every section with a name, the name in small letters; only those that the book has."""
    return cast(StandardDomain, env.get_domain("std")).labels


def link_to(env: BuildEnvironment, label: str, page: str) -> nodes.Node:
    """A reference with number and title of a section, which Sphinx's own transform (priority 10) resolves.

    Args:
        env: of a build that has read all pages.
        label: one of ``labels``.
        page: where the link stands.
    """
    place, anchor, title = labels(env)[label]
    number = section_number(env, place, anchor)
    return addnodes.pending_xref(
        "",
        nodes.inline("", f"{number} {title}".strip()),
        refdomain="std",
        reftype="ref",
        reftarget=label,
        refexplicit=True,
        refwarn=True,
        refdoc=page,
    )


def section_number(env: BuildEnvironment, page: str, anchor: str) -> str:
    """Number of a section on the site and in the PDF, such as ``7.2``; empty on a page that has none.

    Args:
        env: of a build that has read all pages.
        page: its name.
        anchor: an id of the section.
    """
    numbers = env.toc_secnumbers.get(page, {})
    section = env.get_doctree(page).ids.get(anchor)
    if section is None or not section["ids"]:
        return ""
    is_page = isinstance(section.parent, nodes.document)
    number: tuple[int, ...] = numbers.get("" if is_page else f"#{section['ids'][0]}") or ()
    return ".".join(map(str, number))
