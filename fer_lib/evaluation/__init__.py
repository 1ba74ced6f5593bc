"""How good a network is, with sample sizes and intervals."""

from fer_lib.evaluation.confusion import ConfusionMatrix, confusion_matrix, plot_side_by_side
from fer_lib.evaluation.prediction import Predictions, predict_logits
from fer_lib.evaluation.proportion import Proportion

__all__ = [
    "ConfusionMatrix",
    "Predictions",
    "Proportion",
    "confusion_matrix",
    "plot_side_by_side",
    "predict_logits",
]
