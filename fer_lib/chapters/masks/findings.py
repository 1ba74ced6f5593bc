"""What the ablation shows, in sentences and table rows in both languages."""

from collections.abc import Sequence

from fer_lib.chapters.masks.comparison import Comparisons, Difference
from fer_lib.chapters.masks.names import CLASS_TITLES, METHOD_TITLES, METRIC_TITLES
from fer_lib.data.masks.dataset import CLASS_NAMES, RARE, MaskDataset
from fer_lib.imbalance.ablation import AblationRuns
from fer_lib.imbalance.methods import METHODS, Method
from fer_lib.imbalance.scores import MethodScores, Metric
from fer_lib.language import Text, heading
from fer_lib.wording import interval_percent, listed, p_value_text, percent, points, points_interval, tidy


def count_rows(dataset: MaskDataset) -> list[list[object]]:
    """A row a class: its name, the label in the CSV, training and test images with their shares."""
    sets = [dataset.counts(test=test) for test in (False, True)]
    return [
        [
            CLASS_TITLES[name],
            f"`{name}`",
            *(f"{counts[k]:,} ({percent(counts[k] / counts.sum())})" for counts in sets),
        ]
        for k, name in enumerate(CLASS_NAMES)
    ]


def describe_left_out(dataset: MaskDataset) -> Text:
    """How many rows of the CSVs were not used, the first of them, and what was converted; empty if all is as it is."""
    sentences = []
    if dataset.left_out:
        n, first = len(dataset.left_out), dataset.left_out[0]
        what = f"{first.file}, {first.line}: {first.text}"
        sentences.append(
            Text(
                f"{n:,} rows of the CSVs cannot be used and are left out; the first is `{what}`.",
                f"CSV 中有 {n:,} 列無法使用而未納入，第一列是 `{what}`。",
            )
        )
    if dataset.converted:
        n = len(dataset.converted)
        sentences.append(
            Text(
                f"The photos of {n:,} rows were turned upright or had their colours converted first.",
                f"有 {n:,} 列的照片先轉正或轉換了色彩。",
            )
        )
    return Text(" ".join(text.en for text in sentences), "".join(text.zh for text in sentences))


def change(method: Method) -> Text:
    """What a method changes, against the one that it is compared with."""
    rate = f"{method.rate:g}"
    match method:
        case Method(sampling="resampled", rounds=rounds):
            restarts = (
                Text(", and the rate starts anew in each", "，每輪學習率重新開始")
                if method.schedule == "rounds"
                else Text("", "")
            )
            return Text(
                f"In each of {rounds} rounds as many images of every class as the rarest has{restarts.en}",
                f"分 {rounds} 輪，每輪各類都抽出與最少的類別一樣多的影像{restarts.zh}",
            )
        case Method(sampling="balanced"):
            return Text("Every class gives a third of each batch", "每個批次中三類各占三分之一")
        case Method(weights="report"):
            return Text("Class weights 2, 3, 0.5 in the loss", "損失函數的類別權重為 2、3、0.5")
        case Method(weights="effective"):
            return Text(
                r"Weights $(1-\beta)/(1-\beta^n)$, $\beta=0.999$",
                r"權重 $(1-\beta)/(1-\beta^n)$，$\beta=0.999$",
            )
        case Method(adjusted=True):
            return Text(r"Loss on $z+\ln\pi$, answers by $z$", r"以 $z+\ln\pi$ 計算損失，以 $z$ 作答")
        case Method(schedule="fixed"):
            return Text(f"Cross entropy, learning rate {rate}", f"交叉熵，學習率 {rate}")
        case _ if method.gamma:
            return Text(r"Loss times $(1-p_t)^2$", r"損失乘以 $(1-p_t)^2$")
    return Text(
        f"Cross entropy, rate {rate}, divided by ten after 30, 60 and 90% of the steps",
        f"交叉熵，學習率 {rate}，在步數的 30%、60%、90% 之後各除以 10",
    )


