"""Which method helps beyond noise, in sentences: each is chosen by what the differences are, and none says more."""

from collections.abc import Sequence

from fer_lib.chapters.masks.comparison import Comparisons, Difference
from fer_lib.chapters.masks.names import METHOD_TITLES, METRIC_TITLES
from fer_lib.chapters.masks.scores import METRICS, Metric
from fer_lib.data.mask_classes import RARE
from fer_lib.editions.imbalance_roles import ImbalanceMethod
from fer_lib.language import Text
from fer_lib.wording import (
    listed,
    p_value_number,
    p_value_text,
    paragraph,
    points,
    points_interval,
    tidy,
)


def shown_difference(difference: Difference) -> Text:
    """A difference in points with its interval and adjusted p-value; ``≤`` where the draws can give none smaller."""
    interval, value = points_interval(difference.interval), points(difference.value)
    p = p_value_text(difference.p)
    if difference.is_bound and difference.p >= 0.001:
        p = f"p\u00a0≤\u00a0{p_value_number(difference.p)}"
    return Text(f"{value} ({interval.en}; {p})", f"{value}（{interval.zh}；{p}）")


def answer(comparisons: Comparisons, *, explained: bool = True) -> Text:
    """Whether any method helps beyond noise: the answer to the chapter's question.

    Args:
        comparisons: of the methods.
        explained: whether it says what would have been help, where none is shown.
    """
    sentences = [_helping(comparisons, explained)]
    trading = comparisons.with_verdict("trades")
    if trading:
        named = listed([_named(comparisons, name, ("recall", "accuracy")) for name in trading])
        sentences.append(
            Text(
                f"More of the rare class is found, with neither macro F1 nor the ranking better, by {named.en}.",
                f"找到更多稀有類別、但 macro F1 與排序都沒有更好的是：{named.zh}。",
            )
        )
    harming = comparisons.with_verdict("harms")
    if harming:
        named = listed([_named(comparisons, name, ("macro_f1", "average_precision")) for name in harming])
        sentences.append(Text(f"On the whole it gets worse with {named.en}.", f"整體變差的是：{named.zh}。"))
    changing = comparisons.with_verdict("changes")
    if changing:
        named = listed([_named(comparisons, name, METRICS) for name in changing])
        sentences.append(
            Text(
                f"Single scores change beyond noise, with no gain on the whole, with {named.en}.",
                f"個別分數的變動在統計上顯著，但整體沒有更好的是：{named.zh}。",
            )
        )
    if p := _largest_p(comparisons):
        sentences.append(
            Text(f"The differences are in points, each with {p}.", f"差距以百分點計，都有 {p}。")
        )
    rest = comparisons.with_verdict("nothing")
    if rest:
        named = listed([METHOD_TITLES[name] for name in rest])
        sentences.append(Text(f"Nothing is shown for {named.en}.", f"看不出差別的是：{named.zh}。"))
    return tidy(paragraph(*sentences))


def _largest_p(comparisons: Comparisons) -> str:
    """``p ≤ 0.034``: the largest p-value of the differences beyond noise; empty if there is none."""
    beyond = [d.p for own in comparisons.by_method.values() for d in own.values() if d.sign]
    if not beyond:
        return ""
    largest = p_value_number(max(beyond))
    return f"p\u00a0{largest}" if largest.startswith("<") else f"p\u00a0≤\u00a0{largest}"


def _helping(comparisons: Comparisons, explained: bool) -> Text:
    """The methods that help, or that none does."""
    count, helping = len(comparisons.by_method), comparisons.with_verdict("helps")
    if helping:
        named = listed([_named(comparisons, name, ("macro_f1", "average_precision")) for name in helping])
        return Text(
            f"Beyond noise {'this helps' if len(helping) == 1 else 'these help'}: {named.en}.",
            f"統計上顯著、確實有幫助的是：{named.zh}。",
        )
    none = Text(
        f"None of the {count} changes helps beyond noise", f"{count} 種做法沒有一種的幫助在統計上顯著"
    )
    if count == 1:
        none = Text("The change does not help beyond noise", "這種做法的幫助在統計上不顯著")
    mixed = any(
        comparisons.by_method[name][metric].sign > 0
        for name in comparisons.by_method
        for metric in ("macro_f1", "average_precision")
    )
    if mixed or not explained:  # one of the two rises where the other falls
        return Text(f"**{none.en}**.", f"**{none.zh}**。")
    return Text(
        f"**{none.en}**: neither macro F1 nor the average precision of the rare class rises by more than other trainings "
        "and other test images would make it.",
        f"**{none.zh}**。不論是 macro F1 還是稀有類別的平均精確率，上升的幅度都沒有超過換一次訓練或換一批測試影像就會"
        "出現的變動。",
    )


def answer_against_plain(comparisons: Comparisons) -> Text:
    """The same answer against the plain run with the fixed rate; empty if there is none."""
    if comparisons.plain is None:
        return Text("", "")
    against = answer(comparisons.plain)
    return Text(
        f"**Against plain training at a fixed rate.** {against.en}",
        f"**與固定學習率、不做任何處理的訓練相比**：{against.zh}",
    )


def answer_on_the_ladder(comparisons: Comparisons) -> Text:
    """The answer against the training that each method differs from least, after that against the plain run, if any."""
    if comparisons.plain is None:
        return answer(comparisons)
    against = answer(comparisons, explained=False)
    return Text(
        "**Rung by rung.** Most remedies inherit the decaying rate; each against the training that it differs from "
        f"least: {against.en}",
        f"**逐級比較**：多數對策沿用了遞減學習率。各與差異最小的訓練相比：{against.zh}",
    )


def resolution(comparisons: Comparisons) -> Text:
    """How large a difference in recall must be to be seen."""
    rare = comparisons.images[RARE]
    widths = sorted(
        (d["recall"].interval[1] - d["recall"].interval[0]) / 2 for d in comparisons.by_method.values()
    )
    width = 100 * widths[len(widths) // 2]
    return Text(
        f"With {rare} images of the rare class, half the interval of a difference in recall is {width:.0f} points in the "
        "middle of these comparisons; what is smaller cannot be seen.",
        f"稀有類別有 {rare} 張影像時，這些比較中召回率差距的信賴區間半寬，中位數是 {width:.0f} 個百分點；"
        "比這更小的差距看不出來。",
    )


def _named(comparisons: Comparisons, name: ImbalanceMethod, metrics: Sequence[Metric]) -> Text:
    """A method with its differences beyond noise in some metrics, and with every loss beyond noise in others."""
    differences = comparisons.by_method[name]
    parts = [
        Text(
            f"{METRIC_TITLES[metric].en} {points(differences[metric].value)}",
            f"{METRIC_TITLES[metric].zh} {points(differences[metric].value)}",
        )
        for metric in METRICS
        if differences[metric].sign < 0 or (metric in metrics and differences[metric].sign)
    ]
    title = METHOD_TITLES[name]
    return Text(
        f"**{title.en}** ({'; '.join(part.en for part in parts)})",
        f"**{title.zh}**（{'；'.join(part.zh for part in parts)}）",
    )
