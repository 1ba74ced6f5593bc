"""What happened in each epoch of a training."""

import csv
import io
import math
from dataclasses import dataclass, fields, replace
from pathlib import Path

from fer_lib.errors import UserError
from fer_lib.files import write_text

CURVES = ("train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
"""The fields of ``EpochRecord`` that learning curves show."""


def is_higher_better(metric: str) -> bool:
    """Whether a larger value of a field of ``EpochRecord`` is the better one: of all but the losses."""
    return not metric.endswith("loss")


@dataclass(frozen=True)
class EpochRecord:
    """One epoch. What nobody has written down of a training that was adopted is NaN.

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
        """The epoch with the best ``best_metric``, the first of equals.

        Raises:
            UserError: if no epoch has it.
        """
        if not self.has(self.best_metric):
            raise UserError(f"the history of this training has no {self.best_metric}")
        sign = 1 if is_higher_better(self.best_metric) else -1
        told = [record for record in self.records if not math.isnan(getattr(record, self.best_metric))]
        return max(told, key=lambda r: sign * getattr(r, self.best_metric))

    def has(self, field: str) -> bool:
        """Whether a field of ``EpochRecord`` is known of any epoch."""
        return any(not math.isnan(getattr(record, field)) for record in self.records)

    def missing_curves(self) -> list[str]:
        """Which of loss and accuracy, in training and validation, are not known of every epoch."""
        return [
            field.replace("_", " ")
            for field in CURVES
            if any(math.isnan(getattr(record, field)) for record in self.records)
        ]

    @property
    def last(self) -> EpochRecord:
        """The latest epoch."""
        return self.records[-1]

    def with_record(self, record: EpochRecord) -> "History":
        """This history and one more epoch."""
        return replace(self, records=(*self.records, record))

    def write(self, path: Path) -> None:
        """Write ``history.csv``: a header and one line an epoch; what is not known is empty."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(f.name for f in fields(EpochRecord))
        for record in self.records:  # asdict takes ten times as long, in every epoch
            writer.writerow("" if math.isnan(value) else value for value in vars(record).values())
        write_text(path, buffer.getvalue())

    @classmethod
    def read(cls, path: Path, best_metric: str = "validation_accuracy") -> "History":
        """Read what ``write`` wrote, exactly."""
        with path.open(encoding="utf8", newline="") as file:
            rows = list(csv.DictReader(file))
        numbers = [
            {key: float("nan" if value == "" else value) for key, value in row.items()} for row in rows
        ]
        return cls(tuple(EpochRecord(epoch=int(row.pop("epoch")), **row) for row in numbers), best_metric)
