"""Calibration: whether a network's probabilities can be believed; temperature scaling, which mends them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import log_softmax, softmax

from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion

BINS = 15
FOLDS = 5
RESAMPLINGS = 1000
TEMPERATURES = (0.01, 100.0)


@dataclass(frozen=True)
class Bin:
    """The images whose confidence lies between two edges.

    Attributes:
        low: lower edge, not included.
        high: upper edge, included.
        confidence: mean probability of the predicted class.
        accuracy: right predictions among them.
    """

    low: float
    high: float
    confidence: float
    accuracy: Proportion


@dataclass(frozen=True, eq=False)
class Reliability:
    """Confidence against accuracy.

    Attributes:
        confidence: probability of the predicted class, one an image: float64 [n].
        correct: whether the prediction is right: bool [n].
        cross_entropy: mean of −log p(label), in nats.
        bins: number of bins of equal width from 0 to 1.
    """

    confidence: NDArray[np.float64]
    correct: NDArray[np.bool_]
    cross_entropy: float
    bins: int = BINS

    @property
    def n(self) -> int:
        """Number of images."""
        return len(self.correct)

    @property
    def accuracy(self) -> Proportion:
        """Right predictions among all."""
        return Proportion(int(self.correct.sum()), self.n)

    @cached_property
    def filled_bins(self) -> tuple[Bin, ...]:
        """The bins that hold images, from low to high confidence."""
        where = _bin_of(self.confidence, self.bins)
        return tuple(
            Bin(
                b / self.bins,
                (b + 1) / self.bins,
                float(self.confidence[inside].mean()),
                Proportion(int(self.correct[inside].sum()), int(inside.sum())),
            )
            for b in range(self.bins)
            if (inside := where == b).any()
        )

    @property
    def ece(self) -> float:
        """Expected calibration error Σ_b (n_b / n)·|accuracy_b − confidence_b| (Naeini et al. 2015; Guo 2017)."""
        return float(_ece(self.confidence, self.correct[None], self.bins)[0])

    @cached_property
    def ece_by_chance(self) -> tuple[float, float]:
        """Mean and 95% point of the ECE if every confidence were exactly right.

        Finitely many images never fill a bin just as the confidence says, so a perfect network's ECE is not 0. The
        right predictions are drawn 1,000 times with the given confidences (Bröcker & Smith 2007; seed 0).
        """
        generator = np.random.default_rng(0)
        drawn = generator.random((RESAMPLINGS, self.n)) < self.confidence
        values = _ece(self.confidence, drawn, self.bins)
        return float(values.mean()), float(np.quantile(values, 0.95))


def _bin_of(confidence: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    """Index of the bin (b/M, (b+1)/M] that each confidence falls into: int64 [n]."""
    return np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)


def _ece(confidence: NDArray[np.float64], correct: NDArray[np.bool_], bins: int) -> NDArray[np.float64]:
    """ECE of the same confidences with many outcomes: bool [m, n] to float64 [m]."""
    one_hot = np.zeros((len(confidence), bins))
    one_hot[np.arange(len(confidence)), _bin_of(confidence, bins)] = 1
    gaps = correct @ one_hot - confidence @ one_hot  # n_b · (accuracy_b − confidence_b)
    result: NDArray[np.float64] = np.abs(gaps).sum(1) / len(confidence)
    return result


def reliability(
    logits: NDArray[np.floating],
    labels: NDArray[np.integer],
    temperature: float | NDArray[np.float64] = 1.0,
    bins: int = BINS,
) -> Reliability:
    """Confidence and correctness of predictions.

    Args:
        logits: [n, K].
        labels: given labels [n], 0 to K − 1.
        temperature: T > 0, by which the logits are divided: one for all, or one an image [n].
        bins: number of bins of equal width.
    """
    scaled = logits.astype(np.float64) / np.reshape(temperature, (-1, 1))
    probabilities = softmax(scaled, axis=1)
    log_likelihood = log_softmax(scaled, axis=1)[np.arange(len(labels)), labels]
    return Reliability(
        confidence=probabilities.max(axis=1),
        correct=logits.argmax(axis=1) == labels,
        cross_entropy=float(0 - log_likelihood.mean()),  # never −0.0
        bins=bins,
    )


def fit_temperature(logits: NDArray[np.floating], labels: NDArray[np.integer]) -> float:
    """The temperature T that minimises the mean of −log softmax(z / T)_label (Guo et al. 2017, section 4.2).

    The cross entropy is convex in 1/T, so the minimum is the only one. T > 1: the network is too sure of itself.
    No prediction changes, as z / T has its largest entry where z has it.

    Args:
        logits: [n, K].
        labels: [n].

    Returns:
        T between 0.01 and 100; an end of that range where the cross entropy keeps falling towards it (all
        predictions right: 0.01); 1 without images.
    """
    if not len(labels):
        return 1.0
    wide = logits.astype(np.float64)
    of_label = wide[np.arange(len(labels)), labels]

    def slope(inverse: float) -> float:
        """Derivative of the cross entropy by β = 1/T: the mean of Σ_k p_k z_k − z_label."""
        return float(((softmax(wide * inverse, axis=1) * wide).sum(axis=1) - of_label).mean())

    lowest, highest = (1 / temperature for temperature in reversed(TEMPERATURES))
    if slope(lowest) >= 0:
        return TEMPERATURES[1]
    if slope(highest) <= 0:
        return TEMPERATURES[0]
    return 1 / float(brentq(slope, lowest, highest, xtol=1e-10))


@dataclass(frozen=True, eq=False)
class TemperatureScaling:
    """Reliability before and after dividing the logits by a temperature, on images that it was not fitted to.

    Attributes:
        temperature: fitted to all validation images.
        before: with T = 1.
        after: with the fitted temperature: that of all validation images where ``judged_on`` is ``test``, that of
            the other folds for each image where it is ``folds``.
        judged_on: ``test``: the test images; ``folds``: the validation images by cross-validation.
        folds: number of folds, 0 where there was a test set.
    """

    temperature: float
    before: Reliability
    after: Reliability
    judged_on: str
    folds: int


def temperature_scaling(
    validation: Predictions, test: Predictions | None, folds: int = FOLDS, seed: int = 0
) -> TemperatureScaling:
    """Fit a temperature to the validation images and judge it on others.

    Args:
        validation: predictions of images that did not train the network.
        test: predictions of labelled test images; without them, the validation images are cut into folds at random,
            and each is judged with the temperature of the others.
        folds: number of folds.
        seed: of the folds.
    """
    temperature = fit_temperature(validation.logits, validation.labels)
    if test is not None:
        judged, temperatures, used = test, np.full(len(test.labels), temperature), 0
    else:
        judged, used = validation, min(folds, len(validation.labels))
        order = np.random.default_rng(seed).permutation(len(judged.labels))
        temperatures = np.empty(len(order))
        for fold in np.array_split(order, used):
            rest = np.setdiff1d(order, fold)
            temperatures[fold] = fit_temperature(judged.logits[rest], judged.labels[rest])
    return TemperatureScaling(
        temperature=temperature,
        before=reliability(judged.logits, judged.labels),
        after=reliability(judged.logits, judged.labels, temperatures),
        judged_on="folds" if used else "test",
        folds=used,
    )
