"""What the search of the site looks at: prose without code and formulas, and words that readers use for it.

A section that explains a word of ``book/terms.yaml`` is found by it, in both languages and by its other names, before
the pages that only use the word. They are entries of Sphinx's index, which its search ranks by how much of them is
asked for.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from book_terms import book_terms, term_files
from docutils import nodes
from section_links import labels
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.search import js_index
from sphinx.transforms.post_transforms import SphinxPostTransform

NO_PROSE = (nodes.literal_block, nodes.math, nodes.math_block)


class IndexTerms(SphinxPostTransform):
    """Entries of the index at the sections of a page that explain words."""

    formats = ("html",)
    default_priority = 900

    def run(self, **kwargs: object) -> None:
        """Put them before everything else on the page; what they point to is the section."""
        known = labels(self.env)
        entries = []
        for term in book_terms(Path(self.env.srcdir)):
            page, anchor, _ = known.get(term.section(known) or "", ("", "", ""))
            if page == self.env.docname:
                entries += [("single", word, anchor, "main", None) for word in term.searched]
        if entries:
            self.document.insert(0, addnodes.index(entries=entries))


def prose(doctree: nodes.document) -> nodes.document:
    """A copy without code and formulas, of which nobody looks for a word."""
    lean = doctree.deepcopy()
    for node in list(lean.findall(lambda node: isinstance(node, NO_PROSE))):
        if node.parent is not None:
            node.parent.remove(node)
    return lean


def index_prose(app: Sphinx) -> None:
    """Let the builder index what ``prose`` leaves."""
    index: Callable[[str, nodes.document, str], None] | None = getattr(app.builder, "index_page", None)
    if index is None:  # no site
        return

    def index_page(pagename: str, doctree: nodes.document, title: str) -> None:
        index(pagename, prose(doctree), title)

    app.builder.index_page = index_page  # type: ignore[attr-defined]


def keep_entries(app: Sphinx) -> None:
    """Let a site that is built again keep the entries of pages that are not.

    Sphinx takes their words and titles from the index of the site before, but not these entries.
    """
    builder = app.builder
    load: Callable[[Iterable[str]], None] | None = getattr(builder, "load_indexer", None)
    if load is None:  # no site
        return

    def load_indexer(docnames: Iterable[str]) -> None:
        changed = set(docnames)
        load(changed)
        index = Path(builder.outdir, builder.searchindex_filename)  # type: ignore[attr-defined]
        if not index.is_file():
            return
        known: dict[str, list[tuple[str, str, str]]] = builder.indexer._index_entries  # type: ignore[attr-defined]
        known.update(
            (page, entries)
            for page, entries in entries_of(index.read_text("utf8")).items()
            if page in app.env.all_docs and page not in changed
        )

    builder.load_indexer = load_indexer  # type: ignore[attr-defined]


def entries_of(index: str) -> dict[str, list[tuple[str, str, str]]]:
    """The entries in a site's ``searchindex.js`` by page: word, id of the place, and ``main`` where it is explained.

    An index of another form, which Sphinx does not take over either, has none.
    """
    try:
        frozen = js_index.loads(index)
        found: dict[str, list[tuple[str, str, str]]] = {}
        for word, places in frozen["indexentries"].items():
            for page, anchor, is_main in places:
                entry = (word, anchor, "main" if is_main else "")
                found.setdefault(frozen["docnames"][page], []).append(entry)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return {}
    return {page: sorted(entries) for page, entries in found.items()}


def digest_of_words(app: Sphinx, config: Config) -> None:
    """Note what the words are: where they change, each page is written anew, for it may explain one."""
    texts = [path.read_bytes() for path in term_files(Path(app.srcdir)) if path.is_file()]
    config.book_words = hashlib.sha256(b"".join(texts)).hexdigest()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_config_value("book_words", "", "html", str)
    app.connect("config-inited", digest_of_words)
    app.connect("builder-inited", keep_entries)
    app.add_post_transform(IndexTerms)
    app.connect("builder-inited", index_prose)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
