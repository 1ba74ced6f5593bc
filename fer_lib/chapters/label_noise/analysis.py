"""What chapter 6 computes of the runs of a cross-validation: out-of-fold answers, the ranking, and its tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fer_lib.chapters.label_noise.crowd_analysis import CrowdAnalysis, analyse_crowd
from fer_lib.chapters.label_noise.detection_analysis import DetectionAnalysis, analyse_detection
from fer_lib.chapters.label_noise.exclusion_analysis import ExclusionAnalysis, analyse_exclusion
from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.editions import Edition
from fer_lib.label_noise.out_of_fold import out_of_fold
from fer_lib.label_noise.ranking import LabelRanking, rank_labels
from fer_lib.label_noise.reference import Reference, find_reference
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder


@dataclass(frozen=True, eq=False)
class LabelNoiseAnalysis:
    """The labels of an edition, judged by networks that have not seen the images.

    Attributes:
        dataset: the images.
        runs: one a fold.
        config: of the first of them.
        reference: what is known of the labels from elsewhere, if anything.
    """

    dataset: ImageDataset
    runs: Sequence[RunFolder]
    config: RunConfig
    reference: Reference | None

    @cached_property
    def predictions(self) -> Predictions:
        """Out of fold, for every labelled training image."""
        return out_of_fold(self.runs)

    @property
    def accuracy(self) -> Proportion:
        """Of the out-of-fold answers, by the given labels."""
        return Proportion(self.predictions.correct, len(self.predictions.labels))

    @cached_property
    def ranking(self) -> LabelRanking:
        """By self-confidence, the most doubtful label first."""
        return rank_labels(self.predictions)

    @cached_property
    def detection(self) -> DetectionAnalysis | None:
        """The rankings held against the reference; None where it is against no label, against all, or missing."""
        return analyse_detection(self.predictions, self.reference) if self.reference else None

    @cached_property
    def exclusion(self) -> ExclusionAnalysis:
        """Accuracy without the most doubtful labels."""
        return analyse_exclusion(self.predictions, self.reference)

    @cached_property
    def crowd(self) -> CrowdAnalysis | None:
        """Labels and answers against the votes of FER+; None without votes."""
        return analyse_crowd(self.dataset, self.predictions, self.reference)


def analyse_label_noise(edition: Edition, dataset: ImageDataset) -> LabelNoiseAnalysis | None:
    """Read the runs under ``roles: label_noise:``; None if the edition names none.

    Raises:
        UserError: if one is missing or not finished, or they were trained on different data.
    """
    runs = [edition.run(name) for name in edition.roles.label_noise]
    if not runs:
        return None
    reference = find_reference(dataset, edition.folder / "data")
    return LabelNoiseAnalysis(dataset, runs, edition.configs[runs[0].name], reference)
