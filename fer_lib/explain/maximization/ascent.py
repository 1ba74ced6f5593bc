"""Activation maximization: change an image step by step until a filter or a class answers strongly.

x ← x + η · ∇ₓ(a(x) − λ_TV · TV(x) − λ_2 · ½·mean(x²)), for many units at once, each with an image of its own
(Erhan et al. 2009; Simonyan et al. 2014). The first case, ``PLAIN``, is the reports' gradient ascent on the
pixels of a noise image; everything beyond it can be switched on by itself.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.evaluation_mode import check_network
from fer_lib.explain.maximization.objective import Objective
from fer_lib.explain.maximization.parametrization import Bounds, ParametrizationName, parametrize
from fer_lib.explain.maximization.regularizers import half_mean_square, total_variation
from fer_lib.explain.maximization.transforms import DRAWS, RandomTransforms

Update = Literal["gradient", "normalized", "adam"]
STILL = RandomTransforms()
"""No movement."""


@dataclass(frozen=True)
class AscentSettings:
    """How the ascent goes.

    Attributes:
        steps: number of steps.
        step_size: η. With ``normalized``, the root mean square of a step, in units of the parameters (for pixels
            that go from −1 to 1, 0.02 is 1 % of the range).
        update: ``gradient`` adds η·g; ``normalized`` adds η·g/rms(g), image by image, so that weak filters move
            as fast as strong ones; ``adam`` is Adam with its usual constants.
        parametrization: what is changed, pixels or Fourier coefficients.
        bounds: smallest and largest pixel value, or None for an image without bounds.
        transforms: random movements before each step.
        total_variation: weight λ_TV.
        l2: weight λ_2.
        seed: of the random movements.
    """

    steps: int = 32
    step_size: float = 0.05
    update: Update = "normalized"
    parametrization: ParametrizationName = "pixels"
    bounds: Bounds | None = (-1.0, 1.0)
    transforms: RandomTransforms = STILL
    total_variation: float = 0.0
    l2: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.steps < 1 or self.step_size <= 0 or self.total_variation < 0 or self.l2 < 0:
            raise UserError(
                f"steps: {self.steps} and step_size: {self.step_size} have to be above 0, "
                f"total_variation: {self.total_variation} and l2: {self.l2} not below"
            )


PLAIN = AscentSettings()
"""The reports' way: gradient ascent on the pixels, nothing else."""
ROBUST = AscentSettings(
    step_size=0.1,
    update="adam",
    parametrization="fourier",
    transforms=RandomTransforms(jitter=2, scale=0.08, rotation=6),
    total_variation=0.05,
)
"""Fourier coefficients, random movements and total variation."""


@dataclass(frozen=True, eq=False)
class Maximization:
    """What an ascent has found.

    Attributes:
        images: float32 [n, C, H, W], pixel values as the network takes them.
        values: float64 [n], the objective of these images themselves, without movements and penalties.
        start_values: float64 [n], of the images at the start.
        history: float64 [steps, n], the objective that each step saw (of the moved image), before the step.
        moved: bool [n], whether the objective had a gradient in at least one step. A filter behind a ReLU that is
            silent everywhere has none.
        frames: float32 [kept, n, C, H, W], the images after the numbers of steps that were to be kept, in their order.
    """

    images: NDArray[np.float32]
    values: NDArray[np.float64]
    start_values: NDArray[np.float64]
    history: NDArray[np.float64]
    moved: NDArray[np.bool_]
    frames: NDArray[np.float32]


def noise_start(
    number: int, seed: int, shape: tuple[int, int, int] = (1, 48, 48), amplitude: float = 0.1
) -> Tensor:
    """Mid grey with uniform noise of ±amplitude, a new draw for each image: float32 [number, C, H, W]."""
    generator = torch.Generator().manual_seed(seed)
    return (2 * torch.rand(number, *shape, generator=generator) - 1) * amplitude


