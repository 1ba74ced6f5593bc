"""The runs of an edition: which belong together, and what each has come to."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder
from fer_lib.runs.history import History
from fer_lib.wording import interval_percent, percent


@dataclass(frozen=True)
class RunSummary:
    """One run in figures.

    Attributes:
        name: of the run.
        history: its epochs.
        train: accuracy on the training images with the kept weights, in evaluation mode.
        validation: accuracy on the validation images with the kept weights.
        seconds_per_epoch: median.
    """

    name: str
    history: History
    train: Proportion
    validation: Proportion
    seconds_per_epoch: float

    @classmethod
    def of(cls, run: RunFolder) -> "RunSummary":
        """Read a finished run.

        Raises:
            UserError: if it is not finished.
        """
        metrics = run.metrics()
        return cls(
            run.name, run.history(), run.accuracy("train"), run.accuracy("validation"),
            metrics["seconds_per_epoch"],
        )  # fmt: skip

    @property
    def gap(self) -> float:
        """Training minus validation accuracy with the kept weights, −1 to 1."""
        return self.train.share - self.validation.share

    def row(self) -> list[object]:
        """Its row under ``COLUMNS``."""
        interval = interval_percent(self.validation.wilson_interval).removesuffix("%")
        return [
            self.name,
            f"{self.history.best.epoch}/{self.history.last.epoch}",
            f"{percent(self.validation.share)} ({interval})",
            percent(self.train.share),
            f"{100 * self.gap:.1f}".replace("-", "−"),
            f"{self.seconds_per_epoch:.1f}",
        ]  # fmt: skip


COLUMNS = [
    Text("Run", "訓練"),
    Text("Best/all", "最佳/全部"),
    Text("Validation (95%)", "驗證集（95%）"),
    Text("Training", "訓練集"),
    Text("Gap", "差距"),
    Text("s/epoch", "秒/週期"),
]
ALIGN = "lcrrrr"


@dataclass(frozen=True)
class RunSet:
    """Runs that belong together.

    Attributes:
        key: short name for figures and tables.
        title: what they are there for.
        names: of the runs.
    """

    key: str
    title: Text
    names: tuple[str, ...]


def run_sets(edition: Edition) -> list[RunSet]:
    """The edition's runs, each in the first set that it belongs to; sets without runs are left out.

    The main run is the first of the networks that play no other part, unless it plays one.
    """
    parts = edition.roles
    pairs = [(pair.cnn, pair.dnn, pair.cnn_shuffled, pair.dnn_shuffled) for pair in parts.cnn_against_dnn]
    wanted: list[tuple[str, Text, Iterable[str]]] = [
        ("regularization", Text("regularization", "正則化"), chain.from_iterable(parts.regularization.values())),
        ("activation", Text("activation", "激活函數"), chain.from_iterable(parts.activations.values())),
        ("cnn-dnn", Text("CNN against DNN", "CNN 對 DNN"), chain.from_iterable(chain.from_iterable(pairs))),
        (
            "copies",
            Text("label noise and copies", "標籤雜訊與重複影像"),
            [*parts.label_noise, *(parts.leaked.kept + parts.leaked.dropped if parts.leaked else ())],
        ),
        ("batchnorm", Text("batch normalization", "批次正規化"),
         (name for name in edition.configs if name.startswith("batchnorm-"))),
        ("others", Text("other networks", "其他網路"), edition.configs),
    ]  # fmt: skip
    sets, placed = [], set[str]()
    for key, title, names in wanted:
        free = [edition.main_run, *names] if key == "others" else names
        members = tuple(name for name in dict.fromkeys(free) if name not in placed)
        if key == "others" and edition.main_run in members:
            title = Text("main run and other networks", "主要的訓練與其他網路")
        placed.update(members)
        if members:
            sets.append(RunSet(key, title, members))
    return sets


def sizes(summaries: list[RunSummary]) -> Text:
    """Numbers of images that the runs were trained and judged on, for a caption."""

    def numbers(counts: set[int]) -> str:
        low, high = min(counts), max(counts)
        return f"{low:,}" if low == high else f"{low:,}–{high:,}"

    train, validation = ({getattr(s, part).n for s in summaries} for part in ("train", "validation"))
    return Text(
        f"n = {numbers(train)} training and {numbers(validation)} validation images",
        f"訓練集 n = {numbers(train)}，驗證集 n = {numbers(validation)}",
    )
