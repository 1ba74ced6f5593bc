"""The pointing game: does the strongest pixel of a map lie where the expression is?"""

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.synthetic import SyntheticFaces
from fer_lib.data.synthetic.action_units import prototype


def expression_masks(truth: SyntheticFaces, indices: NDArray[np.integer]) -> NDArray[np.bool_]:
    """The pixels that the action units of each face's expression touch: bool [n, 48, 48]; empty for neutral faces."""
    own = prototype(truth.expression[indices])  # [n, 13]
    touched = truth.action_unit_masks(indices) & own[:, :, None, None]
    masks: NDArray[np.bool_] = np.any(touched, axis=1)
    return masks


def hits(magnitudes: NDArray[np.floating], masks: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Whether the strongest pixel of each map lies in the mask: Zhang et al., *Top-Down Neural Attention* (2016).

    Args:
        magnitudes: [n, H, W].
        masks: bool [n, H, W].

    Returns:
        float64 [n]: 1 or 0; between them where several pixels are equally strong, the share of those inside. NaN for a
        map that is 0 everywhere and so points nowhere.
    """
    highest = magnitudes.max(axis=(1, 2), keepdims=True)
    strongest = magnitudes == highest
    shares: NDArray[np.float64] = (strongest & masks).sum(axis=(1, 2)) / strongest.sum(axis=(1, 2))
    return np.where(highest[:, 0, 0] > 0, shares, np.nan)
