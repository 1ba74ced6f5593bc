"""What a pattern looks like, in numbers: how noisy, how fine, how many directions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FINE = 0.25
"""Cycles a pixel; half of the finest that an image can show."""
WHITE_NOISE_SPREAD = float(np.exp(np.euler_gamma - 1))
"""Expected ``spectral_spread`` of white noise, 0.655: its spectral energies are exponentially distributed, and the
entropy of n such energies, normalized to a sum of 1, is log n − (1 − γ) for large n. For colours see
``white_noise_spread``."""
NOISY_FROM = 0.8
"""A pattern counts as noisy from this share of white noise's spread; stripes and waves to the eye have less."""
DIRECTIONS = 8
"""Bins of the gradient's direction, 22.5 degrees each."""


def white_noise_spread(channels: int) -> float:
    """Expected ``spectral_spread`` of white noise that differs from channel to channel: C · exp(−ψ(C + 1)).

    The energies of C independent channels add up to a gamma distribution of shape C, of which E[g log g] = C ψ(C + 1)
    and E[g] = C: 0.655 for grey, 0.854 for three colours.
    """
    if channels == 1:
        return WHITE_NOISE_SPREAD
    return float(channels * np.exp(np.euler_gamma - np.sum(1 / np.arange(1, channels + 1))))


def spectral_energy(patterns: NDArray[np.floating]) -> Array:
    """Energy by spatial frequency, |F(x − mean)|², in the order of ``numpy.fft.fft2``: float64 [n, H, W].

    Args:
        patterns: [n, H, W], or [n, H, W, C], whose channels' energies add up.
    """
    values = np.asarray(patterns, np.float64)
    if values.ndim == 4:
        total: Array = sum(spectral_energy(values[..., c]) for c in range(values.shape[3]))  # type: ignore[assignment]
        return total
    centred = values - values.mean(axis=(1, 2), keepdims=True)
    energy: Array = np.abs(np.fft.fft2(centred)) ** 2
    return energy


def fine_share(patterns: NDArray[np.floating], cutoff: float = FINE) -> Array:
    """Share of the energy at spatial frequencies above the cutoff, 0 to 1: [n]; 0 for a flat pattern.

    White noise has 1 − π · cutoff² = 0.804 there, photographs a few percent.

    Args:
        patterns: [n, H, W] or [n, H, W, C].
        cutoff: cycles a pixel, up to ½.
    """
    energy = spectral_energy(patterns)
    fy, fx = np.fft.fftfreq(energy.shape[1])[:, None], np.fft.fftfreq(energy.shape[2])[None]
    total = energy.sum(axis=(1, 2))
    fine: Array = energy[:, np.hypot(fy, fx) > cutoff].sum(axis=1)
    share: Array = np.divide(fine, total, out=np.zeros_like(total), where=total > 0)
    return share


def spectral_spread(patterns: NDArray[np.floating]) -> Array:
    """Effective number of frequencies, exp(−Σ p log p), as a share of all: [n], with p the energies as shares.

    A single wave has 2/(HW), white noise 0.655, whatever its strength; a flat pattern has 0.

    Args:
        patterns: [n, H, W] or [n, H, W, C].
    """
    energy = spectral_energy(patterns).reshape(len(patterns), -1)
    total = energy.sum(axis=1, keepdims=True)
    shares = np.divide(energy, total, out=np.zeros_like(energy), where=total > 0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    spread: Array = np.exp(-(shares * logs).sum(axis=1)) / energy.shape[1]
    return np.where(total[:, 0] > 0, spread, 0.0)


def direction_entropy(patterns: NDArray[np.floating]) -> Array:
    """Effective number of directions of the pattern's edges, 1 to 8: [n]; 1 for a flat pattern.

    The directions of the gradient (central differences, opposite directions counted as one) are put into eight
    bins, weighted with the squared length of the gradient; the result is exp of the entropy of the bins.
    Straight stripes have 1 or 2, a ring has 8.

    Args:
        patterns: [n, H, W], or [n, H, W, C], whose channels' edges count together.
    """
    values = np.asarray(patterns, np.float64)
    if values.ndim == 4:  # side by side, channel beside channel, without an edge between them
        parts = [_direction_energy(values[..., c]) for c in range(values.shape[3])]
        return _effective_number(np.sum(parts, axis=0))
    return _effective_number(_direction_energy(values))


def _direction_energy(values: Array) -> Array:
    """Squared lengths of the gradient by its direction: [n, 8] of [n, H, W]."""
    down, across = np.gradient(values, axis=(1, 2))
    angle = np.arctan2(down, across) % np.pi
    bins = np.floor(angle / np.pi * DIRECTIONS + 0.5).astype(np.int64) % DIRECTIONS
    weights = down**2 + across**2
    return np.stack([np.where(bins == k, weights, 0.0).sum(axis=(1, 2)) for k in range(DIRECTIONS)], 1)


def _effective_number(energy: Array) -> Array:
    """Exp of the entropy of energies as shares: [n] of [n, bins]."""
    total = energy.sum(axis=1, keepdims=True)
    shares = np.divide(energy, total, out=np.zeros_like(energy), where=total > 0)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    number: Array = np.exp(-(shares * logs).sum(axis=1))
    return number


@dataclass(frozen=True, eq=False)
class PatternMeasures:
    """The measures of a set of patterns, each [n].

    Attributes:
        fine: share of the energy above ¼ cycle a pixel, 0 to 1.
        spread: effective number of frequencies as a share of white noise's, 0 to about 1.
        directions: effective number of directions, 1 to 8.
    """

    fine: Array
    spread: Array
    directions: Array

    @property
    def noisy(self) -> NDArray[np.bool_]:
        """Whether the energy is spread over at least 0.8 times as many frequencies as white noise's is."""
        return self.spread >= NOISY_FROM


def measure_patterns(patterns: NDArray[np.floating]) -> PatternMeasures:
    """Measure patterns [n, H, W] or [n, H, W, C]."""
    channels = patterns.shape[3] if patterns.ndim == 4 else 1
    spread = spectral_spread(patterns) / white_noise_spread(channels)
    return PatternMeasures(fine_share(patterns), spread, direction_entropy(patterns))
