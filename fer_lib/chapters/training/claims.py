"""What report A says of its training curves (claims A3 and A4), held against a run of its network."""

from dataclasses import dataclass

from fer_lib.language import Text
from fer_lib.runs.curves import epochs_to_reach
from fer_lib.runs.history import History
from fer_lib.wording import percent

# What the report prints, "about" and "near" it included.
TRAINING_ACCURACY, WITHIN_EPOCHS = 0.90, 50
VALIDATION_ACCURACY, AT_EPOCH, NEAR = 0.60, 200, 0.03


@dataclass(frozen=True)
class CurveClaims:
    """A3: about 90 % on training images within 50 epochs. A4: near 60 % on validation images at 200 epochs.

    Attributes:
        history: of a run of report A's network.
        same_task: whether the images are real faces of the kind that the report used.
    """

    history: History
    same_task: bool

    def columns(self) -> list[Text]:
        """Heads of the table that ``rows`` fills."""
        return [
            Text("Claim", "主張"),
            Text("Report A", "報告 A"),
            Text("Here", "這裡"),
            Text("Verdict", "判斷"),
        ]

    def rows(self) -> list[list[object]]:
        """One row a claim."""
        history = self.history
        reached = epochs_to_reach(history, TRAINING_ACCURACY, "train")
        highest = max(history.records, key=lambda r: r.train_accuracy)
        if reached:
            training = Text(
                f"{percent(TRAINING_ACCURACY, 0)} passed in epoch {reached}",
                f"第 {reached} 個週期超過 {percent(TRAINING_ACCURACY, 0)}",
            )
        else:
            training = Text(
                f"at most {percent(highest.train_accuracy)}, in epoch {highest.epoch}",
                f"最高 {percent(highest.train_accuracy)}，在第 {highest.epoch} 個週期",
            )
        last = history.last
        return [
            [
                Text("A3: learns its images by heart", "A3：很快背下訓練影像"),
                Text(
                    f"about {percent(TRAINING_ACCURACY, 0)} training accuracy within {WITHIN_EPOCHS} epochs",
                    f"{WITHIN_EPOCHS} 個週期內訓練準確率約 {percent(TRAINING_ACCURACY, 0)}",
                ),
                training,
                self._a3(reached),
            ],
            [
                Text("A4: validation stalls", "A4：驗證準確率停滯"),
                Text(
                    f"near {percent(VALIDATION_ACCURACY, 0)} validation accuracy at {AT_EPOCH} epochs",
                    f"到 {AT_EPOCH} 個週期時，驗證準確率仍約 {percent(VALIDATION_ACCURACY, 0)}",
                ),
                Text(
                    f"{percent(last.validation_accuracy)} after epoch {last.epoch}",
                    f"第 {last.epoch} 個週期後 {percent(last.validation_accuracy)}",
                ),
                self._a4(),
            ],
        ]

    def _a3(self, reached: int | None) -> Text:
        if not self.same_task:
            return Text("other faces: no verdict", "人臉不同，無法判斷")
        if reached is not None and reached <= WITHIN_EPOCHS:
            return Text("holds", "成立")
        if self.history.last.epoch < WITHIN_EPOCHS:
            return Text("too few epochs to say", "週期太少，無法判斷")
        return Text("does not hold", "不成立")

    def _a4(self) -> Text:
        if not self.same_task:
            return Text("other faces: no verdict", "人臉不同，無法判斷")
        if self.history.last.epoch < AT_EPOCH:
            return Text("too few epochs to say", "週期太少，無法判斷")
        if abs(self.history.last.validation_accuracy - VALIDATION_ACCURACY) <= NEAR:
            return Text("holds (within 3 points)", "成立（相差 3 個百分點以內）")
        return Text("does not hold", "不成立")
