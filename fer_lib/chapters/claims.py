"""Claims of the reports, and verdicts on them: what each report says, what would have to be seen, what is seen.

``claims.yaml`` beside this file lists every claim with its place in the report, its criterion and the chapter that
judges it. A chapter's ``claims.py`` measures, judges each part by ``judgement`` and returns an ``Answer``;
``claim_cards`` prints it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from fer_lib.chapters.judgement import Verdict, overall, parts_in_words
from fer_lib.language import Text
from fer_lib.proofs.claim import VERDICT_NAMES, Result
from fer_lib.wording import paragraph


@dataclass(frozen=True)
class Claim:
    """What a report claims.

    Attributes:
        id: letter of the report and number: ``A5``.
        chapter: the folder of ``fer_lib.chapters`` that judges it; the notebook has the same name.
        source: where in the report it stands.
        text: the claim in a sentence.
        criterion: what has to be seen for it to hold.
        proofs: ids of the machine-checked claims of ``fer_lib.proofs`` that decide it.
    """

    id: str
    chapter: str
    source: Text
    text: Text
    criterion: Text
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
            Text(**entry["criterion"]),
            tuple(entry.get("proofs", ())),
        )
        for name, entry in entries.items()
    }


@dataclass(frozen=True)
class Answer:
    """One claim and what the edition's runs, or a proof, say to it.

    Attributes:
        id: of the claim, for example ``A5``.
        finding: what is seen here, with numbers, in whole sentences; of a claim that is not asked, why not.
        parts: whether each part of the claim is true, by ``judgement``; None is not to be told.
        is_asked: False where no run of the edition can answer; then there are no parts.
    """

    id: str
    finding: Text
    parts: tuple[bool | None, ...]
    is_asked: bool = True

    @classmethod
    def unasked(cls, claim: str, reason: Text) -> "Answer":
        """The answer of an edition that has no run of which the claim could be asked."""
        return cls(claim, reason, (), is_asked=False)

    @property
    def claim(self) -> Claim:
        """What the report says. Raises ``KeyError`` for an id that ``claims.yaml`` does not have."""
        return all_claims()[self.id]

    @property
    def verdict(self) -> Verdict:
        """Over all parts."""
        return overall(self.parts) if self.is_asked else "unasked"

    def describe(self) -> Text:
        """What is seen, and how the parts of the claim fare where they differ."""
        return paragraph(self.finding, parts_in_words(self.parts))


def proved(claim_id: str, results: Mapping[str, Result], finding: Text) -> Answer:
    """The answer to a claim that machine-checked proofs decide.

    Args:
        claim_id: a claim with ``proofs``.
        results: the proofs' results by id.
        finding: what was proved or refuted, in a sentence; true if the proofs come out as they are expected to.
    """
    truth = {"proved": True, "checked numerically": True, "refuted": False, "undecided": None}
    decided = {name: results[name] for name in all_claims()[claim_id].proofs}
    others = [name for name, result in decided.items() if result.verdict != result.claim.expected]
    if others:  # the sentence tells what the proofs are expected to show
        names = ", ".join(f"`{name}` {decided[name].verdict}" for name in others)
        chinese = "、".join(f"`{name}` {VERDICT_NAMES[decided[name].verdict].zh}" for name in others)
        finding = Text(f"Not as expected: {names}.", f"與預期不同：{chinese}。")
    return Answer(claim_id, finding, tuple(truth[result.verdict] for result in decided.values()))
