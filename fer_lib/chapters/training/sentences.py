"""What chapter 3 says of its trainings."""

from fer_lib.language import Text
from fer_lib.runs.history import History
from fer_lib.wording import percent


def learning_curves(history: History) -> Text:
    """What the curves show, in a sentence that also serves as their alt text."""
    first, best, last = history.records[0], history.best, history.last
    return Text(
        f"Validation accuracy goes from {percent(first.validation_accuracy)} after the first epoch to its best, "
        f"{percent(best.validation_accuracy)}, in epoch {best.epoch} of {last.epoch}; training accuracy "
        f"ends at {percent(last.train_accuracy)}, while the loss ends at {last.train_loss:.2f} in training "
        f"and {last.validation_loss:.2f} in validation.",
        f"驗證準確率從第 1 個訓練週期的 {percent(first.validation_accuracy)} 升到第 {best.epoch} 個週期"
        f"（共 {last.epoch} 個）的最高值 {percent(best.validation_accuracy)}；訓練準確率最後是 "
        f"{percent(last.train_accuracy)}，訓練損失最後是 {last.train_loss:.2f}，驗證損失則是 "
        f"{last.validation_loss:.2f}。",
    )
