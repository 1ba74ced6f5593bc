"""The data of a run, as its configuration says."""

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


def divide(dataset: FaceDataset, config: RunConfig) -> FaceDataset:
    """Divide data into the splits of a run, and leave leaked copies out if the run says so.

    The provenance of the result says what was done.

    Raises:
        UserError: if the division leaves no training or no validation images.
    """
    method = config.split
    if method == "source" and not len(dataset.indices("validation")):
        method = "stratified"
    divided = assign_split(dataset, method, config.validation_size, config.seed)
    return drop_leaked(divided)[0] if config.drop_leaked else divided


def training_data(config: RunConfig) -> FaceDataset:
    """Load a run's data and divide them.

    Raises:
        UserError: if the data cannot be read or divided.
    """
    size = config.synthetic_size if config.data == "synthetic" else None
    return divide(load(config.data, size=size), config)
