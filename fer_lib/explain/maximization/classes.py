"""Images that a network takes for a class: from noise, from the mean face and from a given image."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.explain.maximization.ascent import AscentSettings, maximize, noise_start
from fer_lib.explain.maximization.objective import ClassObjective
from fer_lib.explain.maximization.pictures import as_pictures

BATCH = 64


@dataclass(frozen=True, eq=False)
class ClassPatterns:
    """One ascent on the probability of every class from each start; K classes, r starts from noise.

    All images are [H, W], of a network that takes colours [H, W, 3].

    Attributes:
        noise: float32 [K, r, H, W], plain ascent from noise.
        noise_probability: float64 [K, r], of the class at the end.
        start_probability: float64 [K, r], and at the start.
        mean: float32 [K, H, W], plain ascent from the mean face.
        mean_probability: float64 [K].
        image: float32 [K, H, W], plain ascent from the given image.
        image_probability: float64 [K].
        robust: float32 [K, H, W], robust ascent on the logit from noise; [0, H, W] where it was not asked for.
        robust_probability: float64 [K], or [0].
        given: float32 [H, W], the given image.
        mean_face: float32 [H, W].
    """

    noise: NDArray[np.float32]
    noise_probability: NDArray[np.float64]
    start_probability: NDArray[np.float64]
    mean: NDArray[np.float32]
    mean_probability: NDArray[np.float64]
    image: NDArray[np.float32]
    image_probability: NDArray[np.float64]
    robust: NDArray[np.float32]
    robust_probability: NDArray[np.float64]
    given: NDArray[np.float32]
    mean_face: NDArray[np.float32]


@torch.no_grad()
def class_probabilities(model: nn.Module, images: NDArray[np.float32]) -> NDArray[np.float64]:
    """softmax(z): float64 [n, K] of images [n, C, H, W] as the network takes them."""
    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    batches = torch.split(torch.from_numpy(images), BATCH)
    logits = torch.cat([model(batch.to(device)).cpu() for batch in batches])
    probabilities: NDArray[np.float64] = logits.double().softmax(1).numpy()
    return probabilities


def find_class_patterns(
    model: nn.Module,
    num_classes: int,
    mean_face: Tensor,
    given: Tensor,
    plain: AscentSettings,
    robust: AscentSettings | None,
    restarts: int = 4,
    seed: int = 0,
) -> ClassPatterns:
    """Ascend for every class.

    Args:
        model: a network in evaluation mode, images [n, C, H, W] to logits [n, K].
        num_classes: K.
        mean_face: [C, H, W], as the network takes it.
        given: [C, H, W], an image of the data.
        plain: settings of the plain ascent on log p.
        robust: settings of the robust ascent on the logit, or None to leave it out.
        restarts: r, starts from noise.
        seed: of the noise.

    Raises:
        UserError: as ``maximize``.
    """
    classes = np.arange(num_classes)
    shape = (mean_face.shape[0], mean_face.shape[1], mean_face.shape[2])
    noise = noise_start(num_classes * restarts, seed, shape)
    # One batch: the starts from noise of all classes, then the mean face, then the given image.
    start = torch.cat([noise, mean_face.expand(num_classes, *shape), given.expand(num_classes, *shape)])
    units = np.concatenate([np.repeat(classes, restarts), classes, classes])
    found = maximize(model, ClassObjective(tuple(units.tolist()), "probability"), start, plain)
    reached = np.exp(found.values)
    split = num_classes * restarts
    images = as_pictures(found.images)
    side = images.shape[1:]
    smooth, robust_probability = np.zeros((0, *side), np.float32), np.zeros(0)
    if robust is not None:
        of_logits = ClassObjective(tuple(classes.tolist()), "logit")
        found_smooth = maximize(model, of_logits, noise[::restarts], replace(robust, seed=seed)).images
        smooth = as_pictures(found_smooth)
        robust_probability = class_probabilities(model, found_smooth)[classes, classes]
    return ClassPatterns(
        noise=images[:split].reshape(num_classes, restarts, *side),
        noise_probability=reached[:split].reshape(num_classes, restarts),
        start_probability=np.exp(found.start_values[:split]).reshape(num_classes, restarts),
        mean=images[split : split + num_classes],
        mean_probability=reached[split : split + num_classes],
        image=images[split + num_classes :],
        image_probability=reached[split + num_classes :],
        robust=smooth,
        robust_probability=robust_probability,
        given=as_pictures(given[None].numpy())[0],
        mean_face=as_pictures(mean_face[None].numpy())[0],
    )
