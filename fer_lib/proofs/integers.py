"""Statements about all integers, decided by Z3."""

from collections.abc import Mapping, Sequence

import z3

from fer_lib.proofs.claim import Finding

TIMEOUT_MS = 20_000
SMALL_TIMEOUT_MS = 2_000
LARGEST_SMALL_BOUND = 64


def _model(
    assumption: z3.BoolRef, conclusion: z3.BoolRef, bounds: Sequence[z3.BoolRef], timeout: int
) -> tuple[z3.CheckSatResult, z3.ModelRef | None]:
    """Search integers that satisfy the assumption and the bounds but not the conclusion."""
    solver = z3.Solver()
    solver.set("timeout", timeout)
    solver.add(assumption, z3.Not(conclusion), *bounds)
    answer = solver.check()
    return answer, solver.model() if answer == z3.sat else None


def prove_for_all(
    assumption: z3.BoolRef,
    conclusion: z3.BoolRef,
    variables: Sequence[z3.ArithRef],
    shown: Mapping[str, z3.ArithRef] | None = None,
) -> Finding:
    r"""Decide :math:`\forall\, \text{variables} \in \mathbb{Z}: \text{assumption} \Rightarrow \text{conclusion}`.

    Z3 searches integers that satisfy the assumption and not the conclusion. If there are none, the statement
    is proved. If there are some, it is refuted, and the counterexample is the one within the smallest bound
    on all absolute values, so that a reader can check it by hand.

    Args:
        assumption: what is given.
        conclusion: what is claimed.
        variables: every free integer of the two.
        shown: LaTeX name → expression, evaluated at the counterexample after the variables.

    Returns:
        ``proved``, ``refuted`` with a counterexample, or ``undecided`` if Z3 gives up after 20 s.
    """
    answer, model = _model(assumption, conclusion, (), TIMEOUT_MS)
    if answer == z3.unsat:
        return Finding("proved")
    if model is None:
        return Finding("undecided")
    for bound in range(1, LARGEST_SMALL_BOUND + 1):
        box = [z3.And(-bound <= v, v <= bound) for v in variables]
        smaller = _model(assumption, conclusion, box, SMALL_TIMEOUT_MS)[1]
        if smaller is not None:
            model = smaller
            break
    names = {str(v): v for v in variables} | dict(shown or {})
    return Finding(
        "refuted",
        tuple((name, model.eval(e, model_completion=True).as_long()) for name, e in names.items()),
    )
