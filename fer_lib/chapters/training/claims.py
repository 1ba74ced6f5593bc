"""Report A's claims on the activation (A2) and on its training curves (A3, A4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from fer_lib.chapters.claims import Answer, overall
from fer_lib.chapters.training.activation_experiment import ActivationExperiment
from fer_lib.chapters.training.run_summary import RunSummary
from fer_lib.data import ImageDataset
from fer_lib.explain.face_regions import EXPRESSIONS
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.runs.curves import epochs_to_reach
from fer_lib.runs.history import History
from fer_lib.runs.results import Result
from fer_lib.wording import listed, paragraph, percent

NETWORK = "report-a"
"""The network that the claims on the curves are about; so are the kept results of its training at full length."""
# What the report prints; "near" is taken to be within three points.
TRAINING_ACCURACY, TRAINING_EPOCHS = 0.90, 50
VALIDATION_ACCURACY, VALIDATION_EPOCHS, TOLERANCE = 0.60, 200, 0.03
CLASSES_NAMED = 3
"""Classes of other data that a sentence names."""


def a2(experiment: ActivationExperiment) -> Answer:
    """LeakyReLU and PReLU make no significant difference: for each two activations, none is shown."""
    return Answer("A2", experiment.describe(), overall([not different for different in experiment.differs]))


@dataclass(frozen=True)
class CurveClaims:
    """What report A says of its curves, asked of a training of its network.

    Attributes:
        history: of the training.
        unlike: a sentence that says why the images are not those of which the report speaks; None for photographs of
            expressions.
    """

    history: History
    unlike: Text | None = None

    def answers(self) -> list[Answer]:
        """Both claims."""
        return [self.a3(), self.a4()]

    def a3(self) -> Answer:
        """About 90 % on training images within 50 epochs."""
        reached = epochs_to_reach(self.history, TRAINING_ACCURACY, "train")
        goal = percent(TRAINING_ACCURACY, 0)
        if reached:
            seen = Text(
                f"Training accuracy reaches {goal} in epoch {reached}.",
                f"訓練準確率在第 {reached} 個週期達到 {goal}。",
            )
        else:
            best = max(self.history.records, key=lambda record: record.train_accuracy)
            accuracy = percent(best.train_accuracy)
            seen = Text(
                f"Training accuracy is {accuracy} at most, in epoch {best.epoch}.",
                f"訓練準確率最高是 {accuracy}，在第 {best.epoch} 個週期。",
            )
        if reached is not None and reached <= TRAINING_EPOCHS:
            return self._answer("A3", seen, TRAINING_EPOCHS, True)
        return self._answer("A3", seen, TRAINING_EPOCHS, False if self._lasts(TRAINING_EPOCHS) else None)

    def a4(self) -> Answer:
        """Near 60 % on validation images at 200 epochs."""
        last = self.history.last
        distance = abs(last.validation_accuracy - VALIDATION_ACCURACY)
        accuracy, goal = percent(last.validation_accuracy), percent(VALIDATION_ACCURACY, 0)
        seen = Text(
            f"Validation accuracy after epoch {last.epoch} is {accuracy}, {100 * distance:.1f} points from {goal}.",
            f"第 {last.epoch} 個週期後的驗證準確率是 {accuracy}，與 {goal} 相差 {100 * distance:.1f} 個百分點。",
        )
        near = distance <= TOLERANCE if self._lasts(VALIDATION_EPOCHS) else None
        return self._answer("A4", seen, VALIDATION_EPOCHS, near)

    def _lasts(self, epochs: int) -> bool:
        return self.history.last.epoch >= epochs

    def _answer(self, claim: str, seen: Text, epochs: int, holds: bool | None) -> Answer:
        """The answer, with the reason where nothing can be told."""
        if self.unlike:
            return Answer(claim, paragraph(seen, self.unlike), "open")
        if holds is None:
            seen = paragraph(
                seen,
                Text(
                    f"The claim speaks of {epochs} epochs, and this training ended before.",
                    f"這項主張談的是 {epochs} 個週期，這次訓練還不到就結束了。",
                ),
            )
        return Answer(claim, seen, overall([holds]))


def unlike_the_reports(dataset: ImageDataset) -> Text | None:
    """Why the images are not photographs of facial expressions, of which alone the report speaks; None if they are."""
    drawn = bool(dataset.provenance.get("synthetic"))
    if EXPRESSIONS.issuperset(map(str, dataset.class_names)):
        return _DRAWN_FACES if drawn else None
    names = class_texts(dataset.class_names)
    more = len(names) - CLASSES_NAMED
    shown = [*names[:CLASSES_NAMED], *([Text(f"{more} more", f"另外 {more} 類")] if more > 0 else [])]
    these = (
        Text("these computer-drawn images", "這些電腦繪製的影像")
        if drawn
        else Text("these images", "這些影像")
    )
    classes = listed(shown)
    return Text(
        f"The report speaks of photographs of facial expressions, and {these.en} have other classes: {classes.en}.",
        f"報告談的是臉部表情的照片，{these.zh}則是別的類別：{classes.zh}。",
    )


_DRAWN_FACES = Text(
    "The report speaks of photographs, and these faces are computer-drawn.",
    "報告談的是照片，這裡則是電腦繪製的人臉。",
)


def curve_answers(run: RunSummary, dataset: ImageDataset) -> list[Answer]:
    """The claims on the curves, asked of a run; none if it is of another network, or its curves are not known."""
    history = run.whole_history
    if run.network != NETWORK or history is None:
        return []
    return CurveClaims(history, unlike_the_reports(dataset)).answers()


def long_curve_answers(results: Iterable[Result]) -> list[Answer]:
    """The claims on the curves, asked of the kept long run on FER2013; none if it is not there."""
    kept = next((result for result in results if result.name == NETWORK), None)
    return CurveClaims(kept.history).answers() if kept else []


def decisive(*answers: Sequence[Answer]) -> list[Answer]:
    """One answer a claim: the first that is not open, or the first of all where every one is.

    Args:
        answers: to the same claims from several trainings, those that count most first.
    """
    chosen: dict[str, Answer] = {}
    for answer in chain.from_iterable(answers):
        before = chosen.get(answer.id)
        if before is None or (before.verdict == "open" and answer.verdict != "open"):
            chosen[answer.id] = answer
    return list(chosen.values())
