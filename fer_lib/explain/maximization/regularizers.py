"""What is taken off the objective, so that the image stays smooth or faint."""

from torch import Tensor


def total_variation(images: Tensor) -> Tensor:
    """Mean absolute difference of neighbouring pixels, across plus down: [n] of images [n, C, H, W].

    The anisotropic form of Rudin, Osher and Fatemi's (1992) measure, a mean instead of a sum, so that its
    weight does not depend on the size of the image.
    """
    across = (images[..., 1:] - images[..., :-1]).abs().flatten(1).mean(1)
    down = (images[..., 1:, :] - images[..., :-1, :]).abs().flatten(1).mean(1)
    return across + down


def half_mean_square(images: Tensor) -> Tensor:
    """½ · mean(x²): [n] of images [n, C, H, W], the L2 penalty of Simonyan et al. (2014) as a mean."""
    return images.square().flatten(1).mean(1) / 2
