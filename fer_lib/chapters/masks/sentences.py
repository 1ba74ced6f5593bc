"""What chapter 16 says of the images, the trainings, cross-validation, and report E's matrices."""

from fer_lib.chapters.masks.analysis import JudgedRuns, MaskAnalysis
from fer_lib.chapters.masks.names import REPORT_TITLES
from fer_lib.chapters.masks.report_matrices import REPORT_MATRICES, paired_range
from fer_lib.chapters.masks.runs import MaskRuns
from fer_lib.chapters.training.run_settings import OPTIMIZER_NAMES
from fer_lib.data import ImageDataset
from fer_lib.data.mask_classes import FREQUENT, RARE
from fer_lib.data.picture_kinds import PictureStep
from fer_lib.editions.imbalance_roles import ImbalanceMethod
from fer_lib.language import Text
from fer_lib.models.report_e import FILTERS, POOL
from fer_lib.wording import listed, p_value_text, paragraph, percent, tidy

TOLD = (
    PictureStep.TURNED_UPRIGHT,
    PictureStep.PUT_ON_GREY,
    PictureStep.MADE_COLOUR,
    PictureStep.REDUCED_TO_8_BITS,
)
"""What was done to a photo that is worth a word; every crop is resized."""
ABOUT = 1.25
"""Trainings whose numbers of steps differ by no more than this factor are about as long."""
REPORT_NETWORK = "report-e-masks"
REPORT_RATES: dict[ImbalanceMethod, float] = {"fixed": 1e-3, "decay": 5e-4}
"""The learning rates that report E prints."""


def majority(dataset: ImageDataset) -> Text:
    """How often a network is right that never names the rare class; then what of the CSVs was left out."""
    counts = dataset.counts()["test"]
    share = percent(1 - counts[RARE] / sum(counts))
    return paragraph(
        Text(
            f"A network that never answers “worn wrongly” can still be right on {share} of the test images.",
            f"從不回答「沒戴好」的模型，在測試集上仍可能答對 {share}。",
        ),
        left_out(dataset),
    )


def left_out(dataset: ImageDataset) -> Text:
    """How many rows of the CSVs were not used, the first of them, and what was converted; empty if all is as it is."""
    sentences = []
    if unreadable := dataset.provenance.get("unreadable"):
        n, first = len(unreadable), unreadable[0].rstrip(".")
        what = (
            Text(f"{n:,} rows of the CSVs", f"CSV 中有 {n:,} 列")
            if dataset.provenance.get("form") == "boxes"
            else Text(f"{n:,} files", f"有 {n:,} 個檔案")
        )
        sentences.append(
            Text(
                f"{what.en} cannot be used and are left out; the first is `{first}`.",
                f"{what.zh}無法使用而未納入，第一個是 `{first}`。",
            )
        )
    converted = dataset.provenance.get("converted", {})
    if n := sum(converted.get(step.value, 0) for step in TOLD):
        sentences.append(
            Text(
                f"{n:,} times a photo was turned upright or had its colours converted first.",
                f"有 {n:,} 次先把照片轉正或轉換了色彩。",
            )
        )
    return paragraph(*sentences)


def budget(runs: MaskRuns, reports: bool = True) -> Text:
    """How long every training is, and which weights count.

    Args:
        runs: of the methods.
        reports: whether it says what report E has otherwise.
    """
    config, configs = runs.config, [of_method.config for of_method in runs.by_method.values()]
    steps = sorted({of_method.steps for of_method in runs.by_method.values()})
    fewest, most = f"{steps[0]:,}", f"{steps[-1]:,}"
    length = (
        Text(fewest, fewest)
        if fewest == most
        else Text(f"between {fewest} and {most}", f"{fewest} 到 {most}")
    )
    optimizer = OPTIMIZER_NAMES[config.optimizer].partition(",")[0]
    alike = steps[-1] <= ABOUT * steps[0]
    epochs = f"{config.epochs} epoch{'s' * (config.epochs != 1)}"
    as_many = (
        Text(
            f", about as many images as {epochs} of the {runs.training:,} training images have",
            f"，約相當於 {runs.training:,} 張訓練影像的 {config.epochs} 個 epoch",
        )
        if alike
        else Text(f"; there are {runs.training:,} training images", f"；訓練影像共 {runs.training:,} 張")
    )
    return paragraph(
        Text(
            f"Every training takes {length.en} steps of {optimizer} with {config.batch_size} images each{as_many.en}.",
            f"每次訓練都以 {optimizer} 走 {length.zh} 步，每步 {config.batch_size} 張影像{as_many.zh}。",
        ),
        _rates(runs) if reports else Text("", ""),
        Text(
            f"Each method is trained with {runs.seeds} seeds; a seed decides the initial weights and the order of the "
            "images.",
            f"每種方法各用 {runs.seeds} 個隨機種子訓練；種子決定初始權重與影像的順序。",
        ),
        _weights_that_count({config.best_metric == "epoch" for config in configs}),
    )


