"""What stands for the image while it is changed: its pixels, or the coefficients of its Fourier transform."""

from typing import Literal, Protocol

import torch
from torch import Tensor

from fer_lib.errors import UserError

Bounds = tuple[float, float]
ParametrizationName = Literal["pixels", "fourier"]
INSIDE = 0.999
"""A start value at the bounds is moved in by this factor, where tanh still has an inverse."""


class Parametrization(Protocol):
    """Parameters (a leaf tensor) and the images that they stand for."""

    parameters: Tensor

    def images(self) -> Tensor:
        """The images [n, C, H, W], differentiable in the parameters."""
        ...

    def project(self) -> None:
        """Bring the parameters back into bounds after a step."""
        ...


class PixelParametrization:
    """The pixels themselves; a step beyond the bounds ends at the bounds (projected gradient).

    Args:
        start: images [n, C, H, W] to begin with.
        bounds: smallest and largest pixel value, or None for no bounds.
    """

    def __init__(self, start: Tensor, bounds: Bounds | None) -> None:
        self.bounds = bounds
        self.parameters = start.detach().clone()
        self.project()
        self.parameters.requires_grad_(True)

    def images(self) -> Tensor:
        """The parameters."""
        return self.parameters

    def project(self) -> None:
        """Clip to the bounds."""
        if self.bounds is not None:
            with torch.no_grad():
                self.parameters.clamp_(*self.bounds)


class FourierParametrization:
    """x = m + h · tanh(F⁻¹(s ⊙ c)), with coefficients c, and weights s that fall with the spatial frequency.

    s(f) = 1 / max(f, 1/side), scaled to a mean square of 1: a step of equal size in every coefficient then moves
    the low frequencies most, as in photographs (Olah et al. 2017). m and h are the middle and half the width of
    the bounds; without bounds, x = F⁻¹(s ⊙ c).

    Args:
        start: images [n, C, H, W] to begin with.
        bounds: smallest and largest pixel value, or None.
    """

    def __init__(self, start: Tensor, bounds: Bounds | None) -> None:
        height, width = start.shape[-2:]
        self.size = (height, width)
        self.bounds = bounds
        fy = torch.fft.fftfreq(height, device=start.device)[:, None]
        fx = torch.fft.rfftfreq(width, device=start.device)[None]
        frequency = torch.sqrt(fy**2 + fx**2)
        weights = 1 / frequency.clamp(min=1 / max(height, width))
        self.weights = weights / weights.square().mean().sqrt()
        flat = start.detach()
        if bounds is not None:
            middle, half = self._middle_and_half(bounds)
            flat = torch.atanh(((flat - middle) / half).clamp(-INSIDE, INSIDE))
        spectrum = torch.fft.rfft2(flat, norm="ortho") / self.weights
        self.parameters = torch.view_as_real(spectrum).contiguous().requires_grad_(True)

    @staticmethod
    def _middle_and_half(bounds: Bounds) -> tuple[float, float]:
        return (bounds[0] + bounds[1]) / 2, (bounds[1] - bounds[0]) / 2

    def images(self) -> Tensor:
        """The images of the coefficients."""
        spectrum = torch.view_as_complex(self.parameters) * self.weights
        flat: Tensor = torch.fft.irfft2(spectrum, s=self.size, norm="ortho")
        if self.bounds is None:
            return flat
        middle, half = self._middle_and_half(self.bounds)
        return middle + half * torch.tanh(flat)

    def project(self) -> None:
        """Nothing to do: tanh keeps the bounds."""


def parametrize(name: ParametrizationName, start: Tensor, bounds: Bounds | None) -> Parametrization:
    """A new parametrization by name.

    Raises:
        UserError: if the bounds are not in order.
    """
    if bounds is not None and not bounds[0] < bounds[1]:
        raise UserError(f"bounds: {bounds[0]} is not smaller than {bounds[1]}")
    return (PixelParametrization if name == "pixels" else FourierParametrization)(start, bounds)
