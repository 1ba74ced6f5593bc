"""Near copies of many images, searched once: the pairs are kept in the user's cache folder."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.array_folder import ArrayFolder
from fer_lib.data.cache import entry_of, put
from fer_lib.data.dataset import begin_content_hash
from fer_lib.data.near_copies import FINE_SIDE, MOST_COPIES, THRESHOLD, near_pairs
from fer_lib.errors import UserError

PAIRS = ArrayFolder("near copies", 1)
WORTH_KEEPING = 10_000
"""Images from which the search takes longer than a second."""


def kept_near_pairs(images: NDArray[np.uint8]) -> NDArray[np.intp]:
    """``near_pairs``, from the cache if they are there: each fold and each check of an edition asks for the same.

    Args:
        images: uint8 [N, H, W] or [N, H, W, 3].
    """
    if len(images) < WORTH_KEEPING:
        return near_pairs(images)
    pixels = begin_content_hash(images.shape)
    pixels.update(np.ascontiguousarray(images).data)
    entry = entry_of([PAIRS.format, pixels.hexdigest()], [THRESHOLD, FINE_SIDE, MOST_COPIES])
    try:
        return PAIRS.read(entry)[0]["pairs"].astype(np.intp)
    except (UserError, KeyError):
        pairs = near_pairs(images)
    put(entry, lambda folder: PAIRS.fill(folder, {"pairs": pairs.astype(np.int64)}, {}))
    return pairs
