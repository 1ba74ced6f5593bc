"""Part captions of ``_toc.yml`` in both languages: ``Data and networks | 資料與模型``."""

from sphinx.application import Sphinx
from sphinx.config import Config

from fer_lib.language import LANGUAGES, Language

SEPARATOR = " | "


def caption_in(caption: str, lang: Language) -> str:
    """The language's half of a caption; a caption without a separator serves every language."""
    halves = caption.split(SEPARATOR)
    return halves[LANGUAGES.index(lang)].strip() if len(halves) == len(LANGUAGES) else caption


def choose_captions(app: Sphinx, config: Config) -> None:
    """Replace the captions in the table of contents that sphinx_external_toc has read."""
    for document in config.external_site_map.values():
        for part in document.subtrees:
            if part.caption:
                part.caption = caption_in(part.caption, config.book_language)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    # sphinx_external_toc reads _toc.yml at 900.
    app.connect("config-inited", choose_captions, priority=910)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
