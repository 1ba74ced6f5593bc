"""A claim, what its check found, and the timed result."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Literal

from fer_lib.language import Text

Method = Literal["Z3", "SymPy", "enumeration", "numeric"]
Verdict = Literal["proved", "refuted", "checked numerically", "undecided"]
Counterexample = tuple[tuple[str, object], ...]

METHOD_NAMES: dict[Method, Text] = {
    "Z3": Text("Z3", "Z3"),
    "SymPy": Text("SymPy", "SymPy"),
    "enumeration": Text("enumeration", "列舉"),
    "numeric": Text("numbers", "數值"),
}
VERDICT_NAMES: dict[Verdict, Text] = {
    "proved": Text("proved", "已證明"),
    "refuted": Text("refuted", "已推翻"),
    "checked numerically": Text("checked numerically", "數值驗證"),
    "undecided": Text("undecided", "未決"),
}


@dataclass(frozen=True)
class Source:
    """Who asserted a claim.

    Args:
        report: letter of the report, ``A`` to ``E``; empty for a claim that this book adds.
        question: the question of the report, e.g. "Problem 4 a"; empty if the report has only one.
    """

    report: Literal["A", "B", "C", "D", "E", ""] = ""
    question: Text = Text("", "")

    @property
    def text(self) -> Text:
        """The source in words, e.g. "report D, problem 4 a"; "this book" for a claim of our own."""
        if not self.report:
            return Text("this book", "本書")
        en, zh = f"report {self.report}", f"報告 {self.report}"
        if self.question.en:
            en, zh = f"{en}, {self.question.en}", f"{zh}，{self.question.zh}"
        return Text(en, zh)


@dataclass(frozen=True)
class Finding:
    """What one check found.

    Args:
        verdict: ``undecided`` if the method came to no answer (it then neither proves nor refutes).
        counterexample: (LaTeX symbol, value) pairs for which the statement fails; empty unless refuted.
        largest_error: the largest absolute deviation seen, for a numeric check.
    """

    verdict: Verdict
    counterexample: Counterexample = ()
    largest_error: float | None = None

    @property
    def counterexample_latex(self) -> str:
        r"""The counterexample as LaTeX without dollar signs: ``W=2,\ k=1``; empty if there is none."""
        return r",\ ".join(f"{symbol}={value}" for symbol, value in self.counterexample)


@dataclass(frozen=True)
class Claim:
    """A statement with its source and a check that decides it.

    Args:
        id: chapter prefix and name, e.g. ``conv.output_size``; unique.
        statement: LaTeX, without dollar signs.
        meaning: the statement in a few words, for tables.
        source: who asserted it.
        method: how it is checked.
        expected: the verdict that a correct check must give. A wrong claim of a report is ``refuted``.
        check: decides the statement; takes nothing, must be deterministic.
    """

    id: str
    statement: str
    meaning: Text
    source: Source
    method: Method
    expected: Verdict
    check: Callable[[], Finding]

    def run(self) -> "Result":
        """Check the claim and time it."""
        start = perf_counter()
        finding = self.check()
        return Result(self, finding, perf_counter() - start)


@dataclass(frozen=True)
class Result:
    """A claim after its check.

    Args:
        claim: what was checked.
        finding: what the check found.
        seconds: wall time of the check.
    """

    claim: Claim
    finding: Finding
    seconds: float

    @property
    def verdict(self) -> Verdict:
        """The verdict found."""
        return self.finding.verdict

    @property
    def as_expected(self) -> bool:
        """Whether the verdict found is the one expected."""
        return self.verdict == self.claim.expected

    def to_json(self) -> dict[str, object]:
        """The result as plain values: ``id``, ``verdict``, ``expected``, ``seconds`` and details."""
        return {
            "id": self.claim.id,
            "verdict": self.verdict,
            "expected": self.claim.expected,
            "seconds": round(self.seconds, 4),
            "method": self.claim.method,
            "source": self.claim.source.text.en,
            "statement": self.claim.statement,
            "counterexample": {symbol: str(value) for symbol, value in self.finding.counterexample},
            "largest_error": self.finding.largest_error,
        }
