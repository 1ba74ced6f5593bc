"""Whether an image that one network takes for a class looks like that class to another network."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import nn

from fer_lib.explain.evaluation_mode import check_network
from fer_lib.explain.maximization.classes import ClassPatterns, class_probabilities
from fer_lib.explain.maximization.pictures import as_images
from fer_lib.proportion import Proportion

STARTS = ("noise", "robust", "mean", "image")
"""Plain from noise, robust from noise, plain from the mean face, plain from the given image."""


@dataclass(frozen=True)
class Transfer:
    """What a network says of another's class patterns.

    Attributes:
        hits: for each of ``STARTS`` the share of the images that it takes for the class that they were made for.
        answers: number of different classes among its answers; 1 for a network that says one class to all.
    """

    hits: dict[str, Proportion]
    answers: int


def transfer(patterns: ClassPatterns, model: nn.Module) -> Transfer:
    """Show the class patterns to a network.

    Args:
        patterns: of one network.
        model: another for such images, in evaluation mode, [n, C, H, W] to logits.

    Raises:
        UserError: if the network is in training mode or autocast is on.
    """
    check_network(model)
    hits, answers = {}, []
    for start in STARTS:
        images: NDArray[np.float32] = getattr(patterns, start)
        per_class = images if start == "noise" else images[:, None]
        k, r = per_class.shape[:2]
        shown = as_images(per_class.reshape(k * r, *per_class.shape[2:]))
        predicted = class_probabilities(model, shown).argmax(1)
        hits[start] = Proportion(int((predicted == np.repeat(np.arange(k), r)).sum()), k * r)
        answers.append(predicted)
    return Transfer(hits, len(np.unique(np.concatenate(answers))))
