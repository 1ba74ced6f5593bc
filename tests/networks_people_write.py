"""Six networks as people write them, each as small as its kind can be: [N, C, H, W] to [N, K] logits.

The file stands for a user's own: it imports nothing of the project, and tests name it as
``tests/networks_people_write.py:ResNet18``. The styles are those of torchvision, of course pages and of forum posts,
so do not tidy them up: one ReLU used twice, ``F.relu`` after an addition, parameters held by the module itself.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

NAMES = ("ResNet18", "SmallResNet", "MobileNet", "VGG", "ViT", "RowLSTM")
"""All that the file has."""


class BasicBlock(nn.Module):
    """Torchvision's: one ReLU module for both places, the second after the addition."""

    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = None
        if stride != 1 or inplanes != planes:
            self.downsample = nn.Sequential(
                nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes)
            )

    def forward(self, x: Tensor) -> Tensor:
        identity = x
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.downsample is not None:
            identity = self.downsample(x)
        out += identity
        return self.relu(out)


class ResNet18(nn.Module):
    """Two blocks on each of four levels, as torchvision has it, with fewer channels."""

    def __init__(self, num_classes=1000, in_channels=3, planes=8):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, planes, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = nn.Sequential(BasicBlock(planes, planes), BasicBlock(planes, planes))
        self.layer2 = nn.Sequential(BasicBlock(planes, 2 * planes, 2), BasicBlock(2 * planes, 2 * planes))
        self.layer3 = nn.Sequential(BasicBlock(2 * planes, 4 * planes, 2), BasicBlock(4 * planes, 4 * planes))
        self.layer4 = nn.Sequential(BasicBlock(4 * planes, 8 * planes, 2), BasicBlock(8 * planes, 8 * planes))
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(8 * planes, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        x = self.avgpool(x)
        x = torch.flatten(x, 1)
        return self.fc(x)


class ResidualBlock(nn.Module):
    """All but the layers with weights is functional."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.shortcut = nn.Sequential()
        if stride != 1 or in_channels != out_channels:
            self.shortcut = nn.Conv2d(in_channels, out_channels, 1, stride)

    def forward(self, x: Tensor) -> Tensor:
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + self.shortcut(x))


class SmallResNet(nn.Module):
    """The ResNet of a homework: ``F.relu``, additions, a mean over the map."""

    def __init__(self, num_classes=10, in_channels=1, channels=8):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, channels, 3, padding=1)
        self.block1 = ResidualBlock(channels, channels)
        self.block2 = ResidualBlock(channels, 2 * channels, stride=2)
        self.fc = nn.Linear(2 * channels, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        x = self.block2(self.block1(x))
        x = F.adaptive_avg_pool2d(x, 1).view(x.size(0), -1)
        return self.fc(x)


class InvertedResidual(nn.Module):
    """MobileNetV2's block: wider, depthwise, narrow again, and no activation at the end."""

    def __init__(self, inp, oup, stride, expand_ratio):
        super().__init__()
        hidden = inp * expand_ratio
        self.use_res_connect = stride == 1 and inp == oup
        self.conv = nn.Sequential(
            nn.Conv2d(inp, hidden, 1, bias=False),
            nn.BatchNorm2d(hidden),
            nn.ReLU6(inplace=True),
            nn.Conv2d(hidden, hidden, 3, stride, 1, groups=hidden, bias=False),
            nn.BatchNorm2d(hidden),
            nn.ReLU6(inplace=True),
            nn.Conv2d(hidden, oup, 1, bias=False),
            nn.BatchNorm2d(oup),
        )

    def forward(self, x: Tensor) -> Tensor:
        if self.use_res_connect:
            return x + self.conv(x)
        return self.conv(x)


class MobileNet(nn.Module):
    """MobileNetV2 with three blocks."""

    def __init__(self, num_classes=1000, in_channels=3):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(in_channels, 8, 3, 2, 1, bias=False),
            nn.BatchNorm2d(8),
            nn.ReLU6(inplace=True),
            InvertedResidual(8, 8, 1, 2),
            InvertedResidual(8, 16, 2, 2),
            InvertedResidual(16, 16, 1, 2),
            nn.Conv2d(16, 32, 1, bias=False),
            nn.BatchNorm2d(32),
            nn.ReLU6(inplace=True),
        )
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(32, num_classes))

    def forward(self, x: Tensor) -> Tensor:
        x = self.features(x)
        x = x.mean([2, 3])
        return self.classifier(x)


class VGG(nn.Module):
    """Two stages of VGG with batch normalization."""

    def __init__(self, num_classes=1000, in_channels=3, dropout=0.5):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(in_channels, 8, 3, padding=1),
            nn.BatchNorm2d(8),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2, 2),
            nn.Conv2d(8, 16, 3, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(inplace=True),
            nn.Conv2d(16, 16, 3, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2, 2),
        )
        self.avgpool = nn.AdaptiveAvgPool2d((4, 4))
        self.classifier = nn.Sequential(
            nn.Linear(16 * 4 * 4, 32), nn.ReLU(True), nn.Dropout(dropout), nn.Linear(32, num_classes)
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.avgpool(self.features(x))
        x = torch.flatten(x, 1)
        return self.classifier(x)


class ViT(nn.Module):
    """A vision transformer: patches by a convolution, a class token, and PyTorch's encoder layers."""

    def __init__(self, image_size=48, patch_size=8, num_classes=10, in_channels=1, dim=16, depth=2, heads=2):
        super().__init__()
        height, width = (image_size, image_size) if isinstance(image_size, int) else image_size
        patches = (height // patch_size) * (width // patch_size)
        self.patch_embedding = nn.Conv2d(in_channels, dim, patch_size, patch_size)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos_embedding = nn.Parameter(torch.randn(1, patches + 1, dim) * 0.02)
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(dim, heads, 2 * dim, 0.1, "gelu", batch_first=True, norm_first=True)
            for _ in range(depth)
        )
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patch_embedding(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(x.shape[0], -1, -1), x], dim=1)
        x = x + self.pos_embedding
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x)[:, 0])


class RowLSTM(nn.Module):
    """Reads the image row by row; the last state decides."""

    def __init__(self, num_classes=10, in_channels=1, image_size=28, hidden_size=24):
        super().__init__()
        width = image_size if isinstance(image_size, int) else image_size[1]
        self.lstm = nn.LSTM(in_channels * width, hidden_size, batch_first=True)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = x.permute(0, 2, 1, 3).flatten(2)  # [N, H, C·W]
        out, _ = self.lstm(x)
        return self.fc(out[:, -1, :])
