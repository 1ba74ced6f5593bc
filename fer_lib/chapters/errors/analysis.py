"""What chapter 5 computes of a run: matrices, scores, confused pairs, destinations of the errors, calibration."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fer_lib.data import ImageDataset, Split
from fer_lib.language import Text
from fer_lib.metrics.calibration import TemperatureScaling, temperature_scaling
from fer_lib.metrics.cell_excess import cell_excess
from fer_lib.metrics.confused_pairs import ConfusedPair, clearest_pair, ranked_pairs
from fer_lib.metrics.confusion import ConfusionMatrix, confusion_matrix
from fer_lib.metrics.error_destinations import ErrorDestinations, error_destinations
from fer_lib.metrics.per_class import ClassScores, class_scores
from fer_lib.metrics.predictions import Predictions
from fer_lib.metrics.quasi_independence import expected_errors
from fer_lib.names import class_texts
from fer_lib.runs import RunFolder


@dataclass(frozen=True, eq=False)
class ErrorAnalysis:
    """The errors of one run; the chapter speaks of those on the validation images.

    Attributes:
        run: the run, which captions name.
        dataset: the images.
        predictions: of the kept weights, by split: ``train``, ``validation``, and ``test`` where it has labels.
    """

    run: RunFolder
    dataset: ImageDataset
    predictions: dict[Split, Predictions]

    @property
    def names(self) -> list[Text]:
        """The classes in both languages."""
        return class_texts(self.dataset.class_names)

    @cached_property
    def training(self) -> ConfusionMatrix:
        """Confusion matrix of the training images."""
        return self._matrix("train")

    @cached_property
    def validation(self) -> ConfusionMatrix:
        """Confusion matrix of the validation images."""
        return self._matrix("validation")

    def _matrix(self, split: Split) -> ConfusionMatrix:
        found = self.predictions[split]
        return confusion_matrix(found.labels, found.predicted, self.dataset.class_names)

    @property
    def errors(self) -> int:
        """Number of wrong answers on the validation images."""
        return self.validation.n - self.validation.accuracy.successes

    @cached_property
    def scores(self) -> ClassScores:
        """Recall, precision and F1 of each class."""
        return class_scores(self.validation)

    @cached_property
    def pairs(self) -> list[ConfusedPair]:
        """Every confusion, the most frequent first."""
        return ranked_pairs(self.validation)

    @property
    def clearest_pair(self) -> ConfusedPair:
        """The confusion whose interval has the highest lower end."""
        return clearest_pair(self.pairs)

    @property
    def rivals(self) -> int:
        """How many other confusions that occur have an interval that overlaps with that of the clearest."""
        clearest = self.clearest_pair
        low = clearest.share.wilson_interval[0]
        others = [pair for pair in self.pairs if pair.share.successes and pair != clearest]
        return sum(pair.share.wilson_interval[1] >= low for pair in others)

    @cached_property
    def expected(self) -> NDArray[np.float64]:
        """Errors that chance with the same margins gives: float64 [K, K]."""
        return expected_errors(self.validation.counts)

    @cached_property
    def excess(self) -> dict[tuple[int, int], float]:
        """Of each confusion of which chance gives enough errors, the p-value of more than that, adjusted by Holm."""
        return cell_excess(self.validation.counts, self.expected)

    @property
    def leaves_chance(self) -> bool:
        """Whether row and column sums leave open which classes are confused: with two classes they decide it all."""
        return len(self.dataset.class_names) > 2

    @cached_property
    def destinations(self) -> ErrorDestinations:
        """Which classes draw the wrong answers."""
        return error_destinations(self.validation, self.training)

    @cached_property
    def scaling(self) -> TemperatureScaling:
        """Calibration before and after temperature scaling."""
        return temperature_scaling(self.predictions["validation"], self.predictions.get("test"))


def analyse_errors(run: RunFolder, dataset: ImageDataset) -> ErrorAnalysis:
    """Read what a run predicted.

    Raises:
        UserError: if the run is not finished.
    """
    return ErrorAnalysis(run, dataset, {split: run.predictions(split) for split in run.metrics()["splits"]})
