import pytest
import torch
import torch.nn.functional as F

from fer_lib.config import RunConfig
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.errors import UserError
from fer_lib.training.loss import TrainingLoss, class_weights, weighted_parameters

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
