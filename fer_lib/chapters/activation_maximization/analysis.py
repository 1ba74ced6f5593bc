"""What chapter 8 computes of an edition: the ascents of its runs, silent filters, transfer to other networks."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from fer_lib.chapters.activation_maximization.findings import (
    MaximizationFindings,
    companion_findings,
    read_findings,
)
from fer_lib.chapters.activation_maximization.silent import (
    SilentFilters,
    pairs_that_differ_in,
    silent_filters,
)
from fer_lib.chapters.activation_maximization.transfer import Transfer, transfer
from fer_lib.chapters.explained_images import image_word
from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.editions import Edition
from fer_lib.errors import UserError
from fer_lib.explain.main_path import beside_main_path
from fer_lib.explain.maximization.classes import ClassPatterns
from fer_lib.explain.run_network import network_to_explain
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.proportion import Proportion

CONJECTURED_CAUSES = ("normalization", "weight_decay")
"""Settings that report A suspects of making filters silent."""


@dataclass(frozen=True, eq=False)
class MaximizationAnalysis:
    """The ascents of the main run, and those of the networks whose filters the reports show.

    Attributes:
        book: the edition.
        dataset: the images, with the main run's splits.
        main: of the main run.
        report_a: of report A's variant with five blocks; of the main run where the edition does not have it.
        report_b: of report B's network, likewise.

    An edition without the reports has the main run for all three.
    """

    book: Edition
    dataset: ImageDataset
    main: MaximizationFindings
    report_a: MaximizationFindings
    report_b: MaximizationFindings

    @property
    def names(self) -> list[Text]:
        """The classes in both languages."""
        return class_texts(self.dataset.class_names)

    @property
    def classes(self) -> ClassPatterns:
        """The main run's images of the classes."""
        return self.main.result.classes

    @property
    def judges_reports(self) -> bool:
        """Whether the edition judges the reports' claims; else the same is measured, and nothing held against them."""
        return self.book.reference_reports

    @property
    def tested(self) -> list[MaximizationFindings]:
        """The main run, and report B's network where it is another."""
        return [self.main] if self.report_b is self.main else [self.main, self.report_b]

    @property
    def picture(self) -> Text:
        """What an image of the data is called."""
        return image_word(self.dataset)

    @cached_property
    def beside(self) -> frozenset[str]:
        """Paths of the main run's convolutions beside the main path; none where it cannot be looked at."""
        with suppress(UserError):
            return beside_main_path(network_to_explain(self.main.run), self.dataset.shape.image)
        return frozenset()

    @property
    def runs_on_images(self) -> dict[str, RunConfig]:
        """The edition's runs whose pixels are not shuffled."""
        return {name: config for name, config in self.book.main_configs.items() if not config.shuffle_pixels}

    @cached_property
    def pairs(self) -> dict[str, list[tuple[str, str]]]:
        """For each of ``CONJECTURED_CAUSES`` the pairs of runs that differ in it alone.

        Of trainings from elsewhere it is not known in what else they differ.
        """
        trained = {
            name: config for name, config in self.runs_on_images.items() if name not in self.book.adopted
        }
        return {key: pairs_that_differ_in(key, trained) for key in CONJECTURED_CAUSES}

    @cached_property
    def silences(self) -> dict[str, SilentFilters]:
        """The last convolution of each run that is looked at, by the run's name; runs without one are left out."""
        paired = [name for pairs in self.pairs.values() for pair in pairs for name in pair]
        found = {}
        for name in dict.fromkeys([self.main.name, self.report_a.name, *paired]):
            with suppress(UserError):
                found[name] = silent_filters(self.book.run(name), self.book.data(name))
        return found

    def silences_of_pairs(self, cause: str) -> list[tuple[SilentFilters, SilentFilters]]:
        """The last convolution with a conjectured cause and without it, for each pair of runs that have one."""
        known = self.silences
        return [(known[a], known[b]) for a, b in self.pairs[cause] if a in known and b in known]

    @cached_property
    def other_networks(self) -> list[str]:
        """One other complete run of each architecture, one that began with other weights where there is one."""
        main = self.main.name
        seed = self.book.configs[main].seed
        chosen: dict[str, str] = {}
        for name, config in sorted(self.runs_on_images.items(), key=lambda item: item[1].seed == seed):
            if name != main and self.book.run(name).is_complete:
                chosen.setdefault(config.model, name)
        return list(chosen.values())

    @cached_property
    def same_start(self) -> list[str]:
        """Those of ``other_networks`` that began with the main run's weights: of its architecture and with its seed."""
        configs, main = self.book.main_configs, self.main.name
        alike = [
            name
            for name in self.other_networks
            if (configs[name].model, configs[name].seed) == (configs[main].model, configs[main].seed)
        ]
        return [] if main in self.book.adopted else [name for name in alike if name not in self.book.adopted]

    @cached_property
    def transfers(self) -> dict[str, Transfer]:
        """What the main run and ``other_networks`` answer to the main run's images of the classes."""
        return {
            name: transfer(self.classes, self.book.run(name).model())
            for name in (self.main.name, *self.other_networks)
        }

    def hits_of_other_networks(self, start: str) -> Proportion:
        """Over all ``other_networks``, of which there has to be one, the images taken for the class meant.

        Args:
            start: one of ``STARTS``.
        """
        hits = [self.transfers[name].hits[start] for name in self.other_networks]
        return Proportion(sum(p.successes for p in hits), sum(p.n for p in hits))


def analyse_maximization(book: Edition) -> MaximizationAnalysis:
    """Read what ``notebooks/explain.ipynb`` has found for the main run and its companions.

    Raises:
        UserError: if that of the main run is not there, or damaged.
    """
    run = book.run()
    main = read_findings(run)
    companions = companion_findings(book.main_configs, run, book.reference_reports)
    return MaximizationAnalysis(
        book,
        book.data(),
        main,
        companions.get("report-a-deep5", main),
        companions.get("report-b-cnn", main),
    )
