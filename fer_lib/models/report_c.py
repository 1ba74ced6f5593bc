"""Report C's networks. Its normalisation comes *after* the activation, unlike in the other reports."""

from torch import Tensor, nn

from fer_lib.config import Dropout
from fer_lib.models.dropout import dropout_before_linear

SLOPE = 0.05


class ReportC(nn.Module):
    """Report C, question 1: 538,759 parameters.

    Args:
        num_classes: number of logits K.
        dropout: the report's network has none; a rate puts one before each linear layer.
    """

    def __init__(self, num_classes: int = 7, dropout: Dropout = "network") -> None:
        super().__init__()
        # fmt: off
        self.features = nn.Sequential(                                # [N,   1, 48, 48]
            nn.Conv2d(1, 32, 5, padding=2), nn.LeakyReLU(SLOPE),      # [N,  32, 48, 48]
            nn.MaxPool2d(2),                                          # [N,  32, 24, 24]
            nn.Conv2d(32, 64, 3, padding=1), nn.LeakyReLU(SLOPE),     # [N,  64, 24, 24]
            nn.MaxPool2d(2),                                          # [N,  64, 12, 12]
            nn.Conv2d(64, 128, 3, padding=1), nn.LeakyReLU(SLOPE),    # [N, 128, 12, 12]
            nn.BatchNorm2d(128), nn.MaxPool2d(2),                     # [N, 128,  6,  6]
            nn.Conv2d(128, 128, 3, padding=1), nn.LeakyReLU(SLOPE),   # [N, 128,  6,  6]
            nn.BatchNorm2d(128), nn.MaxPool2d(2),                     # [N, 128,  3,  3]
        )
        classifier = nn.Sequential(
            nn.Flatten(),                                             # [N, 1152]
            nn.Linear(1152, 256), nn.ReLU(), nn.BatchNorm1d(256),     # [N,  256]
            nn.Linear(256, num_classes),                              # [N,    K]
        )
        # fmt: on
        self.classifier = dropout_before_linear(classifier, dropout)

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, K] of images [N, 1, 48, 48]."""
        logits: Tensor = self.classifier(self.features(images))
        return logits


class ReportCSimple(nn.Module):
    """The three-layer network that the course allowed for explanations: 64, 128 and 512 filters.

    The report gives the numbers of filters only. Kernels of 3×3, ReLU (so that guided backpropagation is
    defined) and pooling after each layer are chosen here.

    Args:
        num_classes: number of logits K.
        dropout: the report's network has none; a rate puts one before each linear layer.
    """

    def __init__(self, num_classes: int = 7, dropout: Dropout = "network") -> None:
        super().__init__()
        # fmt: off
        self.features = nn.Sequential(                                              # [N,   1, 48, 48]
            nn.Conv2d(1, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU(),          # [N,  64, 48, 48]
            nn.MaxPool2d(2),                                                        # [N,  64, 24, 24]
            nn.Conv2d(64, 128, 3, padding=1), nn.BatchNorm2d(128), nn.ReLU(),       # [N, 128, 24, 24]
            nn.MaxPool2d(2),                                                        # [N, 128, 12, 12]
            nn.Conv2d(128, 512, 3, padding=1), nn.BatchNorm2d(512), nn.ReLU(),      # [N, 512, 12, 12]
            nn.MaxPool2d(2),                                                        # [N, 512,  6,  6]
        )
        classifier = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Flatten(),                                  # [N, 512]
            nn.Linear(512, num_classes),                                            # [N,   K]
        )
        # fmt: on
        self.classifier = dropout_before_linear(classifier, dropout)

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, K] of images [N, 1, 48, 48]."""
        logits: Tensor = self.classifier(self.features(images))
        return logits
