"""Report B's networks: a small CNN and a fully connected one that was meant to be of equal size.

The report gives the layers' sizes, not the dropout rate nor where the pooling stands; here the first two
convolutions come before the first pooling, and the rate is 0.25. Neither changes the number of parameters.
The first weights are drawn as Keras draws them.
"""

from torch import Tensor, nn

from fer_lib.config import Dropout
from fer_lib.models.dropout import rate_or
from fer_lib.models.keras import glorot_uniform

DROPOUT = 0.25


class ReportBCNN(nn.Module):
    """Report B, question 1: 400,583 parameters.

    The report prints 309,664: it counts 9 weights a filter, forgetting that each filter has as many 3×3
    kernels as the layer has input channels, and leaves the biases out.

    Args:
        num_classes: number of logits K.
        dropout: ``network`` for ``DROPOUT``, or a rate that takes its place.
    """

    def __init__(self, num_classes: int = 7, dropout: Dropout = "network") -> None:
        super().__init__()
        rate = rate_or(dropout, DROPOUT)
        # fmt: off
        self.features = nn.Sequential(                         # [N,  1, 48, 48]
            nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(),         # [N, 32, 48, 48]
            nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(),        # [N, 64, 48, 48]
            nn.MaxPool2d(2), nn.Dropout(rate),                 # [N, 64, 24, 24]
            nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(),        # [N, 64, 24, 24]
            nn.MaxPool2d(2), nn.Dropout(rate),                 # [N, 64, 12, 12]
            nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(),        # [N, 64, 12, 12]
            nn.MaxPool2d(2), nn.Dropout(rate),                 # [N, 64,  6,  6]
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),                                      # [N, 2304]
            nn.Linear(2304, 128), nn.ReLU(),                   # [N,  128]
            nn.Linear(128, 64), nn.ReLU(),                     # [N,   64]
            nn.Linear(64, 64), nn.ReLU(),                      # [N,   64]
            nn.Linear(64, num_classes),                        # [N,    K]
        )
        # fmt: on
        glorot_uniform(self)

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, K] of images [N, 1, 48, 48]."""
        logits: Tensor = self.classifier(self.features(images))
        return logits


class ReportBDNN(nn.Module):
    """Report B, question 2: three layers of 112 take the place of the convolutions; 310,807 parameters.

    The report prints 310,208, which are the weights without the biases.

    Args:
        num_classes: number of logits K.
        dropout: ``network`` for ``DROPOUT``, or a rate that takes its place.
    """

    def __init__(self, num_classes: int = 7, dropout: Dropout = "network") -> None:
        super().__init__()
        rate = rate_or(dropout, DROPOUT)
        # fmt: off
        self.layers = nn.Sequential(
            nn.Flatten(),                                          # [N, 2304]
            nn.Linear(2304, 112), nn.ReLU(), nn.Dropout(rate),     # [N,  112]
            nn.Linear(112, 112), nn.ReLU(), nn.Dropout(rate),      # [N,  112]
            nn.Linear(112, 112), nn.ReLU(), nn.Dropout(rate),      # [N,  112]
            nn.Linear(112, 128), nn.ReLU(),                        # [N,  128]
            nn.Linear(128, 64), nn.ReLU(),                         # [N,   64]
            nn.Linear(64, 64), nn.ReLU(),                          # [N,   64]
            nn.Linear(64, num_classes),                            # [N,    K]
        )
        # fmt: on
        glorot_uniform(self)

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, K] of images [N, 1, 48, 48]."""
        logits: Tensor = self.layers(images)
        return logits
