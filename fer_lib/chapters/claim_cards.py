"""Cards: a claim of a report, where it stands, what would have to be seen, what is seen here, and the verdict."""

from collections.abc import Iterable

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.judgement import VERDICTS
from fer_lib.language import LANGUAGES, Language, Text
from fer_lib.publish.output import emit

_CLAIM = Text("**Report {report}** ({source}): {claim}", "**報告 {report}**（{source}）：{claim}")
_CRITERION = Text("**Criterion**: {criterion}", "**判準**：{criterion}")
_HERE = Text("**Here**: {finding}", "**這裡**：{finding}")
_UNASKED = Text("**Not asked**: {finding}", "**未檢驗**：{finding}")
_TITLE = Text("Claim {id}: {verdict}", "說法 {id}：{verdict}")


def card(answer: Answer) -> tuple[Text, Text]:
    """Title and content of a card, in Markdown; one that asks nothing has no criterion and is short."""
    claim, found, verdict = answer.claim, answer.describe(), VERDICTS[answer.verdict]

    def content(lang: Language) -> str:
        said = _CLAIM[lang].format(report=claim.report, source=claim.source[lang], claim=claim.text[lang])
        if not answer.is_asked:
            gap = " " if lang == "en" else ""
            return said + gap + _UNASKED[lang].format(finding=found[lang])
        criterion = _CRITERION[lang].format(criterion=claim.criterion[lang])
        return "\n\n".join([said, criterion, _HERE[lang].format(finding=found[lang])])

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