def maximize(
    model: nn.Module,
    objective: Objective,
    start: Tensor,
    settings: AscentSettings = PLAIN,
    batch_size: int = 64,
    keep: Collection[int] = (),
) -> Maximization:
    """Ascend for all units of the objective.

    Args:
        model: any network in evaluation mode; its weights and their gradients are left as they are.
        objective: what to make large, with one unit for each image.
        start: images [n, C, H, W] or one image [1, C, H, W] for all units: noise, a mean face, a photograph.
        settings: how.
        batch_size: images at a time; without influence on the result beyond rounding.
        keep: numbers of steps, 0 to ``settings.steps``, after which the images are kept as ``frames``.

    Returns:
        Images and values, on the CPU.

    Raises:
        UserError: if the network is in training mode, autocast is on, a unit or layer is not there, the numbers of
            images and units differ, or the objective is not finite.
    """
    check_network(model)
    n = len(objective.units)
    if len(start) not in (1, n):
        raise UserError(f"start: {len(start)} images for {n} units; give one image, or one for each unit")
    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    generator = torch.Generator().manual_seed(settings.seed)
    draws = 2 * torch.rand(settings.steps, n, DRAWS, generator=generator) - 1
    start, draws = start.expand(n, -1, -1, -1).to(device), draws.to(device)
    units = torch.tensor(objective.units, dtype=torch.int64, device=device)
    parts = [
        _ascend(model, objective, start[chunk], units[chunk], draws[:, chunk], settings, keep)
        for chunk in (slice(first, first + batch_size) for first in range(0, n, batch_size))
    ]
    images, values, start_values, moved = (torch.cat([part[k] for part in parts]) for k in (0, 1, 2, 4))
    history, frames = (torch.cat([part[k] for part in parts], 1) for k in (3, 5))
    return Maximization(
        images=images.numpy(),
        values=values.double().numpy(),
        start_values=start_values.double().numpy(),
        history=history.double().numpy(),
        moved=moved.numpy(),
        frames=frames.numpy(),
    )


def _ascend(
    model: nn.Module,
    objective: Objective,
    start: Tensor,
    units: Tensor,
    draws: Tensor,
    settings: AscentSettings,
    keep: Collection[int],
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    image = parametrize(settings.parametrization, start, settings.bounds)
    adam = torch.optim.Adam([image.parameters], settings.step_size) if settings.update == "adam" else None
    penalized = bool(settings.total_variation or settings.l2)
    history, frames = [], []
    moved = torch.zeros(len(start), dtype=torch.bool, device=start.device)
    with torch.no_grad():
        start_values = objective.values(model, image.images(), units)
    for step in range(settings.steps):
        with torch.enable_grad():
            pixels = image.images()
            if step in keep:
                frames.append(pixels.detach().clone())
            values = objective.values(model, settings.transforms.apply(pixels, draws[step]), units)
            # Sums over images: each image has its own gradient, as no network in evaluation mode mixes them.
            (gradient,) = torch.autograd.grad(values.sum(), image.parameters, retain_graph=penalized)
            moved |= gradient.flatten(1).any(1)
            if penalized:
                penalty = settings.total_variation * total_variation(pixels)
                penalty = penalty + settings.l2 * half_mean_square(pixels)
                gradient = gradient - torch.autograd.grad(penalty.sum(), image.parameters)[0]
        history.append(values.detach())
        _step(image.parameters, gradient, settings, adam)
        image.project()
    with torch.no_grad():
        images = image.images().detach()
        final = objective.values(model, images, units)
    if not (final.isfinite().all() and images.isfinite().all()):
        raise UserError(
            f"the ascent has left the finite numbers after {settings.steps} steps; lower step_size: "
            f"{settings.step_size} or set bounds"
        )
    if settings.steps in keep:
        frames.append(images)
    kept = torch.stack(frames) if frames else images.new_zeros((0, *images.shape))
    found = (images, final, start_values, torch.stack(history), moved, kept)
    images, final, start_values, seen, moved, kept = (tensor.cpu() for tensor in found)
    return images, final, start_values, seen, moved, kept


def _step(
    parameters: Tensor, gradient: Tensor, settings: AscentSettings, adam: torch.optim.Optimizer | None
) -> None:
    if adam is not None:
        parameters.grad = -gradient
        adam.step()
        return
    if settings.update == "normalized":
        size = gradient.square().flatten(1).mean(1).sqrt()
        size = torch.where(size > 0, size, 1.0)  # without a gradient the image stays where it is
        gradient = gradient / size.reshape(-1, *[1] * (gradient.ndim - 1))
    with torch.no_grad():
        parameters += settings.step_size * gradient
