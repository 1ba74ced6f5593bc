"""The quantities of the written problems whose formula a reader can have checked, a module a chapter."""

from difflib import get_close_matches

from fer_lib.errors import UserError
from fer_lib.proofs.targets import backpropagation, batchnorm, convolution, pca, softmax
from fer_lib.proofs.targets.target import Target

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
