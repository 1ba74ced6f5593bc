"""Deletion and insertion: does the network need the pixels that a map calls important?"""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.explain.attribution.method import batch_for
from fer_lib.explain.attribution.refusals import refuse_wrong_state

BLUR_SHARE = 11 / 48
"""Side of the square that the blur takes the mean of, as a share of the image's shorter side; 11 pixels at least."""


@dataclass(frozen=True, eq=False)
class DeletionCurves:
    """The class's probability as pixels disappear, and as they appear.

    Attributes:
        deletion: most important pixels first become the image's mean value, channel by channel: float64 [n, steps + 1];
            small is good.
        insertion: most important pixels first appear in the blurred image: likewise; large is good.
    """

    deletion: NDArray[np.float64]
    insertion: NDArray[np.float64]


def pixel_order(magnitudes: NDArray[np.floating], seed: int) -> NDArray[np.intp]:
    """Pixels of each map, the most important first; equal ones in random order, not in reading order.

    Args:
        magnitudes: [n, H, W].
        seed: of the order among equals.

    Returns:
        intp [n, H·W], positions in the flattened image.
    """
    flat = magnitudes.reshape(len(magnitudes), -1)
    shuffled = np.random.Generator(np.random.PCG64(seed)).permutation(flat.shape[1])
    return shuffled[np.argsort(-flat[:, shuffled], axis=1, kind="stable")]


def deletion_curves(
    model: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    magnitudes: NDArray[np.floating],
    steps: int = 16,
    seed: int = 0,
) -> DeletionCurves:
    """Follow the probability while pixels are deleted or inserted in the order of a map.

    Petsiuk, Das & Saenko, *RISE* (2018), section 4.3: deletion to a constant (here the image's mean grey), insertion
    into the blurred image (here a mean over a square of about a quarter of the side, 11×11 pixels of 48×48).

    Args:
        model: a network in evaluation mode.
        inputs: images [n, C, H, W].
        targets: the class whose probability is followed, int64 [n].
        magnitudes: how important each pixel is, [n, H, W].
        steps: equal steps from no pixel to all.
        seed: of the order among equally important pixels.

    Raises:
        UserError: if the network is in training mode or autocast is on.
    """
    refuse_wrong_state(model, inputs)
    n, channels, height, width = inputs.shape
    order = pixel_order(magnitudes, seed)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(height * width), order.shape), axis=1)
    limits = torch.arange(steps + 1, device=inputs.device) * (height * width) / steps
    ranks = torch.from_numpy(rank).to(inputs.device).view(n, 1, 1, height, width)
    chosen = ranks < limits.view(1, -1, 1, 1, 1)  # [n, steps + 1, 1, H, W]
    grey = inputs.mean(dim=(2, 3), keepdim=True).expand_as(inputs)
    half = max(5, int(min(height, width) * BLUR_SHARE / 2))
    blurred = F.avg_pool2d(inputs, 2 * half + 1, stride=1, padding=half, count_include_pad=False)

    def probabilities(others: Tensor, keep: Tensor) -> NDArray[np.float64]:
        images = torch.where(keep, inputs[:, None], others[:, None]).reshape(-1, channels, height, width)
        with torch.no_grad():
            logits = torch.cat([model(part) for part in torch.split(images, batch_for(inputs.device))])
        classes = targets.repeat_interleave(steps + 1)[:, None]
        result: NDArray[np.float64] = (
            logits.double().softmax(dim=1).gather(1, classes).view(n, -1).cpu().numpy()
        )
        return result

    return DeletionCurves(probabilities(grey, ~chosen), probabilities(blurred, chosen))
