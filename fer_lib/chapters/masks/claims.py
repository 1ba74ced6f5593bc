"""Report E's claims on mask images (E6 to E11), put to the runs that answer for it and to its own matrices."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.claims import Answer
from fer_lib.chapters.judgement import Interval, is_above, is_below, is_near_zero
from fer_lib.chapters.masks.analysis import MaskAnalysis
from fer_lib.chapters.masks.claim_runs import AskedMasks
from fer_lib.chapters.masks.comparison import Comparisons, Difference
from fer_lib.chapters.masks.findings import shown_difference
from fer_lib.chapters.masks.long_names import ARCHIVE_NAME_LENGTH, REPORT_NAME_LENGTH, LongNames
from fer_lib.chapters.masks.names import CLASS_TITLES, METRIC_TITLES
from fer_lib.chapters.masks.report_matrices import REPORT_MATRICES, paired_range, printed_share
from fer_lib.chapters.masks.scores import MethodScores, Metric
from fer_lib.data.mask_classes import CLASS_NAMES, FREQUENT, RARE
from fer_lib.editions.imbalance_roles import COMPARED_WITH, ImbalanceMethod
from fer_lib.language import Text
from fer_lib.metrics.paired_difference import paired_difference
from fer_lib.proportion import Proportion, difference_interval
from fer_lib.wording import (
    interval_percent,
    listed,
    p_value_number,
    p_value_text,
    paragraph,
    percent,
    points,
    points_interval,
    proportion_text,
    tidy,
)

WINDOWS_PATH_LIMIT = 260
"""Characters that Windows allows for a whole path unless told otherwise (MAX_PATH)."""
HALF = 0.5
""""Only" so many of the rare class are recognised: fewer than this share."""
RECALL_MARGIN = 0.25
"""Recalls that differ by less are alike; with the report's 22 images much less cannot be told."""
FEWEST_EPOCHS = 3
"""Epochs whose second half has two, between which a curve can move."""
_TOO_SHORT = Text(
    f"These trainings have fewer than {FEWEST_EPOCHS} epochs, too few for a curve to be smooth or not.",
    f"這裡的訓練不到 {FEWEST_EPOCHS} 個 epoch，看不出曲線是否平穩。",
)


