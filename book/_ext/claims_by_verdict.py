"""``{claims-by-verdict} holds fails``: the claims of the reports in groups, a verdict each, with links to their cards.

As ``{claims-table}`` it reads the cards of the book's executed chapters, so nothing is judged a second time. Claims
that are not asked are not listed one by one, but by the reason why not.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast, get_args

from chinese_emphasis import repair_emphasis
from claims_table import Card, CardsDirective, link_to_card
from docutils import nodes
from sphinx.application import Sphinx
from user_error import stop

from fer_lib.chapters.claims import all_claims
from fer_lib.chapters.judgement import VERDICTS, Verdict
from fer_lib.language import Language, Text

COUNTED = Text("{verdict} ({count})", "{verdict}（{count}）")
COLON = Text(": ", "：")
COMMA = Text(", ", "、")
NONE = Text("No claim of this edition.", "這一版沒有這樣的說法。")
NO_CARDS = Text("No chapter of this book judges a claim.", "本書沒有任何一章判定這些說法。")


def by_verdict(found: Mapping[str, Card], verdict: Verdict) -> dict[str, Card]:
    """The cards of one verdict by the claims' ids, in the reports' order."""
    return {name: found[name] for name in all_claims() if name in found and found[name].key == verdict}


def by_finding(found: Mapping[str, Card]) -> dict[str, list[str]]:
    """The ids of claims by what their cards say, those that say the same together."""
    groups: dict[str, list[str]] = {}
    for name, card in found.items():
        groups.setdefault(card.finding, []).append(name)
    return groups


class ClaimsByVerdict(CardsDirective):
    """A list for each of the verdicts that the directive names."""

    required_arguments = 1
    optional_arguments = len(VERDICTS) - 1
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Build the lists."""
        lang: Language = self.config.book_language
        asked = [name for argument in self.arguments for name in argument.split()]
        if unknown := sorted(set(asked) - set(get_args(Verdict))):
            stop(f"{self.env.docname}: claims-by-verdict: {', '.join(unknown)}: no verdict")
        found = self.all_cards()
        if not found:
            return [nodes.paragraph("", NO_CARDS[lang])]
        made: list[nodes.Node] = []
        for verdict in cast(Sequence[Verdict], asked):
            made += self._group(by_verdict(found, verdict), verdict, lang)
        return made

    def _group(self, found: dict[str, Card], verdict: Verdict, lang: Language) -> list[nodes.Node]:
        words = VERDICTS[verdict][lang]
        title = COUNTED[lang].format(verdict=words[0].upper() + words[1:], count=len(found))
        heading = nodes.paragraph("", "", nodes.strong("", title))
        if not found:
            return [heading, nodes.paragraph("", NONE[lang])]
        if verdict == "unasked":
            items = [
                self._item({name: found[name] for name in names}, reason, lang)
                for reason, names in by_finding(found).items()
            ]
        else:
            items = [
                self._item({name: card}, all_claims()[name].text[lang], lang) for name, card in found.items()
            ]
        return [heading, nodes.bullet_list("", *items)]

    def _item(self, claims: Mapping[str, Card], text: str, lang: Language) -> nodes.list_item:
        """Links to some cards, and what is said of all of them."""
        parts: list[nodes.Node] = []
        for name, card in claims.items():
            parts += [nodes.Text(COMMA[lang])] if parts else []
            parts.append(link_to_card(card, name, self.env.docname))
        said, _ = self.state.inline_text(repair_emphasis(text), self.lineno)
        return nodes.list_item("", nodes.paragraph("", "", *parts, nodes.Text(COLON[lang]), *said))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension with Sphinx."""
    app.add_directive("claims-by-verdict", ClaimsByVerdict)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
