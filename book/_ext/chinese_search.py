"""Full-text search of Chinese pages.

Sphinx finds Chinese words only as far as a word splitter agrees with the reader. Here every run of Chinese
characters is indexed as its single characters and its pairs of neighbours; a query is split into pairs in
the same way, and a page is found if it has them all. Latin words are treated as in English.
"""

import re
from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")


class SearchTraditionalChinese(SearchEnglish):
    """Character pairs for Chinese, words for Latin script."""

    lang = "zh_TW"
    language_name = "Traditional Chinese"
    js_splitter_code = r"""
var splitQuery = (query) => query
  .split(/([\u3400-\u9fff\uf900-\ufaff]+)|[^\p{Letter}\p{Number}_]+/gu)
  .filter(Boolean)
  .flatMap((part) => /[\u3400-\u9fff\uf900-\ufaff]/.test(part) && part.length > 1
    ? Array.from({length: part.length - 1}, (_, i) => part.slice(i, i + 2))
    : [part]);
"""

    def split(self, input: str) -> list[str]:
        """Terms of a text."""
        return list(self._terms(input))

    def _terms(self, text: str) -> Iterator[str]:
        for run in HAN.findall(text):
            yield from run
            yield from (run[i : i + 2] for i in range(len(run) - 1))
        yield from super().split(HAN.sub(" ", text))

    def word_filter(self, word: str) -> bool:
        """Keep every Chinese term; drop what English search drops."""
        return bool(HAN.fullmatch(word)) or super().word_filter(word)

    def stem(self, word: str) -> str:
        """Only Latin words have stems."""
        return word if HAN.fullmatch(word) else super().stem(word)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_search_language(SearchTraditionalChinese)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