@dataclass(frozen=True, eq=False)
class MaskClaims:
    """What the claims are asked of.

    Attributes:
        masks: the runs and what came of them.
        names: what became of long file names.
        asked: which of the report's trainings the runs answer for.
    """

    masks: MaskAnalysis
    names: LongNames
    asked: AskedMasks

    @property
    def scores(self) -> dict[ImbalanceMethod, MethodScores]:
        """Of each method, on the images that decide."""
        return self.masks.deciding.scores

    @property
    def comparisons(self) -> Comparisons:
        """Of the methods, on the same images."""
        return self.masks.deciding.comparisons

    def of_methods(self) -> list[Answer]:
        """What is claimed of the trainings: E6 to E10."""
        return [self.e6(), self.e7(), self.e8(), self.e9(), self.e10()]

    def e6(self) -> Answer:
        """The plain network recognises only eight of the 22 images of the rare class."""
        if (reason := self.asked.reason("decay")) is not None:
            return Answer.unasked("E6", reason)
        share, interval = self.scores["decay"].recall(RARE)
        n, own = self.comparisons.images[RARE], REPORT_MATRICES["decay"].recall(RARE)
        assert own is not None
        beyond = difference_interval(Proportion(round(share * n), n), own)
        described = listed([self._recall(k) for k in range(len(CLASS_NAMES))])
        difference, between = points(share - own.share), points_interval(beyond)
        found = Text(
            f"Recall with the decaying rate: {described.en}. The report’s own is {proportion_text(own).en}, {difference} "
            f"points away (95% interval {between.en}).",
            f"採遞減學習率的召回率：{described.zh}。報告自己的是 {proportion_text(own).zh}，相差 {difference} 個百分點"
            f"（95% 信賴區間 {between.zh}）。",
        )
        return Answer(
            "E6",
            paragraph(self._judges(), found),
            (is_below(interval, HALF), is_near_zero(beyond, RECALL_MARGIN)),
        )

    def e7(self) -> Answer:
        """A lower, decaying rate makes the curve smoother."""
        if (reason := self.asked.reason("fixed", "decay")) is not None:
            return Answer.unasked("E7", reason)
        curves = [self.masks.given.runs.by_method[name].errors for name in ("fixed", "decay")]
        if min(errors.shape[1] for errors in curves) < FEWEST_EPOCHS:
            return Answer("E7", _TOO_SHORT, (None,))
        fixed, decay = map(roughness, curves)
        smoother: Interval = (-np.inf, np.inf)
        told = Text("", "")
        if len(fixed) > 1:
            gap = paired_difference(fixed, decay)
            smoother = gap.low, gap.high
            interval, mean = points_interval(smoother, 2), points(gap.mean, 2)
            told = Text(
                f" (difference {mean} points, 95% interval over {len(fixed)} seeds {interval.en})",
                f"（相差 {mean} 個百分點，依 {len(fixed)} 個種子的 95% 信賴區間 {interval.zh}）",
            )
        means = f"{100 * fixed.mean():.2f}", f"{100 * decay.mean():.2f}"
        price = shown_difference(self._of("decay")["macro_f1"])
        return Answer(
            "E7",
            tidy(
                Text(
                    f"From one epoch to the next, the validation error moves in the second half of the training by {means[0]} "
                    f"points on average with the fixed rate and by {means[1]} with the decaying one{told.en}. Smoother is not "
                    f"better: macro F1 differs by {price.en}.",
                    f"訓練後半的相鄰 epoch 之間，驗證錯誤率平均相差 {means[0]} 個百分點（固定學習率）與 "
                    f"{means[1]} 個百分點（遞減學習率）{told.zh}。平穩不等於更好：macro F1 相差 {price.zh}。",
                )
            ),
            (is_above(smoother, 0.0),),
        )

    def e8(self) -> Answer:
        """The report's class weights raise recall and accuracy."""
        return self._against("E8", "weights", {"recall": 1, "accuracy": 1})

    def e9(self) -> Answer:
        """Thirteen resamplings raise recall and lower accuracy."""
        return self._against("E9", "resampled_13", {"accuracy": -1, "recall": 1})

    def e10(self) -> Answer:
        """Fifty resamplings with a decaying rate raise recall, but the frequent class stays worse."""
        return self._against("E10", "resampled_50", {"recall": 1, "recall_worn": -1}, "accuracy")

    def e11(self) -> Answer:
        """Long file names."""
        outcome = Text("was read", "可以讀取") if self.names.from_folder else Text("was not read", "無法讀取")
        archive = (
            Text("was read", "可以讀取") if self.names.from_archive else Text("was not read", "無法讀取")
        )
        return Answer(
            "E11",
            Text(
                f"Both names have {REPORT_NAME_LENGTH} characters. Tried here just now, an image with a name of that length "
                f"{outcome.en}. File systems allow 255 bytes for a name, but Windows by default {WINDOWS_PATH_LIMIT} "
                f"characters for a whole path; a folder of {WINDOWS_PATH_LIMIT - REPORT_NAME_LENGTH} characters is enough to pass "
                "that, and both messages fit it. Whether it was so in the report cannot be told. A row that "
                "names a file of "
                f"{ARCHIVE_NAME_LENGTH} characters is refused with its line: “{self.names.refusal}.” From a ZIP archive such a "
                f"file {archive.en}.",
                f"兩個檔名都是 {REPORT_NAME_LENGTH} 個字元。剛才在這裡實測，這種長度的檔名{outcome.zh}。"
                "檔案系統允許檔名長達 "
                f"255 位元組，但 Windows 預設整個路徑最多 {WINDOWS_PATH_LIMIT} 個字元；資料夾的路徑有 "
                f"{WINDOWS_PATH_LIMIT - REPORT_NAME_LENGTH} 個字元就會超過，兩種訊息都與此相符。報告當時是否如此，無從得知。"
                f"CSV 若寫了 {ARCHIVE_NAME_LENGTH} 個字元的檔名，會指出是哪一列並拒絕：「{self.names.refusal}」。"
                f"放在 ZIP 檔裡的這種檔案{archive.zh}。",
            ),
            (not self.names.from_folder,),
        )

    def _recall(self, k: int) -> Text:
        share, interval = self.scores["decay"].recall(k)
        title, n = CLASS_TITLES[CLASS_NAMES[k]], self.comparisons.images[k]
        return Text(
            f"{title.en} {percent(share)} ({interval_percent(interval)}, n = {n:,})",
            f"{title.zh} {percent(share)}（{interval_percent(interval)}，n = {n:,}）",
        )

    def _of(self, method: ImbalanceMethod) -> dict[Metric, Difference]:
        return dict(self.comparisons.by_method[method])

    def _judges(self) -> Text:
        """Which images judge, where they are not the test images."""
        if self.masks.folds is None:
            return Text("", "")
        n = f"{self.masks.folds.n:,}"
        return Text(f"Cross-validated, on {n} images.", f"以交叉驗證，在 {n} 張影像上判定。")

    def _against(
        self, claim: str, method: ImbalanceMethod, directions: dict[Metric, int], *told: Metric
    ) -> Answer:
        """A method against the one that it differs from least.

        Args:
            claim: its id.
            method: the method.
            directions: of each metric that the claim says to change, 1 or −1.
            told: further metrics of which the report prints a number.
        """
        if (reason := self.asked.reason(method, COMPARED_WITH[method])) is not None:
            return Answer.unasked(claim, reason)
        differences = self._of(method)
        printed = [_printed(method, metric) for metric in (*directions, *told)]
        own = Text("; ".join(text.en for text in printed), "；".join(text.zh for text in printed))
        here = listed([_shown(metric, differences[metric]) for metric in (*directions, *told)])
        found = Text(
            f"In the report {own.en}. Here: {here.en}.",
            f"報告裡，{own.zh}。這裡：{here.zh}。",
        )
        signs = {metric: differences[metric].sign for metric in directions}
        return Answer(
            claim,
            tidy(paragraph(self._judges(), self.asked.shorter(method), found)),
            tuple(
                None if not signs[metric] else signs[metric] == sign for metric, sign in directions.items()
            ),
        )


