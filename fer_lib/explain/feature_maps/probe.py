"""How much of the input a layer keeps: what a linear map can read off its output."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.explain.evaluation_mode import check_network
from fer_lib.explain.filter_layers import FilterLayer, layer_outputs
from fer_lib.explain.maximization.pictures import as_pictures
from fer_lib.proportion import Proportion

BATCH = 64
PENALTIES = tuple(10.0**power for power in range(-5, 2))
"""λ of the ridge regression, as shares of the mean squared norm of a centred feature vector."""
SELECTION = 0.25
"""Share of the training images that choose λ."""


@dataclass(frozen=True, eq=False)
class LinearProbe:
    """What ridge regressions read off the layers, on images that they have not learned from.

    Attributes:
        layers: the layers; the probe reads what leaves them, after pooling. Before them stands the input itself.
        sizes: number of values of the input and of what leaves each layer, for one image.
        errors: Σ(y − ŷ)² over the pixels of each test image, for the input and each layer: float64 [1 + layers, n].
        deviations: Σ(y − ȳ)² of each, ȳ the mean of the training images: float64 [n].
        hits: bool [1 + layers, n], whether the class with the largest regression output is the label.
        reconstructions: float32 [1 + layers, m, H, W], or [1 + layers, m, H, W, 3], of the first m test images.
    """

    layers: tuple[FilterLayer, ...]
    sizes: tuple[int, ...]
    errors: NDArray[np.float64]
    deviations: NDArray[np.float64]
    hits: NDArray[np.bool_]
    reconstructions: NDArray[np.float32]

    @property
    def pixels(self) -> tuple[float, ...]:
        """R² of the pixels for the input and each layer: 1 for a perfect reconstruction, 0 for the mean face."""
        return tuple(1 - float(each.sum() / self.deviations.sum()) for each in self.errors)

    @property
    def accuracies(self) -> list[Proportion]:
        """Accuracy of the class on the input and each layer."""
        return [Proportion(int(hits.sum()), len(hits)) for hits in self.hits]


class DualRidge:
    """Ridge regression with intercept for many λ, Ŷ = K_* (K + λ·tr(K)/n · I)⁻¹ (Y − Ȳ) + Ȳ.

    It needs the inner products of the images only, and there are far fewer images than features. With K = U Λ Uᵀ
    the inverse is U (Λ + λ·tr(K)/n · I)⁻¹ Uᵀ for every λ.

    Args:
        train: inner products of the training features, centred on their mean: [n, n].
        test: of the test features with them, likewise centred: [m, n].
        targets: Y [n, t].
    """

    def __init__(
        self, train: NDArray[np.float64], test: NDArray[np.float64], targets: NDArray[np.float64]
    ) -> None:
        self.mean = targets.mean(axis=0)
        self._values, vectors = np.linalg.eigh(train)
        self._targets = vectors.T @ (targets - self.mean)
        self._test = test @ vectors
        self._scale = np.trace(train) / len(train)

    def predict(self, penalty: float) -> NDArray[np.float64]:
        """Ŷ [m, t] for one λ > 0."""
        weight = penalty * self._scale or 1.0  # features that are all 0 say nothing
        predicted: NDArray[np.float64] = (self._test / (self._values + weight)) @ self._targets + self.mean
        return predicted


def _centre(
    gram: NDArray[np.float64], train: NDArray[np.intp], test: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    inner, outer = gram[np.ix_(train, train)], gram[np.ix_(test, train)]
    columns, overall = inner.mean(axis=0), inner.mean()
    return (
        inner - columns - columns[:, None] + overall,
        outer - outer.mean(axis=1, keepdims=True) - columns + overall,
    )


def r_squared(
    targets: NDArray[np.floating], predicted: NDArray[np.floating], mean: NDArray[np.floating]
) -> float:
    """1 − Σ(y − ŷ)² / Σ(y − ȳ)², over all entries, ȳ the mean of the training images."""
    return float(1 - np.square(targets - predicted).sum() / np.square(targets - mean).sum())


@torch.no_grad()
def _gram(model: nn.Module, layer: FilterLayer | None, images: Tensor) -> tuple[NDArray[np.float64], int]:
    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    outputs = images.flatten(1)
    if layer is not None:
        parts = (layer_outputs(model, [layer.end], part.to(device)) for part in torch.split(images, BATCH))
        outputs = torch.cat([part[layer.end].flatten(1) for part in parts])
    outputs = outputs - outputs.mean(0)  # before the products, which lose the digits of a large common part
    return (outputs @ outputs.T).double().cpu().numpy(), outputs.shape[1]


def probe_layers(
    model: nn.Module,
    layers: Sequence[FilterLayer],
    images: Tensor,
    labels: NDArray[np.integer],
    n_test: int,
    num_classes: int,
    shown: int = 4,
) -> LinearProbe:
    """Read pixels and class off the input and every layer.

    λ is chosen for each layer and task on a part of the training images, by R² and by accuracy.

    Args:
        model: a network in evaluation mode.
        layers: of ``find_filter_layers(model)``.
        images: [n, C, H, W] as the network takes them; the last ``n_test`` are for the test.
        labels: [n], 0 to K − 1.
        n_test: number of test images.
        num_classes: K.
        shown: test images whose reconstruction is kept.

    Raises:
        UserError: if the network is in training mode or autocast is on.
    """
    check_network(model)
    n = len(images)
    train, test = np.arange(n - n_test), np.arange(n - n_test, n)
    cut = round((1 - SELECTION) * len(train))
    fit, select = train[:cut], train[cut:]
    pixels = images.flatten(1).double().numpy()
    # Pixels and classes are read by one regression; λ is chosen for each of the two.
    targets = np.hstack([pixels, np.eye(num_classes)[labels]])
    split = pixels.shape[1]
    sizes, errors, hits, shows = [], [], [], []
    deviations = np.square(pixels[test] - pixels[train].mean(axis=0)).sum(axis=1)
    for layer in (None, *layers):
        gram, size = _gram(model, layer, images)
        trial = DualRidge(*_centre(gram, fit, select), targets[fit])
        likeness, right = [], []
        for penalty in PENALTIES:
            predicted = trial.predict(penalty)
            likeness.append(r_squared(pixels[select], predicted[:, :split], trial.mean[:split]))
            right.append((predicted[:, split:].argmax(1) == labels[select]).mean())
        whole = DualRidge(*_centre(gram, train, test), targets[train])
        drawn = whole.predict(PENALTIES[int(np.argmax(likeness))])[:, :split]
        predicted = whole.predict(PENALTIES[int(np.argmax(right))])[:, split:]
        sizes.append(size)
        errors.append(np.square(pixels[test] - drawn).sum(axis=1))
        hits.append(predicted.argmax(1) == labels[test])
        shows.append(as_pictures(drawn[:shown].reshape(-1, *images.shape[1:])).astype(np.float32))
    return LinearProbe(
        tuple(layers), tuple(sizes), np.array(errors), deviations, np.array(hits), np.array(shows)
    )
