"""A reader's own formula held against the correct one."""

from dataclasses import dataclass
from time import perf_counter

from fer_lib.language import Text
from fer_lib.proofs import formula_targets, formulas
from fer_lib.proofs.equality import Decision, TimeUpError, time_limit
from fer_lib.proofs.equality.decision import show, show_pair
from fer_lib.proofs.formula_targets import Target
from fer_lib.proofs.formulas import FormulaError, Reading

SECONDS = 30.0
READING_SECONDS = 5.0
# What SymPy raises where a transformation is beyond it; a proof is then missing, nothing more.
_SYMPY_ERRORS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class Answer:
    """What the comparison of a formula found.

    Args:
        target: what the formula should be equal to.
        formula: as typed.
        reading: what it was read as.
        decision: proved equal, refuted with values, or neither; of several sides, that of the first one which
            is not proved equal.
        seconds: wall time.
        side: the number of this side, counted from 0.
        time_up: whether the comparison was stopped.
    """

    target: Target
    formula: str
    reading: Reading
    decision: Decision
    seconds: float
    side: int = 0
    time_up: bool = False

    @property
    def sides(self) -> tuple[str, str]:
        """What the formula gives, and what is correct, at the counterexample; empty texts without one."""
        if self.decision.own is None or self.decision.correct is None:
            return "", ""
        return show_pair(self.decision.own, self.decision.correct)

    @property
    def given(self) -> dict[str, str]:
        """Name in SymPy syntax → value, of the counterexample."""
        return {value.name: show(value.value) for value in self.decision.given}

    def to_json(self) -> dict[str, object]:
        """The answer as plain values."""
        own, correct = self.sides
        return {
            "id": self.target.id,
            "formula": self.formula,
            "read_as": " = ".join(self.reading.written),
            "verdict": self.decision.verdict,
            "values": self.given,
            "formula_gives": own or None,
            "correct": correct or None,
            "points_agreeing": self.decision.points,
            "seconds": round(self.seconds, 4),
        }


def read(target_id: str, formula: str, seconds: float = READING_SECONDS) -> Reading:
    """Read a formula in the notation of a target.

    Args:
        target_id: e.g. ``batchnorm.dx``.
        formula: in SymPy syntax or LaTeX; left of an ``=`` may stand the name of the result.
        seconds: when to give up.

    Raises:
        UserError: for an unknown id; as ``FormulaError``, for a formula that cannot be read.
    """
    target = formula_targets.find(target_id)
    try:
        with time_limit(seconds):
            return formulas.read_equation(formula, target.notation)
    except (TimeUpError, *_SYMPY_ERRORS) as error:
        raise FormulaError(formula, 0, Text("too large to be read", "太大，無法解讀")) from error


def compare(target_id: str, formula: str, seconds: float = SECONDS) -> Answer:
    """Compare a formula with the correct one.

    Args:
        target_id: e.g. ``batchnorm.dx``.
        formula: in SymPy syntax or LaTeX, in the notation of the target. Of a chain a = b = c every side is
            compared, the name of the result left out.
        seconds: when to give up.

    Returns:
        The answer: ``proved``, ``refuted`` with values at which the two differ, or ``undecided``.

    Raises:
        UserError: for an unknown id; as ``FormulaError``, for a formula that cannot be read.
    """
    return decide(target_id, formula, read(target_id, formula), seconds)


def decide(target_id: str, formula: str, reading: Reading, seconds: float = SECONDS) -> Answer:
    """Compare what a formula was read as with the correct one; arguments and result as for ``compare``."""
    target = formula_targets.find(target_id)
    start = perf_counter()
    side, time_up = 0, False
    decision = Decision("undecided")
    try:
        with time_limit(seconds):
            for side, expression in enumerate(reading.expressions):  # noqa: B007
                decision = target.decide(expression, target.correct)
                if decision.verdict != "proved":
                    break
    except TimeUpError:
        decision, time_up = Decision("undecided"), True
    except _SYMPY_ERRORS:
        decision = Decision("undecided")
    return Answer(target, formula, reading, decision, perf_counter() - start, side, time_up)


def _plain(text: str) -> str:
    """Text without the marks of LaTeX."""
    for marked, plain in (("$", ""), (r"\le ", "≤ "), (r"\ge ", "≥ "), (r"\sigma", "sigma")):
        text = text.replace(marked, plain)
    return text


def describe(target: Target) -> str:
    """What the target is, how a formula is written, and the names it may use, in English."""
    latex = {quantity.names[0]: quantity.latex for quantity in target.notation.quantities}
    width = max(len(quantity.written) for quantity in target.notation.quantities)
    across = max(map(len, latex.values()))
    lines = [
        f"{target.id}: {target.meaning.en}",
        f"LaTeX {target.latex}, for {_plain(target.scope.en)}",
        "",
    ]
    for quantity in target.notation.quantities:
        names = (*quantity.names[1:], *quantity.others)
        also = f" (also {', '.join(names)})" if names else ""
        name, typeset = quantity.written.ljust(width), quantity.latex.ljust(across)
        lines.append(f"  {name}  {typeset}  {quantity.meaning.en}{also}")
    lines += ["", "SymPy syntax: + - * / // ^ ( ) sqrt exp log floor ceil"]
    if target.notation.range is not None:
        low, high = target.notation.range
        lines[-1] += f" Sum(…, (j, {low}, {high}))"
    lines += [
        r"LaTeX (known by \, { or $) and signs of Unicode: as in a textbook, with names as above",
        f'Then: python -m fer_lib prove --against {target.id} "FORMULA"',
    ]
    return "\n".join(lines)


def describe_all() -> str:
    """All targets, a line each, in English."""
    width = max(map(len, formula_targets.TARGETS))
    return "\n".join(f"{t.id.ljust(width)}  {t.meaning.en}" for t in formula_targets.TARGETS.values())


def report_reading(reading: Reading) -> str:
    """What a formula was read as, and which letters stand for which names, in English."""
    lines = [f"read as: {' = '.join(reading.written)}"]
    lines += [f"  {typed} is {name}: {meaning.en}" for typed, name, meaning in reading.letters]
    return "\n".join(lines)


def report(answer: Answer) -> str:
    """The answer in one English sentence."""
    decision, written = answer.decision, answer.reading.written
    if decision.verdict == "proved":
        return f"proved equal to {answer.target.id} for {_plain(answer.target.scope.en)}"
    which = f" {written[answer.side]}" if len(written) > 1 else ""
    if decision.verdict == "refuted":
        own, correct = answer.sides
        values = ", ".join(f"{name} = {value}" for name, value in answer.given.items())
        return f"refuted: at {values} the formula{which} gives {own}, correct is {correct}"
    if answer.time_up:
        return "not decided: the time ran out before a proof or a counterexample was found"
    if not decision.points:
        return f"not decided: the formula{which} is defined at none of the points that were tried"
    return f"not decided: the formula{which} is equal at {decision.points} points, but no proof was found"
