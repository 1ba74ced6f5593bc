"""The losses against torch's and the papers' formulas; which images each step sees."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from fer_lib.imbalance.losses import ClassLoss, effective_number_weights, logit_offsets
from fer_lib.imbalance.methods import BY_NAME, METHODS, REPORT_WEIGHTS
from fer_lib.imbalance.sampling import plan

GENERATOR = torch.Generator().manual_seed(0)
LOGITS = torch.randn(40, 3, generator=GENERATOR, dtype=torch.float64)
LABELS = torch.randint(3, (40,), generator=GENERATOR)
COUNTS = np.array([30, 5, 165], np.int64)
TARGETS = np.array([0] * 30 + [1] * 5 + [2] * 65, np.int64)


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


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_every_method_has_a_loss_and_rates(method):
    assert torch.isfinite(method.loss(COUNTS)(LOGITS.float(), LABELS))
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


def test_all_images_come_once_an_epoch():
    steps = plan(TARGETS, "all", 10, 20, np.random.default_rng(0))
    for epoch in steps.reshape(2, 100):
        assert sorted(epoch) == list(range(100))
    assert not np.array_equal(steps[:5], steps[5:])


def test_resampling_draws_as_many_of_each_class_as_the_rarest_has():
    steps = plan(TARGETS, "resampled", 24, 15, np.random.default_rng(0), rounds=4)
    rounds = steps.reshape(4, 6, 15)
    seen = [np.unique(part) for part in rounds]
    for part, members in zip(rounds, seen, strict=True):
        assert np.bincount(TARGETS[members]).tolist() == [5, 5, 5]  # 6 steps of 15 are 6 epochs of 15 images
        assert all(sorted(batch) == sorted(members) for batch in part)
    assert {tuple(m[TARGETS[m] == 1]) for m in seen} == {tuple(range(30, 35))}  # all there are of the rarest
    assert len({tuple(m) for m in seen}) == 4  # drawn anew


def test_balanced_batches_hold_every_class_alike():
    steps = plan(TARGETS, "balanced", 30, 32, np.random.default_rng(0))
    counts = np.stack([np.bincount(TARGETS[batch], minlength=3) for batch in steps])
    assert set(counts.ravel()) <= {10, 11}
    rare = np.bincount(steps[np.isin(steps, range(30, 35))], minlength=35)[30:]
    assert rare.max() - rare.min() <= 1


@pytest.mark.parametrize("sampling", ["all", "resampled", "balanced"])
def test_plans_repeat_with_the_seed(sampling):
    one, again, other = (plan(TARGETS, sampling, 7, 9, np.random.default_rng(s), 2) for s in (3, 3, 4))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert one.shape == (7, 9)
