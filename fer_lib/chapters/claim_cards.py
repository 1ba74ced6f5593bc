"""Cards: a claim of a report, where it stands, what would have to be seen, what is seen here, and the verdict."""

from collections.abc import Iterable

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.judgement import VERDICTS
from fer_lib.language import LANGUAGES, Text
from fer_lib.publish.output import emit

_CLAIM = Text("**Report {report}** ({source}): {claim}", "**報告 {report}**（{source}）：{claim}")
_CRITERION = Text("**Criterion**: {criterion}", "**判準**：{criterion}")
_HERE = Text("**Here**: {finding}", "**這裡**：{finding}")
_UNASKED = Text("**Not asked**: {finding}", "**未檢驗**：{finding}")
_TITLE = Text("Claim {id}: {verdict}", "說法 {id}：{verdict}")


def card(answer: Answer) -> tuple[Text, Text]:
    """Title and content of a card, in Markdown."""
    claim, found, verdict = answer.claim, answer.describe(), VERDICTS[answer.verdict]
    here = _HERE if answer.is_asked else _UNASKED

    def content(lang: str) -> str:
        language = next(known for known in LANGUAGES if known == lang)
        lines = [
            _CLAIM[language].format(
                report=claim.report, source=claim.source[language], claim=claim.text[language]
            ),
            _CRITERION[language].format(criterion=claim.criterion[language]),
            here[language].format(finding=found[language]),
        ]
        return "\n\n".join(lines)

    return (
        Text(*(_TITLE[lang].format(id=answer.id, verdict=verdict[lang]) for lang in LANGUAGES)),
        Text(*(content(lang) for lang in LANGUAGES)),
    )


def publish_cards(answers: Iterable[Answer | None]) -> None:
    """Print a card for each answer in both languages, and leave its verdict in the notebook.

    ``python -m fer_lib claims`` and the book's list of all claims find it there.

    Args:
        answers: None for a claim that the data have nothing to say of.
    """
    for answer in answers:
        if answer is None:
            continue
        title, content = card(answer)
        record = {
            "id": answer.id,
            "verdict": answer.verdict,
            "en": answer.describe().en,
            "zh": answer.describe().zh,
        }
        for lang in LANGUAGES:
            shown = {"text/markdown": f"**{title[lang]}**\n\n{content[lang]}"}
            emit(
                lang, "card", shown, name=f"claim-{answer.id.lower()}", title=title[lang], body=content[lang],
                answer=record, verdict=answer.verdict, verdict_name=VERDICTS[answer.verdict][lang],
            )  # fmt: skip
