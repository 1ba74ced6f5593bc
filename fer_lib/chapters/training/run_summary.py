"""What one training has come to: its epochs, and the accuracies of the weights that were kept."""

from dataclasses import dataclass

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
        history: its epochs.
        train: accuracy on the training images with the kept weights, in evaluation mode.
        validation: accuracy on the validation images with the kept weights.
        seconds_per_epoch: median; None where an adopted training does not say it.
        adopted: whether it was trained elsewhere, so that nobody knows which epoch's weights were kept.
    """

    name: str
    network: str
    history: History
    train: Proportion
    validation: Proportion
    seconds_per_epoch: float | None
    adopted: bool = False

    @classmethod
    def of(cls, run: RunFolder) -> "RunSummary":
        """Read a finished run.

        Raises:
            UserError: if it is not finished.
        """
        return cls(
            run.name,
            run.config().model,
            run.history(),
            run.accuracy("train"),
            run.accuracy("validation"),
            run.metrics()["seconds_per_epoch"],
            run.adopted is not None,
        )

    @property
    def gap(self) -> float:
        """Training minus validation accuracy with the kept weights, −1 to 1."""
        return self.train.share - self.validation.share

    @property
    def validation_loss_rises(self) -> bool:
        """Whether the validation loss ends clearly above its minimum."""
        lowest = min(record.validation_loss for record in self.history.records)
        return self.history.last.validation_loss > RISE_OF_THE_LOSS * lowest