def method_rows() -> list[list[object]]:
    """A row a method: its name, what it changes, what it is compared with, and where it is from."""
    return [
        [
            METHOD_TITLES[method.name],
            change(method),
            METHOD_TITLES[method.against] if method.against else "–",
            "E" if method.source == "E" else f"{{cite:p}}`{method.source}`",
        ]
        for method in METHODS
    ]


def recall_columns() -> list[Text]:
    """Heads of the table that ``recall_rows`` fills."""
    return [Text("Method", "方法"), *(_capitalized(CLASS_TITLES[name]) for name in CLASS_NAMES)]


def recall_rows(scores: dict[str, MethodScores]) -> list[list[object]]:
    """A row a method: the recall of each class, mean over the seeds, with its interval."""
    return [
        [METHOD_TITLES[name], *(_share(of_method.recall(k)) for k in range(len(CLASS_NAMES)))]
        for name, of_method in scores.items()
    ]


def score_columns() -> list[Text | str]:
    """Heads of the table that ``score_rows`` fills."""
    return [
        Text("Method", "方法"),
        heading("recall"),
        heading("accuracy"),
        heading("balanced accuracy"),
        "Macro F1",
        heading("average precision"),
    ]


def score_rows(scores: dict[str, MethodScores]) -> list[list[object]]:
    """A row a method: recall of the rare class with its interval, then the other scores, means over the seeds."""
    metrics: tuple[Metric, ...] = ("accuracy", "balanced_accuracy", "macro_f1", "average_precision")
    return [
        [
            METHOD_TITLES[name],
            _share(of_method.recall(RARE)),
            *(percent(of_method.mean(metric)) for metric in metrics),
        ]
        for name, of_method in scores.items()
    ]


def _share(recall: tuple[float, tuple[float, float]]) -> str:
    return f"{percent(recall[0], 0)} ({interval_percent(recall[1], 0)})"


def _capitalized(text: Text) -> Text:
    return Text(text.en.capitalize(), text.zh)


def shown(difference: Difference) -> Text:
    """A difference in points with its interval and adjusted p-value."""
    interval = points_interval(difference.interval)
    value, p = points(difference.value), p_value_text(difference.p)
    return Text(f"{value} ({interval.en}; {p})", f"{value}（{interval.zh}；{p}）")


def comparison_rows(comparisons: Comparisons, metrics: Sequence[Metric]) -> list[list[object]]:
    """A row a method: against which, and the differences in some metrics with interval; those beyond noise are bold."""
    rows: list[list[object]] = []
    for name, differences in comparisons.by_method.items():
        row: list[object] = [METHOD_TITLES[name]]
        for metric in metrics:
            d = differences[metric]
            interval = points_interval(d.interval)
            value = f"**{points(d.value)}**" if d.sign else points(d.value)
            row.append(Text(f"{value} ({interval.en})", f"{value}（{interval.zh}）"))
        rows.append(row)
    return rows


def describe_answer(comparisons: Comparisons) -> Text:
    """Whether any method helps beyond noise: the answer to the chapter's question."""
    sentences = []
    count = len(comparisons.by_method)
    helping = comparisons.with_verdict("helps")
    if helping:
        named = listed([_named(comparisons, name, ("macro_f1", "average_precision")) for name in helping])
        sentences.append(
            Text(
                f"Beyond noise {'this helps' if len(helping) == 1 else 'these help'}: {named.en}.",
                f"超出雜訊、確實有幫助的是：{named.zh}。",
            )
        )
    else:
        sentences.append(
            Text(
                f"**None of the {count} changes helps beyond noise**: neither macro F1 nor the average "
                "precision of the "
                "rare class rises by more than other trainings and other test images would make it.",
                f"**{count} 種做法沒有一種的幫助超出雜訊**。不論是 macro F1 還是稀有類別的平均精確率，"
                "上升的幅度都沒有超過換一次訓練"
                "或換一批測試影像就會出現的變動。",
            )
        )
    trading = comparisons.with_verdict("trades")
    if trading:
        named = listed([_named(comparisons, name, ("recall", "accuracy")) for name in trading])
        sentences.append(
            Text(
                "More of the rare class is found at the price of other answers, with no better ranking, by "
                f"{named.en}.",
                f"找到更多稀有類別、但以其他答案為代價，而且排序沒有更好的是：{named.zh}。",
            )
        )
    harming = comparisons.with_verdict("harms")
    if harming:
        named = listed([_named(comparisons, name, ("macro_f1", "average_precision")) for name in harming])
        sentences.append(Text(f"On the whole it gets worse with {named.en}.", f"整體變差的是：{named.zh}。"))
    rest = comparisons.with_verdict("nothing")
    if rest:
        named = listed([METHOD_TITLES[name] for name in rest])
        sentences.append(Text(f"Nothing is shown for {named.en}.", f"看不出差別的是：{named.zh}。"))
    return tidy(Text(" ".join(text.en for text in sentences), "".join(text.zh for text in sentences)))


