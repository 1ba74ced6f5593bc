"""The quantities of the written problems whose formula a reader can have checked, a module a chapter."""

from difflib import get_close_matches

from fer_lib.errors import UserError
from fer_lib.proofs.backpropagation import formula_targets as backpropagation
from fer_lib.proofs.batchnorm import formula_targets as batchnorm
from fer_lib.proofs.convolution import formula_targets as convolution
from fer_lib.proofs.formula_target import Target
from fer_lib.proofs.pca import formula_targets as pca
from fer_lib.proofs.softmax import formula_targets as softmax

TARGETS: dict[str, Target] = {
    target.id: target
    for module in (convolution, batchnorm, softmax, backpropagation, pca)
    for target in module.TARGETS
}


def find(target_id: str) -> Target:
    """The target with this id.

    Raises:
        UserError: for an unknown id; the message lists the nearest names, or all.
    """
    if target_id in TARGETS:
        return TARGETS[target_id]
    near = get_close_matches(target_id, TARGETS, n=5, cutoff=0.5)
    near = near or [name for name in TARGETS if name.split(".")[0] == target_id.split(".")[0]]
    head = "Near names" if near else "There are"
    raise UserError(
        f"no formula can be checked against “{target_id}”. {head}: {', '.join(near or TARGETS)}. "
        "`python -m fer_lib prove --against ID` without a formula shows the notation."
    )


__all__ = ["TARGETS", "Target", "find"]
