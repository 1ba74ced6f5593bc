"""ReLU, LeakyReLU and PReLU: trainings that differ in the activation alone, compared two by two."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from fer_lib.chapters.compared_settings import ComparedSettings, compare_settings
from fer_lib.chapters.seed_effect import SeedEffect, seed_effect
from fer_lib.chapters.seed_groups import ComparisonFamily, SeedGroup, compare_groups
from fer_lib.config import Activation
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.wording import paragraph

NAMES: dict[Activation, Text] = {
    "relu": Text("ReLU", " ReLU "),
    "leaky_relu": Text("LeakyReLU", " LeakyReLU "),
    "prelu": Text("PReLU", " PReLU "),
}


@dataclass(frozen=True)
class ActivationExperiment:
    """Trainings that differ in the activation alone.

    Attributes:
        groups: two or more, in the order of ``NAMES``.
        seeds: what another seed moves on the same images.
    """

    groups: tuple[SeedGroup, ...]
    seeds: SeedEffect = field(default_factory=SeedEffect)

    @cached_property
    def family(self) -> ComparisonFamily:
        """Every two activations, compared on the validation images."""
        return ComparisonFamily(
            tuple(compare_groups(one, other, self.seeds.limit) for one, other in combinations(self.groups, 2))
        )

    @property
    def settings(self) -> dict[int, ComparedSettings]:
        """In what each group but the first differs from the first, by its place."""
        first = self.groups[0].configs
        return {
            place: compare_settings(first, group.configs, ("activation",))
            for place, group in enumerate(self.groups)
            if place
        }

    @property
    def is_fair(self) -> bool:
        """Whether the groups differ in the activation alone."""
        return all(settings.is_fair for settings in self.settings.values())

    def describe(self) -> Text:
        """Every difference that the tests show, in a sentence each; or that none is."""
        family = self.family
        shown = [
            group.describe(p)
            for group, p, verdict in zip(family.comparisons, family.adjusted, family.verdicts, strict=True)
            if verdict != "none"
        ]
        if shown:
            return paragraph(*shown)
        tests = len(family.comparisons)
        if tests == 1:
            return Text("The one comparison shows no difference.", "唯一的一項比較看不出差異。")
        return Text(
            f"In none of the {tests} comparisons is a difference shown.", f"{tests} 項比較都看不出差異。"
        )

    @property
    def has_one_seed(self) -> bool:
        """Whether each activation was trained once."""
        return all(len(group.runs) == 1 for group in self.groups)

    @property
    def largest_bound(self) -> float:
        """How far the intervals of the differences that are not shown reach from 0, 0 to 1."""
        comparisons = [c for group in self.family.unclear for c in group.comparisons]
        return max(abs(bound) for c in comparisons for bound in c.difference_interval)


def read_activations(edition: Edition) -> ActivationExperiment | None:
    """The edition's runs under ``roles: activations:``, or None if it names none.

    Raises:
        UserError: if a run is not there.
    """
    named = edition.roles.activations
    if not named:
        return None
    return ActivationExperiment(
        tuple(
            SeedGroup(NAMES[kind], tuple(edition.run(run) for run in named[kind]))
            for kind in NAMES
            if kind in named
        ),
        seed_effect(edition, next(iter(named.values()))[0]),
    )
