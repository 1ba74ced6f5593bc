"""A training that was done elsewhere: somebody's network, its weights, and small colour data of 11 classes."""

from pathlib import Path

import numpy as np
import torch

from fer_lib.data import ImageDataset, content_hash

CLASSES = tuple(f"food-{n}" for n in range(11))
SOURCE = """
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, num_classes=10, in_channels=3, width=6, softmax=False):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, width, 3, padding=1)
        self.bn = nn.BatchNorm2d(width)
        self.fc = nn.Linear(4 * width, num_classes)
        self.softmax = softmax

    def forward(self, x):
        x = F.adaptive_avg_pool2d(F.relu(self.bn(self.conv(x))), 2)
        x = self.fc(x.flatten(1))
        return x.softmax(1) if self.softmax else x
"""


def food(n: int = 110, seed: int = 0) -> ImageDataset:
    """Colour images 16×12 of 11 classes, each class with a colour of its own."""
    generator = np.random.default_rng(seed)
    labels = np.arange(n, dtype=np.int64) % 11
    colours = generator.integers(0, 256, (11, 3))
    noise = generator.integers(-30, 30, (n, 16, 12, 3))
    images = np.clip(colours[labels][:, None, None] + noise, 0, 255).astype(np.uint8)
    split = np.repeat(np.array([0, 1, 2], np.uint8), [n - 2 * (n // 5), n // 5, n // 5])
    names = np.array(
        [f"{'tve'[s]}/{label}_{i}.jpg" for i, (s, label) in enumerate(zip(split, labels, strict=True))]
    )
    provenance = {"source": "food", "form": "toy", "sha256": content_hash(images, labels)}
    return ImageDataset(images, labels, split, CLASSES, provenance=provenance, names=names)


def write_network(folder: Path) -> Path:
    """``net.py`` with ``Net``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "net.py").write_text(SOURCE, "utf8")
    return folder / "net.py"


def network(**options: object) -> torch.nn.Module:
    """The network with weights that say something different for each image, in evaluation mode."""
    names: dict[str, object] = {}
    exec(SOURCE, names)
    torch.manual_seed(0)
    made: torch.nn.Module = names["Net"](num_classes=11, **options)  # type: ignore[operator]
    with torch.no_grad():
        made.bn.running_mean.uniform_(-1, 1)
        made.bn.running_var.uniform_(0.5, 2)
        made.fc.weight.mul_(20)
    return made.eval()


def own_logits(
    model: torch.nn.Module, dataset: ImageDataset, split: str, mean: list[float], std: list[float]
) -> np.ndarray:
    """What somebody's own loop computes: ``ToTensor``, ``Normalize(mean, std)``, the network."""
    images = (
        torch.from_numpy(dataset.images[dataset.labelled_indices(split)]).permute(0, 3, 1, 2).float() / 255
    )
    m, s = (torch.tensor(values).view(-1, 1, 1) for values in (mean, std))
    with torch.no_grad():
        return model((images - m) / s).numpy()
