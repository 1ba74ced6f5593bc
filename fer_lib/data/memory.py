"""Whether the images of a data set fit into memory, said before they are read."""

import math
import os
from pathlib import Path

from fer_lib.errors import UserError

LARGEST_SHARE = 0.75
"""Of the machine's memory; above it the system would end the process without a word."""


def check_memory(images: int, shape: tuple[int, ...], place: Path) -> None:
    """Refuse what cannot fit.

    Args:
        images: how many.
        shape: of one, in bytes.
        place: what messages name.

    Raises:
        UserError: if they need more than ``LARGEST_SHARE`` of the machine's memory.
    """
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):  # a system that does not say
        return
    needed = images * math.prod(shape)
    if needed > LARGEST_SHARE * memory:
        size = "×".join(map(str, shape[1::-1]))
        raise UserError(
            f"{place}: {images:,} images of {size} pixels need {needed / 2**30:,.1f} GiB of memory; this machine has "
            f"{memory / 2**30:,.1f}. Make them smaller with `data prepare … --size H W`, or in an edition with "
            "`size: [H, W]` under `data:`."
        )
