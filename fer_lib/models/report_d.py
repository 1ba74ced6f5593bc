"""Report D's networks: a deep CNN and a fully connected one of about the same size.

The report used Keras: the first weights are drawn and the batch normalization computes as there.
"""

from itertools import pairwise

from torch import Tensor, nn

from fer_lib.config import Dropout
from fer_lib.models.dropout import rate_or
from fer_lib.models.keras import batch_norm_1d, batch_norm_2d, glorot_uniform

STAGE_DROPOUT = 0.3
DENSE_DROPOUT = 0.5


def _stage(channels_in: int, channels_out: int, rate: float) -> nn.Sequential:
    """Two convolutions that keep the side, then a pooling that halves it."""
    return nn.Sequential(
        nn.Conv2d(channels_in, channels_out, kernel_size=3, padding=1),
        batch_norm_2d(channels_out),
        nn.LeakyReLU(0.1),
        nn.Conv2d(channels_out, channels_out, kernel_size=3, padding=1),
        batch_norm_2d(channels_out),
        nn.LeakyReLU(0.1),
        nn.MaxPool2d(2),
        nn.Dropout(rate),
    )


class ReportDCNN(nn.Module):
    """Report D, problem 1: 5,920,583 trainable parameters.

    Keras prints 5,927,239: it adds BatchNorm's 6,656 running statistics, which PyTorch counts as buffers.

    Args:
        num_classes: number of logits K.
        dropout: ``network`` for the report's rates, or one rate that takes their place.
    """

    def __init__(self, num_classes: int = 7, dropout: Dropout = "network") -> None:
        super().__init__()
        rate = rate_or(dropout, STAGE_DROPOUT)
        dense = rate_or(dropout, DENSE_DROPOUT)
        # fmt: off
        self.features = nn.Sequential(                                                  # [N,   1, 48, 48]
            _stage(1, 64, rate),                                                        # [N,  64, 24, 24]
            _stage(64, 128, rate),                                                      # [N, 128, 12, 12]
            _stage(128, 192, rate),                                                     # [N, 192,  6,  6]
            _stage(192, 256, rate),                                                     # [N, 256,  3,  3]
            _stage(256, 512, rate),                                                     # [N, 512,  1,  1]
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),                                                               # [N, 512]
            nn.Linear(512, 512), nn.ReLU(), batch_norm_1d(512), nn.Dropout(dense),     # [N, 512]
            nn.Linear(512, 512), nn.ReLU(), batch_norm_1d(512), nn.Dropout(dense),     # [N, 512]
            nn.Linear(512, num_classes),                                                # [N,   K]
        )
        # fmt: on
        glorot_uniform(self)

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, K] of images [N, 1, 48, 48]."""
        logits: Tensor = self.classifier(self.features(images))
        return logits


class ReportDDNN(nn.Module):
    """Report D, problem 2: five hidden layers; 6,055,943 values as Keras counts them.

    Args:
        num_classes: number of logits K.
        dropout: ``network`` for the report's rates, or one rate that takes their place.
    """

    def __init__(self, num_classes: int = 7, dropout: Dropout = "network") -> None:
        super().__init__()
        rate = rate_or(dropout, DENSE_DROPOUT)
        widths = [2304, 1024, 1024, 1024, 1024, 512]
        layers: list[nn.Module] = [nn.Flatten()]  # [N, 2304]
        for width_in, width_out in pairwise(widths):  # [N, 1024] … [N, 512]
            layers += [nn.Linear(width_in, width_out), nn.ReLU(), batch_norm_1d(width_out), nn.Dropout(rate)]
        self.layers = nn.Sequential(*layers, nn.Linear(512, num_classes))  # [N, K]
        glorot_uniform(self)

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, K] of images [N, 1, 48, 48]."""
        logits: Tensor = self.layers(images)
        return logits
