import pytest
import torch

from fer_lib.chapters.activation_maximization.transfer import STARTS, transfer
from fer_lib.errors import UserError


def test_a_network_takes_its_own_images_for_their_classes_and_a_stubborn_one_does_not(explained):
    run, result = explained
    stubborn = run.model()
    with torch.no_grad():
        stubborn.classifier[-1].weight.zero_()
        stubborn.classifier[-1].bias.copy_(torch.eye(7)[3])
    answered = transfer(result.classes, stubborn)
    assert answered.answers == 1
    assert {start: (p.successes, p.n) for start, p in answered.hits.items()} == {
        "noise": (2, 14), "robust": (1, 7), "mean": (1, 7), "image": (1, 7),
    }  # fmt: skip
    own = transfer(result.classes, run.model())
    agreed = (result.classes.noise_probability > 0.5).sum()
    assert own.hits["noise"].successes >= agreed
    assert set(own.hits) == set(STARTS)
    with pytest.raises(UserError, match="training mode"):
        transfer(result.classes, run.model().train())
