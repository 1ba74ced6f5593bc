"""Seeds: several trainings that differ in nothing else, and how two such groups compare (McNemar, Holm)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean, stdev

from fer_lib.chapters.named_comparison import NamedComparison, compare_named_runs
from fer_lib.config import RunConfig
from fer_lib.data import Split
from fer_lib.language import Text
from fer_lib.metrics.comparison import Verdict
from fer_lib.metrics.multiple_tests import holm
from fer_lib.proportion import Proportion, difference_interval
from fer_lib.runs import RunFolder
from fer_lib.wording import capitalized, decimal, interval_percent, percent, points, tidy


@dataclass(frozen=True)
class SeedGroup:
    """Runs that differ only in their seed.

    Attributes:
        name: what they have in common.
        runs: at least one.
    """

    name: Text
    runs: tuple[RunFolder, ...]

    def accuracies(self, split: Split = "validation") -> tuple[Proportion, ...]:
        """Accuracy of each run on a split.

        Raises:
            UserError: if a run is not finished, or the split has no labels.
        """
        return tuple(run.accuracy(split) for run in self.runs)

    @property
    def configs(self) -> tuple[RunConfig, ...]:
        """The configuration of each run."""
        return tuple(run.config() for run in self.runs)

    def mean_accuracy(self, split: Split = "validation") -> float:
        """Mean over the runs, 0 to 1."""
        return fmean(accuracy.share for accuracy in self.accuracies(split))

    def gap(self) -> float:
        """Accuracy on training minus validation images with the kept weights, mean over the runs, −1 to 1."""
        return self.mean_accuracy("train") - self.mean_accuracy("validation")

    def gap_interval(self) -> tuple[float, float]:
        """Lowest and highest bound of the runs' ``difference_interval`` of the gap."""
        bounds = [
            difference_interval(train, validation)
            for train, validation in zip(self.accuracies("train"), self.accuracies(), strict=True)
        ]
        return min(low for low, _ in bounds), max(high for _, high in bounds)

    def shown_gap(self) -> Text:
        """For a table: the gap in points with ``gap_interval``."""
        low, high = (decimal(100 * bound, 1) for bound in self.gap_interval())
        gap = decimal(100 * self.gap(), 1)
        return Text(f"{gap} ({low} to {high})", f"{gap}（{low} 到 {high}）")

    def shown_accuracy(self, split: Split = "validation") -> Text:
        """For a table: share and 95 % Wilson interval of a single run, mean ± standard deviation of several, if they differ."""
        accuracies = self.accuracies(split)
        if len(accuracies) == 1:
            share, interval = percent(accuracies[0].share), interval_percent(accuracies[0].wilson_interval)
            return Text(f"{share} ({interval})", f"{share}（{interval}）")
        spread = stdev(accuracy.share for accuracy in accuracies)
        mean, seeds = percent(self.mean_accuracy(split)), len(accuracies)
        if not spread:
            return Text(f"{mean} (each of {seeds} seeds)", f"{mean}（{seeds} 個種子都是）")
        shown = f"{mean} ± {100 * spread:.{1 if spread >= 0.0005 else 3}f}"
        return Text(f"{shown} ({seeds} seeds)", f"{shown}（{seeds} 個種子）")


def described_accuracies(groups: Iterable[SeedGroup], between: Text) -> Text:
    """Name, validation and training accuracy of each group, means over its runs.

    Args:
        groups: at least one.
        between: stands between the two accuracies.
    """
    each = [(g.name, percent(g.mean_accuracy()), percent(g.mean_accuracy("train"))) for g in groups]
    return Text(
        "; ".join(f"{name.en} {v}{between.en}{t}" for name, v, t in each),
        "；".join(f"{name.zh.strip()} {v}{between.zh}{t}" for name, v, t in each),
    )


