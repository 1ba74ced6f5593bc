"""What happened in each epoch of a training."""

import csv
import io
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fer_lib.files import write_text
from fer_lib.language import Language, Text, term
from fer_lib.numbers import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def is_higher_better(metric: str) -> bool:
    """Whether a larger value of a field of ``EpochRecord`` is the better one: of all but the losses."""
    return not metric.endswith("loss")


@dataclass(frozen=True)
class EpochRecord:
    """One epoch.

    Attributes:
        epoch: 1 for the first.
        train_loss: mean loss over the epoch's steps, in training mode while the weights change.
        train_accuracy: share of training images classified rightly in those steps, 0 to 1.
        validation_loss: mean cross entropy on the validation images after the epoch, in evaluation mode.
        validation_accuracy: share of them classified rightly, 0 to 1.
        validation_macro_f1: mean over the classes of F1 on them, 0 to 1.
        learning_rate: at the end of the epoch.
        seconds: training and validation together.
        images_per_second: training images, validation not counted.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    validation_loss: float
    validation_accuracy: float
    validation_macro_f1: float
    learning_rate: float
    seconds: float
    images_per_second: float

    def line(self, epochs: int) -> str:
        """The record as one line of a log."""
        return (
            f"epoch {self.epoch:>3}/{epochs}  loss {self.train_loss:.4f} / {self.validation_loss:.4f}  "
            f"accuracy {self.train_accuracy:.4f} / {self.validation_accuracy:.4f} (training / validation)  "
            f"{self.images_per_second:.0f} images/s  {self.seconds:.1f} s"
        )


@dataclass(frozen=True)
class History:
    """All epochs of a run so far.

    Attributes:
        records: one an epoch, in order.
        best_metric: the field of ``EpochRecord`` that chooses the epoch whose weights are kept.
    """

    records: tuple[EpochRecord, ...] = ()
    best_metric: str = "validation_accuracy"

    @property
    def best(self) -> EpochRecord:
        """The epoch with the best ``best_metric``, the first of equals."""
        sign = 1 if is_higher_better(self.best_metric) else -1
        return max(self.records, key=lambda r: sign * getattr(r, self.best_metric))

    @property
    def last(self) -> EpochRecord:
        """The latest epoch."""
        return self.records[-1]

    def with_record(self, record: EpochRecord) -> "History":
        """This history and one more epoch."""
        return replace(self, records=(*self.records, record))

    def write(self, path: Path) -> None:
        """Write ``history.csv``: a header and one line an epoch."""
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, [f.name for f in fields(EpochRecord)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(r) for r in self.records)
        write_text(path, buffer.getvalue())

    @classmethod
    def read(cls, path: Path, best_metric: str = "validation_accuracy") -> "History":
        """Read what ``write`` wrote, exactly."""
        with path.open(encoding="utf8", newline="") as file:
            rows = list(csv.DictReader(file))
        numbers = [{key: float(value) for key, value in row.items()} for row in rows]
        return cls(tuple(EpochRecord(epoch=int(row.pop("epoch")), **row) for row in numbers), best_metric)

    def describe(self) -> Text:
        """What the curves show, in a sentence that also serves as their alt text."""
        first, best, last = self.records[0], self.best, self.last
        return Text(
            f"Validation accuracy goes from {percent(first.validation_accuracy)} after the first epoch to its best, "
            f"{percent(best.validation_accuracy)}, in epoch {best.epoch} of {last.epoch}; training accuracy "
            f"ends at {percent(last.train_accuracy)}, while the loss ends at {last.train_loss:.2f} in training "
            f"and {last.validation_loss:.2f} in validation.",
            f"驗證準確率從第 1 個訓練週期的 {percent(first.validation_accuracy)} 升到第 {best.epoch} 個週期"
            f"（共 {last.epoch} 個）的最高值 {percent(best.validation_accuracy)}；訓練準確率最後是 "
            f"{percent(last.train_accuracy)}，訓練損失最後是 {last.train_loss:.2f}，驗證損失則是 "
            f"{last.validation_loss:.2f}。",
        )

    def plot(self, axes: "tuple[Axes, Axes] | None" = None, lang: Language = "en") -> "Figure":
        """Loss (left) and accuracy (right) against the epoch, training solid, validation dashed.

        The dotted line marks the epoch with the best validation accuracy.

        Args:
            axes: two axes to draw on; a new figure where none are given.
            lang: language of the labels.
        """
        from matplotlib import pyplot as plt  # a training does without matplotlib
        from matplotlib.figure import Figure

        if axes is None:
            _, axes = plt.subplots(1, 2, figsize=(7.2, 3.0))
        epochs = [r.epoch for r in self.records]
        for ax, quantity in zip(axes, ("loss", "accuracy"), strict=True):
            for part, dash in (("train", "-"), ("validation", "--")):
                label = term({"train": "training set", "validation": "validation set"}[part])[lang]
                values = [getattr(r, f"{part}_{quantity}") for r in self.records]
                ax.plot(
                    epochs, values, dash, label=label, marker="o" if len(epochs) < 20 else "", markersize=3
                )
            ax.axvline(self.best.epoch, color="#6B7280", linestyle=":", linewidth=1)
            ax.set_xlabel(term("epoch")[lang])
            ax.set_ylabel(term(quantity)[lang])
            ax.xaxis.get_major_locator().set_params(integer=True)
            ax.grid(True)
        best = Text("best epoch {n}", "最佳：第 {n} 週期").format(n=self.best.epoch)
        on_the_left = self.best.epoch <= (epochs[0] + epochs[-1]) / 2  # the label then stands to the right
        axes[1].annotate(
            best[lang], (self.best.epoch, axes[1].get_ylim()[0]), xytext=(4 if on_the_left else -4, 6),
            textcoords="offset points", ha="left" if on_the_left else "right", fontsize=8, color="#4B5563",
        )  # fmt: skip
        axes[0].legend()
        figure = axes[0].figure
        assert isinstance(figure, Figure)
        return figure
