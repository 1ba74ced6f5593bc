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
    hashes = [str(run.provenance().get("data", {}).get("sha256")) for run in (first, second)]
    names = [run.name if first.name != second.name else run.path.as_posix() for run in (first, second)]
    if hashes[0] != hashes[1]:
        raise UserError(
            f"{names[0]} and {names[1]} cannot be compared: they were trained on different data "
            f"(SHA-256 {hashes[0][:12]} and {hashes[1][:12]}). Train both on the same file."
        )
    return compare(first.predictions(split), second.predictions(split), (names[0], names[1]))