@dataclass(frozen=True)
class GroupComparison:
    """Two groups of runs, compared seed by seed on the same images.

    Attributes:
        comparisons: one a seed that both groups have, in their order; at least one.
        least: what another seed moves (``SeedEffect.limit``): from one comparison, less is not called a difference.
    """

    comparisons: tuple[NamedComparison, ...]
    least: float = 0.0

    @property
    def names(self) -> tuple[Text, Text]:
        """What the two are called."""
        return self.comparisons[0].names

    @property
    def difference(self) -> float:
        """Accuracy of the first group minus that of the second, mean over the seeds."""
        return fmean(comparison.difference for comparison in self.comparisons)

    def verdict(self, p_values: tuple[float, ...] | None = None) -> Verdict:
        """A difference is claimed only if every seed shows it, in the same direction.

        Args:
            p_values: one a comparison, in place of McNemar's own.
        """
        verdicts = self.verdicts(p_values)
        return verdicts.pop() if len(verdicts) == 1 else "none"

    def verdicts(self, p_values: tuple[float, ...] | None = None) -> set[Verdict]:
        """What single seeds say; arguments as ``verdict``."""
        chosen = p_values or tuple(comparison.p_value for comparison in self.comparisons)
        least = self.least if len(self.comparisons) == 1 else 0.0
        return {c.verdict(least, p) for c, p in zip(self.comparisons, chosen, strict=True)}

    def describe(self, p_values: tuple[float, ...] | None = None) -> Text:
        """What may be said of the difference, in a sentence; arguments as ``verdict``."""
        if len(self.comparisons) == 1:
            return self.comparisons[0].describe(self.least, p_values[0] if p_values else None)
        return tidy(self._described(p_values))

    def _described(self, p_values: tuple[float, ...] | None) -> Text:
        one, other = self.names
        each = ", ".join(points(comparison.difference) for comparison in self.comparisons)
        numbers = Text(
            f"{points(self.difference)} points on average ({each} by seed)",
            f"平均相差 {points(self.difference)} 個百分點（各種子：{each}）",
        )
        verdicts = self.verdicts(p_values)
        if verdicts in ({"first"}, {"second"}):
            ahead, behind = (one, other) if verdicts == {"first"} else (other, one)
            return Text(
                f"{capitalized(ahead).en} is right more often than {behind.en} with every seed: {numbers.en}.",
                f"不論哪個種子，{ahead.zh}的準確率都比{behind.zh}高：{numbers.zh}。",
            )
        if {"first", "second"} <= verdicts:
            return Text(
                f"Between {one.en} and {other.en} the seeds contradict each other, the one being right more often with some "
                f"and the other with others: {numbers.en}.",
                f"{one.zh}與{other.zh}孰高孰低，各種子互相矛盾：有的種子是前者高，有的是後者高：{numbers.zh}。",
            )
        if verdicts == {"none"}:
            return Text(
                f"Between {one.en} and {other.en} no seed shows a difference: {numbers.en}.",
                f"沒有任何種子顯示{one.zh}與{other.zh}有差異：{numbers.zh}。",
            )
        return Text(
            f"Between {one.en} and {other.en} some seeds show a difference, but not all: {numbers.en}.",
            f"只有部分種子顯示{one.zh}與{other.zh}有差異：{numbers.zh}。",
        )


def compare_groups(first: SeedGroup, second: SeedGroup, least: float = 0.0) -> GroupComparison:
    """Compare two groups of runs on the validation images, the first seed of one with the first of the other, …

    Args:
        first: one group.
        second: the other.
        least: as ``GroupComparison.least``.

    Raises:
        UserError: if the runs' images are not the same.
    """
    names = (first.name, second.name)
    pairs = zip(first.runs, second.runs, strict=False)
    return GroupComparison(tuple(compare_named_runs(one, other, names) for one, other in pairs), least)


@dataclass(frozen=True)
class ComparisonFamily:
    """Several comparisons that one conclusion is drawn from, so that their p-values are adjusted together.

    S. Holm, Scandinavian Journal of Statistics 6 (1979) 65-70: where none of them is a difference, the chance
    that any is called one stays below 5 %.

    Attributes:
        comparisons: of groups of runs.
    """

    comparisons: tuple[GroupComparison, ...]

    @cached_property
    def adjusted(self) -> tuple[tuple[float, ...], ...]:
        """McNemar's p-values after Holm: one tuple a group comparison, one value a seed."""
        flat = [c.p_value for group in self.comparisons for c in group.comparisons]
        adjusted = iter(holm(flat).tolist())
        return tuple(tuple(next(adjusted) for _ in group.comparisons) for group in self.comparisons)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """``GroupComparison.verdict`` of each, with the adjusted p-values."""
        return tuple(group.verdict(p) for group, p in zip(self.comparisons, self.adjusted, strict=True))

    @property
    def unclear(self) -> tuple[GroupComparison, ...]:
        """The comparisons in which no difference is shown."""
        return tuple(g for g, v in zip(self.comparisons, self.verdicts, strict=True) if v == "none")

    @property
    def detectable_difference(self) -> float | None:
        """The largest of the smallest detectable differences of those unclear, 0 to 1; None if none is."""
        return max(
            (c.detectable_difference for group in self.unclear for c in group.comparisons), default=None
        )

    @property
    def n(self) -> int:
        """Number of images that the networks are compared on."""
        return self.comparisons[0].comparisons[0].n
