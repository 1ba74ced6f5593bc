"""Comparing two runs on the same images (McNemar's test)."""

from fer_lib.data import Split
from fer_lib.errors import UserError
from fer_lib.metrics.comparison import Comparison, compare
from fer_lib.runs.folder import RunFolder


def compare_runs(first: RunFolder, second: RunFolder, split: Split = "validation") -> Comparison:
    """Compare two runs on a split's labelled images, with the weights that each has kept.

    Args:
        first: a finished run.
        second: another.
        split: of which images.

    Raises:
        UserError: if a run is not finished, or their images are not the same.
    """
    hashes = {run.provenance()["data"].get("sha256") for run in (first, second)}
    if len(hashes) > 1:
        raise UserError(
            f"{first.name} and {second.name} cannot be compared: they were trained on different data. "
            "Train both on the same file."
        )
    names = (f"`{first.name}`", f"`{second.name}`")
    return compare(first.predictions(split), second.predictions(split), names)
