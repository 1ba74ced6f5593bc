"""What chapter 6 says of pictures that stand in two splits, and of training without them."""

from fer_lib.chapters.label_noise.duplicates_analysis import DuplicatesAnalysis
from fer_lib.chapters.label_noise.leaked_experiment import LeakedExperiment
from fer_lib.chapters.named_comparison import size_in_points
from fer_lib.chapters.seed_groups import GroupComparison
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
    counts = Text(
        f"Across the splits there {_number(analysis.exact, 'exact copy', 'exact copies')} and "
        f"{_number(analysis.near, 'near one', 'near ones', verb=False)}.",
        f"各分割之間{_number_zh(analysis.exact, '完全相同的影像')}，{_number_zh(analysis.near, '近似複本')}。",
    )
    return paragraph(counts, _differing(analysis)) if analysis.near else counts


def _number(number: int, one: str, several: str, verb: bool = True) -> str:
    """``are 12 exact copies``, ``is no exact copy``; without the verb ``12 exact copies``."""
    counted = f"{number:,} {several}" if number > 1 else f"1 {one}" if number else f"no {one}"
    return f"{'are' if number > 1 else 'is'} {counted}" if verb else counted


def _number_zh(number: int, what: str) -> str:
    return f"有 {number:,} 張{what}" if number else f"沒有{what}"


def _differing(analysis: DuplicatesAnalysis) -> Text:
    """How many near copies carry another label than their original, and what that means."""
    differing, near = analysis.differing_labels, analysis.near
    if not differing:
        return Text(
            "No near one carries another label than its original.", "沒有哪張近似複本的標籤與原圖不同。"
        )
    share = proportion_text(Proportion(differing, near))
    if differing == near:
        many = Text(
            f"Every near one carries another label than its original, {share.en}",
            f"近似複本的標籤全都與原圖不同，占 {share.zh}",
        )
    else:
        many = Text(
            f"Of the near ones {differing:,} {'carries' if differing == 1 else 'carry'} another label than the original, "
            f"{share.en}",
            f"近似複本中有 {differing:,} 張的標籤與原圖不同，占 {share.zh}",
        )
    return Text(
        f"{many.en}: the same picture, labelled twice, differently. One of the two labels is at least doubtful, without any "
        "network's opinion.",
        f"{many.zh}：同一張圖片標了兩次，結果不一樣。不必聽任何模型的意見，就知道這兩個標籤至少有一個值得懷疑。",
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
        f"No image is in two splits, neither exactly nor nearly: {most.en}",
        f"沒有任何影像同時出現在兩個資料分割裡，不論完全相同或近似：{most.zh}",
    )
    if not is_drawn_faces(analysis.dataset):
        return none
    return paragraph(
        none,
        Text(
            "So it must be: each of these faces was drawn anew. That makes them a test of the threshold, which takes no "
            "two different faces of two splits for one.",
            "理當如此，因為這些臉每一張都是重新繪製的。它們正好用來檢驗門檻：不同分割之間，沒有把任何兩張不同的臉當成同一張。",
        ),
    )


def leaked(experiment: LeakedExperiment) -> list[Text]:
    """What the duplicates change, a paragraph each."""
    kept, dropped = experiment.training_images
    difference, taken = experiment.groups["all"].describe(), kept - dropped
    takes = (
        Text(f"{taken:,} of {kept:,} images", f"從 {kept:,} 張減少 {taken:,} 張")
        if taken
        else Text(f"none of the {kept:,} images", f"一張也沒有減少，仍是 {kept:,} 張")
    )
    paragraphs = [
        Text(
            f"Leaving the copies out takes {takes.en} from the training. On all images that were held out: "
            f"{difference.en[:1].lower()}{difference.en[1:]}",
            f"剔除複本後，訓練影像{takes.zh}。在全部沒有用來訓練的影像上：{difference.zh}",
        )
    ]
    if len(experiment.groups["all"].comparisons) == 1:
        paragraphs.append(_how_judged(experiment))
    if "duplicated" in experiment.groups:
        paragraphs.append(_on_copies(experiment.groups["duplicated"]))
    return paragraphs


def _how_judged(experiment: LeakedExperiment) -> Text:
    """What else than the copies may have moved a pair of single trainings."""
    seeds, source = experiment.seeds, experiment.measured_on
    if seeds is None:
        return Text(
            "What another seed moves was not measured on these images, so the test alone judges, which knows the chance in the "
            "choice of the images and not the chance in the seed.",
            "換一個種子會讓這些影像上的準確率變動多少，這裡沒有測量，因此只依檢定判斷；檢定考慮的是抽到哪些影像的隨機性，"
            "不包括種子的影響。",
        )
    if not seeds.limit:
        return Text(
            f"Measured on {source.en}, another seed moves nothing on these images.",
            f"用{source.zh}測量，換一個種子，這些影像上的準確率完全不變。",
        )
    limit = size_in_points(seeds.limit)
    return Text(
        f"Measured on {source.en}, two trainings that differ in the seed alone are less than {limit} points apart on these "
        "images in 95% of cases; less than that is not called a difference.",
        f"用{source.zh}測量，只差在種子的兩次訓練，在這些影像上有 95% 的機會相差不到 {limit} 個百分點；比這更小的差距不算差異。",
    )


def _on_copies(compared: GroupComparison) -> Text:
    """How often either network is right on images that have a copy in the training set."""
    first, several = compared.comparisons[0], len(compared.comparisons) > 1
    with_them, without = percent(first.first.share), percent(first.second.share)
    low, high = (interval_percent(p.wilson_interval) for p in (first.first, first.second))
    which = Text("With the first seed, on", "以第一個種子來說，在") if several else Text("On", "在")
    images = f"{first.n:,} images that have" if first.n > 1 else f"{first.n} image that has"
    return Text(
        f"{which.en} the {images} a copy in the training set, the network that learned the copies is right on {with_them} "
        f"(95% interval {low}), the one that did not on {without} ({high}).",
        f"{which.zh}訓練集有複本的 {first.n:,} 張影像上，學過複本的模型準確率是 {with_them}（95% 信賴區間 {low}），"
        f"沒學過的是 {without}（{high}）。",
    )


def nothing_leaked() -> Text:
    """Why there is nothing to drop."""
    return Text(
        "The training images of this edition hold no exact copy of a validation or test image, so there is nothing to "
        "drop.",
        "這一版的訓練影像沒有驗證或測試影像的複本，所以沒有東西可以剔除。",
    )
