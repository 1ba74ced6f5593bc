"""The ablation: every method for unbalanced classes trained with several seeds on the same data."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold
from torch import Tensor, nn

from fer_lib.data.masks.dataset import CLASS_NAMES, MaskDataset
from fer_lib.imbalance.methods import METHODS, Method
from fer_lib.imbalance.sampling import plan
from fer_lib.models.report_e import MaskNetwork

CURVE_POINTS = 50
"""Points of the curves of loss and error."""


@dataclass(frozen=True)
class Budget:
    """What every training of the ablation may use.

    Attributes:
        seeds: trainings of each method, at least 2; each has its own initial weights and order of images.
        epochs: images seen, as multiples of the training images.
        batch_size: images a step.
        rate_factor: multiplies the methods' learning rates, which are the report's; above 1 as there are few steps.
    """

    seeds: int = 5
    epochs: int = 12
    batch_size: int = 32
    rate_factor: float = 4.0

    def steps(self, images: int) -> int:
        """Number of steps on so many training images."""
        return max(CURVE_POINTS, self.epochs * images // self.batch_size)


BUILT_IN_BUDGET = Budget(epochs=20)
"""For the built-in images, of which there are fewer."""


@dataclass(frozen=True, eq=False)
class Training:
    """What one training gives.

    Attributes:
        probabilities: softmax of the last weights on the test images, float32 [n, 3].
        losses: mean training loss between two points of the curve, float32 [P].
        errors: 1 − accuracy on the test images at each point, float32 [P]; [0] if not asked for.
    """

    probabilities: NDArray[np.float32]
    losses: NDArray[np.float32]
    errors: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class MethodRuns:
    """The trainings of one method: the arrays of ``Training`` with a first axis of S seeds."""

    probabilities: NDArray[np.float32]
    losses: NDArray[np.float32]
    errors: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class AblationRuns:
    """All methods on one data set.

    Attributes:
        labels: of the test images, int64 [n].
        photos: which photo a test image was cut from, int64 [n].
        by_method: by name, in the order of ``METHODS``.
        budget: of every training.
        steps: of every training.
    """

    labels: NDArray[np.int64]
    photos: NDArray[np.int64]
    by_method: dict[str, MethodRuns]
    budget: Budget
    steps: int


def run_ablation(
    dataset: MaskDataset, budget: Budget | None = None, methods: Sequence[Method] = METHODS
) -> AblationRuns:
    """Trains every method on the training images and asks its networks about the test images.

    The same seed gives the same initial weights with every method, so that they are compared in pairs. The weights of
    the last step are used: to choose better ones by the test images would favour every method that jumps about.

    Args:
        dataset: the data.
        budget: of each training; by default ``default_budget``.
        methods: what to train.
    """
    budget = budget or default_budget(dataset)
    train, test = dataset.indices(test=False), dataset.indices(test=True)
    by_method = {}
    for method in methods:
        trainings = [
            train_network(dataset, train, test, method, budget, seed) for seed in range(budget.seeds)
        ]
        by_method[method.name] = MethodRuns(
            *(
                np.stack([getattr(t, name) for t in trainings])
                for name in ("probabilities", "losses", "errors")
            )
        )
    return AblationRuns(
        dataset.labels[test], dataset.photos[test], by_method, budget, budget.steps(len(train))
    )


def run_folds(
    dataset: MaskDataset, budget: Budget | None = None, methods: Sequence[Method] = METHODS, folds: int = 5
) -> AblationRuns:
    """Cross-validation: every image, of either set, is asked of a network that was trained without its photo.

    The folds are those of scikit-learn's ``StratifiedGroupKFold``: photos stay whole, classes are spread evenly. Where
    the test set holds a dozen images of the rare class, this judges by all there are.

    Args:
        dataset: the data.
        budget: of each training; fold f has seed f. By default as in ``run_ablation``.
        methods: what to train.
        folds: how many parts; each is left out of one training.

    Returns:
        All N images as test images, with one probability each: the first axis of the arrays has length 1.
    """
    budget = budget or default_budget(dataset)
    parts = StratifiedGroupKFold(folds, shuffle=True, random_state=0)
    splits = list(parts.split(dataset.labels, dataset.labels, dataset.photos))
    by_method = {}
    for method in methods:
        probabilities = np.empty((1, len(dataset), len(CLASS_NAMES)), np.float32)
        trainings = []
        for fold, (train, test) in enumerate(splits):
            trainings.append(train_network(dataset, train, test, method, budget, fold))
            probabilities[0, test] = trainings[-1].probabilities
        losses, errors = (np.stack([getattr(t, name) for t in trainings]) for name in ("losses", "errors"))
        by_method[method.name] = MethodRuns(probabilities, losses, errors)
    steps = budget.steps(len(splits[0][0]))
    return AblationRuns(dataset.labels, dataset.photos, by_method, budget, steps)


def default_budget(dataset: MaskDataset) -> Budget:
    """``BUILT_IN_BUDGET`` for synthetic data, ``Budget()`` for others."""
    return BUILT_IN_BUDGET if dataset.provenance.get("synthetic") else Budget()


def train_network(
    dataset: MaskDataset, train: NDArray[np.int64], test: NDArray[np.int64], method: Method, budget: Budget, seed: int
) -> Training:  # fmt: skip
    """One training by Adam (Kingma & Ba 2015).

    Args:
        dataset: the data.
        train: positions of the training images in it, int64 [m].
        test: positions of the images that the network is asked about, int64 [n].
        method: how to train.
        budget: for how long.
        seed: of the initial weights and the order of the images.
    """
    images, labels = _tensors(dataset, train)
    test_images, test_labels = _tensors(dataset, test)
    steps = budget.steps(len(train))
    network = MaskNetwork(seed)
    optimizer = torch.optim.Adam(network.parameters(), fused=True)
    loss_of = method.loss(np.bincount(dataset.labels[train], minlength=len(CLASS_NAMES)))
    rng = np.random.Generator(np.random.PCG64(seed))
    chosen = plan(dataset.labels[train], method.sampling, steps, budget.batch_size, rng, method.rounds)
    points = {steps * (number + 1) // CURVE_POINTS for number in range(CURVE_POINTS)}
    losses, errors, recent = [], [], []
    for step, (positions, rate) in enumerate(
        zip(torch.from_numpy(chosen), method.rates(steps), strict=True), 1
    ):
        optimizer.param_groups[0]["lr"] = float(rate) * budget.rate_factor
        loss = loss_of(network(images[positions]), labels[positions])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        recent.append(loss.detach())
        if step in points:
            losses.append(torch.stack(recent).mean())
            recent.clear()
            if method.curves:
                errors.append((_probabilities(network, test_images).argmax(1) != test_labels).float().mean())
    return Training(
        _probabilities(network, test_images).numpy(),
        torch.stack(losses).numpy(),
        torch.stack(errors).numpy() if errors else np.zeros(0, np.float32),
    )


def _tensors(dataset: MaskDataset, indices: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
    """float32 [n, 3, 28, 28], 0 to 1, colours last in memory as the crops have them; and int64 [n]."""
    images = torch.from_numpy(dataset.images[indices]).permute(0, 3, 1, 2).float() / 255
    return images, torch.from_numpy(dataset.labels[indices])


@torch.no_grad()
def _probabilities(network: nn.Module, images: Tensor) -> Tensor:
    """float32 [n, 3]."""
    return torch.cat([network(part).softmax(-1) for part in images.split(128)])  # type: ignore[no-untyped-call]
