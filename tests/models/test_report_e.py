"""Report E's network for mask images."""

import torch
import torch.nn.functional as F

from fer_lib.models.report_e import MaskNetwork, number_of_parameters


def test_network_is_report_e_s():
    network = MaskNetwork(1)
    assert number_of_parameters() == 16 * 27 + 16 + 16 * 7 * 7 * 3 + 3 == 2803
    x = torch.rand(4, 3, 28, 28, generator=torch.Generator().manual_seed(0))
    pooled = F.max_pool2d(
        F.relu(F.conv2d(x, network.convolution.weight, network.convolution.bias, padding=1)), 4
    )
    expected = network.linear(pooled.permute(0, 2, 3, 1).reshape(4, -1))
    assert torch.allclose(network(x), expected, atol=1e-6)
    assert torch.equal(MaskNetwork(1).linear.weight, network.linear.weight)
    assert not torch.equal(MaskNetwork(2).linear.weight, network.linear.weight)
