"""All runs of an edition: accuracy, sets of images that they share, runs that differ in their seed alone."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from statistics import fmean, stdev

from fer_lib.config import RunConfig
from fer_lib.editions import Edition
from fer_lib.metrics.predictions import Predictions
from fer_lib.network_code import bare_reference
from fer_lib.proportion import Proportion
from fer_lib.runs.find import looks_like_run
from fer_lib.runs.predictions import read_predictions
from fer_lib.runs.state import Figures, RunState, read_state

# What the common beginning of the names still has of the seed: ``-s`` of ``x-s0`` and ``x-s1``.
_SEED_IN_NAME = re.compile(r"(?:[-_.](?:seed|s)?\d*)?[-_.]*$")


@dataclass(frozen=True, eq=False)
class ComparedRun:
    """A complete run.

    Attributes:
        name: of the run.
        config: its configuration.
        figures: what ``metrics.json`` says.
        predictions: of the validation images, with the weights that were kept.
        data: hash of the data set.
        device: name of the processor that it was trained on; empty where nobody says it.
        is_adopted: whether it was trained elsewhere, so that nobody knows all of its settings.
    """

    name: str
    config: RunConfig
    figures: Figures
    predictions: Predictions
    data: str
    device: str
    is_adopted: bool = False

    def accuracy(self, split: str = "validation") -> Proportion | None:
        """Accuracy on a split; None where it has no labels."""
        counted = self.figures.splits.get(split)
        return Proportion(counted.correct, counted.n) if counted else None

    @property
    def network(self) -> str:
        """What the network is called: its name, or file and class of one's own."""
        return bare_reference(self.config.model)

    @cached_property
    def validation(self) -> Proportion:
        """Accuracy on the validation images."""
        return Proportion(self.predictions.correct, len(self.predictions.labels))

    @cached_property
    def images(self) -> str:
        """Hash of which images it was judged on: of the data set, and of the images' places and labels in it."""
        digest = hashlib.sha256(self.data.encode())
        for part in (self.predictions.indices, self.predictions.labels):
            digest.update(part.astype("<i8").tobytes() + b"\0")
        return digest.hexdigest()

    @cached_property
    def setting(self) -> str:
        """The same for runs that differ in their seed alone."""
        return json.dumps([self.data, self.config.settings()], sort_keys=True)


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Runs that were judged on the same images, and so can be compared image by image.

    Attributes:
        letter: what the chapter calls the set of images: A for the one with the most runs.
        runs: the most accurate first.
    """

    letter: str
    runs: tuple[ComparedRun, ...]

    @property
    def n(self) -> int:
        """Number of images."""
        return self.runs[0].validation.n

    @property
    def most_accurate(self) -> tuple[ComparedRun, ...]:
        """The run to which no other comes up; several where they are right on equally many images."""
        most = self.runs[0].validation.share
        return tuple(run for run in self.runs if run.validation.share == most)


@dataclass(frozen=True, eq=False)
class SeedRuns:
    """Runs that differ in their seed alone, two or more.

    Attributes:
        runs: one a seed.
    """

    runs: tuple[ComparedRun, ...]

    @property
    def name(self) -> str:
        """What the runs' names have in common, without the seed."""
        names = [run.name for run in self.runs]
        same = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
        return _SEED_IN_NAME.sub("", "".join(letters[0] for letters in same)) or names[0]

    @property
    def mean(self) -> float:
        """Mean validation accuracy, 0 to 1."""
        return fmean(run.validation.share for run in self.runs)

    @property
    def deviation(self) -> float:
        """Standard deviation of the validation accuracy over the seeds (with k − 1), 0 to 1."""
        return stdev(run.validation.share for run in self.runs)

    @property
    def same_images(self) -> bool:
        """Whether all were judged on the same images; a split that the seed decides gives each its own."""
        return len({run.images for run in self.runs}) == 1


@dataclass(frozen=True, eq=False)
class NetworkComparison:
    """What an edition's runs have come to.

    Attributes:
        runs: the complete ones, the most accurate first.
        left_out: the others, with what is wrong with each.
    """

    runs: tuple[ComparedRun, ...]
    left_out: tuple[RunState, ...] = ()

    @cached_property
    def sets(self) -> tuple[ImageSet, ...]:
        """The runs by the images they were judged on; the set with the most runs first, then by name of the first."""
        by_images: dict[str, list[ComparedRun]] = {}
        for run in self.runs:
            by_images.setdefault(run.images, []).append(run)
        groups = sorted(by_images.values(), key=lambda runs: (-len(runs), min(run.name for run in runs)))
        return tuple(ImageSet(_letter(i), tuple(runs)) for i, runs in enumerate(groups))

    @cached_property
    def seeds(self) -> tuple[SeedRuns, ...]:
        """The settings that were trained with several seeds, the most accurate on average first."""
        by_setting: dict[str, dict[int, ComparedRun]] = {}
        for run in self.runs:
            by_setting.setdefault(run.setting, {}).setdefault(run.config.seed, run)
        several = [SeedRuns(tuple(by_setting[s][k] for k in sorted(by_setting[s]))) for s in by_setting]
        return tuple(sorted((g for g in several if len(g.runs) > 1), key=lambda g: -g.mean))

    def letter_of(self, run: ComparedRun) -> str:
        """Letter of the images that a run was judged on."""
        return next(s.letter for s in self.sets if s.runs[0].images == run.images)

    def seeds_of(self, run: ComparedRun) -> SeedRuns | None:
        """The runs that differ from it in their seed alone, with it; None if there are none."""
        return next((group for group in self.seeds if group.runs[0].setting == run.setting), None)

    @property
    def devices(self) -> list[str]:
        """The processors that the runs were trained on, each once, as far as the runs say it."""
        return list(dict.fromkeys(run.device for run in self.runs if run.device))

    @property
    def networks(self) -> list[str]:
        """Names of the networks, each once, that of the most accurate run first."""
        return list(dict.fromkeys(run.network for run in self.runs))


def _letter(place: int) -> str:
    """A to Z, then AA, AB, …"""
    return (_letter(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def make_comparison(states: Sequence[RunState]) -> NetworkComparison:
    """Compare runs.

    Args:
        states: of their folders, in any order and of any state.
    """
    runs = []
    for state in states:
        if state.state == "complete" and state.config and state.figures:
            made = state.provenance
            runs.append(
                ComparedRun(
                    state.name,
                    state.config,
                    state.figures,
                    read_predictions(state.path, "validation"),
                    str(made.get("data", {}).get("sha256", "")),
                    str(made.get("device", {}).get("name", "")),
                    state.adopted is not None,
                )
            )
    runs.sort(key=lambda run: (-run.validation.share, run.name))
    return NetworkComparison(tuple(runs), tuple(s for s in states if s.state != "complete"))


def read_comparison(edition: Edition) -> NetworkComparison:
    """All runs of an edition, in whatever state they are."""
    folders = [edition.folder / name for name in edition.main_configs]
    states = [
        read_state(folder) if looks_like_run(folder) else RunState(folder, "unfinished", "not begun")
        for folder in folders
    ]
    return make_comparison(states)
