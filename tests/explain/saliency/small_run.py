"""A run of an untrained network on a hundred drawn faces, explained with few images and few steps."""

from pathlib import Path

from fer_lib.data.synthetic import generate
from fer_lib.explain.saliency.run import SaliencySettings
from fer_lib.runs import RunFolder
from tests.explain.untrained_runs import add_predictions, make_run

FACES = generate(100, seed=0)
SETTINGS = SaliencySettings(images_per_class=2, checked_per_class=1, curve_steps=4, perturbations=1)


def run_on_faces(folder: Path, **settings: object) -> RunFolder:
    """A finished run, all of whose images are validation images."""
    run = make_run(folder, **settings)
    add_predictions(run, FACES.dataset)
    return run
