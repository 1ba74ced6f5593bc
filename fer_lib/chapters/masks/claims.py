"""Report E's claims on mask images (E6 to E11), each put to the runs and to the report's own matrices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ttest_rel

from fer_lib.chapters.claims import Answer, overall
from fer_lib.chapters.masks.analysis import MaskAnalysis
from fer_lib.chapters.masks.comparison import Comparisons, Difference
from fer_lib.chapters.masks.long_names import ARCHIVE_NAME_LENGTH, REPORT_NAME_LENGTH, LongNames
from fer_lib.chapters.masks.names import CLASS_TITLES, METRIC_TITLES
from fer_lib.chapters.masks.report_matrices import REPORT_MATRICES, PairedRange, paired_range
from fer_lib.chapters.masks.scores import MethodScores, Metric
from fer_lib.chapters.masks.sentences import shown_difference
from fer_lib.data.mask_classes import CLASS_NAMES, FREQUENT, RARE
from fer_lib.editions.imbalance_roles import ImbalanceMethod
from fer_lib.language import Text
from fer_lib.wording import (
    interval_percent,
    listed,
    p_value_number,
    p_value_text,
    percent,
    proportion_text,
    signed,
    tidy,
)

WINDOWS_PATH_LIMIT = 260
"""Characters that Windows allows for a whole path unless told otherwise (MAX_PATH)."""


@dataclass(frozen=True, eq=False)
class MaskClaims:
    """What the claims are asked of.

    Attributes:
        masks: the runs and what came of them.
        names: what became of long file names.
    """

    masks: MaskAnalysis
    names: LongNames

    @property
    def scores(self) -> dict[ImbalanceMethod, MethodScores]:
        """Of each method, on the images that decide."""
        return self.masks.deciding.scores

    @property
    def comparisons(self) -> Comparisons:
        """Of the methods, on the same images."""
        return self.masks.deciding.comparisons

    def answers(self) -> list[Answer]:
        """Every claim that can be put to something, with its answer."""
        of_methods: list[tuple[ImbalanceMethod, Callable[[], Answer]]] = [
            ("weights", self.e8), ("resampled_13", self.e9), ("resampled_50", self.e10),
        ]  # fmt: skip
        tried = [answer() for method, answer in of_methods if self._judged(method)]
        return [self.e6(), self.e7(), *tried, self.e11()]

    def _judged(self, method: ImbalanceMethod) -> Mapping[Metric, Difference] | None:
        """The method's differences, from the runs that decide if they have it; None if it was not tried."""
        both = [judged.comparisons.by_method for judged in (self.masks.deciding, self.masks.given)]
        return next((of_method[method] for of_method in both if method in of_method), None)

    def _of(self, method: ImbalanceMethod) -> Mapping[Metric, Difference]:
        differences = self._judged(method)
        assert differences is not None
        return differences

    def e6(self) -> Answer:
        """The plain network misses most of the rare class."""
        recalls = [self.scores["decay"].recall(k) for k in range(len(CLASS_NAMES))]
        rare, others = recalls[RARE], [recall for k, recall in enumerate(recalls) if k != RARE]
        lowest = min(interval[0] for _, interval in others)
        highest = max(interval[1] for _, interval in others)
        holds = True if rare[1][1] < lowest else None if rare[1][0] <= highest else False
        described = listed([self._recall(k) for k in range(len(CLASS_NAMES))])
        own = REPORT_MATRICES["decay"].recall(RARE)
        assert own is not None
        return Answer(
            "E6",
            Text(
                f"That is {proportion_text(own).en}. Recall here with the decaying rate: {described.en}.",
                f"也就是 {proportion_text(own).zh}。這裡採遞減學習率的召回率：{described.zh}。",
            ),
            overall([holds]),
        )

    def e7(self) -> Answer:
        """A lower, decaying rate makes the curve smoother."""
        curves = [self.masks.given.runs.by_method[name].errors for name in ("fixed", "decay")]
        if min(errors.shape[1] for errors in curves) < FEWEST_EPOCHS:
            return Answer("E7", _TOO_SHORT, "open")
        fixed, decay = map(roughness, curves)
        p = float(ttest_rel(fixed, decay).pvalue) if np.ptp(fixed - decay) else 1.0
        smoother = None if not p < 0.05 else bool(fixed.mean() > decay.mean())
        means = f"{100 * fixed.mean():.2f}", f"{100 * decay.mean():.2f}"
        ahead, seeds = int((decay < fixed).sum()), len(fixed)
        price = shown_difference(self._of("decay")["macro_f1"])
        return Answer(
            "E7",
            Text(
                f"From one epoch to the next, the validation error moves in the second half of the training by {means[0]} "
                f"points on average with the fixed rate and by {means[1]} with the decaying one, which is smoother with "
                f"{ahead} of {seeds} seeds (paired t test, {p_value_text(p)}). Smoother is not better: macro F1 "
                f"differs by {price.en}.",
                f"訓練後半的相鄰週期之間，驗證錯誤率平均相差 {means[0]} 個百分點（固定學習率）與 "
                f"{means[1]} 個百分點（遞減學習率）；{seeds} 個種子中有 {ahead} 個是後者較平穩（成對 t 檢定，"
                f"{p_value_text(p)}）。平穩不等於更好：macro F1 相差 {price.zh}。",
            ),
            overall([smoother]),
        )

    def e8(self) -> Answer:
        """The report's class weights raise recall and accuracy."""
        return Answer(
            "E8",
            self._finding("weights", [("recall", (RARE,)), ("accuracy", None)]),
            overall([self._part("weights", "recall", 1), self._part("weights", "accuracy", 1)]),
        )

    def e9(self) -> Answer:
        """Thirteen resamplings raise recall and lower accuracy."""
        return Answer(
            "E9",
            self._finding("resampled_13", [("accuracy", None), ("recall", (RARE,))]),
            overall([self._part("resampled_13", "accuracy", -1), self._part("resampled_13", "recall", 1)]),
        )

    def e10(self) -> Answer:
        """Fifty resamplings with a decaying rate do better, but the frequent class stays worse."""
        return Answer(
            "E10",
            self._finding("resampled_50", [("recall", (RARE,)), ("recall_worn", (FREQUENT,))]),
            overall([self._part("resampled_50", "recall", 1), self._part("resampled_50", "recall_worn", -1)]),
        )

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
            overall([not self.names.from_folder]),
        )

    def _recall(self, k: int) -> Text:
        share, interval = self.scores["decay"].recall(k)
        title, n = CLASS_TITLES[CLASS_NAMES[k]], self.comparisons.images[k]
        return Text(
            f"{title.en} {percent(share)} ({interval_percent(interval)}, n = {n:,})",
            f"{title.zh} {percent(share)}（{interval_percent(interval)}，n = {n:,}）",
        )

    def _finding(
        self, method: ImbalanceMethod, parts: Sequence[tuple[Metric, tuple[int, ...] | None]]
    ) -> Text:
        """The report's own matrices, in whatever way their images pair up, and the runs here."""
        before, after = REPORT_MATRICES["decay"], REPORT_MATRICES[method]
        own = _joined([_own(metric, paired_range(before, after, classes)) for metric, classes in parts])
        here = _joined([self._difference(method, metric) for metric, _ in parts])
        finding = Text(
            f"The report’s own matrices do not say which images changed; by McNemar’s exact test, {own.en}. "
            f"Here the differences are: {here.en}.",
            f"報告的矩陣沒有說是哪些影像變了；以 McNemar 精確檢定計算，{own.zh}。這裡的差距：{here.zh}。",
        )
        return tidy(finding)

    def _difference(self, method: ImbalanceMethod, metric: Metric) -> Text:
        title, value = METRIC_TITLES[metric], shown_difference(self._of(method)[metric])
        return Text(f"{title.en} {value.en}", f"{title.zh} {value.zh}")

    def _part(self, method: ImbalanceMethod, metric: Metric, direction: int) -> bool | None:
        sign = self._of(method)[metric].sign
        return None if not sign else sign == direction


def _joined(parts: Sequence[Text]) -> Text:
    return Text(" and ".join(part.en for part in parts), "，".join(part.zh for part in parts))


def _own(metric: Metric, paired: PairedRange) -> Text:
    title = METRIC_TITLES[metric]
    change = signed(paired.difference, 0)
    if paired.smallest == paired.largest:
        p = Text(p_value_text(paired.smallest), p_value_text(paired.smallest))
    else:
        low, high = (p_value_number(p) for p in (paired.smallest, paired.largest))
        p = Text(
            f"p from {low} to {high}",
            f"p 在 {low} 與 {high} 之間",
        )
    return Text(f"{title.en} ({change} images) has {p.en}", f"{title.zh}（{change} 張）的 {p.zh}")


FEWEST_EPOCHS = 3
"""Epochs whose second half has two, between which a curve can move."""
_TOO_SHORT = Text(
    f"These trainings have fewer than {FEWEST_EPOCHS} epochs, too few for a curve to be smooth or not.",
    f"這裡的訓練不到 {FEWEST_EPOCHS} 個週期，看不出曲線是否平穩。",
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
