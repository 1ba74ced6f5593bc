"""Shares and correlations of one run's ascents: activated, noisy and complex patterns, classes reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.activation_maximization.correlation import RankCorrelation, rank_correlation
from fer_lib.chapters.explained_images import without_activation
from fer_lib.config import RunConfig
from fer_lib.explain.maximization.companions import companion_runs
from fer_lib.explain.maximization.filters import LayerPatterns
from fer_lib.explain.maximization.patterns import NOISY_FROM, measure_patterns
from fer_lib.explain.maximization.run import SUMMARY, MaximizationPlan, RunMaximization, read_maximization
from fer_lib.language import Text
from fer_lib.names import convolution_text
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder

PROBABILITY_REACHED = 0.99
"""A class counts as reached from this probability."""


def _share(flags: NDArray[np.bool_]) -> Proportion | None:
    return Proportion(int(flags.sum()), len(flags)) if len(flags) else None


@dataclass(frozen=True, eq=False)
class MaximizationFindings:
    """Shares and correlations of one run.

    Attributes:
        run: the run.
        result: what ``read_maximization`` gives.
    """

    run: RunFolder
    result: RunMaximization

    @property
    def name(self) -> str:
        """Name of the run."""
        return self.run.name

    @property
    def plan(self) -> MaximizationPlan:
        """How much was computed."""
        return self.result.plan

    @property
    def layers(self) -> tuple[LayerPatterns, ...]:
        """All layers."""
        return self.result.layers

    @property
    def layer_names(self) -> list[Text]:
        """What the layers are called."""
        return [convolution_text(p.layer.number) for p in self.layers]

    @property
    def layers_with_patterns(self) -> tuple[LayerPatterns, ...]:
        """Those of which the plain ascent activates a filter at least."""
        return tuple(p for p in self.layers if p.active.any())

    @property
    def without_activation(self) -> list[Text]:
        """What the layers are called that no activation follows directly."""
        layers = without_activation([p.layer for p in self.layers])
        return [convolution_text(layer.number) for layer in layers]

    @property
    def filters_a_layer(self) -> tuple[int, int]:
        """Chosen filters of the layer that has the fewest and of the one that has the most; 0 without layers."""
        numbers = [len(p.filters) for p in self.layers] or [0]
        return min(numbers), max(numbers)

    @property
    def silent_on_noise(self) -> list[float]:
        """For each layer, the mean share of noise images on which one of all its filters is silent everywhere."""
        return [float(p.silent_noise.mean()) for p in self.layers]

    @property
    def silent_at_a_place(self) -> list[float]:
        """The same at a single place of its map."""
        return [float(p.silent_places.mean()) for p in self.layers]

    @property
    def dead(self) -> list[float]:
        """Share of each layer's filters that no training image of the sample activates."""
        return [float((p.silent_images == 1).mean()) for p in self.layers]

    @property
    def not_activated(self) -> list[Proportion]:
        """Share of each layer's chosen filters that the plain ascent does not activate."""
        return [Proportion(int((~p.active).sum()), len(p.filters)) for p in self.layers]

    @property
    def unreachable(self) -> list[Proportion]:
        """Share that the ascent on the value before the activation does not activate either."""
        return [Proportion(int((~p.reachable).sum()), len(p.filters)) for p in self.layers]

    @property
    def spread(self) -> list[float | None]:
        """Mean spread of the patterns of each layer's activated filters; None where there is none."""
        return [
            float(measure_patterns(p.plain[p.active]).spread.mean()) if p.active.any() else None
            for p in self.layers
        ]

    @property
    def noisy(self) -> list[Proportion | None]:
        """Share of noisy patterns among the filters that the plain ascent activates; None where it activates none."""
        return [
            _share(measure_patterns(p.plain[p.active]).noisy) if p.active.any() else None for p in self.layers
        ]

    @property
    def without_pattern(self) -> list[Proportion]:
        """Share of all chosen filters with a noisy pattern or none, which the eye cannot tell apart."""
        return [
            Proportion(int((~p.active | measure_patterns(p.plain).noisy).sum()), len(p.filters))
            for p in self.layers
        ]

    @cached_property
    def noisy_flags_by_step(self) -> list[tuple[float, list[NDArray[np.bool_]]]]:
        """Step size and whether each pattern is noise, layer by layer, the largest step first.

        Only filters that the plain ascent activates, for every step the same; layers without any are left out.
        """
        alive = self.layers_with_patterns
        rows = [
            (float(size), [p.step_spread[k][p.active] >= NOISY_FROM for p in alive])
            for k, size in enumerate(alive[0].step_sizes if alive else [])
        ]
        own = [measure_patterns(p.plain[p.active]).noisy for p in alive]
        return sorted([*rows, (self.plan.plain.step_size, own)], key=lambda row: -row[0])

    @property
    def noisy_by_step(self) -> list[tuple[float, list[Proportion]]]:
        """Step size and the share of noisy patterns by layer, the largest step first."""
        return [
            (size, [Proportion(int(f.sum()), len(f)) for f in flags])
            for size, flags in self.noisy_flags_by_step
        ]

    @property
    def output_and_spread(self) -> list[RankCorrelation | None]:
        """Rank correlation of mean output and spread among the activated filters of each layer (B9)."""
        return [
            rank_correlation(p.values[p.active], measure_patterns(p.plain[p.active]).spread)
            if p.active.sum() > 2
            else None
            for p in self.layers
        ]

    @cached_property
    def directions(self) -> list[NDArray[np.float64]]:
        """Effective number of directions of each robust pattern that is not noise, layer by layer.

        White noise has nearly as many directions as there can be, and is no complex pattern.
        """
        measured = [measure_patterns(p.robust) if len(p.robust) else None for p in self.layers]
        return [np.zeros(0) if m is None else m.directions[~m.noisy] for m in measured]

    @property
    def noisy_robust(self) -> Proportion:
        """Robust patterns of all layers that are noise; there have to be some patterns."""
        n = sum(len(p.robust) for p in self.layers)
        return Proportion(n - sum(map(len, self.directions)), n)

    @property
    def mean_directions(self) -> list[float | None]:
        """Mean of ``directions``, layer by layer; None where all patterns are noise."""
        return [float(np.mean(numbers)) if len(numbers) else None for numbers in self.directions]

    @property
    def depth_and_directions(self) -> RankCorrelation | None:
        """Rank correlation of the layer's number and the number of directions over all filters (A10, B10)."""
        if not self.layers:
            return None
        numbers = np.concatenate(
            [np.full(len(d), p.layer.number) for p, d in zip(self.layers, self.directions, strict=True)]
        )
        return rank_correlation(numbers, np.concatenate(self.directions))

    @property
    def reached(self) -> list[Proportion]:
        """For each class the share of the starts from noise that end at a probability of 0.99 or more (B11)."""
        probability = self.result.classes.noise_probability
        return [Proportion(int((p >= PROBABILITY_REACHED).sum()), len(p)) for p in probability]


def read_findings(run: RunFolder) -> MaximizationFindings:
    """What ``notebooks/explain.ipynb`` has found for a run.

    Raises:
        UserError: if that is not there, or damaged.
    """
    return MaximizationFindings(run, read_maximization(run.path / "explain"))


def companion_findings(
    configs: Mapping[str, RunConfig], main_run: RunFolder, reference_reports: bool = True
) -> dict[str, MaximizationFindings]:
    """What was found for the companions that ``notebooks/explain.ipynb`` has gone through.

    Args:
        configs: of the edition's runs, by name.
        main_run: the main run; the others lie beside it.
        reference_reports: whether the edition shows the five reports; without them there are no companions.

    Returns:
        Model → findings.
    """
    runs = {
        model: RunFolder(main_run.path.parent / name)
        for model, name in companion_runs(configs, main_run.name, reference_reports).items()
    }
    return {
        model: read_findings(run)
        for model, run in runs.items()
        if Path(run.path, "explain", SUMMARY).is_file()
    }
