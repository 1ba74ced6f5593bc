"""Training images on the device as uint8, handed out in shuffled and augmented batches."""

from collections.abc import Iterator

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.training.augmentation import Augmentation
from fer_lib.training.sampling import balanced_order, epoch_seed, resampled


def steps_of_an_epoch(images: int, batch_size: int, processes: int = 1) -> int:
    """Steps S of an epoch: max(1, min(⌈n / batch_size⌉, ⌊n / 2P⌋)) for n images and P processes.

    The images of an epoch are divided evenly over the steps, so a batch is never larger than ``batch_size``, but for
    one case: at two images a process, an odd number of images would leave a batch of one, of which batch normalization
    has no variance. That image joins another batch, which then has three.

    Args:
        images: of an epoch, all processes together; a multiple of ``processes``.
        batch_size: of all processes together, from ``2 * processes``.
        processes: that share each batch.
    """
    return max(1, min(-(-images // batch_size), images // (2 * processes)))


class TrainingBatches:
    """The images that a run trains on, whole on the device.

    Args:
        dataset: the data.
        indices: positions of the training images in it, ascending: int64 [n].
        config: batch size, sampling, augmentation, mixup and seed. The images of an epoch are divided evenly over
            the steps, so that no batch is small.
        device: where the images are kept.
        rank, world_size: this process, and how many share each batch.
    """

    def __init__(
        self, dataset: ImageDataset, indices: NDArray[np.int64], config: RunConfig, device: torch.device,
        rank: int = 0, world_size: int = 1,
    ) -> None:  # fmt: skip
        self.images, self.labels = on_device(dataset, indices, device)
        self.num_classes = dataset.shape.num_classes
        self.targets: Tensor | None = None
        if dataset.targets is not None:
            self.targets = torch.from_numpy(dataset.targets[indices]).to(device)
        self.config, self.augmentation = config, Augmentation.of(config)
        self.rank, self.world_size = rank, world_size
        self.size = len(self._order(1)) // world_size * world_size
        """Images an epoch, all processes together."""
        self.steps = steps_of_an_epoch(self.size, config.batch_size, world_size)

    def epoch(self, number: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Inputs [N, C, H, W] and targets of each step, a function of seed, epoch and rank.

        The targets are labels, int64 [N]; with mixup or soft labels they are probabilities, float32 [N, K].
        """
        order = self._order(number)
        generator = torch.Generator().manual_seed(epoch_seed(self.config.seed, number, self.rank) + 2**62)
        for chosen in order[: self.size][self.rank :: self.world_size].tensor_split(self.steps):
            chosen = chosen.to(self.images.device)
            inputs = self.augmentation(self.images[chosen], generator)
            targets = self.labels[chosen] if self.targets is None else self.targets[chosen]
            if self.config.mixup:
                if self.targets is None:
                    targets = F.one_hot(targets, self.num_classes).float()
                inputs, targets = mix(inputs, targets, self.config.mixup, generator)
            yield inputs, targets

    def _order(self, number: int) -> Tensor:
        """Positions of the images of an epoch in the order in which they are seen: int64 [n]."""
        config, labels = self.config, self.labels.cpu()
        if config.sampling == "balanced":
            return balanced_order(labels, number, config.seed)
        generator = torch.Generator().manual_seed(epoch_seed(config.seed, number))
        drawn = torch.arange(len(labels))
        if config.resampling_rounds:
            drawn = resampled(labels, (number - 1) * config.resampling_rounds // config.epochs, config.seed)
        return drawn[torch.randperm(len(drawn), generator=generator)]


def mix(inputs: Tensor, targets: Tensor, alpha: float, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Mixup (Zhang et al. 2018): x̃ = λx + (1−λ)x′ and ỹ = λy + (1−λ)y′ with λ ~ Beta(α, α), one λ a batch.

    Args:
        inputs: [N, C, H, W].
        targets: probabilities, float32 [N, K].
        alpha: above 0; small values mix little.
        generator: on the CPU.

    Returns:
        mixed inputs, and probabilities [N, K].
    """
    seed = int(torch.randint(2**62, (1,), generator=generator))
    share = float(np.random.default_rng(seed).beta(alpha, alpha))  # torch's Beta takes no generator
    partner = torch.randperm(len(inputs), generator=generator).to(inputs.device)
    return inputs.lerp(inputs[partner], 1 - share), targets.lerp(targets[partner], 1 - share)


def on_device(
    dataset: ImageDataset, indices: NDArray[np.int64], device: torch.device
) -> tuple[Tensor, Tensor]:
    """Chosen images of a data set on the device: uint8 [n, H, W] or [n, H, W, 3], and labels int64 [n]."""
    images = torch.from_numpy(dataset.images[indices]).to(device)
    return images, torch.from_numpy(dataset.labels[indices]).to(device)
