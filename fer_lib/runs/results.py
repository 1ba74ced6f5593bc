"""Long runs whose figures are kept in the repository: ``results/<name>/``, without weights and without data."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fer_lib.errors import UserError
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder
from fer_lib.runs.files import HISTORY, METRICS, PROVENANCE
from fer_lib.runs.history import History
from fer_lib.runs.state import read_state

FILES = (METRICS, PROVENANCE, HISTORY)


def keep(run: RunFolder, folder: Path) -> Path:
    """Copy a finished run's figures.

    Args:
        run: the run.
        folder: the folder ``results``.

    Returns:
        ``results/<name of the run>``.

    Raises:
        UserError: if the run is not finished, its figures cannot be read back, it is not of FER2013 in its own splits,
            or its figures are kept already.
    """
    target = folder / run.name
    if read_state(run.path).adopted is not None:
        raise UserError(f"{run.path}: results/ keeps runs that were trained here, and this one was adopted")
    sources = [run.file(name) for name in FILES]
    if target.exists():
        raise UserError(f"{target}: is there already; delete it to keep the run's figures anew")
    result = _read(run.path)
    data = result.provenance["data"]
    form, split = data.get("form"), data["split"]["method"]
    if (form, data.get("synthetic"), split) != ("fer2013-csv", False, "source"):
        made = "synthetic data" if data.get("synthetic") else "data"
        raise UserError(
            f"{run.path}: results/ keeps runs of FER2013's own CSV with split: source, whose columns are PublicTest "
            f"and PrivateTest; this run has {made} of the form {form} with split: {split}"
        )
    target.mkdir(parents=True)
    try:
        for source in sources:
            shutil.copyfile(source, target / source.name)
    except BaseException:  # half of a run would be an error for all who read the folder
        shutil.rmtree(target)
        raise
    return target


@dataclass(frozen=True)
class Result:
    """The kept figures of one run.

    Attributes:
        name: of the run.
        metrics, provenance, history: what the run folder had.
    """

    name: str
    metrics: dict[str, Any]
    provenance: dict[str, Any]
    history: History

    @property
    def config(self) -> dict[str, Any]:
        """The keys of the run's configuration."""
        values: dict[str, Any] = self.provenance["config"]
        return values

    def accuracy(self, split: str) -> Proportion | None:
        """Accuracy of the kept weights on a split, None where it has no labels."""
        found = self.metrics["splits"].get(split)
        return Proportion(found["correct"], found["n"]) if found else None


def _check(result: Result) -> None:
    """Look at all that is ever shown of a kept run; raises what a missing or wrong figure raises."""
    for split in ("validation", "test"):
        result.accuracy(split)
    if not result.history.records or result.config["drop_leaked"] not in (True, False):
        raise ValueError("no epochs, or drop_leaked is neither true nor false")
    float(result.metrics["seconds"])
    for key in ("epoch", "of"):
        int(result.metrics["selected"][key])
    str(result.provenance["data"]["split"]["method"])
    devices([result])


def _read(path: Path) -> Result:
    """The figures in a folder, of which everything that is shown can be shown.

    Raises:
        UserError: if it lacks a file, or one is damaged.
    """
    try:
        metrics, provenance = (json.loads((path / name).read_text("utf8")) for name in FILES[:2])
        result = Result(
            path.name, metrics, provenance, History.read(path / FILES[2], metrics["selected"]["by"])
        )
        _check(result)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise UserError(
            f"{path}: not the figures of a run ({reason}); its files are {', '.join(FILES)}"
        ) from None
    return result


def read_results(folder: Path) -> list[Result]:
    """All kept runs, by name.

    Raises:
        UserError: if the folder is not there, or a run in it lacks a file, or one is damaged.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: there is no such folder; `python -m fer_lib results keep RUN` makes it")
    return [_read(path) for path in sorted(path for path in folder.iterdir() if path.is_dir())]


def devices(results: list[Result]) -> str:
    """The processors that the runs were trained on, each once."""
    return ", ".join(dict.fromkeys(r.provenance["device"]["name"] for r in results))
