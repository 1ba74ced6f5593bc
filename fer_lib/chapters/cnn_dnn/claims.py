"""What reports B and D say of the DNN (claims B4 and D4), asked of a pair of networks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fer_lib.chapters.claims import Answer, overall
from fer_lib.chapters.cnn_dnn import sentences
from fer_lib.chapters.cnn_dnn.pair_experiment import SHARE_OF_BEST, PairExperiment
from fer_lib.language import Text
from fer_lib.wording import paragraph, percent

Aspect = Literal["accuracy", "jitter", "epochs", "seconds"]
CLAIMS: Mapping[str, tuple[str, tuple[Aspect, ...]]] = {
    "B": ("B4", ("accuracy", "jitter", "epochs", "seconds")),
    "D": ("D4", ("accuracy", "jitter")),
}
"""By the report's letter: its claim, and in what the DNN is said to differ."""


@dataclass(frozen=True)
class DnnClaims:
    """In what a DNN is said to be worse than a CNN, and faster.

    Attributes:
        pair: the networks.
    """

    pair: PairExperiment

    @property
    def is_less_accurate(self) -> bool | None:
        """Whether the CNN is clearly right more often; None where no difference is shown."""
        return {"first": True, "second": False, "too small": None, "none": None}[
            self.pair.comparison.verdict()
        ]

    @property
    def is_noisier(self) -> bool | None:
        """Whether its validation accuracy scatters more from epoch to epoch; None after too few epochs."""
        cnn, dnn = (self.pair.jitter(group) for group in self.pair.groups)
        return None if cnn is None or dnn is None else cnn < dnn

    @property
    def needs_more_epochs(self) -> bool | None:
        """Whether it comes near its best later; None after too few epochs, as with the jitter."""
        cnn, dnn = (self.pair.epochs_to_share_of_best(group) for group in self.pair.groups)
        return None if self.is_noisier is None else cnn < dnn

    @property
    def is_faster(self) -> bool:
        """Whether its epochs are shorter."""
        cnn, dnn = (self.pair.seconds_per_epoch(group) for group in self.pair.groups)
        return dnn < cnn

    @property
    def parts(self) -> dict[Aspect, bool | None]:
        """Whether each of the four holds; None where it cannot be told."""
        return {
            "accuracy": self.is_less_accurate,
            "jitter": self.is_noisier,
            "epochs": self.needs_more_epochs,
            "seconds": self.is_faster,
        }

    def answer(self) -> Answer | None:
        """The answer to the claim of the report whose pair it is; None if it is no report's, or its report has none."""
        letter = self.pair.letter or ""
        if letter not in CLAIMS:
            return None
        claim, aspects = CLAIMS[letter]
        seen = {
            "accuracy": self.pair.comparison.describe,
            "jitter": lambda: sentences.smoothness(self.pair),
            "epochs": self._epochs_in_words,
            "seconds": self._seconds_in_words,
        }
        parts = self.parts
        return Answer(
            claim,
            paragraph(*(seen[aspect]() for aspect in aspects)),
            overall([parts[aspect] for aspect in aspects]),
        )

    def _epochs_in_words(self) -> Text:
        cnn, dnn = (self.pair.epochs_to_share_of_best(group) for group in self.pair.groups)
        share = percent(SHARE_OF_BEST, 0)
        epochs = Text(
            f"The CNN reaches {share} of its best validation accuracy in epoch {cnn}, the DNN in epoch {dnn}.",
            f"CNN 在第 {cnn} 個週期達到自身最佳驗證準確率的 {share}，DNN 則在第 {dnn} 個週期。",
        )
        if self.needs_more_epochs is None:
            return paragraph(
                epochs,
                Text("So few epochs do not tell which needs more.", "週期這麼少，看不出哪個需要較多。"),
            )
        return epochs

    def _seconds_in_words(self) -> Text:
        cnn, dnn = (f"{self.pair.seconds_per_epoch(group):.2f}" for group in self.pair.groups)
        return Text(
            f"An epoch of the CNN takes {cnn} s, one of the DNN {dnn} s.",
            f"CNN 每個週期需 {cnn} 秒，DNN 需 {dnn} 秒。",
        )


def dnn_answers(pairs: Sequence[PairExperiment]) -> list[Answer]:
    """The answers that an edition's pairs give, each claim's from the first pair of its report."""
    answers: dict[str, Answer] = {}
    for pair in pairs:
        answer = DnnClaims(pair).answer()
        if answer is not None:
            answers.setdefault(answer.id, answer)
    return list(answers.values())
