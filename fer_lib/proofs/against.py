"""A reader's own formula held against the correct one."""

from dataclasses import dataclass
from time import perf_counter

from fer_lib.proofs import formula_targets, formulas
from fer_lib.proofs.equality import Decision, TimeUpError, time_limit
from fer_lib.proofs.equality.decision import show, show_pair
from fer_lib.proofs.formula_targets import Target

SECONDS = 30.0


@dataclass(frozen=True)
class Answer:
    """What the comparison of a formula found.

    Args:
        target: what the formula should be equal to.
        formula: as typed.
        decision: proved equal, refuted with values, or neither.
        seconds: wall time.
        time_up: whether the comparison was stopped.
    """

    target: Target
    formula: str
    decision: Decision
    seconds: float
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
            "verdict": self.decision.verdict,
            "values": self.given,
            "formula_gives": own or None,
            "correct": correct or None,
            "points_agreeing": self.decision.points,
            "seconds": round(self.seconds, 4),
        }


def compare(target_id: str, formula: str, seconds: float = SECONDS) -> Answer:
    """Compare a formula with the correct one.

    Args:
        target_id: e.g. ``batchnorm.dx``.
        formula: in SymPy syntax or LaTeX, in the notation of the target.
        seconds: when to give up.

    Returns:
        The answer: ``proved``, ``refuted`` with values at which the two differ, or ``undecided``.

    Raises:
        UserError: for an unknown id; as ``FormulaError``, for a formula that cannot be read.
    """
    target = formula_targets.find(target_id)
    expression = formulas.read(formula, target.notation)
    start = perf_counter()
    time_up = False
    try:
        with time_limit(seconds):
            decision = target.decide(expression, target.correct)
    except TimeUpError:
        decision, time_up = Decision("undecided"), True
    return Answer(target, formula, decision, perf_counter() - start, time_up)


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
        also = f" (also {', '.join(quantity.names[1:])})" if quantity.names[1:] else ""
        name, typeset = quantity.written.ljust(width), quantity.latex.ljust(across)
        lines.append(f"  {name}  {typeset}  {quantity.meaning.en}{also}")
    lines += ["", "SymPy syntax: + - * / // ^ ( ) sqrt exp log floor ceil"]
    if target.notation.range is not None:
        low, high = target.notation.range
        lines[-1] += f" and Sum(…, (j, {low}, {high}))"
    lines += [
        r"LaTeX (known by \, { or $): \frac \sqrt \sum_{…}^{…} \hat \exp \log \lfloor \lceil, and names as above",
        f'Then: python -m fer_lib prove --against {target.id} "FORMULA"',
    ]
    return "\n".join(lines)


def describe_all() -> str:
    """All targets, a line each, in English."""
    width = max(map(len, formula_targets.TARGETS))
    return "\n".join(f"{t.id.ljust(width)}  {t.meaning.en}" for t in formula_targets.TARGETS.values())


def report(answer: Answer) -> str:
    """The answer in one English sentence."""
    decision = answer.decision
    if decision.verdict == "proved":
        return f"proved equal to {answer.target.id} for {_plain(answer.target.scope.en)}"
    if decision.verdict == "refuted":
        own, correct = answer.sides
        values = ", ".join(f"{name} = {value}" for name, value in answer.given.items())
        return f"refuted: at {values} the formula gives {own}, correct is {correct}"
    if answer.time_up:
        return "not decided: the time ran out before a proof or a counterexample was found"
    return f"not decided: equal at {decision.points} points, but no proof was found"
