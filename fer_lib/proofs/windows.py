"""Where a sliding window fits: the output size of convolution and pooling along one direction."""

from itertools import count, takewhile


def output_size(width: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    r"""Number of window positions, :math:`N = \lfloor (W + 2p - d(k-1) - 1)/s \rfloor + 1`.

    See Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016), relationships 6 and 15.

    Args:
        width: W, cells of the input, at least 1.
        kernel: k, cells of the window, at least 1.
        stride: s, cells from one position to the next, at least 1.
        padding: p, cells added on each of both sides, at least 0.
        dilation: d, distance of neighbouring window cells, at least 1.

    Returns:
        N ≥ 1, and 0 if the window is wider than the padded row.

    Raises:
        ValueError: if an argument is out of its range.
    """
    if min(width, kernel, stride, dilation) < 1 or padding < 0:
        raise ValueError("width, kernel, stride and dilation are at least 1, padding at least 0")
    room = width + 2 * padding - dilation * (kernel - 1) - 1
    return room // stride + 1 if room >= 0 else 0


def window_positions(
    width: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> list[int]:
    """First cell of every window that lies whole in the padded row, by sliding it until it sticks out.

    This is the definition, without the formula. Arguments as for ``output_size``; cells count from 0 at
    the first cell of the padding.
    """
    extent = dilation * (kernel - 1) + 1
    return list(takewhile(lambda start: start + extent <= width + 2 * padding, count(0, stride)))
