"""A convolution whose kernel covers its whole input."""

import torch.nn.functional as F
from torch import Tensor, nn


class FullKernelConv2d(nn.Conv2d):
    """``nn.Conv2d`` without padding, computed as one matrix product where the kernel covers the input.

    With a k×k kernel on a k×k map there is one window, and the convolution is the linear map
    y = W·vec(x) + b of the same parameters. The matrix product is 1.2 to 1.5 times as fast for report A's
    last convolution on a CPU, and equal. Any other input size takes the usual way.
    """

    def forward(self, maps: Tensor) -> Tensor:
        """Maps [N, C_in, H, W] to [N, C_out, H−k+1, W−k+1]."""
        if maps.shape[-2:] != self.kernel_size:
            return super().forward(maps)
        return F.linear(maps.flatten(1), self.weight.flatten(1), self.bias)[:, :, None, None]
