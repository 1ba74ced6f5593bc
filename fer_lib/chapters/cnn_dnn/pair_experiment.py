"""CNN against DNN: a convolutional and a fully connected network, trained on the same images."""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import fmean

from fer_lib.chapters.compared_settings import ComparedSettings, compare_settings
from fer_lib.chapters.report_runs import NETWORK_KEYS
from fer_lib.chapters.seed_effect import SeedEffect, seed_effect
from fer_lib.chapters.seed_groups import GroupComparison, SeedGroup, compare_groups
from fer_lib.editions import Edition, NetworkPair
from fer_lib.language import Text
from fer_lib.models import Totals, count, example_input
from fer_lib.network_code import bare_reference
from fer_lib.runs.curves import accuracy_jitter, epochs_to_reach
from fer_lib.wording import listed, tidy

CNN, DNN = Text("the CNN", " CNN "), Text("the DNN", " DNN ")
CNN_SHUFFLED = Text("the CNN on shuffled pixels", "打亂像素的 CNN ")
DNN_SHUFFLED = Text("the DNN on shuffled pixels", "打亂像素的 DNN ")
SHARE_OF_BEST = 0.95
"""Share of its own best validation accuracy at which a network counts as having learned most of what it learns."""


def report_letter(model: str) -> str | None:
    """Which report's network it is: ``B`` for ``report-b-cnn``, None for a network of no report's pair."""
    match = re.match(r"report-([a-z])-", model)
    return match.group(1).upper() if match else None


def run_names(group: SeedGroup) -> Text:
    """The names of a group's runs, as the edition has them."""
    return listed([Text(f"`{run.name}`", f" `{run.name}` ") for run in group.runs])


@dataclass(frozen=True)
class PairExperiment:
    """One pair of networks, each trained with one seed or several.

    Attributes:
        number: 1 for the edition's first pair.
        cnn: runs of the convolutional network.
        dnn: runs of the fully connected one.
        cnn_shuffled: of the first on shuffled pixels, or None.
        dnn_shuffled: of the second on shuffled pixels, or None.
        reports: whether the edition speaks of the five reports.
        seeds: what another seed moves on the validation images.
    """

    number: int
    cnn: SeedGroup
    dnn: SeedGroup
    cnn_shuffled: SeedGroup | None = None
    dnn_shuffled: SeedGroup | None = None
    reports: bool = True
    seeds: SeedEffect = field(default_factory=SeedEffect)

    @property
    def groups(self) -> tuple[SeedGroup, SeedGroup]:
        """Both networks on the images as they are."""
        return self.cnn, self.dnn

    @property
    def models(self) -> tuple[str, str]:
        """Names of both networks."""
        cnn, dnn = (bare_reference(group.runs[0].config().model) for group in self.groups)
        return cnn, dnn

    @property
    def letter(self) -> str | None:
        """Letter of the report whose two networks they are; None where they are not one report's."""
        letters = {report_letter(model) for model in self.models}
        return letters.pop() if self.reports and len(letters) == 1 else None

    @property
    def name(self) -> Text:
        """What captions call it: by its runs, and by the report whose networks they are."""
        cnn, dnn = (run_names(group) for group in self.groups)
        runs = tidy(Text(f"CNN {cnn.en} and DNN {dnn.en}", f"CNN{cnn.zh}與 DNN{dnn.zh}"))
        if self.letter is None:
            return runs
        return Text(f"report {self.letter}'s pair, {runs.en}", f"報告 {self.letter} 的兩個模型（{runs.zh}）")

    @property
    def of_first_seed(self) -> "PairExperiment":
        """The pair with the first run of either network alone, which is what images are shown of."""
        cnn, dnn = (SeedGroup(group.name, group.runs[:1]) for group in self.groups)
        return replace(self, cnn=cnn, dnn=dnn)

    @property
    def key(self) -> str:
        """Short name for figures and tables."""
        return f"pair-{self.number}"

    @cached_property
    def totals(self) -> tuple[Totals, Totals]:
        """Parameters and operations of both, counted from the networks."""
        runs = (group.runs[0] for group in self.groups)
        one, other = (count(run.new_network(), example_input(run.shape)) for run in runs)
        return one, other

    @cached_property
    def comparison(self) -> GroupComparison:
        """CNN against DNN on the validation images."""
        return compare_groups(self.cnn, self.dnn, self.seeds.limit)

    @property
    def settings(self) -> ComparedSettings:
        """In what the two trainings differ, beside the network."""
        return compare_settings(self.cnn.configs, self.dnn.configs, NETWORK_KEYS)

    @property
    def n(self) -> int:
        """Number of validation images."""
        return self.comparison.comparisons[0].n

    @property
    def has_test_accuracy(self) -> bool:
        """Whether every run has been scored on test images."""
        return all("test" in run.metrics()["splits"] for group in self.groups for run in group.runs)

    def jitter(self, group: SeedGroup) -> float | None:
        """Scatter of the validation accuracy from epoch to epoch, mean over the seeds; None if too few epochs."""
        values = [accuracy_jitter(run.history()) for run in group.runs]
        known = [value for value in values if value is not None]
        return fmean(known) if known else None

    def seconds_per_epoch(self, group: SeedGroup) -> float:
        """Median of a run, mean over the seeds."""
        return fmean(run.metrics()["seconds_per_epoch"] for run in group.runs)

    def epochs_to_share_of_best(self, group: SeedGroup) -> int:
        """First epoch of the first run with ``SHARE_OF_BEST`` of its best validation accuracy."""
        history = group.runs[0].history()
        best = max(record.validation_accuracy for record in history.records)
        reached = epochs_to_reach(history, SHARE_OF_BEST * best)
        assert reached is not None  # the best epoch itself does
        return reached


def read_pairs(edition: Edition) -> list[PairExperiment]:
    """The edition's pairs under ``roles: cnn_against_dnn:``; none if it names none.

    Raises:
        UserError: if a run is not there.
    """

    def group(name: Text, runs: tuple[str, ...]) -> SeedGroup:
        return SeedGroup(name, tuple(edition.run(run) for run in runs))

    def pair(number: int, names: NetworkPair) -> PairExperiment:
        shuffled = names.cnn_shuffled and names.dnn_shuffled
        return PairExperiment(
            number,
            group(CNN, names.cnn),
            group(DNN, names.dnn),
            group(CNN_SHUFFLED, names.cnn_shuffled) if shuffled else None,
            group(DNN_SHUFFLED, names.dnn_shuffled) if shuffled else None,
            edition.reference_reports,
            seed_effect(edition, names.cnn[0]),
        )

    return [pair(number, names) for number, names in enumerate(edition.roles.cnn_against_dnn, 1)]
