import numpy as np
import pytest
import torch
import torch.nn.functional as F

from fer_lib.config import RunConfig
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.errors import UserError
from fer_lib.training.loss import (
    TrainingLoss,
    class_weights,
    logit_offsets,
    training_loss,
    weighted_parameters,
)

LOGITS = torch.randn(12, 7, generator=torch.Generator().manual_seed(0))
LABELS = torch.tensor([0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5])  # no image of class 6


def test_the_loss_is_the_stated_sum():
    network = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    weights = torch.tensor([1.0, 2, 3, 1, 1, 1, 1])
    loss = TrainingLoss(weights, 0.1, 0.01, weighted_parameters(network))(LOGITS, LABELS)
    log_p = LOGITS.log_softmax(1)
    smoothed = 0.9 * F.one_hot(LABELS, 7) + 0.1 / 7
    by_hand = -(weights * smoothed * log_p).sum() / weights[LABELS].sum()
    by_hand = by_hand + 0.01 * network[0].weight.abs().sum()
    assert loss.item() == pytest.approx(by_hand.item(), rel=1e-5)


def test_probabilities_and_labels_agree_where_they_say_the_same():
    criterion = TrainingLoss(None, 0.1)
    soft = criterion(LOGITS, F.one_hot(LABELS, 7).float())
    assert float(soft) == pytest.approx(float(criterion(LOGITS, LABELS)), rel=1e-6)


WEIGHTS = torch.tensor([1.0, 2, 3, 1, 0.5, 4, 0])
PROBABILITIES = torch.rand(12, 7, generator=torch.Generator().manual_seed(2)).softmax(1)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("targets", [LABELS, F.one_hot(LABELS, 7).float(), PROBABILITIES], ids=str)
def test_weights_divide_by_one_rule(targets, smoothing):
    """Labels, the same labels as probabilities, and mixed ones, by the equation that the loss states."""
    t = F.one_hot(targets, 7).double() if targets.ndim == 1 else targets.double()
    smoothed, log_p = (1 - smoothing) * t + smoothing / 7, LOGITS.double().log_softmax(1)
    by_hand = -(WEIGHTS * smoothed * log_p).sum() / (WEIGHTS * t).sum()
    loss = TrainingLoss(WEIGHTS, smoothing)(LOGITS, targets)
    assert loss.item() == pytest.approx(by_hand.item(), rel=1e-6)
    constant = TrainingLoss(torch.full((7,), 2.5), smoothing)(LOGITS, targets)
    assert constant.item() == pytest.approx(TrainingLoss(None, smoothing)(LOGITS, targets).item(), rel=1e-6)


def both_processes(parts, targets, **options) -> list[torch.Tensor]:
    """Losses of two processes that share a batch: each hands its sum over, and gets the mean of both."""
    handed: list[torch.Tensor] = []

    def hand_over(total: torch.Tensor) -> torch.Tensor:
        handed.append(total)
        return total

    first = TrainingLoss(WEIGHTS, mean_over_processes=hand_over, **options)
    for part in parts:
        first(LOGITS[part], targets[part])
    second = TrainingLoss(WEIGHTS, mean_over_processes=lambda _: torch.stack(handed).mean(), **options)
    return [second(LOGITS[part], targets[part]) for part in parts]


@pytest.mark.parametrize("options", [{}, {"label_smoothing": 0.1}, {"gamma": 2.0}], ids=str)
@pytest.mark.parametrize("targets", [LABELS, PROBABILITIES], ids=["labels", "probabilities"])
def test_several_processes_have_the_loss_of_one(targets, options):
    """The mean of their losses, as their gradients are averaged."""
    if targets.ndim > 1 and "gamma" in options:
        return  # refused before a training begins
    parts = (slice(0, 6), slice(6, 12))
    assert WEIGHTS[LABELS[6:]].sum() / WEIGHTS[LABELS[:6]].sum() > 1.5
    together = torch.stack(both_processes(parts, targets, **options)).mean()
    assert together.item() == pytest.approx(
        TrainingLoss(WEIGHTS, **options)(LOGITS, targets).item(), rel=1e-6
    )


def test_balanced_weights_give_each_class_the_same_sum():
    weights = class_weights(RunConfig(class_weights="balanced"), LABELS, CLASS_NAMES)
    sums = torch.bincount(LABELS, minlength=7) * weights
    assert sums[:6].numpy() == pytest.approx(12 / 6)
    assert weights[6] == 0


