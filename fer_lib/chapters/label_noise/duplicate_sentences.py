"""What chapter 6 says of pictures that stand in two splits, and of training without them."""

from fer_lib.chapters.label_noise.duplicates_analysis import DuplicatesAnalysis
from fer_lib.chapters.label_noise.leaked_experiment import LeakedExperiment
from fer_lib.data import DataShape
from fer_lib.data.near_copies import FINE_SIDE, THRESHOLD
from fer_lib.data.synthetic import is_drawn_faces
from fer_lib.label_noise.near_duplicates import COARSE_SIDE, COARSE_THRESHOLD
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.wording import interval_percent, paragraph, percent, proportion_text


def method(shape: DataShape) -> Text:
    """How near duplicates are found."""
    rows, columns = (f"{side / FINE_SIDE:.3g}" for side in (shape.height, shape.width))
    block = f"{rows}×{columns}"
    return Text(
        f"Here a thumbnail has {FINE_SIDE}×{FINE_SIDE} pixels, each the mean of {block}, and two images that "
        f"are not equal count as near copies from a correlation of {THRESHOLD} on. That is strict: a picture that "
        "was cropped or mirrored seldom reaches it, so the counts are lower bounds.",
        f"這裡的縮圖是 {FINE_SIDE}×{FINE_SIDE} 個像素，每個像素是 {block} 的平均；兩張不相等的影像，"
        f"相關係數達到 {THRESHOLD} 就算近似複本。這個門檻很嚴格：裁切或鏡射過的圖片很少達到，所以找到的數量是下限。",
    )


def duplicates(analysis: DuplicatesAnalysis) -> Text:
    """What was found and how far it can be trusted."""
    if not analysis.across:
        return Text("These data have one split only.", "這份資料只有一個資料分割。")
    if not analysis.found:
        return _none(analysis)
    copies = "copy" if analysis.exact == 1 else "copies"
    near = "is 1 near one" if analysis.near == 1 else f"are {analysis.near:,} near ones"
    counts = Text(
        f"Besides {analysis.exact:,} exact {copies} across the splits there {near}.",
        f"各分割之間除了 {analysis.exact:,} 張完全相同的影像，還有 {analysis.near:,} 張近似複本。",
    )
    if not analysis.near:
        return counts
    differing = analysis.differing_labels
    share = proportion_text(Proportion(differing, analysis.near))
    return paragraph(
        counts,
        Text(
            f"Of the near ones {differing:,} {'carries' if differing == 1 else 'carry'} another label than their "
            f"original, {share.en}: the same picture, labelled twice, differently. One of the two labels is at least doubtful, without any network's opinion.",
            f"近似複本中有 {differing:,} 張的標籤與原圖不同，占 {share.zh}：同一張圖片標了兩次，結果不一樣。"
            "不必聽任何網路的意見，就知道這兩個標籤至少有一個值得懷疑。",
        ),
    )


def _none(analysis: DuplicatesAnalysis) -> Text:
    if analysis.has_pairs:
        highest = f"{analysis.correlations[0]:.4f}"
        most = Text(
            f"the most alike images of two splits correlate at {highest}.",
            f"不同分割之間最相像的兩張，相關係數是 {highest}。",
        )
    else:
        most = Text(
            f"at {COARSE_SIDE}×{COARSE_SIDE} pixels, where the search begins, no two images of two splits reach a "
            f"correlation of {COARSE_THRESHOLD}.",
            f"搜尋先以 {COARSE_SIDE}×{COARSE_SIDE} 個像素比較，不同分割的影像沒有任何一對的相關係數達到 {COARSE_THRESHOLD}。",
        )
    none = Text(
        f"No image stands in two splits, neither exactly nor nearly: {most.en}",
        f"沒有任何影像同時出現在兩個資料分割裡，不論完全相同或近似：{most.zh}",
    )
    if not is_drawn_faces(analysis.dataset):
        return none
    return paragraph(
        none,
        Text(
            "So it must be: each of these faces was drawn anew. That makes them a test of the threshold, which takes no "
            "two different faces for one.",
            "理當如此，因為這些臉每一張都是重新繪製的。它們正好用來檢驗門檻：沒有把任何兩張不同的臉當成同一張。",
        ),
    )


def leaked(experiment: LeakedExperiment) -> list[Text]:
    """What the duplicates change, a paragraph each."""
    kept, dropped = experiment.training_images
    difference = experiment.groups["all"].describe()
    paragraphs = [
        Text(
            f"Leaving the copies out takes {kept - dropped:,} of {kept:,} images from the training. On all validation "
            f"and test images: {difference.en[:1].lower()}{difference.en[1:]}",
            f"剔除複本後，訓練影像從 {kept:,} 張減少 {kept - dropped:,} 張。在全部驗證與測試影像上：{difference.zh}",
        )
    ]
    if "duplicated" in experiment.groups:
        first = experiment.groups["duplicated"].comparisons[0]
        with_them, without = percent(first.first.share), percent(first.second.share)
        low, high = (interval_percent(p.wilson_interval) for p in (first.first, first.second))
        paragraphs.append(
            Text(
                f"On the {first.n:,} images that have a copy in the training set, the network that learned the copies is "
                f"right on {with_them} (95% interval {low}), the one that did not on {without} ({high}).",
                f"在訓練集有複本的 {first.n:,} 張影像上，學過複本的網路準確率是 {with_them}（95% 信賴區間 {low}），"
                f"沒學過的是 {without}（{high}）。",
            )
        )
    return paragraphs


def nothing_leaked() -> Text:
    """Why there is nothing to drop."""
    return Text(
        "The training images of this edition hold no exact copy of a validation or test image, so there is nothing to "
        "drop.",
        "這一版的訓練影像沒有驗證或測試影像的複本，所以沒有東西可以剔除。",
    )
