"""Figures of a map as a whole: its mass, how concentrated it is, how alike two maps rank their pixels."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import correlate1d
from scipy.stats import rankdata, t, ttest_ind

Maps = NDArray[np.float64]  # [n, H, W]


def as_mass(magnitudes: NDArray[np.floating]) -> Maps:
    """Each map divided by its sum: shares of the map's mass.

    Args:
        magnitudes: non-negative, [n, H, W].

    Returns:
        float64 [n, H, W], each map adding up to 1; NaN where a map is 0 everywhere and so points nowhere.
    """
    values = np.asarray(magnitudes, np.float64)
    total = values.sum(axis=(1, 2), keepdims=True)
    result: Maps = np.divide(values, total, out=np.full_like(values, np.nan), where=total > 0)
    return result


def entropy(mass: Maps) -> NDArray[np.float64]:
    """Shannon entropy −Σ p log p of each map over its maximum log(HW): [n], 1 for an even map, 0 for one pixel."""
    p = mass.reshape(len(mass), -1)
    logarithm = np.log(p, out=np.zeros_like(p), where=p > 0)
    result: NDArray[np.float64] = -(p * logarithm).sum(axis=1) / np.log(p.shape[1])
    return result


def gini(mass: Maps) -> NDArray[np.float64]:
    """Gini coefficient of each map's pixels: [n], 0 for an even map, near 1 where few pixels have all the mass.

    With the pixels in rising order, G = Σ_i (2i − N − 1) p_i / (N Σ p): Hurley & Rickard, *Comparing Measures of
    Sparsity* (2009), of whose measures it alone has all six properties asked of one.
    """
    p = np.sort(mass.reshape(len(mass), -1), axis=1)
    count = p.shape[1]
    weights = 2 * np.arange(1, count + 1) - count - 1
    result: NDArray[np.float64] = (p * weights).sum(axis=1) / (count * p.sum(axis=1))
    return result


def rank_correlation(first: NDArray[np.floating], second: NDArray[np.floating]) -> NDArray[np.float64]:
    """Spearman's correlation of the pixels of each two maps: [n]; NaN where a map is the same everywhere.

    Args:
        first: [n, H, W].
        second: likewise.
    """
    ranks = [rankdata(maps.reshape(len(maps), -1), axis=1) for maps in (first, second)]
    one, other = (rank - rank.mean(axis=1, keepdims=True) for rank in ranks)
    scale = np.sqrt((one * one).sum(axis=1) * (other * other).sum(axis=1))
    products = (one * other).sum(axis=1)
    result: NDArray[np.float64] = np.divide(products, scale, out=np.full(len(one), np.nan), where=scale > 0)
    return result


def edges(images: NDArray[np.uint8]) -> Maps:
    """Strength of the edges of images, the length of the Sobel gradient: [n, H, W]. It knows nothing of any network.

    Args:
        images: uint8 [n, H, W] or [n, H, W, 3]; of colour images the length over all three channels.
    """
    grey = images.astype(np.float64)
    difference, smoothing = (
        [-1, 0, 1],
        [1, 2, 1],
    )  # scipy's sobel would smooth from one image to the next as well
    down = correlate1d(correlate1d(grey, difference, axis=1), smoothing, axis=2)
    across = correlate1d(correlate1d(grey, difference, axis=2), smoothing, axis=1)
    strength: Maps = np.hypot(down, across)
    return strength if strength.ndim == 3 else np.sqrt(np.square(strength).sum(axis=3))


def area_under(curves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Area under each curve over shares of pixels from 0 to 1, by the trapezoidal rule: [..., S] → [...]."""
    result: NDArray[np.float64] = np.trapezoid(curves, dx=1 / (curves.shape[-1] - 1), axis=-1)
    return result


def mean_interval(values: NDArray[np.floating]) -> tuple[float, float, float, int]:
    """Mean, lower and upper end of its 95 % interval by Student's t, and n; NaN values are left out.

    With one value the interval is unbounded; with none the mean is NaN.
    """
    known = values[np.isfinite(values)]
    n = len(known)
    if n < 2:
        return (float(known.mean()) if n else float("nan")), -np.inf, np.inf, n
    mean = float(known.mean())
    half = float(t.ppf(0.975, n - 1) * known.std(ddof=1) / np.sqrt(n))
    return mean, mean - half, mean + half, n


def mean_is_above(values: NDArray[np.floating], level: float) -> bool | None:
    """Whether the mean is above a level: True or False if its 95 % interval says so, else None."""
    _, lower, upper, _ = mean_interval(values)
    return True if lower > level else False if upper < level else None


def welch_interval(first: NDArray[np.floating], second: NDArray[np.floating]) -> tuple[float, float]:
    """95 % interval of the difference of two means, of groups with variances of their own; NaN values are left out."""
    groups = [values[np.isfinite(values)] for values in (first, second)]
    interval = ttest_ind(*groups, equal_var=False).confidence_interval(0.95)
    return float(interval.low), float(interval.high)
