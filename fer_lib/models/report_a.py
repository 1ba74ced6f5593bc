"""Report A's network: six convolution blocks, 48×48 to 1×1, and two fully connected layers.

2,109,031 parameters, as the report prints. The report prints a pooling stride of 1, which cannot halve an
image; the stride is 2 (chapter 10 refutes the printed value).
"""

from torch import Tensor, nn

from fer_lib.config import Activation, Dropout, Normalization
from fer_lib.models.dropout import dropout_before_linear
from fer_lib.models.full_kernel import FullKernelConv2d


def make_activation(name: Activation) -> nn.Module:
    """A new activation module.

    Each use needs a module of its own: guided backpropagation hooks the module, and hooks on a shared one
    would run twice.
    """
    match name:
        case "relu":
            return nn.ReLU()
        case "leaky_relu":
            return nn.LeakyReLU(0.01)
        case "prelu":
            return nn.PReLU()


def _block(
    channels_in: int, channels_out: int, activation: Activation, normalization: Normalization, pool: bool
) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Conv2d(channels_in, channels_out, kernel_size=3, padding=1)]
    if normalization == "batch":
        layers.append(nn.BatchNorm2d(channels_out))
    layers.append(make_activation(activation))
    if pool:
        layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
    return nn.Sequential(*layers)


def _last_convolution(activation: Activation, normalization: Normalization) -> list[nn.Module]:
    """The block without padding and pooling: [N, 256, 3, 3] to [N, 512, 1, 1]."""
    return [
        FullKernelConv2d(256, 512, kernel_size=3),
        *([nn.BatchNorm2d(512)] if normalization == "batch" else []),
        make_activation(activation),
    ]


def _classifier(num_classes: int, activation: Activation, normalization: Normalization) -> nn.Sequential:
    # fmt: off
    return nn.Sequential(
        nn.Flatten(),                                          # [N,  512]
        nn.Linear(512, 1024),                                  # [N, 1024]
        *([nn.BatchNorm1d(1024)] if normalization == "batch" else []),
        make_activation(activation),
        nn.Linear(1024, num_classes),                          # [N,    K]
    )
    # fmt: on


class ReportA(nn.Module):
    """Report A, question 1.

    Args:
        num_classes: number of logits K.
        activation: ``relu`` as in the report; ``leaky_relu`` and ``prelu``, which it also tried.
        normalization: ``none`` leaves out the batch normalization of all seven layers; their convolutions
            and the linear layer keep their biases.
        dropout: the report's network has none; a rate puts one before each linear layer.
    """

    def __init__(
        self,
        num_classes: int = 7,
        activation: Activation = "relu",
        normalization: Normalization = "batch",
        dropout: Dropout = "network",
    ) -> None:
        super().__init__()
        self.features = self._features(activation, normalization)
        classifier = _classifier(num_classes, activation, normalization)
        self.classifier = dropout_before_linear(classifier, dropout)

    @staticmethod
    def _features(activation: Activation, norm: Normalization) -> nn.Sequential:
        # fmt: off
        return nn.Sequential(                                  # [N,   1, 48, 48]
            _block(1,    16, activation, norm, pool=True),     # [N,  16, 24, 24]
            _block(16,   32, activation, norm, pool=True),     # [N,  32, 12, 12]
            _block(32,   64, activation, norm, pool=True),     # [N,  64,  6,  6]
            _block(64,  128, activation, norm, pool=True),     # [N, 128,  3,  3]
            _block(128, 256, activation, norm, pool=False),    # [N, 256,  3,  3]
            *_last_convolution(activation, norm),              # [N, 512,  1,  1]
        )
        # fmt: on

    def forward(self, images: Tensor) -> Tensor:
        """Logits [N, K] of images [N, 1, 48, 48]."""
        logits: Tensor = self.classifier(self.features(images))
        return logits


class ReportADeep5(ReportA):
    """Report A, question 5: the network whose filters it shows; five blocks, the third with 128 filters.

    The report gives 128 filters for the third layer and 512 for the fifth. The other widths follow by
    doubling; pooling, classifier and arguments are those of its first network.
    """

    @staticmethod
    def _features(activation: Activation, norm: Normalization) -> nn.Sequential:
        # fmt: off
        return nn.Sequential(                                  # [N,   1, 48, 48]
            _block(1,    32, activation, norm, pool=True),     # [N,  32, 24, 24]
            _block(32,   64, activation, norm, pool=True),     # [N,  64, 12, 12]
            _block(64,  128, activation, norm, pool=True),     # [N, 128,  6,  6]
            _block(128, 256, activation, norm, pool=True),     # [N, 256,  3,  3]
            *_last_convolution(activation, norm),              # [N, 512,  1,  1]
        )
        # fmt: on