def describe_plain(comparisons: Comparisons) -> Text:
    """The same answer against the plain run with the fixed rate; empty if there is none."""
    if comparisons.plain is None:
        return Text("", "")
    answer = describe_answer(comparisons.plain)
    return Text(
        "**Against the plain network with the fixed rate.** Most remedies inherit the decaying rate, so they may only "
        f"make up for what that has cost. Held against the fixed rate without any remedy: {answer.en}",
        "**與固定學習率、不做任何處理的網路相比**：多數對策沿用了遞減學習率，可能只是補回它造成的損失。改與固定學習率、"
        f"不做任何處理的網路相比：{answer.zh}",
    )


def describe_resolution(comparisons: Comparisons) -> Text:
    """How large a difference in recall must be to be seen."""
    rare = comparisons.images[RARE]
    widths = sorted(
        (d["recall"].interval[1] - d["recall"].interval[0]) / 2 for d in comparisons.by_method.values()
    )
    width = 100 * widths[len(widths) // 2]
    return Text(
        f"With {rare} images of the rare class, half the interval of a difference in recall is {width:.0f} "
        "points in "
        "the middle of these comparisons; what is smaller cannot be seen.",
        f"稀有類別有 {rare} 張影像時，這些比較中召回率差距的信賴區間半寬，中位數是 {width:.0f} 個百分點；"
        "比這更小的差距看不出來。",
    )


def _named(comparisons: Comparisons, name: str, metrics: Sequence[Metric]) -> Text:
    """A method with its differences beyond noise in some metrics."""
    differences = comparisons.by_method[name]
    parts = [
        Text(
            f"{METRIC_TITLES[metric].en} {shown(differences[metric]).en}",
            f"{METRIC_TITLES[metric].zh} {shown(differences[metric]).zh}",
        )
        for metric in metrics
        if differences[metric].sign
    ]
    title = METHOD_TITLES[name]
    return Text(
        f"**{title.en}** ({'; '.join(part.en for part in parts)})",
        f"**{title.zh}**（{'；'.join(part.zh for part in parts)}）",
    )


def describe_budget(runs: AblationRuns, training: int) -> Text:
    """How long every training is."""
    budget = runs.budget
    factor = Text("", "")
    if budget.rate_factor != 1:
        factor = Text(
            f" As these are few, all learning rates of the table are multiplied by {budget.rate_factor:g}.",
            f"由於步數少，表中的學習率一律乘以 {budget.rate_factor:g}。",
        )
    return Text(
        f"Every training takes {runs.steps:,} steps of Adam with {budget.batch_size} images each, as many images as "
        f"{budget.epochs} epochs of the {training:,} training images have.{factor.en} Each method is trained with "
        f"{budget.seeds} seeds; a seed decides the initial weights and the order of the images.",
        f"每次訓練都以 Adam 走 {runs.steps:,} 步，每步 {budget.batch_size} 張影像，相當於 {training:,} 張訓練影像的 "
        f"{budget.epochs} 個訓練週期。{factor.zh}每種方法各用 {budget.seeds} 個隨機種子訓練；"
        "種子決定初始權重與影像的順序。",
    )
