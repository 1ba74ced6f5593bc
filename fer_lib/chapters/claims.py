"""Claims of the reports, and verdicts on them: what each report says, what would have to be seen, what is seen.

``claims.yaml`` beside this file lists every claim with its place in the report, its criterion and the chapter that
judges it. A chapter's ``claims.py`` holds the judgement itself and returns an ``Answer``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

from fer_lib.language import LANGUAGES, Text
from fer_lib.proofs.claim import Result
from fer_lib.publish import BookTable
from fer_lib.publish.output import emit

Verdict = Literal["holds", "partly", "fails", "open"]
VERDICTS: dict[Verdict, Text] = {
    "holds": Text("holds here", "在此成立"),
    "partly": Text("holds in part here", "在此部分成立"),
    "fails": Text("does not hold here", "在此不成立"),
    "open": Text("cannot be told here", "在此無法判斷"),
}
VERDICT_SENTENCES: dict[Verdict, Text] = {
    "holds": Text("The claim **holds here**.", "這項主張**在此成立**。"),
    "partly": Text("The claim **holds in part here**.", "這項主張**在此部分成立**。"),
    "fails": Text("The claim **does not hold here**.", "這項主張**在此不成立**。"),
    "open": Text("Whether the claim holds **cannot be told here**.", "這項主張是否成立，**在此無法判斷**。"),
}


@dataclass(frozen=True)
class Claim:
    """What a report claims.

    Attributes:
        id: letter of the report and number: ``A5``.
        chapter: the folder of ``fer_lib.chapters`` that judges it; the notebook has the same name.
        source: where in the report it stands.
        text: the claim in a sentence.
        criterion: what has to be seen for it to hold; None where nothing judges it yet.
        proofs: ids of the machine-checked claims of ``fer_lib.proofs`` that decide it.
    """

    id: str
    chapter: str
    source: Text
    text: Text
    criterion: Text | None = None
    proofs: tuple[str, ...] = ()

    @property
    def report(self) -> str:
        """Letter of the report, ``A`` to ``E``."""
        return self.id[0]


@cache
def all_claims() -> Mapping[str, Claim]:
    """Every claim of the five reports by its id, in the reports' order."""
    entries = yaml.safe_load(files("fer_lib.chapters").joinpath("claims.yaml").read_text("utf8"))
    return {
        name: Claim(
            name,
            entry["chapter"],
            Text(**entry["source"]),
            Text(**entry["claim"]),
            Text(**entry["criterion"]) if "criterion" in entry else None,
            tuple(entry.get("proofs", ())),
        )
        for name, entry in entries.items()
    }


@dataclass(frozen=True)
class Answer:
    """One claim and what the edition's runs, or a proof, say to it.

    Attributes:
        id: of the claim, for example ``A5``.
        finding: what is seen here, with numbers, in whole sentences.
        verdict: whether it agrees.
    """

    id: str
    finding: Text
    verdict: Verdict

    @property
    def claim(self) -> Claim:
        """What the report says. Raises ``KeyError`` for an id that ``claims.yaml`` does not have."""
        return all_claims()[self.id]

    @property
    def outcome(self) -> Text:
        """Finding and verdict, for where the claim stands already."""
        verdict = VERDICT_SENTENCES[self.verdict]
        return Text(f"{self.finding.en} {verdict.en}", f"{self.finding.zh}{verdict.zh}")

    def describe(self) -> Text:
        """Claim, finding and verdict as one paragraph."""
        claim, outcome = self.claim, self.outcome
        return Text(
            f"**Report {claim.report}, claim {self.id}**: {claim.text.en} {outcome.en}",
            f"**報告 {claim.report} 的主張 {self.id}**：{claim.text.zh}{outcome.zh}",
        )


def overall(parts: Sequence[bool | None]) -> Verdict:
    """The verdict on a claim of several parts, each true, false, or not to be told (None); open without any."""
    if parts and all(parts):
        return "holds"
    if any(parts):
        return "partly"
    return "fails" if False in parts else "open"


def proved(claim_id: str, results: Mapping[str, Result], finding: Text) -> Answer:
    """The answer to a claim that machine-checked proofs decide.

    Args:
        claim_id: a claim with ``proofs``.
        results: the proofs' results by id.
        finding: what was proved or refuted, in a sentence.
    """
    verdicts = [results[name].verdict for name in all_claims()[claim_id].proofs]
    truth = {"proved": True, "checked numerically": True, "refuted": False, "undecided": None}
    return Answer(claim_id, finding, overall([truth[verdict] for verdict in verdicts]))


def record_answers(answers: Sequence[Answer]) -> None:
    """Leave the verdicts in the notebook, where ``python -m fer_lib claims`` finds them; a page shows nothing."""
    found = [
        {"id": answer.id, "verdict": answer.verdict, "en": answer.finding.en, "zh": answer.finding.zh}
        for answer in answers
    ]
    emit("en", "answers", {"text/plain": ", ".join(f"{a.id}: {a.verdict}" for a in answers)}, answers=found)


def publish_answers(answers: Iterable[Answer | None]) -> None:
    """Print each answer as a paragraph in both languages, and record its verdict.

    Args:
        answers: None for a claim that the data have nothing to say of.
    """
    asked = [answer for answer in answers if answer]
    if not asked:
        return
    for lang in LANGUAGES:
        body = "\n\n".join(answer.describe()[lang] for answer in asked)
        emit(lang, "text", {"text/markdown": body})
    record_answers(asked)


def claims_table(caption: Text, answers: Sequence[Answer]) -> BookTable:
    """The claims of a chapter with their verdicts, a row each.

    Args:
        caption: of what they were asked.
        answers: in the reports' order.
    """
    return BookTable(
        caption,
        [Text("What the report says", "報告的說法"), Text("Verdict", "判定")],
        [
            [Text(f"{a.id}: {a.claim.text.en}", f"{a.id}：{a.claim.text.zh}"), VERDICTS[a.verdict]]
            for a in answers
        ],
        "ll",
    )


def synthetic_verdicts() -> Text:
    """What verdicts from computer-drawn faces are worth."""
    return Text(
        "These verdicts are about computer-drawn faces, whose expressions a program mixes. They show how a claim is "
        "put to the test; they neither support nor refute a report, which spoke of photographs.",
        "這些判定談的是電腦繪製的人臉，表情由程式混合而成。它們示範如何檢驗一項主張，既不能支持也不能否定報告，"
        "因為報告談的是照片。",
    )
