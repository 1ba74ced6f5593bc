"""Scores as files have them become logits: float32 [n, K], in the order of the images and of the classes."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_lib.adoption.table import are_probabilities
from fer_lib.data.content import START_BYTES, content_of
from fer_lib.data.opening import Wanted, open_file
from fer_lib.data.reading import reporting_os_errors
from fer_lib.errors import UserError

ARRAY = Wanted("an array", "Save the scores with np.save('logits.npy', scores).", taken=frozenset({"npy"}))
PROBABILITIES = "the scores are probabilities (rows sum to 1): their logarithms are kept"


def as_logits(values: NDArray[np.floating], notes: list[str]) -> NDArray[np.float32]:
    """Logits as they are; the logarithms of probabilities, so that the softmax gives them back."""
    if not are_probabilities(values):
        return values.astype(np.float32)
    notes.append(PROBABILITIES)
    shares = values.astype(np.float64) / values.sum(axis=1, keepdims=True, dtype=np.float64)
    logits: NDArray[np.float32] = np.log(np.maximum(shares, np.finfo(np.float32).tiny)).astype(np.float32)
    return logits


def read_array(path: Path, n: int, k: int, images: str, notes: list[str]) -> NDArray[np.float32]:
    """Logits [n, K] of ``numpy.save``; nothing in the file is executed.

    Args:
        path: the file.
        n: images that it has to be of.
        k: classes.
        images: which these are, for messages.
        notes: get what was done.

    Raises:
        UserError: if it is not an array of so many finite numbers.
    """
    expected = f"[{n}, {k}] is expected, a row for each of {images} in their order and a column a class"
    several = f"{path}: holds several arrays; one is expected, as numpy.save writes it ({expected})"
    with open_file(path) as file, reporting_os_errors(path):
        content = content_of(file.read(START_BYTES))
    if content is not None and content.name == "npz":
        raise UserError(several)
    ARRAY.check(path)
    try:
        with path.open("rb") as file:
            values = np.load(file, allow_pickle=False)
    except Exception as error:  # whatever a damaged header makes of NumPy's reader
        reason = " ".join(str(error).split())[:100]
        raise UserError(f"{path}: not an array of numbers as numpy.save writes it ({reason})") from None
    if values.dtype.kind not in "fiu" or values.shape != (n, k):
        raise UserError(f"{path}: is {values.dtype} {list(values.shape)}; {expected}")
    wrong = ~(abs(values.astype(np.float64)) <= np.finfo(np.float32).max)
    if wrong.any():
        raise UserError(f"{path}: row {int(np.argwhere(wrong)[0][0])} (from 0): not a finite number")
    return as_logits(values.astype(np.float64), notes)