def _shown(metric: Metric, difference: Difference) -> Text:
    title, value = METRIC_TITLES[metric], shown_difference(difference)
    return Text(f"{title.en} {value.en}", f"{title.zh} {value.zh}")


_CLASSES: dict[Metric, tuple[int, ...] | None] = {
    "recall": (RARE,),
    "recall_worn": (FREQUENT,),
    "accuracy": None,
}
"""Rows of a matrix that a metric is of."""


def _printed(method: ImbalanceMethod, metric: Metric) -> Text:
    """What the report's two matrices say of a change, with its uncertainty."""
    before, after = REPORT_MATRICES["decay"], REPORT_MATRICES[method]
    classes = _CLASSES[metric]
    one, other = (printed_share(matrix, classes) for matrix in (before, after))
    paired = paired_range(before, after, classes)
    interval, change = points_interval(difference_interval(other, one)), points(other.share - one.share)
    if paired.smallest == paired.largest:
        p = Text(p_value_text(paired.smallest), p_value_text(paired.smallest))
    else:
        low, high = (p_value_number(p) for p in (paired.smallest, paired.largest))
        p = Text(f"p from {low} to {high}", f"p 在 {low} 與 {high} 之間")
    title, n = METRIC_TITLES[metric], one.n
    return Text(
        f"{title.en}: from {one.successes} to {other.successes} of {n} ({change} points, 95% interval {interval.en} if "
        f"the images were others; {p.en} by McNemar’s exact test, whichever images changed)",
        f"{title.zh}：由 {one.successes} 變為 {other.successes}（共 {n} 張；{change} 個百分點，若是不同的影像，95% 信賴區間為 "
        f"{interval.zh}；不論是哪些影像變了，McNemar 精確檢定的 {p.zh}）",
    )


def roughness(errors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean |difference| between neighbouring epochs in the second half of each curve.

    Args:
        errors: [S, E], E at least ``FEWEST_EPOCHS``.

    Returns:
        float64 [S].
    """
    half = errors[:, errors.shape[1] // 2 :]
    return np.asarray(np.abs(np.diff(half, axis=1)).mean(1))