def test_given_weights_must_be_as_many_as_classes():
    given = [1.0, 2.0, 3.0, 1.0, 1.0, 1.0, 0.5]
    assert class_weights(RunConfig(class_weights=given), LABELS, CLASS_NAMES).tolist() == given
    for wrong in ([1.0, 2.0, 3.0], [0.0] * 7):
        with pytest.raises(UserError, match="7 numbers are expected, one a class in the order angry"):
            class_weights(RunConfig(class_weights=wrong), LABELS, CLASS_NAMES)
    assert class_weights(RunConfig(), LABELS, CLASS_NAMES) is None


@pytest.mark.parametrize("gamma", [0.5, 1.0, 2.0])
def test_focal_loss_is_the_paper_s(gamma):
    p = LOGITS.softmax(1)[range(12), LABELS]
    by_hand = -((1 - p) ** gamma) * p.log()
    assert TrainingLoss(gamma=gamma)(LOGITS, LABELS).item() == pytest.approx(by_hand.mean().item(), rel=1e-5)
    weights = torch.tensor([1.0, 2, 3, 1, 1, 1, 1])
    weighted = (weights[LABELS] * by_hand).sum() / weights[LABELS].sum()
    assert TrainingLoss(weights, gamma=gamma)(LOGITS, LABELS).item() == pytest.approx(
        weighted.item(), rel=1e-5
    )


def test_focal_loss_of_a_certain_image_has_a_gradient():
    logits = torch.tensor([[200.0, 0.0]], requires_grad=True)
    TrainingLoss(gamma=0.5)(logits, torch.tensor([0])).backward()
    assert torch.isfinite(logits.grad).all()


def test_logit_adjusted_loss_is_the_paper_s():
    """Menon et al. (2021), equation 10: ln(1 + Σ_{k≠y} (π_k/π_y)^τ exp(z_k − z_y))."""
    labels = torch.tensor([0] * 30 + [1] * 5 + [2] * 165)
    chosen = torch.tensor([0, 1, 2, 2])
    logits = torch.randn(4, 3, generator=torch.Generator().manual_seed(1))
    shares = torch.tensor([30.0, 5, 165]) / 200
    for tau in (1.0, 0.5):
        others = (shares / shares[chosen, None]) ** tau * (logits - logits[range(4), chosen, None]).exp()
        expected = others.sum(1).log().mean()  # the term k = y is the 1
        loss = TrainingLoss(offsets=logit_offsets(tau, labels, 3))(logits, chosen)
        assert loss.item() == pytest.approx(expected.item(), rel=1e-5)
    assert logit_offsets(0.0, labels, 3) is None
    assert torch.isfinite(logit_offsets(1.0, labels, 4)).all()  # a class without images


def test_effective_number_weights():
    labels = torch.tensor([0] * 30 + [1] * 5 + [3] * 165)
    counts, names = np.array([30, 5, 165]), ("a", "b", "none of it", "d")

    def weights(beta: float) -> np.ndarray:
        config = RunConfig(class_weights="effective", effective_number_beta=beta)
        made = class_weights(config, labels, names).numpy()
        assert made[2] == 0
        return made[[0, 1, 3]]

    raw = 0.001 / (1 - 0.999**counts)
    assert weights(0.999) == pytest.approx(raw * 3 / raw.sum(), rel=1e-6)
    assert weights(0.0).tolist() == [1, 1, 1]
    nearly_one = weights(1 - 1e-9) * counts
    assert nearly_one == pytest.approx(np.full(3, nearly_one[0]), rel=1e-3)


def test_the_configuration_s_loss():
    network = torch.nn.Linear(3, 7)
    config = RunConfig(class_weights="balanced", focal_gamma=2.0, logit_adjustment=1.0, l1=0.01)
    loss = training_loss(config, network, LABELS, CLASS_NAMES)
    expected = TrainingLoss(
        class_weights(config, LABELS, CLASS_NAMES),
        0.0,
        0.01,
        [network.weight],
        2.0,
        logit_offsets(1.0, LABELS, 7),
    )
    assert torch.equal(loss(LOGITS, LABELS), expected(LOGITS, LABELS))
    with pytest.raises(UserError, match="focal_gamma: the focal loss takes one label an image"):
        training_loss(config, network, LABELS, CLASS_NAMES, soft=True)
