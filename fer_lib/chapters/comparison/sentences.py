"""What the chapter that compares all runs says of them, in both languages from the same numbers."""

from collections.abc import Sequence

from fer_lib.chapters.comparison.ensembles import Ensemble
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.chapters.comparison.results import NetworkComparison
from fer_lib.language import Text
from fer_lib.wording import listed, percent, points, points_interval, proportion_text, tidy

MOST_NAMES = 8


def _names(names: Sequence[str]) -> Text:
    """Names of runs; of many, the first and how many more there are."""
    shown = [Text(f"`{name}`", f" `{name}` ") for name in names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        rest = len(names) - MOST_NAMES
        shown.append(Text(f"{rest:,} more", f"另外 {rest:,} 個"))
    return listed(shown)


def left_out(comparison: NetworkComparison) -> Text | None:
    """Which runs of the edition are not in the chapter and why; None if all are."""
    missing = comparison.left_out
    if not missing:
        return None
    states = {
        "unfinished": Text("unfinished", "未完成"),
        "broken": Text("broken", "損壞"),
        "complete": Text("complete", "完成"),
    }
    each = [(run.name, states[run.state], run.reason.replace("`", "'")) for run in missing[:MOST_NAMES]]
    more = len(missing) - len(each)
    count = len(missing)
    return Text(
        f"{count} of the edition's {count + len(comparison.runs)} runs {'is' if count == 1 else 'are'} not here: "
        + "; ".join(f"`{name}` ({state.en}: {reason})" for name, state, reason in each)
        + (f"; and {more} more" if more else "")
        + ".",
        f"這一版的 {count + len(comparison.runs)} 個訓練中有 {count} 個不在這裡："
        + "；".join(f"`{name}`（{state.zh}：{reason}）" for name, state, reason in each)
        + (f"；以及另外 {more} 個" if more else "")
        + "。",
    )


def overview(comparison: NetworkComparison) -> list[Text]:
    """How many runs there are, which is the best, and which were judged on images of their own; a paragraph each."""
    runs, sets = comparison.runs, comparison.sets
    networks, devices = len(comparison.networks), comparison.devices
    best = sets[0].runs[0]
    test = best.accuracy("test")
    first = Text(
        f"The edition has {len(runs):,} complete run{'s' * (len(runs) > 1)} of {networks} "
        f"network{'s' * (networks > 1)}, trained on {', '.join(devices[:4])}. "
        f"{f'On images {sets[0].letter} the' if len(sets) > 1 else 'The'} most accurate is `{best.name}` with "
        f"{proportion_text(best.validation).en}."
        + (
            f" On the test images, which have chosen nothing, it is right on {proportion_text(test).en}."
            if test
            else ""
        ),
        f"這一版有 {len(runs):,} 個完成的訓練、{networks} 種網路，裝置是 {'、'.join(devices[:4])}。"
        f"{f'在影像 {sets[0].letter} 上' if len(sets) > 1 else ''}最準的是 `{best.name}`："
        f"{proportion_text(best.validation).zh}。"
        + (f"在未參與任何挑選的測試集上，它的準確率是 {proportion_text(test).zh}。" if test else ""),
    )
    paragraphs = [first]
    alone = [s.runs[0].name for s in sets if len(s.runs) == 1]
    if len(sets) > 1:
        shared = [s for s in sets if len(s.runs) > 1]
        more = len(shared[MOST_NAMES:])
        told = Text(
            "Runs with the same letter were judged on the same images and can be compared image by image: "
            + ", ".join(f"{len(s.runs)} on {s.letter}" for s in shared[:MOST_NAMES])
            + (f" and {more} more set{'s' * (more > 1)}" if more else "")
            + (". " if shared else "none. "),
            "代號相同的訓練在同一批影像上評分，可以逐張比較："
            + ("、".join(f"{s.letter} 有 {len(s.runs)} 個" for s in shared[:MOST_NAMES]) or "這一版沒有")
            + (f"，另有 {more} 批" if more else "")
            + "。",
        )
        if alone:
            names = _names(alone)
            told = Text(
                f"{told.en}Judged on images that no other run was judged on: {names.en}.",
                tidy(Text("", f"{told.zh}評分影像與其他訓練都不同的有：{names.zh}。")).zh,
            )
        paragraphs.append(told)
    return paragraphs


def spread_of_seeds(comparison: NetworkComparison) -> Text:
    """By how much the seed alone moves the accuracy."""
    seeds = comparison.seeds
    if not seeds:
        return Text(
            "No two runs of this edition differ in their seed alone, so it cannot say by how much the seed moves a "
            "network's accuracy. `seeds: [0, 1, 2]` in a run of the edition's file would train it with three.",
            "這一版沒有任何兩個訓練只差在隨機種子，因此無法得知換種子會讓準確率變動多少。"
            "在版本檔的某個訓練寫上 `seeds: [0, 1, 2]`，就會用三個種子各訓練一次。",
        )
    widest = max(seeds, key=lambda group: group.deviation)
    each = [(f"`{g.name}`", f"{100 * g.deviation:.1f}", len(g.runs)) for g in seeds[:MOST_NAMES]]
    count, plural = len(seeds), "s" * (len(seeds) > 1)
    more = count - len(each)
    return Text(
        f"{count} setting{plural} {'were' if count > 1 else 'was'} trained with several seeds. The seed alone moves "
        "the accuracy by this many points (standard deviation): "
        + ", ".join(f"{name} {deviation} ({k} seeds)" for name, deviation, k in each)
        + (f"; of the other {more} the table of all runs says it" if more else "")
        + (f"; the most with `{widest.name}`" if count > 1 else "")
        + ".",
        f"有 {count} 種設定用了不只一個隨機種子。只換種子，準確率的標準差（百分點）是："
        + "、".join(f"{name} {deviation}（{k} 個種子）" for name, deviation, k in each)
        + (f"；其餘 {more} 種見所有訓練的表" if more else "")
        + (f"；變動最大的是 `{widest.name}`" if count > 1 else "")
        + "。",
    )


def of_pairs(tests: PairwiseTests) -> Text:
    """How many pairs differ, and what the adjustment and the threshold have done."""
    small = int(tests.too_small.sum()) // 2
    unclear = tests.pairs - tests.claimed - small
    n, pairs = tests.images.n, tests.pairs
    by_chance = 0.05 * pairs
    return Text(
        f"{len(tests.runs)} runs on the same n = {n:,} images make {pairs:,} pairs. In {tests.claimed:,} of them one "
        f"run is better; in {small:,} the test tells the two apart, but by less than 1.5 points; in {unclear:,} no "
        f"difference is shown. Without Holm's rule {tests.not_adjusted:,} pairs would have p < 0.05; of {pairs:,} "
        f"pairs of equally good networks, up to about {by_chance:,.0f} would by chance.",
        f"{len(tests.runs)} 個訓練在同樣的 n = {n:,} 張影像上評分，共 {pairs:,} 對。其中 {tests.claimed:,} 對有一方"
        f"較準；{small:,} 對檢定看得出不同，但差距小於 1.5 個百分點；{unclear:,} 對看不出差異。若不用 Holm 的方法"
        f"調整，p < 0.05 的會有 {tests.not_adjusted:,} 對；而 {pairs:,} 對同樣好的網路，光憑偶然就可能有 "
        f"{by_chance:,.0f} 對。",
    )


def of_best(tests: PairwiseTests) -> Text:
    """Which runs the most accurate one is not shown to be better than."""
    best = tests.runs[0].name
    equal = [run.name for run in tests.not_worse_than_best()[1:]]
    worse = len(tests.runs) - 1 - len(equal)
    if not equal:
        return Text(
            f"`{best}` is better than each of the other {worse} runs.",
            f"`{best}` 比其他 {worse} 個訓練都準。",
        )
    names = _names(equal)
    return tidy(
        Text(
            f"The most accurate run, `{best}`, is better than {worse} of the others. Not shown to be worse than it: "
            f"{names.en}.",
            f"最準的 `{best}` 比其中 {worse} 個訓練準。看不出比它差的有：{names.zh}。",
        )
    )


def triangle_alt(tests: PairwiseTests, shown: int) -> Text:
    """What the drawing of the pairs shows."""
    coloured = int(tests.better[:shown, :shown].sum())
    best = int(tests.better[0, :shown].sum())
    neighbours = sum(bool(tests.better[place, place + 1]) for place in range(shown - 1))
    order = " ".join(run.name for run in tests.runs[:shown])
    return Text(
        f"A triangle of squares for {shown} runs, the most accurate first: {order}. {coloured} squares are "
        f"coloured, {best} of them in the first column; of the {shown - 1} along the diagonal, where runs that follow "
        f"each other meet, {neighbours}.",
        f"{shown} 個訓練兩兩組成的三角形方格，由最準的排起：{order}。有顏色的方格共 {coloured} 個，"
        f"其中第一欄有 {best} 個；對角線旁名次相鄰的 {shown - 1} 格中，有顏色的有 {neighbours} 個。",
    )


def of_ensembles(comparison: NetworkComparison, found: Sequence[Ensemble]) -> list[Text]:
    """What ensembles bring; where there are none, why."""
    apart = [group.name for group in comparison.seeds if not group.same_images]
    told = []
    if found:
        help_ = [e for e in found if e.helps]
        best = max(found, key=lambda e: e.gain)
        interval = points_interval(best.gain_interval)
        count = len(found)
        told.append(
            Text(
                f"In {len(help_)} of {count} setting{'s' * (count > 1)} the ensemble is better than its single runs "
                f"are on average, with an interval above 0. The largest gain is that of `{best.seeds.name}`: "
                f"{points(best.gain)} points (95% interval {interval.en}, n = {best.accuracy.n:,}), from "
                f"{percent(best.seeds.mean)} to {percent(best.accuracy.share)}, for {len(best.seeds.runs)} times the "
                "computation.",
                f"{count} 種設定中，有 {len(help_)} 種的集成比單次訓練的平均準，且信賴區間全在 0 以上。增益最大的是 "
                f"`{best.seeds.name}`：{points(best.gain)} 個百分點（95% 信賴區間 {interval.zh}，"
                f"n = {best.accuracy.n:,}），從 {percent(best.seeds.mean)} 到 {percent(best.accuracy.share)}，"
                f"計算量則是 {len(best.seeds.runs)} 倍。",
            )
        )
    if apart:
        names = _names(apart)
        told.append(
            tidy(
                Text(
                    f"No ensemble can be judged of {names.en}: each seed has validation images of its own there, "
                    "because the seed also decides the split.",
                    f"無法評估集成的有：{names.zh}。資料的切分也由種子決定，每個種子的驗證影像都不同。",
                )
            )
        )
    return told
