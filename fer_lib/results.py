"""Long runs whose figures are kept in the repository: ``results/<name>/``, without weights and without data."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fer_lib.errors import UserError
from fer_lib.evaluation.proportion import Proportion
from fer_lib.language import Text
from fer_lib.numbers import interval_percent, percent
from fer_lib.runs import RunFolder
from fer_lib.training.history import History

FILES = ("metrics.json", "provenance.json", "history.csv")


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

    def row(self) -> list[object]:
        """Its row under ``COLUMNS``."""
        shown = []
        for split in ("validation", "test"):
            accuracy = self.accuracy(split)
            interval = interval_percent(accuracy.wilson_interval).removesuffix("%") if accuracy else ""
            shown.append(f"{percent(accuracy.share)} ({interval})" if accuracy else "–")
        selected = self.metrics["selected"]
        dropped = self.config["drop_leaked"]
        return [
            self.name,
            Text("dropped" if dropped else "kept", "去除" if dropped else "保留"),
            f"{selected['epoch']}/{selected['of']}",
            *shown,
            f"{self.metrics['seconds'] / 60:.0f}",
        ]


COLUMNS = [
    Text("Run", "訓練"),
    Text("Copies", "重複影像"),
    Text("Best epoch", "最佳週期"),
    Text("PublicTest (95%)", "PublicTest（95%）"),
    Text("PrivateTest (95%)", "PrivateTest（95%）"),
    Text("Minutes", "分鐘"),
]
ALIGN = "llcrrr"


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
        for show in (result.row, result.history.describe, lambda: devices([result])):
            show()
        provenance["data"]["split"]["method"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        said = f"{type(error).__name__}: {error}"
        raise UserError(
            f"{path}: not the figures of a run ({said}); its files are {', '.join(FILES)}"
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
