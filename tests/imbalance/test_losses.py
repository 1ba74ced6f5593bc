"""The losses against torch's and the papers' formulas."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from fer_lib.imbalance.losses import ClassLoss, effective_number_weights, logit_offsets
from fer_lib.imbalance.methods import REPORT_WEIGHTS

GENERATOR = torch.Generator().manual_seed(0)
LOGITS = torch.randn(40, 3, generator=GENERATOR, dtype=torch.float64)
LABELS = torch.randint(3, (40,), generator=GENERATOR)
COUNTS = np.array([30, 5, 165], np.int64)


def test_plain_and_weighted_loss_are_torch_s():
    weights = torch.tensor(REPORT_WEIGHTS, dtype=torch.float64)
    assert torch.allclose(ClassLoss()(LOGITS, LABELS), F.cross_entropy(LOGITS, LABELS))
    expected = torch.nn.CrossEntropyLoss(weight=weights)(LOGITS, LABELS)
    assert torch.allclose(ClassLoss(weights)(LOGITS, LABELS), expected)
    assert not torch.allclose(ClassLoss()(LOGITS, LABELS), expected)


def test_focal_loss_is_the_paper_s():
    p = LOGITS.softmax(-1)[range(40), LABELS]
    assert torch.allclose(ClassLoss(gamma=2.0)(LOGITS, LABELS), (-((1 - p) ** 2) * p.log()).mean())


def test_logit_adjusted_loss_is_the_paper_s():
    """Menon et al. (2021), equation 10: ln(1 + Σ_{k≠y} (π_k/π_y)^τ exp(z_k − z_y))."""
    shares = torch.tensor(COUNTS / COUNTS.sum())
    others = shares / shares[LABELS, None] * (LOGITS - LOGITS[range(40), LABELS, None]).exp()
    expected = others.sum(1).log().mean()  # the term k = y is the 1
    assert torch.allclose(ClassLoss(offsets=logit_offsets(COUNTS).double())(LOGITS, LABELS), expected)


def test_several_batches_at_once():
    loss = ClassLoss(torch.tensor(REPORT_WEIGHTS).double(), gamma=1.0)
    both = loss(torch.stack([LOGITS, -LOGITS]), torch.stack([LABELS, LABELS]))
    assert torch.allclose(both[1], loss(-LOGITS, LABELS))


def test_effective_number_weights():
    effective = [(1 - 0.999**n) / 0.001 for n in COUNTS.tolist()]
    raw = np.array([1 / e for e in effective])
    assert effective_number_weights(COUNTS).numpy() == pytest.approx(raw * 3 / raw.sum(), rel=1e-6)
    assert effective_number_weights(COUNTS, beta=0).tolist() == [1, 1, 1]
    nearly_one = effective_number_weights(COUNTS, beta=1 - 1e-9).numpy() * COUNTS
    assert nearly_one == pytest.approx(np.full(3, nearly_one[0]), rel=1e-3)
