"""Report E's networks: for handwritten digits, which it wrote in NumPy, and for mask images."""

from torch import Tensor, nn

from fer_lib.config import Dropout
from fer_lib.errors import UserError
from fer_lib.models.dropout import dropout_before_linear

FILTERS, POOL = 16, 4


class ReportEDigits(nn.Module):
    """Report E, problem 1: one fully connected hidden layer; 784→60→10 as the report has it.

    It takes pixels from 0 to 1, as the report's own code does, so the first thing that it does is to move them there.

    Args:
        num_classes: number of logits K.
        dropout: the report's network has none; a rate puts one before each linear layer.
        in_channels: C.
        height: H of an image.
        width: W of an image.
        hidden: units of the hidden layer; the report also draws what two of them do.

    Raises:
        UserError: if ``hidden`` is no whole number from 1.
    """

    def __init__(
        self,
        num_classes: int = 10,
        dropout: Dropout = "network",
        in_channels: int = 1,
        height: int = 28,
        width: int = 28,
        hidden: int = 60,
    ) -> None:
        super().__init__()
        if not isinstance(hidden, int) or hidden < 1:
            raise UserError(
                f"hidden: {hidden!r}: a whole number of units, from 1, is expected", key="model_options"
            )
        # fmt: off
        layers = nn.Sequential(
            nn.Flatten(),                                                  # [N,  C·H·W]
            nn.Linear(in_channels * height * width, hidden), nn.ReLU(),    # [N, hidden]
            nn.Linear(hidden, num_classes),                                # [N,      K]
        )
        # fmt: on
        self.layers = dropout_before_linear(layers, dropout)

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, K] of images [N, C, H, W], −1 to 1."""
        logits: Tensor = self.layers((images + 1) / 2)
        return logits


class ReportEMasks(nn.Module):
    """Report E, problem 2: one convolution of 16 filters and one fully connected layer; 2,803 parameters.

    The 16·7·7 inputs of the last layer, which the report prints, fix padding 1 and stride 1.

    Args:
        num_classes: number of logits K.
        dropout: the report's network has none; a rate puts one before the linear layer.
        in_channels: C.
        height: H of an image, from 4 on.
        width: W of an image, from 4 on.

    Raises:
        UserError: for smaller images.
    """

    def __init__(
        self,
        num_classes: int = 3,
        dropout: Dropout = "network",
        in_channels: int = 3,
        height: int = 28,
        width: int = 28,
    ) -> None:
        super().__init__()
        if min(height, width) < POOL:
            raise UserError(
                f"{height}×{width} pixels are too few for a pooling of {POOL}×{POOL}; make the images larger, or take "
                "another network",
                key="model",
            )
        left = FILTERS * (height // POOL) * (width // POOL)
        # fmt: off
        self.features = nn.Sequential(                                     # [N,  3, 28, 28] in the report
            nn.Conv2d(in_channels, FILTERS, 3, padding=1), nn.ReLU(),      # [N, 16, 28, 28]
            nn.MaxPool2d(POOL),                                            # [N, 16,  7,  7]
        )
        classifier = nn.Sequential(
            nn.Flatten(),                                                  # [N, 784]
            nn.Linear(left, num_classes),                                  # [N,   K]
        )
        # fmt: on
        self.classifier = dropout_before_linear(classifier, dropout)

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, K] of images [N, C, H, W]."""
        logits: Tensor = self.classifier(self.features(images))
        return logits
