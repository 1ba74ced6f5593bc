"""What a training says while it runs: a bar in a terminal, one line an epoch everywhere else."""

import sys
from types import TracebackType
from typing import Any

from tqdm import tqdm

from fer_lib.runs.history import EpochRecord


def epoch_line(record: EpochRecord, epochs: int) -> str:
    """The record as one line of a log."""
    return (
        f"epoch {record.epoch:>3}/{epochs}  loss {record.train_loss:.4f} / {record.validation_loss:.4f}  "
        f"accuracy {record.train_accuracy:.4f} / {record.validation_accuracy:.4f} (training / validation)  "
        f"{record.images_per_second:.0f} images/s  {record.seconds:.1f} s"
    )


class Progress:
    """Shows how far a training is.

    Args:
        epochs: of the whole training.
        done: epochs that were finished before.
        images: training images an epoch.
        quiet: say nothing (all processes but the first).
    """

    def __init__(self, epochs: int, done: int, images: int, quiet: bool = False) -> None:
        self.epochs, self.quiet = epochs, quiet
        self.bar: tqdm[Any] | None = None
        if sys.stdout.isatty() and not quiet:
            self.bar = tqdm(
                total=epochs * images, initial=done * images, unit=" images", unit_scale=True, file=sys.stdout,
                dynamic_ncols=True, desc=f"epoch {done + 1}/{epochs}",
            )  # fmt: skip

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.bar is not None:
            self.bar.close()

    def step(self, images: int) -> None:
        """One step is done."""
        if self.bar is not None:
            self.bar.update(images)

    def epoch(self, record: EpochRecord) -> None:
        """One epoch is done."""
        if self.bar is not None:
            self.bar.set_description(
                f"epoch {min(record.epoch + 1, self.epochs)}/{self.epochs}", refresh=False
            )
            self.bar.set_postfix_str(
                f"loss {record.train_loss:.3f}/{record.validation_loss:.3f}, accuracy "
                f"{record.train_accuracy:.3f}/{record.validation_accuracy:.3f}"
            )
        elif not self.quiet:
            print(epoch_line(record, self.epochs), flush=True)
