"""What one training has come to: its epochs, and the accuracies of the weights that were kept."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from fer_lib.network_code import bare_reference
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder
from fer_lib.runs.history import History

RISE_OF_THE_LOSS = 1.02
"""A validation loss that ends above its minimum times this has risen again."""


@dataclass(frozen=True)
class RunSummary:
    """One run in figures.

    Attributes:
        name: of the run.
        network: name of its network.
        history: its epochs, with gaps where those of an adopted training have some; None where it has none.
        train: accuracy on the training images with the kept weights, in evaluation mode.
        validation: accuracy on the validation images with the kept weights.
        epochs: how many there were; None where an adopted training does not say it.
        seconds_per_epoch: median; None where an adopted training does not say it.
        adopted: whether it was trained elsewhere, so that nobody knows which epoch's weights were kept.
    """

    name: str
    network: str
    history: History | None
    train: Proportion
    validation: Proportion
    epochs: int | None
    seconds_per_epoch: float | None
    adopted: bool = False

    @classmethod
    def of(cls, run: RunFolder) -> "RunSummary":
        """Read a finished run.

        Raises:
            UserError: if it is not finished.
        """
        metrics, adopted = run.metrics(), run.adopted is not None
        return cls(
            run.name,
            bare_reference(run.config().model),
            run.history(gaps=True) if run.has_history or not adopted else None,
            run.accuracy("train"),
            run.accuracy("validation"),
            metrics["selected"]["of"],
            metrics["seconds_per_epoch"],
            adopted,
        )

    @property
    def gap(self) -> float:
        """Training minus validation accuracy with the kept weights, −1 to 1."""
        return self.train.share - self.validation.share

    @property
    def whole_history(self) -> History | None:
        """The history, if loss and accuracy are known of every epoch; else None."""
        return None if self.history is None or self.history.missing_curves() else self.history

    @property
    def validation_loss_rises(self) -> bool | None:
        """Whether the validation loss, at its end, is clearly above its minimum; None where it is not known of every epoch."""
        losses = self._losses("validation_loss")
        return None if losses is None else _end(losses) > RISE_OF_THE_LOSS * min(losses)

    @property
    def training_loss_change(self) -> float | None:
        """The training loss at its end less that when the validation loss was lowest; None as above."""
        validation, train = self._losses("validation_loss"), self._losses("train_loss")
        if validation is None or train is None:
            return None
        return _end(train) - train[validation.index(min(validation))]

    def _losses(self, field: str) -> list[float] | None:
        losses = [getattr(record, field) for record in self.history.records] if self.history else []
        return losses if losses and not any(map(math.isnan, losses)) else None


def _end(losses: Sequence[float]) -> float:
    """What a loss comes to: the median of the last tenth of the epochs, which one epoch that collapses does not move."""
    return median(losses[-max(1, len(losses) // 10) :])
