"""What chapter 16 computes of the mask runs: scores of each method, and differences between methods."""

from dataclasses import dataclass
from functools import cached_property

from fer_lib.chapters.masks.comparison import Comparisons, compare_methods
from fer_lib.data.masks.dataset import RARE
from fer_lib.imbalance.ablation import AblationRuns
from fer_lib.imbalance.results import MaskRuns
from fer_lib.imbalance.scores import MethodScores, method_scores


@dataclass(frozen=True, eq=False)
class JudgedRuns:
    """The runs of all methods on the same images, judged.

    Attributes:
        runs: of the ablation.
    """

    runs: AblationRuns

    @cached_property
    def scores(self) -> dict[str, MethodScores]:
        """Of each method by its name."""
        return {name: method_scores(runs, self.runs.labels) for name, runs in self.runs.by_method.items()}

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
        return self.runs.budget.seeds


@dataclass(frozen=True, eq=False)
class MaskAnalysis:
    """Both groups of runs.

    Attributes:
        given: judged by the test images.
        folds: judged by all images in cross-validation; None where that was not run.
    """

    given: JudgedRuns
    folds: JudgedRuns | None = None

    @property
    def deciding(self) -> JudgedRuns:
        """The runs that the claims are judged by: those with more images."""
        return self.folds or self.given


def judge(runs: MaskRuns) -> MaskAnalysis:
    """The analysis of what ``read_results`` reads."""
    return MaskAnalysis(JudgedRuns(runs.given), JudgedRuns(runs.folds) if runs.folds else None)
