"""Training images on the device as uint8, handed out in shuffled and augmented batches."""

from collections.abc import Iterator

import torch
from torch import Tensor

from fer_lib.data import FaceDataset, Split
from fer_lib.models.inputs import to_input


def flip_and_shift(images: Tensor, flip: bool, shift: int, generator: torch.Generator) -> Tensor:
    """Mirror each image with probability ½ and move it by up to ``shift`` pixels either way.

    One gather does both, on the uint8 images; pixels that come from outside repeat the edge.

    Args:
        images: uint8 [N, H, W].
        flip: whether to mirror.
        shift: largest shift in pixels, 0 for none.
        generator: on the CPU, so that a seed means the same on every device.
    """
    n, height, width = images.shape
    offsets = torch.randint(-shift, shift + 1, (2, n, 1), generator=generator)
    rows = (torch.arange(height) + offsets[0]).clamp_(0, height - 1)
    columns = (torch.arange(width) + offsets[1]).clamp_(0, width - 1)
    if flip:
        mirrored = torch.rand(n, 1, generator=generator) < 0.5
        columns = torch.where(mirrored, width - 1 - columns, columns)
    index = torch.arange(n)[:, None, None]
    rows, columns = rows[:, :, None], columns[:, None, :]
    return images[index.to(images.device), rows.to(images.device), columns.to(images.device)]


class TrainingBatches:
    """The labelled training images of a data set, whole on the device.

    Args:
        dataset: the data; its images of split ``train`` with a label are used.
        batch_size: images a step at most. The images are divided evenly over the steps, so that every
            epoch sees each image once and no batch is small.
        flip, shift: augmentation, see ``flip_and_shift``.
        seed: decides order and augmentation, together with the epoch.
        device: where the images are kept.
    """

    def __init__(
        self, dataset: FaceDataset, batch_size: int, flip: bool, shift: int, seed: int, device: torch.device
    ) -> None:
        self.images, self.labels = split_tensors(dataset, "train", device)
        self.steps = max(1, -(-len(self.images) // batch_size))
        self.flip, self.shift, self.seed = flip, shift, seed

    def epoch(self, number: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Inputs [N, 1, 48, 48] and labels [N] of each step of one epoch, a function of seed and number."""
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + number)
        order = torch.randperm(len(self.images), generator=generator)
        for chosen in order.tensor_split(self.steps):
            chosen = chosen.to(self.images.device)
            images = self.images[chosen]
            if self.flip or self.shift:
                images = flip_and_shift(images, self.flip, self.shift, generator)
            yield to_input(images), self.labels[chosen]


def split_tensors(dataset: FaceDataset, split: Split, device: torch.device) -> tuple[Tensor, Tensor]:
    """Labelled images of a split on the device: uint8 [n, 48, 48] and int64 [n]."""
    indices = labelled_indices(dataset, split)
    images = torch.from_numpy(dataset.images[indices.numpy()]).to(device)
    labels = torch.from_numpy(dataset.labels[indices.numpy()]).to(device)
    return images, labels


def labelled_indices(dataset: FaceDataset, split: Split) -> Tensor:
    """Positions of a split's labelled images in the data set: int64 [n], ascending."""
    indices = dataset.indices(split)
    return torch.from_numpy(indices[dataset.labels[indices] >= 0])
