"""Share of the filters' output that falls on each region of the face, with bootstrap intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.explain.face_regions import REGIONS
from fer_lib.explain.feature_maps.maps import mass_in_regions


@dataclass(frozen=True)
class RegionShare:
    """How much of the filters' output falls on a region.

    Attributes:
        region: its key.
        mass: mean share of the positive output, over filters and images.
        area: mean share of the image's area.
        ratio: mass / area; 1 for a filter that answers everywhere alike.
        interval: 95 % interval of the ratio, from bootstrap samples of the images.
        n: number of images.
    """

    region: str
    mass: float
    area: float
    ratio: float
    interval: tuple[float, float]
    n: int


def region_shares_of_filters(
    maps: NDArray[np.floating], masks: NDArray[np.bool_], samples: int = 2000
) -> list[RegionShare]:
    """Where the output of filters falls, region by region.

    Args:
        maps: [n, k, h, w], of k filters for n images.
        masks: bool [n, R, H, W], in the order of ``REGIONS``.
        samples: bootstrap samples.
    """
    masses = mass_in_regions(maps, {name: masks[:, i] for i, name in enumerate(REGIONS)})
    generator = np.random.Generator(np.random.PCG64(0))
    drawn = generator.integers(0, len(maps), (samples, len(maps)))
    rows = []
    for i, name in enumerate(REGIONS):
        answering: NDArray[np.bool_] = np.isfinite(masses[name])
        # A filter that is silent on an image has no mass there and is left out of the image's mean.
        counts = np.maximum(answering.sum(1), 1)
        mass = np.where(answering, masses[name], 0).sum(1) / counts
        valid: NDArray[np.bool_] = answering.sum(1) > 0
        area = masks[:, i].mean(axis=(1, 2))
        weight = valid[drawn]
        ratios = (mass[drawn] * weight).sum(1) / np.maximum((area[drawn] * weight).sum(1), 1e-12)
        low, high = np.quantile(ratios, [0.025, 0.975])
        whole = float(mass[valid].mean()), float(area[valid].mean())
        rows.append(
            RegionShare(name, *whole, whole[0] / whole[1], (float(low), float(high)), int(valid.sum()))
        )
    return rows
