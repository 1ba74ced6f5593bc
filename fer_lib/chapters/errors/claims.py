"""What the reports say of their confusion matrices (claims A5, A6, B5, C1, C2, D5), asked of their own networks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.judgement import against_printed, is_above, is_below, is_near_zero
from fer_lib.chapters.report_runs import report_runs
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.metrics.confusion import ConfusionMatrix, confusion_matrix
from fer_lib.metrics.error_destinations import ErrorDestinations, error_destinations
from fer_lib.metrics.per_class import ClassScores, class_scores
from fer_lib.metrics.quasi_independence import GroupConfusion, group_confusion
from fer_lib.names import class_texts
from fer_lib.proportion import Proportion, difference_interval
from fer_lib.runs import RunFolder
from fer_lib.wording import listed, p_value_text, paragraph, percent, proportion_text

NEGATIVE = ("angry", "disgust", "fear", "sad")
BEST = ("happy", "surprise")
USUAL_MISTAKES = {"angry": "sad", "disgust": "angry", "fear": "sad", "sad": "angry"}
"""Report D: the most frequent wrong answer for each negative label."""
CLAIMS = {
    "report-a": ("A5", "A6"),
    "report-b-cnn": ("B5",),
    "report-c": ("C1", "C2"),
    "report-d-cnn": ("D5",),
}
"""Claims by the network that they are about."""
PRINTED_RECALLS = {
    "A5": {"happy": 0.74, "surprise": 0.80, "fear": 0.41},
    "B5": {"fear": 0.34, "happy": 0.87},
}
PRINTED_MARGIN = 0.10
"""How near a printed recall counts as reached."""
NEVER = 0.10
"""A class with less recall is as good as never recognised."""
MUCH = 1.2
"""How many times the share that its frequency gives it a class has to draw of the errors."""


def error_answers(edition: Edition) -> dict[str, Answer]:
    """Every claim about errors, each asked of the network of its report; unasked where there is none."""
    answers: dict[str, Answer] = {}
    for preset, claims in CLAIMS.items():
        found = report_runs(edition, preset)
        if found.run is None:
            answers |= {answer.id: answer for answer in found.unasked(*claims)}
        elif not set(CLASS_NAMES) <= set(map(str, found.run.class_names)):
            answers |= {claim: Answer.unasked(claim, _CLASSES_MISSING) for claim in claims}
        else:
            asked = ReportedErrors.of(found.run)
            which = replace(found, runs=found.runs[:1]).described()
            for answer in (asked.answer(claim) for claim in claims):
                answers[answer.id] = replace(answer, finding=paragraph(answer.finding, which))
    return answers


_CLASSES_MISSING = Text(
    "The reports speak of seven expressions, and these data do not have them all.",
    "各份報告談的是七種表情，這份資料並不齊全。",
)


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

    @classmethod
    def of(cls, run: RunFolder) -> "ReportedErrors":
        """Those of a finished run on its validation images."""
        validation, training = (
            confusion_matrix(found.labels, found.predicted, run.class_names)
            for found in (run.predictions("validation"), run.predictions("train"))
        )
        return cls(validation, error_destinations(validation, training))

    def answer(self, claim: str) -> Answer:
        """The answer to a claim by its id."""
        judges = {"A5": self.a5, "A6": self.a6, "B5": self.b5, "C1": self.c1, "C2": self.c2, "D5": self.d5}
        return judges[claim]()

    def a5(self) -> Answer:
        """Happy and surprise are recognised best."""
        described = listed([self._recall_of(name) for name in ("happy", "surprise", "fear")])
        return Answer(
            "A5",
            Text(f"Recall here: {described.en}.", f"這裡的召回率：{described.zh}。"),
            (*self._ahead_of_the_rest(), *self._as_printed("A5")),
        )

    def a6(self) -> Answer:
        """Fear, disgust and neutral are hard: their recall is below the accuracy on all other classes."""
        names = ("fear", "disgust", "neutral")
        seen: list[Text] = []
        parts: list[bool | None] = []
        for name in names:
            recall, others = self._recall(name), self._recall_of_others(name)
            described = self._recall_of(name)
            if recall is None or others is None:
                parts.append(None)
                seen.append(described)
                continue
            parts.append(is_below(difference_interval(recall, others), 0))
            rest = percent(others.share)
            seen.append(Text(f"{described.en}, the others {rest}", f"{described.zh}，其他類別 {rest}"))
        return Answer(
            "A6",
            Text(
                f"Recall here: {'; '.join(text.en for text in seen)}.",
                f"這裡的召回率：{'；'.join(text.zh for text in seen)}。",
            ),
            tuple(parts),
        )

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
                f"這裡生氣與厭惡互相認錯 {both} 次；與隨機預期相比，{factor.zh}。這裡的召回率：{described.zh}。",
            ),
            (
                is_above(pair.factor_interval, 1) if pair else None,
                is_below(recall.wilson_interval, NEVER) if recall else None,
                *self._as_printed("B5"),
            ),
        )

    def c1(self) -> Answer:
        """Negative expressions are mistaken for each other."""
        group, factor = self.negative, _factor(self.negative)
        if group is None:
            return Answer("C1", _NOTHING_TO_TEST, (None,))
        return Answer(
            "C1",
            Text(
                f"{group.inside.successes:,} of {group.inside.n:,} errors here are between two negative expressions, "
                f"{percent(group.inside.share)}; chance with the same row and column sums gives "
                f"{percent(group.expected_share)}. Between negative expressions, {factor.en}.",
                f"這裡 {group.inside.n:,} 個錯誤中有 {group.inside.successes:,} 個發生在兩種負面表情之間，占 "
                f"{percent(group.inside.share)}；列總和與行總和相同的隨機預期會占 {percent(group.expected_share)}。"
                f"負面表情之間的{factor.zh}。",
            ),
            (is_above(group.factor_interval, 1),),
        )

    def c2(self) -> Answer:
        """Much is mistaken for neutral and sad: each draws more errors than its frequency explains."""
        if self.matrix.accuracy.successes == self.matrix.n:
            return Answer("C2", _NO_ERRORS, (None, None))
        names = class_texts(self.matrix.names)
        parts: list[bool | None] = []
        found: list[Text] = []
        for k in self._indices(("neutral", "sad")):
            destination = self.destinations.to((k,))
            described, by_chance = proportion_text(destination.observed), destination.expected_share
            low, high = destination.observed.wilson_interval
            # A class that the training labels do not have draws no error by its frequency.
            parts.append(is_above((low / by_chance, high / by_chance), MUCH) if by_chance else None)
            times = f"{destination.observed.share / by_chance:.2f}" if by_chance else "∞"
            found.append(
                Text(
                    f"{names[k].en} draws {described.en} of the errors here, {times} times the {percent(by_chance)} that the "
                    "frequencies of the training labels give.",
                    f"這裡的錯誤有 {described.zh}答成{names[k].zh}，是依訓練標籤的比例所得 {percent(by_chance)} 的 {times} 倍。",
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
            tuple(parts),
        )

    def d5(self) -> Answer:
        """The usual mistake for each negative label, and the two classes that are recognised best."""
        names = class_texts(self.matrix.names)
        parts: list[bool | None] = []
        found: list[Text] = []
        for label, expected in USUAL_MISTAKES.items():
            (k,), (other,) = self._indices((label,)), self._indices((expected,))
            wrong = {j: int(self.matrix.counts[k, j]) for j in range(len(names)) if j != k}
            expected_times = wrong.pop(other)
            rival = max(wrong, key=lambda j: wrong[j])
            both = expected_times + wrong[rival]
            said = Text(
                f"{names[k].en} → {names[other].en} {expected_times}, → {names[rival].en} {wrong[rival]}",
                f"{names[k].zh} → {names[other].zh} {expected_times} 次、→ {names[rival].zh} {wrong[rival]} 次",
            )
            if not both:
                said = Text(f"{names[k].en}: no mistakes", f"{names[k].zh}：沒有錯誤")
            parts.append(is_above(Proportion(expected_times, both).wilson_interval, 0.5) if both else None)
            found.append(said)
        parts += self._ahead_of_the_rest()
        order = listed([names[k] for k in self.scores.by_recall()[:2]])
        return Answer(
            "D5",
            Text(
                f"Each mistake, and the most frequent other one: {'; '.join(text.en for text in found)}. The two highest "
                f"recalls are those of {order.en}.",
                f"各種錯誤，以及其他錯誤中最常見的：{'；'.join(text.zh for text in found)}。召回率最高的兩類是{order.zh}。",
            ),
            tuple(parts),
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

    def _recall_of_others(self, name: str) -> Proportion | None:
        """Accuracy on the images of all other labels."""
        k = self.matrix.names.index(name)
        hits, images = self.matrix.counts.diagonal(), self.matrix.counts.sum(1)
        n = int(images.sum() - images[k])
        return Proportion(int(hits.sum() - hits[k]), n) if n else None

    def _ahead_of_the_rest(self) -> list[bool | None]:
        """Whether happy, and surprise, has a better recall than each of the other five."""
        rest = [s.recall for s in self.scores.scores if s.name not in BEST and s.name in CLASS_NAMES]
        ahead: list[bool | None] = []
        for name in BEST:
            recall = self._recall(name)
            above = [
                is_above(difference_interval(recall, other), 0) if recall and other else None
                for other in rest
            ]
            ahead.append(False if False in above else None if None in above else True)
        return ahead

    def _as_printed(self, claim: str) -> list[bool | None]:
        """Whether each recall that the report prints is reached."""
        return [
            is_near_zero(against_printed(recall, printed), PRINTED_MARGIN) if recall else None
            for recall, printed in (
                (self._recall(name), share) for name, share in PRINTED_RECALLS[claim].items()
            )
        ]


_NOTHING_TO_TEST = Text(
    "The errors here do not allow a test: they are too few, or their row and column sums decide it all.",
    "這裡的錯誤無法檢定：不是太少，就是列總和與行總和已決定一切。",
)
_NO_ERRORS = Text("There are no errors here.", "這裡沒有任何錯誤。")


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
