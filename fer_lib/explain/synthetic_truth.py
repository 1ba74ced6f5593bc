"""The truth about the faces of a prepared synthetic data set, found again from its provenance without drawing them."""

import numpy as np

from fer_lib.data import ImageDataset
from fer_lib.data.synthetic.action_units import EXPRESSION_DRAWS, expressions, intensities
from fer_lib.data.synthetic.generate import GENERATOR_VERSION, SyntheticFaces, image_draws, is_drawn_faces
from fer_lib.data.synthetic.identity import DRAWS

LARGEST_DIFFERENCE = 12.0  # grey levels, mean of an image; the camera's noise has at most 5


def synthetic_truth(dataset: ImageDataset) -> SyntheticFaces | None:
    """The truth about synthetic faces, or None for other images.

    Args:
        dataset: all images of a set, in the generator's order; labels and splits may be others.

    Returns:
        None as well where the images are not those that the provenance speaks of: a part of the set, another
        version of the generator, or images that were changed.
    """
    known = dataset.provenance
    if (
        not is_drawn_faces(dataset)
        or known.get("generator_version") != GENERATOR_VERSION
        or "seed" not in known
    ):
        return None
    seed, everyone = int(known["seed"]), np.arange(len(dataset))
    expression, draws = expressions(seed, everyone), image_draws(seed, everyone)
    intensity, units = intensities(expression, draws[:, DRAWS : DRAWS + EXPRESSION_DRAWS])
    truth = SyntheticFaces(dataset, expression, dataset.labels != expression, intensity, units, seed)
    probe = np.linspace(0, len(dataset) - 1, 4).astype(np.int64)
    drawn = truth.with_action_units(probe, units[probe]).astype(np.float64)
    difference = np.abs(drawn - dataset.images[probe]).mean(axis=(1, 2)).max()
    return truth if difference < LARGEST_DIFFERENCE else None
