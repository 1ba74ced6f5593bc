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
        UserError: if the run is not finished, or its figures are kept already.
    """
    target = folder / run.name
    sources = [run.file(name) for name in FILES]
    if target.exists():
        raise UserError(f"{target}: is there already; delete it to keep the run's figures anew")
    target.mkdir(parents=True)
    for source in sources:
        shutil.copyfile(source, target / source.name)
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
            Text(f"{selected['epoch']} of {selected['of']}", f"{selected['epoch']} / {selected['of']}"),
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


def read_results(folder: Path) -> list[Result]:
    """All kept runs, by name.

    Raises:
        UserError: if a folder lacks a file, or one is damaged.
    """
    results = []
    for path in sorted(p for p in folder.iterdir() if p.is_dir()):
        try:
            metrics, provenance = (json.loads((path / name).read_text("utf8")) for name in FILES[:2])
            history = History.read(path / FILES[2], metrics["selected"]["by"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UserError(f"{path}: not the figures of a run ({error})") from None
        results.append(Result(path.name, metrics, provenance, history))
    return results


def devices(results: list[Result]) -> str:
    """The processors that the runs were trained on, each once."""
    return ", ".join(dict.fromkeys(r.provenance["device"]["name"] for r in results))
