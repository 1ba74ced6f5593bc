"""Leaked duplicates of test images in FER2013's training set: pairs of kept long runs with and without them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from fer_lib.chapters.compared_settings import compare_settings
from fer_lib.config import RunConfig, make_config
from fer_lib.data import Split
from fer_lib.errors import UserError
from fer_lib.proportion import difference_interval
from fer_lib.runs.results import Result


@dataclass(frozen=True)
class Gain:
    """By how much an accuracy is higher for the duplicates.

    Attributes:
        difference: accuracy with minus accuracy without them, −1 to 1.
        interval: 95 % interval of it, for proportions of different images and hence too wide.
    """

    difference: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class DuplicatesEffect:
    """Two runs that differ only in ``drop_leaked``.

    Attributes:
        kept: trained on all training images.
        dropped: trained without those that are duplicates of test images.
    """

    kept: Result
    dropped: Result

    def gain(self, split: Split) -> Gain | None:
        """What the duplicates are worth on one of FER2013's two test splits; None where it has no labels."""
        kept, dropped = self.kept.accuracy(split), self.dropped.accuracy(split)
        if kept is None or dropped is None:
            return None
        return Gain(kept.share - dropped.share, difference_interval(kept, dropped))

    @property
    def training_images(self) -> tuple[int, int]:
        """Number of training images with the duplicates and without."""
        kept, dropped = (run.metrics["splits"]["train"]["n"] for run in (self.kept, self.dropped))
        return kept, dropped


def duplicates_effects(results: Sequence[Result]) -> list[DuplicatesEffect]:
    """All pairs of runs that differ in ``drop_leaked`` alone; those kept before a key was renamed make none."""
    known: list[tuple[Result, RunConfig]] = []
    for result in results:
        with suppress(UserError):
            known.append((result, make_config(result.config, f"results/{result.name}")))
    return [
        DuplicatesEffect(kept, dropped)
        for kept, one in known
        for dropped, other in known
        if not one.drop_leaked and other.drop_leaked
        if compare_settings([one], [other], ("drop_leaked",)).is_fair
    ]
