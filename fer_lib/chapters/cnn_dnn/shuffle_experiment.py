"""Shuffled pixels: the same pair of networks on images as they are and on images in another order of pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from fer_lib.chapters.cnn_dnn.pair_experiment import PairExperiment
from fer_lib.chapters.compared_settings import ComparedSettings, compare_settings
from fer_lib.chapters.seed_effect import SeedEffect
from fer_lib.chapters.seed_groups import GroupComparison, SeedGroup, compare_groups
from fer_lib.language import Text


@dataclass(frozen=True)
class ShuffleExperiment:
    """What shuffling takes from either network.

    Attributes:
        key: short name for figures and tables.
        name: of the pair, as captions have it.
        cnn: on the images as they are.
        dnn: on the images as they are.
        cnn_shuffled: on shuffled pixels.
        dnn_shuffled: on shuffled pixels.
        seeds: what another seed moves on the validation images as they are; on shuffled ones it is taken to move as much.
    """

    key: str
    name: Text
    cnn: SeedGroup
    dnn: SeedGroup
    cnn_shuffled: SeedGroup
    dnn_shuffled: SeedGroup
    seeds: SeedEffect = field(default_factory=SeedEffect)

    @classmethod
    def of(cls, pair: PairExperiment) -> "ShuffleExperiment | None":
        """The experiment of a pair, or None if it was not run on shuffled pixels."""
        if pair.cnn_shuffled is None or pair.dnn_shuffled is None:
            return None
        return cls(pair.key, pair.name, pair.cnn, pair.dnn, pair.cnn_shuffled, pair.dnn_shuffled, pair.seeds)

    @cached_property
    def cnn_change(self) -> GroupComparison:
        """The CNN on shuffled pixels against the CNN on the images as they are."""
        return compare_groups(self.cnn_shuffled, self.cnn, self.seeds.limit)

    @cached_property
    def dnn_change(self) -> GroupComparison:
        """The same of the DNN."""
        return compare_groups(self.dnn_shuffled, self.dnn, self.seeds.limit)

    @cached_property
    def lead(self) -> GroupComparison:
        """CNN against DNN on the images as they are."""
        return compare_groups(self.cnn, self.dnn, self.seeds.limit)

    @cached_property
    def lead_shuffled(self) -> GroupComparison:
        """CNN against DNN on shuffled pixels."""
        return compare_groups(self.cnn_shuffled, self.dnn_shuffled, self.seeds.limit)

    @property
    def settings(self) -> tuple[ComparedSettings, ComparedSettings]:
        """In what the trainings on shuffled pixels differ from those on the images as they are: of the CNN, of the DNN."""
        cnn, dnn = (
            compare_settings(plain.configs, shuffled.configs, ("shuffle_pixels",))
            for plain, shuffled in ((self.cnn, self.cnn_shuffled), (self.dnn, self.dnn_shuffled))
        )
        return cnn, dnn

    @property
    def is_fair(self) -> bool:
        """Whether nothing but the order of the pixels was changed, for either network."""
        return all(settings.is_fair for settings in self.settings)

    @property
    def lost_lead(self) -> float | None:
        """Share of the CNN's lead that the shuffling takes; None where it has no lead to lose."""
        if self.lead.verdict() != "first":
            return None
        return 1 - self.lead_shuffled.difference / self.lead.difference

    @property
    def guessing(self) -> float:
        """Accuracy of saying the most frequent class of every validation image, 0 to 1."""
        labels = self.cnn.runs[0].predictions("validation").labels
        return float(np.bincount(labels).max() / len(labels))

    @property
    def cnn_only_guesses(self) -> bool:
        """Whether no CNN trained on shuffled pixels is shown to be better than guessing."""
        return max(p.wilson_interval[0] for p in self.cnn_shuffled.accuracies()) <= self.guessing

    @property
    def came_from_neighbourhood(self) -> bool:
        """Whether, as expected, the CNN loses most of its lead by the shuffling alone, and nothing changes for the DNN."""
        lost = self.lost_lead
        return (
            self.is_fair
            and lost is not None
            and lost > 0.5
            and self.cnn_change.verdict() == "second"
            and self.dnn_change.verdict() == "none"
        )

    @property
    def n(self) -> int:
        """Number of validation images."""
        return self.lead.comparisons[0].n


def shuffle_experiments(pairs: Sequence[PairExperiment]) -> list[ShuffleExperiment]:
    """The experiments of those pairs that were trained on shuffled pixels too."""
    experiments = [ShuffleExperiment.of(pair) for pair in pairs]
    return [experiment for experiment in experiments if experiment is not None]
