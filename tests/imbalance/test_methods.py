"""Every method has a loss and learning rates."""

import numpy as np
import pytest
import torch

from fer_lib.imbalance.methods import BY_NAME, METHODS

COUNTS = np.array([30, 5, 165], np.int64)
LOGITS = torch.randn(40, 3, generator=torch.Generator().manual_seed(0))
LABELS = torch.arange(40) % 3


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_every_method_has_a_loss_and_rates(method):
    assert torch.isfinite(method.loss(COUNTS)(LOGITS, LABELS))
    assert method.rates(1000)[0] == method.rate
    assert method.against is None or method.against in BY_NAME


def test_rates_decay_after_30_60_and_90_percent_and_anew_in_every_round():
    rates = BY_NAME["decay"].rates(100)
    assert rates[[0, 29, 30, 59, 60, 89, 90, 99]] == pytest.approx(
        [5e-4, 5e-4, 5e-5, 5e-5, 5e-6, 5e-6, 5e-7, 5e-7]
    )
    rounds = BY_NAME["resampled-50"].rates(500)
    assert np.array_equal(rounds[:10], rounds[490:])
    assert rounds[[0, 3, 6, 9]] == pytest.approx([5e-4, 5e-5, 5e-6, 5e-7])
    assert set(BY_NAME["fixed"].rates(10)) == {1e-3}
