"""Exact and near copies across the splits, as a table, in sentences and as pairs to look at."""

from dataclasses import dataclass

import numpy as np

from fer_lib.chapters.label_noise.image_pairs_figure import ImagePairs
from fer_lib.chapters.label_noise.names import ALTERATION_NAMES
from fer_lib.data import FaceDataset
from fer_lib.data.dataset import IMAGE_SIDE
from fer_lib.label_noise.alterations import ALTERATIONS
from fer_lib.label_noise.near_duplicates import (
    COARSE,
    FINE,
    PREFILTER,
    THRESHOLD,
    CopiesAcross,
    all_copies,
    share_recognised,
)
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.proportion import Proportion
from fer_lib.wording import interval_percent, percent, proportion_text

SPLIT_NAMES = {
    "train": Text("training", "訓練集"),
    "validation": Text("validation", "驗證集"),
    "test": Text("test", "測試集"),
}
TRIED = 300
"""Images that are altered to test the search."""
COLUMNS = 5


@dataclass(frozen=True, eq=False)
class CopiesReport:
    """What the search for copies found.

    Attributes:
        dataset: the data.
        across: the copies of each split in another.
        recognised: for each of ``ALTERATIONS``, how many altered images still count as near copies.
    """

    dataset: FaceDataset
    across: list[CopiesAcross]
    recognised: dict[str, Proportion]

    @property
    def near(self) -> int:
        """Number of near copies in all."""
        return sum(len(found.near) for found in self.across)

    @property
    def exact(self) -> int:
        """Number of exact copies in all."""
        return sum(len(found.exact) for found in self.across)

    @property
    def has_pairs(self) -> bool:
        """Whether any two images of two splits are alike enough to be shown."""
        return any(len(found.pairs) for found in self.across)

    @property
    def leaked(self) -> bool:
        """Whether the training set holds an exact copy of an image of another split."""
        return any(len(found.exact) for found in self.across if found.earlier == "train")

    @property
    def threshold(self) -> float:
        """Correlation from which two images count as near copies."""
        return THRESHOLD

    def method(self) -> Text:
        """How near copies are found."""
        block = IMAGE_SIDE // FINE
        return Text(
            f"Here a thumbnail has {FINE}×{FINE} pixels, each the mean of {block}×{block}, and two images "
            f"that are not equal count as near copies from a correlation of {THRESHOLD} on. That is "
            "strict: a photograph that was cropped or mirrored seldom reaches it, so the counts are lower "
            "bounds.",
            f"這裡的縮圖是 {FINE}×{FINE} 個像素，每個像素是 {block}×{block} 的平均；兩張不相等的影像，"
            f"相關係數達到 {THRESHOLD} 就算近似複本。這個門檻很嚴格：裁切或鏡射過的照片很少達到，"
            "所以找到的數量是下限。",
        )

    def columns(self) -> list[Text]:
        """Heads of the table that ``rows`` fills."""
        return [
            Text("Images", "影像"),
            Text("n", "n"),
            Text("Exact", "完全相同"),
            Text("Near", "近似複本"),
            Text("Both", "合計比例"),
            Text("Near, other label", "近似而標籤不同"),
        ]

    def rows(self) -> list[list[object]]:
        """One row two splits."""
        rows: list[list[object]] = []
        for found in self.across:
            later, earlier = SPLIT_NAMES[found.later], SPLIT_NAMES[found.earlier]
            near = len(found.near)
            rows.append(
                [
                    Text(f"{later.en}, also in {earlier.en}", f"{later.zh}，{earlier.zh}也有"),
                    f"{found.total:,}",
                    f"{len(found.exact):,}",
                    f"{near:,}",
                    percent((len(found.exact) + near) / found.total),
                    f"{found.differing_labels(self.dataset.labels):,}",
                ]
            )
        return rows

    def alteration_rows(self) -> list[list[object]]:
        """For a table: what was done to images, and how many of them are still recognised."""
        return [
            [
                ALTERATION_NAMES[name],
                f"{share.successes:,} / {share.n:,}",
                f"{percent(share.share, 0)} ({interval_percent(share.wilson_interval, 0)})",
            ]
            for name, share in self.recognised.items()
        ]

    def describe(self) -> Text:
        """What was found and how far it can be trusted."""
        if not self.across:
            return Text("These data have one split only.", "這份資料只有一個資料分割。")
        if not self.exact and not self.near:
            highest = max(float(found.correlations.max(initial=0.0)) for found in self.across)
            most = Text(
                f"the most alike images of two splits correlate at {highest:.4f}.",
                f"不同分割之間最相像的兩張，相關係數是 {highest:.4f}。",
            )
            if not self.has_pairs:
                most = Text(
                    f"at {COARSE}×{COARSE} pixels, where the search begins, no two images of two splits reach a "
                    f"correlation of {PREFILTER}.",
                    f"搜尋先以 {COARSE}×{COARSE} 個像素比較，不同分割的影像沒有任何一對的相關係數達到 {PREFILTER}。",
                )
            text = Text(
                f"No image stands in two splits, neither exactly nor nearly: {most.en}",
                f"沒有任何影像同時出現在兩個資料分割裡，不論完全相同或近似：{most.zh}",
            )
            if self.dataset.provenance.get("synthetic"):
                text = Text(
                    text.en
                    + " So it must be: each of these faces was drawn anew. That makes them a test of the threshold, "
                    "which takes no two different faces for one.",
                    text.zh + "理當如此，因為這些臉每一張都是重新繪製的。它們正好用來檢驗門檻："
                    "沒有把任何兩張不同的臉當成同一張。",
                )
            return text
        differing = sum(found.differing_labels(self.dataset.labels) for found in self.across)
        text = Text(
            f"Besides {self.exact:,} exact copies across the splits there are {self.near:,} near ones.",
            f"各分割之間除了 {self.exact:,} 張完全相同的影像，還有 {self.near:,} 張近似複本。",
        )
        if self.near:
            share = proportion_text(Proportion(differing, self.near))
            text = Text(
                f"{text.en} Of the near ones {differing:,} carry another label than their original, "
                f"{share.en}: the same photograph, labelled twice, differently. One of the two labels is "
                "at least doubtful, without any network's opinion.",
                f"{text.zh}近似複本中有 {differing:,} 張的標籤與原圖不同，占 {share.zh}："
                "同一張照片標了兩次，結果不一樣。不必聽任何網路的意見，就知道這兩個標籤至少有一個值得懷"
                "疑。",
            )
        return text

    def alt(self) -> Text:
        """What the drawing of pairs shows."""
        values = np.concatenate([found.correlations for found in self.across] or [np.zeros(0)])
        near, below = values[values >= THRESHOLD], values[values < THRESHOLD]
        highest = f"{below.max():.4f}" if len(below) else ""
        if not len(below):
            return Text(
                f"Rows of pairs. Both images of a pair correlate at {near.min():.4f} to {near.max():.4f}.",
                f"數列影像對，各對的相關係數從 {near.min():.4f} 到 {near.max():.4f}。",
            )
        if not len(near):
            return Text(
                "One row of pairs that resemble each other in pose and light; the highest correlation is "
                f"{highest}.",
                f"一列姿勢與光線相近的影像對，最高的相關係數是 {highest}。",
            )
        return Text(
            f"Rows of pairs. Above the threshold both images of a pair correlate at {near.min():.4f} to "
            f"{near.max():.4f}; the last row holds the most alike pairs below it, from {highest} down.",
            f"數列影像對。門檻以上的各對，相關係數從 {near.min():.4f} 到 {near.max():.4f}；"
            f"最後一列是門檻以下最相像的，從 {highest} 往下。",
        )

    def gallery(self) -> ImagePairs:
        """Pairs just above and just below the threshold, and at random among the near copies."""
        pairs = np.concatenate([found.pairs for found in self.across] or [np.zeros((0, 2), np.intp)])
        values = np.concatenate([found.correlations for found in self.across] or [np.zeros(0)])
        order = np.argsort(-values, kind="stable")
        pairs, values = pairs[order], values[order]
        near = int((values >= THRESHOLD).sum())
        drawn = np.random.Generator(np.random.PCG64(0)).permutation(max(0, near - COLUMNS))[:COLUMNS]
        chosen = [
            (Text("near copies, drawn at random", "近似複本，隨機抽出"), np.sort(drawn)),
            (
                Text(f"just at the threshold of {THRESHOLD}", f"剛好達到門檻 {THRESHOLD}"),
                np.arange(max(0, near - COLUMNS), near),
            ),
            (
                Text("the most alike pairs below the threshold", "門檻以下最相像的"),
                np.arange(near, min(near + COLUMNS, len(pairs))),
            ),
        ]
        names = class_texts(self.dataset.class_names)
        return ImagePairs(
            [title for title, _ in chosen],
            [np.asarray(self.dataset.images[pairs[rows]]) for _, rows in chosen],
            [[self._line(pairs[row], values[row], names) for row in rows] for _, rows in chosen],
            COLUMNS,
        )

    def _line(self, pair: np.ndarray, value: float, names: list[Text]) -> Text:
        shown = [
            names[k] if k >= 0 else Text("no label", "無標籤") for k in self.dataset.labels[pair].tolist()
        ]
        first, second = shown
        return Text(f"{first.en} | {second.en}: {value:.4f}", f"{first.zh} | {second.zh}：{value:.4f}")


def report_copies(dataset: FaceDataset) -> CopiesReport:
    """Search for copies across the splits, and test the search on altered images.

    Args:
        dataset: with the splits of a run. The images that are altered are the first ``TRIED``.
    """
    images = np.asarray(dataset.images[:TRIED])
    counts = {name: share_recognised(images, alteration) for name, alteration in ALTERATIONS.items()}
    return CopiesReport(
        dataset,
        all_copies(dataset),
        {name: Proportion(found, n) for name, (found, n) in counts.items() if n},
    )
