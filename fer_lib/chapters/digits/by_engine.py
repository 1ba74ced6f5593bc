"""The networks of the chapter as ordinary runs of the edition, held against those that are written by hand."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fer_lib.chapters.backpropagation.zero_start import Settings
from fer_lib.chapters.digits.analysis import DigitAnalysis
from fer_lib.chapters.digits.seeds import SeedAccuracies, accuracies_of
from fer_lib.config import RunConfig
from fer_lib.editions import Edition
from fer_lib.editions.imbalance_roles import HiddenUnits
from fer_lib.explain.saliency.map_statistics import welch_interval


@dataclass(frozen=True)
class EngineRuns:
    """One network, trained by the engine with several seeds.

    Attributes:
        config: of the first seed.
        test: accuracies on the test images.
    """

    config: RunConfig
    test: SeedAccuracies

    def otherwise(self, settings: Settings) -> dict[str, object]:
        """What was done otherwise than by hand: keys of the configuration with their values."""
        by_hand: dict[str, object] = {
            "epochs": settings.epochs,
            "batch_size": settings.batch_size,
            "learning_rate": settings.learning_rate,
            "optimizer": "sgd",
            "momentum": 0.0,
            "schedule": "constant",
            "weight_decay": 0.0,
        }
        return {
            key: getattr(self.config, key)
            for key, value in by_hand.items()
            if getattr(self.config, key) != value
        }


@dataclass(frozen=True)
class HandAndEngine:
    """One network, written by hand and in PyTorch.

    Attributes:
        settings: of the training by hand.
        by_hand: its test accuracies.
        by_engine: the runs.
    """

    settings: Settings
    by_hand: SeedAccuracies
    by_engine: EngineRuns

    @property
    def difference(self) -> float:
        """Mean test accuracy of the engine less that by hand, −1 to 1."""
        return self.by_engine.test.mean - self.by_hand.mean

    @property
    def interval(self) -> tuple[float, float]:
        """95%, Welch's over the seeds; the test images are the same."""
        groups = self.by_engine.test.shares, self.by_hand.shares
        if not any(np.ptp(group) for group in groups):
            return self.difference, self.difference
        return welch_interval(*groups)


def hand_and_engine(edition: Edition, digits: DigitAnalysis) -> Mapping[HiddenUnits, HandAndEngine]:
    """Each network of the edition's role ``digits`` beside the one by hand; empty if it has no such runs.

    Raises:
        UserError: if a run is not finished.
    """
    experiments = digits.experiments
    by_hand = {
        "sixty": (experiments.plan.main, experiments.main),
        "two": (experiments.plan.two_units, experiments.two_units),
    }
    made: dict[HiddenUnits, HandAndEngine] = {}
    for units, names in edition.roles.digits.items():
        runs = [edition.run(name) for name in names]
        settings, histories = by_hand[units]
        test = SeedAccuracies(tuple(run.accuracy("test") for run in runs))
        made[units] = HandAndEngine(
            settings, accuracies_of(histories, "test"), EngineRuns(runs[0].config(), test)
        )
    return made
