"""The paths in the triangle are those of torch's gradient, and all lead to the right class."""

import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt
from torch.nn import functional as F

from fer_lib.chapters.softmax.triangle_figure import STARTS, STEPS, Triangle


def test_paths_are_gradient_descent():
    paths = Triangle.compute(true=2)
    scores = torch.tensor(STARTS, dtype=torch.float64)
    for step in range(STEPS + 1):
        np.testing.assert_allclose(paths.outputs[:, step], scores.softmax(1), atol=1e-12)
        scores.requires_grad_()
        loss = F.cross_entropy(scores, torch.full((len(STARTS),), 2), reduction="sum")
        scores = (scores - torch.autograd.grad(loss, scores)[0]).detach()
    assert (np.diff(paths.outputs[:, :, 2], axis=1) > 0).all()


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_it_is_drawn(lang):
    figure = Triangle.compute().plot(lang=lang)
    assert len(figure.axes[0].texts) == 3
    plt.close(figure)
