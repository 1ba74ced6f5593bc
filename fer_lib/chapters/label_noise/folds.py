"""The folds of the cross-validation: a table, and how they were trained in a sentence."""

from collections.abc import Sequence

from fer_lib.config import RunConfig
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder
from fer_lib.wording import interval_percent, percent, proportion_text


def fold_rows(runs: Sequence[RunFolder]) -> list[list[object]]:
    """For a table: fold (from 1), images trained on, images judged, accuracy on these and its 95 % interval."""
    rows: list[list[object]] = []
    for run in runs:
        accuracy = run.accuracy("validation")
        rows.append(
            [
                run.config().fold + 1,
                f"{run.accuracy('train').n:,}",
                f"{accuracy.n:,}",
                percent(accuracy.share),
                interval_percent(accuracy.wilson_interval),
            ]
        )
    return rows


def how_trained(config: RunConfig, accuracy: Proportion) -> Text:
    """How the folds were trained, as far as it matters here, and how often they are right together.

    Args:
        config: of one of the folds.
        accuracy: of all out-of-fold answers, by the given labels.
    """
    text = Text(
        f"Together the out-of-fold answers are right on {proportion_text(accuracy).en} of the given labels.",
        f"合起來，折外答案與給定標籤一致的比例是 {proportion_text(accuracy).zh}。",
    )
    if config.best_metric == "epoch":
        text = Text(
            text.en
            + " The weights are those of the last epoch, so that the labels in question do not choose them.",
            text.zh + "採用的是最後一個訓練週期的權重，免得讓有疑問的標籤來挑選權重。",
        )
    if config.drop_leaked:
        text = Text(
            text.en + " What a network judges has no exact copy among the images that it learned from.",
            text.zh + "每個網路所評判的影像，在它學過的影像裡都沒有完全相同的複本。",
        )
    return text