def _weights_that_count(last: set[bool]) -> Text:
    """Of which epoch the weights are that are judged; nothing where that is not the same for all runs."""
    if last == {True}:
        return Text(
            "The weights of the last epoch count: to pick better ones by the test images would reward whatever jumps "
            "about most.",
            "成績取最後一個 epoch 的權重：若依測試影像挑選，起伏最大的做法反而占便宜。",
        )
    if last == {False}:
        return Text(
            "The weights of the epoch that is best on the validation images count.",
            "成績取在驗證影像上最好的那個 epoch 的權重。",
        )
    return Text("", "")


def _rates(runs: MaskRuns) -> Text:
    """Which learning rates the report had, where these are others."""
    if all(runs.by_method[m].config.learning_rate == rate for m, rate in REPORT_RATES.items()):
        return Text("", "")
    fixed, decay = (f"{rate:g}" for rate in REPORT_RATES.values())
    return Text(
        f"The report’s own learning rates are {fixed}, fixed, and {decay}, decaying.",
        f"報告自己的學習率，固定時是 {fixed}，遞減時由 {decay} 開始。",
    )


def network(runs: MaskRuns, dataset: ImageDataset, reports: bool = True) -> Text:
    """Which network is trained, and its size.

    Args:
        runs: of the methods.
        dataset: what they see.
        reports: whether it says that the network is report E's.
    """
    if len(runs.networks) > 1:
        names = listed([Text(f"`{name}`", f"`{name}`") for name in runs.networks])
        return tidy(
            Text(
                f"The methods do not share one network: there are {names.en}, which may decide as well.",
                f"各種方法的模型並不相同，有 {names.zh}，這也可能造成差距。",
            )
        )
    ((name, parameters),) = runs.networks.items()
    if name != REPORT_NETWORK:
        return Text(
            f"The network is `{name}`, with {parameters:,} parameters.",
            f"模型是 `{name}`，參數量是 {parameters:,}。",
        )
    what = Text("is report E’s", "與報告 E 相同") if reports else Text("is small", "很小")
    height, width = dataset.shape.height // POOL, dataset.shape.width // POOL
    inputs, classes = f"{FILTERS}·{height}·{width}", dataset.shape.num_classes
    return Text(
        f"The network {what.en}: a convolution of {FILTERS} filters 3 × 3, ReLU, max pooling {POOL} × {POOL}, and a linear "
        f"layer from {inputs} to {classes}. It has {parameters:,} parameters.",
        f"模型{what.zh}：{FILTERS} 個 3 × 3 濾波器的卷積、ReLU、{POOL} × {POOL} 最大池化，再以線性層把 {inputs} 個數變成 "
        f"{classes} 個。參數量是 {parameters:,}。",
    )


def cross_validation(masks: MaskAnalysis, folds: JudgedRuns) -> Text:
    """Why the training images are asked about as well."""
    few, n, rare = masks.given.rare, f"{folds.n:,}", folds.rare
    parts = next(iter(folds.runs.by_method.values())).config.folds
    return Text(
        f"**Many images instead of few.** The test set holds {few} images of the rare class. In cross-validation with "
        f"{parts} folds every one of the {n} training images is asked of a network that was trained without its photo, "
        f"so that {rare} judge. There is one training a fold, so the bootstrap draws photos alone here.",
        f"**用上更多影像**：測試集裡稀有類別只有 {few} 張。{parts} 折交叉驗證讓 {n} 張訓練影像都由沒看過那張照片"
        f"的模型作答，於是有 {rare} 張可供判斷。每一折只訓練一次，所以這裡的拔靴法只重抽照片。",
    )


def report_matrices() -> Text:
    """What the report's matrices can and cannot show."""
    plain = REPORT_MATRICES["decay"]
    others = {name: matrix for name, matrix in REPORT_MATRICES.items() if matrix is not plain}
    smallest = min(paired_range(plain, matrix, (RARE,)).smallest for matrix in others.values())
    rare = int(plain.counts[RARE].sum())
    shown_at_all = Text(
        f"However the images are paired, no rise in the recall of the rare class is beyond noise: p is at least "
        f"{smallest:.2f}. So small a rise cannot be seen with {rare} images.",
        f"不論影像如何配對，稀有類別召回率的上升在統計上都不顯著：p 至少是 {smallest:.2f}。上升這麼少，"
        f"{rare} 張影像看不出來。",
    )
    certain = [
        (REPORT_TITLES[name], paired)
        for name, matrix in others.items()
        for paired in [paired_range(plain, matrix, (FREQUENT,))]
        if paired.difference < 0 and paired.largest < 0.05
    ]
    if not certain:
        return shown_at_all
    named = listed(
        [
            Text(
                f"{title.en} ({-paired.difference} images fewer, {p_value_text(paired.largest)} in every case)",
                f"{title.zh}（少了 {-paired.difference} 張，任何配對都有 {p_value_text(paired.largest)}）",
            )
            for title, paired in certain
        ]
    )
    return Text(
        f"{shown_at_all.en} What is certain, however they are paired, is the price: fewer masks worn well are "
        "recognised "
        f"after {named.en}.",
        f"{shown_at_all.zh}不論如何配對都能確定的是代價：戴好口罩的臉認出得更少，見於{named.zh}。",
    )
