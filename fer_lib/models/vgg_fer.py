"""Networks after VGG for the record runs: a small one for two CPU cores, a large one for a GPU.

Khaireddin and Chen (2021) reach 73.28% on FER2013 with four stages of two convolutions and three fully
connected layers; these have one fully connected layer less, and batch normalization instead of every bias
before it.
"""

from collections.abc import Sequence
from functools import partial

from torch import Tensor, nn

from fer_lib.config import Dropout
from fer_lib.data.fer2013 import SIDE
from fer_lib.errors import UserError
from fer_lib.models.dropout import rate_or


def _stage(channels_in: int, widths: Sequence[int]) -> nn.Sequential:
    """3×3 convolutions that keep the side, then a pooling that halves it."""
    layers: list[nn.Module] = []
    for width in widths:
        # Batch normalization subtracts the mean, and a bias with it.
        layers += [nn.Conv2d(channels_in, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
        channels_in = width
    return nn.Sequential(*layers, nn.MaxPool2d(2))


class VGGFER(nn.Module):
    """Four stages of convolutions, each halving the sides, then two fully connected layers.

    Args:
        stages: number of filters of each convolution, stage by stage; four stages.
        hidden: units of the first fully connected layer.
        own_dropout: rate before each of the fully connected layers.
        num_classes: number of logits K.
        dropout: ``network`` for ``own_dropout``, or a rate that takes its place.
        in_channels: C, 1 for grey and 3 for colour.
        height: of an image, from 16 on.
        width: of an image, from 16 on.

    Raises:
        UserError: for images that four halvings leave nothing of.
    """

    def __init__(
        self,
        stages: Sequence[Sequence[int]],
        hidden: int,
        own_dropout: float,
        num_classes: int = 7,
        dropout: Dropout = "network",
        in_channels: int = 1,
        height: int = SIDE,
        width: int = SIDE,
    ) -> None:
        super().__init__()
        if min(height, width) < 2 ** len(stages):
            raise UserError(
                f"{height}×{width} pixels are too few to be halved {len(stages)} times; "
                f"make the images {2 ** len(stages)} pixels or more, or take another network",
                key="model",
            )
        rate = rate_or(dropout, own_dropout)
        left = (height // 2 ** len(stages)) * (width // 2 ** len(stages))
        c1, c2, c3, c4 = (widths[-1] for widths in stages)
        # fmt: off
        self.features = nn.Sequential(              # [N,  C,  H,  W], for example 48, 48
            _stage(in_channels, stages[0]),                   # [N, c1, 24, 24]
            _stage(c1, stages[1]),                  # [N, c2, 12, 12]
            _stage(c2, stages[2]),                  # [N, c3,  6,  6]
            _stage(c3, stages[3]),                  # [N, c4,  3,  3]
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),                           # [N, 9·c4]: 3·3 places are left of 48×48
            nn.Dropout(rate),                       # [N, 9·c4]
            nn.Linear(left * c4, hidden, bias=False),  # [N, hidden]
            nn.BatchNorm1d(hidden), nn.ReLU(),      # [N, hidden]
            nn.Dropout(rate),                       # [N, hidden]
            nn.Linear(hidden, num_classes),         # [N,    K]
        )
        # fmt: on

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, K] of images [N, C, H, W]."""
        logits: Tensor = self.classifier(self.features(images))
        return logits


vgg_fer_small = partial(VGGFER, [(32,), (64, 64), (128, 128), (256, 256)], 512, 0.3)
"""Seven convolutions; only one at full resolution, where a CPU waits for memory."""

vgg_fer = partial(VGGFER, [(64, 64), (128, 128), (256, 256, 256), (512, 512, 512)], 1024, 0.5)
"""Ten convolutions, up to 512 filters wide."""
