"""ReLU, LeakyReLU and PReLU: trainings that differ in the activation alone, compared two by two."""

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from fer_lib.chapters.seed_groups import ComparisonFamily, SeedGroup, compare_groups
from fer_lib.config import Activation
from fer_lib.editions import Edition
from fer_lib.language import Text

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
    """

    groups: tuple[SeedGroup, ...]

    @cached_property
    def family(self) -> ComparisonFamily:
        """Every two activations, compared on the validation images."""
        return ComparisonFamily(
            tuple(compare_groups(one, other) for one, other in combinations(self.groups, 2))
        )

    @property
    def has_one_seed(self) -> bool:
        """Whether each activation was trained once."""
        return all(len(group.runs) == 1 for group in self.groups)

    @property
    def largest_bound(self) -> float:
        """How far the intervals of the differences reach from 0, 0 to 1."""
        comparisons = [c for group in self.family.comparisons for c in group.comparisons]
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
        )
    )
