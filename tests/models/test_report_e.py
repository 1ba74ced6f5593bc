"""Report E's networks."""

import pytest
import torch
import torch.nn.functional as F

from fer_lib.data import DataShape
from fer_lib.errors import UserError
from fer_lib.models import create_model
from fer_lib.models.report_e import ReportEDigits, ReportEMasks


def test_the_network_for_masks_is_the_report_s():
    network = ReportEMasks()
    x = torch.rand(4, 3, 28, 28, generator=torch.Generator().manual_seed(0))
    convolution, linear = network.features[0], network.classifier[1]
    pooled = F.max_pool2d(F.relu(F.conv2d(x, convolution.weight, convolution.bias, padding=1)), 4)
    assert torch.allclose(
        network(x), pooled.reshape(4, 16 * 7 * 7) @ linear.weight.T + linear.bias, atol=1e-6
    )


def test_the_network_for_digits_is_the_report_s():
    network = ReportEDigits(hidden=2)
    pixels = torch.rand(5, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    first, last = network.layers[1], network.layers[3]
    hidden = F.relu(pixels.flatten(1) @ first.weight.T + first.bias)
    assert hidden.shape == (5, 2)
    assert torch.allclose(network(2 * pixels - 1), hidden @ last.weight.T + last.bias, atol=1e-5)


@pytest.mark.parametrize("hidden", [0, "60", 2.0])
def test_what_is_no_number_of_units_is_refused(hidden):
    with pytest.raises(UserError, match=r"model_options: hidden: .*: a whole number of units"):
        create_model("report-e-digits", options={"hidden": hidden})


def test_images_of_other_sizes():
    assert create_model("report-e-masks", DataShape(4, 1, 10, 33))(torch.zeros(2, 1, 10, 33)).shape == (2, 4)
    assert create_model("report-e-digits", DataShape(4, 3, 8, 9))(torch.zeros(2, 3, 8, 9)).shape == (2, 4)
    with pytest.raises(UserError, match="3×9 pixels are too few"):
        create_model("report-e-masks", DataShape(4, 1, 3, 9))
