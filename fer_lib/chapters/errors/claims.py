"""What the reports say of their confusion matrices (claims A5, A6, B5, C1, C2, D5), asked of a run's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fer_lib.chapters.claims import Answer, overall
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.language import Text
from fer_lib.metrics.confused_pairs import usual_mistake
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.error_destinations import ErrorDestinations
from fer_lib.metrics.per_class import ClassScores, class_scores
from fer_lib.metrics.quasi_independence import GroupConfusion, group_confusion
from fer_lib.names import class_texts
from fer_lib.proportion import Proportion
from fer_lib.wording import interval_percent, listed, p_value_text, percent, proportion_text

NEGATIVE = ("angry", "disgust", "fear", "sad")
BEST = ("happy", "surprise")
USUAL_MISTAKES = {"angry": "sad", "disgust": "angry", "fear": "sad", "sad": "angry"}
"""Report D: the most frequent wrong answer for each negative label."""


def _of_expressions(ask: Callable[["ReportedErrors"], Answer]) -> Callable[["ReportedErrors"], Answer | None]:
    """A claim on expressions of FER2013, which is not asked where the data have other classes."""

    def asked(claims: "ReportedErrors") -> Answer | None:
        return ask(claims) if set(CLASS_NAMES) <= set(claims.matrix.names) else None

    return asked


@dataclass(frozen=True, eq=False)
class ReportedErrors:
    """The reports' claims about errors, asked of one split of a run.

    Attributes:
        matrix: confusion matrix whose classes have FER2013's names.
        destinations: where its errors go.
    """

    matrix: ConfusionMatrix
    destinations: ErrorDestinations

    @property
    def scores(self) -> ClassScores:
        """Recall, precision and F1 of each class."""
        return class_scores(self.matrix)

    @property
    def negative(self) -> GroupConfusion | None:
        """Whether negative expressions are mistaken for each other beyond chance."""
        return group_confusion(self.matrix.counts, self._indices(NEGATIVE))

    def answers(self) -> list[Answer]:
        """Every claim that is asked, with its answer, in the order of the reports."""
        found = [self.a5(), self.a6(), self.b5(), self.c1(), self.c2(), self.d5()]
        return [answer for answer in found if answer]

    @_of_expressions
    def a5(self) -> Answer:
        """Happy and surprise are recognised best."""
        described = listed([self._recall_of(name) for name in ("happy", "surprise", "fear")])
        return Answer(
            "A5",
            Text(f"Recall here: {described.en}.", f"這裡的召回率：{described.zh}。"),
            overall(self._ahead_of_the_rest()),
        )

    @_of_expressions
    def a6(self) -> Answer:
        """Fear, disgust and neutral are hard: their recall is below the accuracy over all classes."""
        names = ("fear", "disgust", "neutral")
        described = listed([self._recall_of(name) for name in names])
        accuracy = percent(self.matrix.accuracy.share)
        return Answer(
            "A6",
            Text(
                f"Hard is taken to mean: recall below the accuracy over all classes, {accuracy}. Recall here: "
                f"{described.en}.",
                f"「較難」在此指召回率低於整體準確率 {accuracy}。這裡的召回率：{described.zh}。",
            ),
            overall([self._below_accuracy(name) for name in names]),
        )

    @_of_expressions
    def b5(self) -> Answer:
        """Angry and disgust are confused; disgust is never recognised."""
        angry, disgust = self._indices(("angry", "disgust"))
        pair = group_confusion(self.matrix.counts, (angry, disgust))
        both = self.matrix.counts[angry, disgust] + self.matrix.counts[disgust, angry]
        recall = self.scores.scores[disgust].recall
        described = listed([self._recall_of(name) for name in ("disgust", "fear", "happy")])
        factor = _factor(pair)
        return Answer(
            "B5",
            Text(
                f"Angry and disgust are taken for each other {both} times here; against chance, {factor.en}. "
                f"Recall here: {described.en}.",
                f"這裡生氣與厭惡互相認錯 {both} 次；與偶然情況相比，{factor.zh}。這裡的召回率：{described.zh}。",
            ),
            overall([_beyond_chance(pair), _is_never_recognised(recall)]),
        )

    @_of_expressions
    def c1(self) -> Answer:
        """Negative expressions are mistaken for each other."""
        group, factor = self.negative, _factor(self.negative)
        if group is None:
            return Answer("C1", _NOTHING_TO_TEST, "open")
        return Answer(
            "C1",
            Text(
                f"{group.inside.successes:,} of {group.inside.n:,} errors here are between two negative expressions, "
                f"{percent(group.inside.share)}; chance with the same row and column sums gives "
                f"{percent(group.expected_share)}. Between negative expressions, {factor.en}.",
                f"這裡 {group.inside.n:,} 個錯誤中有 {group.inside.successes:,} 個發生在兩種負面表情之間，占 "
                f"{percent(group.inside.share)}；列總和與行總和相同的偶然情況會占 {percent(group.expected_share)}。"
                f"負面表情之間的{factor.zh}。",
            ),
            overall([_beyond_chance(group)]),
        )

    @_of_expressions
    def c2(self) -> Answer:
        """Much is mistaken for neutral and sad: each draws more errors than its frequency explains."""
        if self.matrix.accuracy.successes == self.matrix.n:
            return Answer("C2", _NO_ERRORS, "open")
        names = class_texts(self.matrix.names)
        parts: list[bool | None] = []
        found: list[Text] = []
        for k in self._indices(("neutral", "sad")):
            destination = self.destinations.to((k,))
            low, high = destination.chance_range
            share = destination.observed.share
            parts.append(None if low <= share <= high else share > high)
            described, by_chance = proportion_text(destination.observed), percent(destination.expected_share)
            found.append(
                Text(
                    f"{names[k].en} draws {described.en} of the errors here; by the frequencies of the training labels "
                    f"it would be {by_chance} (95% range {interval_percent((low, high))}).",
                    f"這裡的錯誤有 {described.zh}答成{names[k].zh}；若依訓練標籤的比例，應是 {by_chance}"
                    f"（95% 範圍 {interval_percent((low, high))}）。",
                )
            )
        first_two = listed([names[k] for k, _ in self.destinations.ranked()[:2]])
        return Answer(
            "C2",
            Text(
                f"{' '.join(text.en[:1].upper() + text.en[1:] for text in found)} The two most frequent wrong "
                f"answers are {first_two.en}.",
                f"{''.join(text.zh for text in found)}最常見的兩個錯誤答案是{first_two.zh}。",
            ),
            overall(parts),
        )

    @_of_expressions
    def d5(self) -> Answer:
        """The usual mistake for each negative label, and the two classes that are recognised best."""
        names = class_texts(self.matrix.names)
        parts: list[bool | None] = []
        found: list[Text] = []
        for label, expected in USUAL_MISTAKES.items():
            (k,) = self._indices((label,))
            mistake = usual_mistake(self.matrix, k)
            if mistake is None:
                parts.append(None)
                found.append(Text(f"{names[k].en}: no mistakes", f"{names[k].zh}：沒有錯誤"))
                continue
            answer, lead = mistake
            clear = lead.wilson_interval[0] > 0.5
            parts.append(self.matrix.names[answer] == expected if clear else None)
            times = int(self.matrix.counts[k, answer])
            tie = Text("", "") if clear else Text(", not clearly ahead of the next", "，但未明顯多於次多者")
            found.append(
                Text(
                    f"{names[k].en} → {names[answer].en} ({times}{tie.en})",
                    f"{names[k].zh} → {names[answer].zh}（{times} 次{tie.zh}）",
                )
            )
        parts += self._ahead_of_the_rest()
        order = listed([names[k] for k in self.scores.by_recall()[:2]])
        return Answer(
            "D5",
            Text(
                f"Most frequent here: {'; '.join(text.en for text in found)}. The two highest recalls are those of "
                f"{order.en}.",
                f"這裡最常見的是：{'；'.join(text.zh for text in found)}。召回率最高的兩類是{order.zh}。",
            ),
            overall(parts),
        )

    def _indices(self, names: Sequence[str]) -> tuple[int, ...]:
        return tuple(self.matrix.names.index(name) for name in names)

    def _recall(self, name: str) -> Proportion | None:
        return self.scores.scores[self.matrix.names.index(name)].recall

    def _recall_of(self, name: str) -> Text:
        text, recall = class_texts([name])[0], self._recall(name)
        if recall is None:
            return Text(f"{text.en} (no images)", f"{text.zh}（沒有影像）")
        described = proportion_text(recall)
        return Text(f"{text.en} {described.en}", f"{text.zh} {described.zh}")

    def _ahead_of_the_rest(self) -> list[bool | None]:
        """Whether happy, and surprise, has a better recall than each of the other five, where intervals tell."""
        rest = [s.recall for s in self.scores.scores if s.recall and s.name not in BEST]
        ahead: list[bool | None] = []
        for name in BEST:
            recall = self._recall(name)
            if recall is None or not rest:
                ahead.append(None)
                continue
            low, high = recall.wilson_interval
            others = [other.wilson_interval for other in rest]
            if low > max(upper for _, upper in others):
                ahead.append(True)
            else:
                ahead.append(False if high < max(lower for lower, _ in others) else None)
        return ahead

    def _below_accuracy(self, name: str) -> bool | None:
        recall = self._recall(name)
        if recall is None:
            return None
        low, high = recall.wilson_interval
        accuracy = self.matrix.accuracy.share
        return None if low <= accuracy <= high else high < accuracy


_NOTHING_TO_TEST = Text(
    "The errors here do not allow a test: they are too few, or their row and column sums decide it all.",
    "這裡的錯誤無法檢定：要不是太少，就是列總和與行總和已決定一切。",
)
_NO_ERRORS = Text("There are no errors here.", "這裡沒有任何錯誤。")


def _is_never_recognised(recall: Proportion | None) -> bool | None:
    """False from the first hit on; true without any, where the interval leaves less than a tenth."""
    if recall is None or (recall.successes == 0 and recall.wilson_interval[1] > 0.1):
        return None
    return recall.successes == 0


def _beyond_chance(group: GroupConfusion | None) -> bool | None:
    """Whether the factor is above 1, or not above it; None where the interval holds 1."""
    if group is None:
        return None
    low, high = group.factor_interval
    return None if low <= 1 <= high else low > 1


def _factor(group: GroupConfusion | None) -> Text:
    """The factor of a group with interval and p-value."""
    if group is None:
        return Text("$f$ cannot be told from these errors", "這些錯誤看不出倍數 $f$")
    low, high = group.factor_interval
    interval, p = f"{_number(low)}–{_number(high)}", p_value_text(group.p_value)
    factor = _number(group.factor)
    return Text(
        f"$f$ = {factor} (95% interval {interval}, {p})",
        f"倍數 $f$ = {factor}（95% 信賴區間 {interval}，{p}）",
    )


def _number(value: float) -> str:
    return "∞" if value == float("inf") else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
