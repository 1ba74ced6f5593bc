"""Times of convolution layers on a machine that follows a law."""

from fer_lib.chapters.convolution.timing import IMAGES, LayerTimes, measure_sweep


def times_of(exponent: float, rounds: int = 1, factor: float = 1e-9) -> LayerTimes:
    """The sweep on a machine whose time is a power of the operations."""
    return measure_sweep(
        rounds,
        lambda layer: lambda: factor * (IMAGES * (layer.multiplications + layer.additions)) ** exponent,
    )
