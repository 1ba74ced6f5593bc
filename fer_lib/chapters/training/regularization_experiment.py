"""Regularization: trainings with each kind of it, compared with one that has none."""

from dataclasses import dataclass, field
from functools import cached_property

from fer_lib.chapters.compared_settings import ComparedSettings, compare_settings
from fer_lib.chapters.seed_effect import SeedEffect, seed_effect
from fer_lib.chapters.seed_groups import ComparisonFamily, SeedGroup, compare_groups
from fer_lib.editions import Edition, Regularization
from fer_lib.language import Text

NAMES: dict[Regularization, Text] = {
    "none": Text("no regularization", "不加正則化"),
    "dropout": Text("dropout", "dropout"),
    "weight_decay": Text("weight decay", "權重衰減"),
    "augmentation": Text("augmentation", "資料增強"),
    "label_smoothing": Text("label smoothing", "標籤平滑"),
    "all": Text("all together", "全部一起用"),
}

_AUGMENTATION = ("flip", "shift", "rotation", "crop", "erasing", "brightness")
KEYS: dict[Regularization, tuple[str, ...]] = {
    "dropout": ("dropout",),
    "weight_decay": ("weight_decay",),
    "augmentation": _AUGMENTATION,
    "label_smoothing": ("label_smoothing",),
    "all": ("dropout", "weight_decay", "l1", "label_smoothing", "mixup", *_AUGMENTATION),
}
"""Keys of ``RunConfig`` that each kind may set otherwise than none; more is another difference."""


@dataclass(frozen=True)
class RegularizationExperiment:
    """Trainings that differ in their regularization alone.

    Attributes:
        groups: by kind, ``none`` first.
        seeds: what another seed moves on the same images.
    """

    groups: dict[Regularization, SeedGroup]
    seeds: SeedEffect = field(default_factory=SeedEffect)

    @property
    def none(self) -> SeedGroup:
        """The training that the others are compared with."""
        return self.groups["none"]

    @property
    def others(self) -> dict[Regularization, SeedGroup]:
        """All kinds but ``none``."""
        return {kind: group for kind, group in self.groups.items() if kind != "none"}

    @cached_property
    def settings(self) -> dict[Regularization, ComparedSettings]:
        """In what each kind differs from none, beside what makes it this kind."""
        none = self.none.configs
        return {
            kind: compare_settings(none, group.configs, KEYS[kind]) for kind, group in self.others.items()
        }

    @property
    def is_fair(self) -> bool:
        """Whether every kind differs from none in its regularization alone."""
        return all(settings.is_fair for settings in self.settings.values())

    @cached_property
    def family(self) -> ComparisonFamily:
        """Each kind against none, on the validation images."""
        return ComparisonFamily(
            tuple(compare_groups(group, self.none, self.seeds.limit) for group in self.others.values())
        )

    @property
    def n(self) -> tuple[int, int]:
        """Number of training and of validation images."""
        return self.none.accuracies("train")[0].n, self.none.accuracies()[0].n

    @property
    def narrower(self) -> list[SeedGroup]:
        """The kinds whose gap is below none's by more than the intervals of both allow."""
        lowest = self.none.gap_interval()[0]
        return [group for group in self.others.values() if group.gap_interval()[1] < lowest]

    @property
    def narrowest(self) -> SeedGroup:
        """The kind, or none, with the smallest gap."""
        return min(self.groups.values(), key=SeedGroup.gap)


def read_regularization(edition: Edition) -> RegularizationExperiment | None:
    """The edition's runs under ``roles: regularization:``, or None if it names none.

    Raises:
        UserError: if a run is not there.
    """
    named = edition.roles.regularization
    if not named:
        return None
    return RegularizationExperiment(
        {
            kind: SeedGroup(NAMES[kind], tuple(edition.run(run) for run in runs))
            for kind, runs in named.items()
        },
        seed_effect(edition, named["none"][0]),
    )
