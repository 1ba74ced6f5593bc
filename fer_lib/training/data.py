"""The data of a run, as its configuration says."""

from dataclasses import replace
from pathlib import Path

from fer_lib.config import RunConfig
from fer_lib.data import FaceDataset
from fer_lib.data.sources import load
from fer_lib.data.splits import assign_split, drop_leaked
from fer_lib.project import project_root
from fer_lib.runs import RunFolder


def run_folder(config: RunConfig) -> RunFolder:
    """Where the run is written: ``runs_dir`` is taken from the project's folder unless it is absolute."""
    base = Path(config.runs_dir)
    return RunFolder((base if base.is_absolute() else project_root() / base) / config.name)


def training_data(config: RunConfig) -> FaceDataset:
    """Load a run's data, divide them into splits, and leave leaked copies out if the run says so.

    Raises:
        UserError: if the data cannot be read or divided.
    """
    options = {"size": config.synthetic_size} if config.data == "synthetic" else {}
    dataset = load(config.data, **options)
    method = config.split
    if method == "source" and not len(dataset.indices("validation")):
        method = "stratified"
    dataset = assign_split(dataset, method, config.validation_size, config.seed)
    dropped = 0
    if config.drop_leaked:
        dataset, dropped = drop_leaked(dataset)
    details = {"split": method, "leaked_images_dropped": dropped}
    return replace(dataset, provenance={**dataset.provenance, **details})
