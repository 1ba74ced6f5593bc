"""What chapter 16 computes of the mask runs: scores of each method, and differences between methods."""

from dataclasses import dataclass
from functools import cached_property

from fer_lib.chapters.masks.comparison import Comparisons, compare_methods
from fer_lib.chapters.masks.runs import MaskRuns, read_folds, read_seeds
from fer_lib.chapters.masks.scores import MethodScores, method_scores
from fer_lib.data import ImageDataset
from fer_lib.data.mask_classes import RARE
from fer_lib.editions import Edition
from fer_lib.editions.imbalance_roles import ImbalanceMethod


@dataclass(frozen=True, eq=False)
class JudgedRuns:
    """The runs of all methods on the same images, judged.

    Attributes:
        runs: of the methods.
    """

    runs: MaskRuns

    @cached_property
    def scores(self) -> dict[ImbalanceMethod, MethodScores]:
        """Of each method."""
        return {
            name: method_scores(runs.probabilities, self.runs.labels)
            for name, runs in self.runs.by_method.items()
        }

    @cached_property
    def comparisons(self) -> Comparisons:
        """Of each method with the one that it differs from least."""
        return compare_methods(self.runs)

    @property
    def n(self) -> int:
        """Number of images that the networks are asked about."""
        return len(self.runs.labels)

    @property
    def rare(self) -> int:
        """How many of them are of the rare class."""
        return int((self.runs.labels == RARE).sum())

    @property
    def seeds(self) -> int:
        """Trainings of each method."""
        return self.runs.seeds


@dataclass(frozen=True, eq=False)
class MaskAnalysis:
    """Both groups of runs.

    Attributes:
        given: judged by the test images.
        folds: cross-validated, judged by the training images; None where the edition has no such runs.
    """

    given: JudgedRuns
    folds: JudgedRuns | None = None

    @property
    def deciding(self) -> JudgedRuns:
        """The runs that the claims are judged by: those with more images."""
        return self.folds or self.given


def analyse_masks(edition: Edition, dataset: ImageDataset | None) -> MaskAnalysis | None:
    """The edition's runs on mask images, judged; None if it names none under ``roles: imbalance:``.

    Args:
        edition: the edition.
        dataset: what ``read_images`` gives.

    Raises:
        UserError: if a run is not finished, or runs have other images than the first.
    """
    if dataset is None:
        return None
    given, folds = read_seeds(edition, dataset), read_folds(edition, dataset)
    return MaskAnalysis(JudgedRuns(given), JudgedRuns(folds) if folds else None) if given else None
