"""What chapter 17 says of all runs: overview, spread over seeds, pairs that differ."""

from collections.abc import Sequence

from fer_lib.chapters.compared_runs import ComparedRun, ImageSet, NetworkComparison
from fer_lib.chapters.comparison.names import NAMES_LISTED, all_runs, listed_runs
from fer_lib.chapters.comparison.pairs import SETS_TESTED, PairwiseTests
from fer_lib.chapters.seed_effect import limit_text
from fer_lib.language import Text
from fer_lib.wording import capitalized, paragraph, proportion_text, tidy

DEVICES_NAMED = 4
_STATES = {
    "unfinished": Text("unfinished", "未完成"),
    "broken": Text("broken", "損壞"),
}


def nothing_to_compare(comparison: NetworkComparison, file: str) -> Text:
    """Why the chapter is not there where fewer than two runs are complete.

    Args:
        comparison: of one run or none.
        file: the edition's file.
    """
    missing = left_out(comparison) if comparison.left_out else Text("", "")
    return paragraph(
        missing,
        Text(
            f"To compare anything, two runs of `{file}` have to be complete.",
            f"`{file}` 至少要有兩個完成的訓練才能比較。",
        ),
    )


def left_out(comparison: NetworkComparison) -> Text:
    """Which runs of the edition are not in the chapter, at least one, and why."""
    missing = comparison.left_out
    each = [(run.name, _STATES[run.state], run.reason.replace("`", "'")) for run in missing[:NAMES_LISTED]]
    more = len(missing) - len(each)
    count, runs = len(missing), len(missing) + len(comparison.runs)
    return Text(
        f"{count} of the edition's {runs} runs {'is' if count == 1 else 'are'} not here: "
        + "; ".join(f"`{name}` ({state.en}: {reason})" for name, state, reason in each)
        + (f"; and {more} more" if more else "")
        + ".",
        f"這一版的 {runs} 次訓練中有 {count} 個不在這裡："
        + "；".join(f"`{name}`（{state.zh}：{reason}）" for name, state, reason in each)
        + (f"；以及另外 {more} 個" if more else "")
        + "。",
    )


def overview(comparison: NetworkComparison) -> list[Text]:
    """How many runs there are, which is the best, and which were judged on images of their own; a paragraph each."""
    first = paragraph(_counts(comparison), _most_accurate(comparison))
    return [first, _image_sets(comparison.sets)] if len(comparison.sets) > 1 else [first]


def _counts(comparison: NetworkComparison) -> Text:
    runs, networks = len(comparison.runs), len(comparison.networks)
    where = _where_trained(comparison)
    of = Text(f"of {networks} network{'s' * (networks > 1)}", f"、{networks} 種模型")
    if networks == 1 and runs > 1:
        of = Text("of one and the same network", "，用的是同一種模型")
    return Text(
        f"The edition has {runs:,} complete run{'s' * (runs > 1)} {of.en}, trained {where.en}.",
        f"這一版有 {runs:,} 個完成的訓練{of.zh}，{where.zh}。",
    )


def _where_trained(comparison: NetworkComparison) -> Text:
    devices = comparison.devices[:DEVICES_NAMED]
    if not devices:
        return Text("elsewhere", "都在別處訓練")
    elsewhere = any(not run.device for run in comparison.runs)
    and_elsewhere = Text(" and elsewhere", "，也有在別處訓練的") if elsewhere else Text("", "")
    return Text(
        f"on {', '.join(devices)}{and_elsewhere.en}", f"裝置是 {'、'.join(devices)}{and_elsewhere.zh}"
    )


def _most_accurate(comparison: NetworkComparison) -> Text:
    images = comparison.sets[0]
    best = images.most_accurate
    validation = proportion_text(best[0].validation)
    where = Text("", "")
    if len(comparison.sets) > 1:
        where = Text(f"On images {images.letter} ", f"在影像 {images.letter} 上")
    if len(best) == 1:
        sentence = Text(
            f"{where.en}the most accurate is `{best[0].name}` with {validation.en}.",
            f"{where.zh}最準的是 `{best[0].name}`：{validation.zh}。",
        )
    elif len(best) == len(images.runs):
        all_of = all_runs(len(best))
        sentence = Text(
            f"{where.en}{all_of.en} are right on the same share: {validation.en}.",
            f"{where.zh}{'，' * bool(where.zh)}{all_of.zh}的準確率相同，都是 {validation.zh}。",
        )
    else:
        names = listed_runs([run.name for run in best])
        sentence = tidy(
            Text(
                f"{where.en}the most accurate are {names.en}, each with {validation.en}.",
                f"{where.zh}最準的是{names.zh}，準確率相同：{validation.zh}。",
            )
        )
    return paragraph(capitalized(sentence), _on_test_images(best))


def _on_test_images(best: Sequence[ComparedRun]) -> Text:
    """What the most accurate runs do on the test images; nothing where there are none."""
    tested = [(run.name, proportion_text(test)) for run in best if (test := run.accuracy("test"))]
    if not tested:
        return Text("", "")
    if len(best) == 1:
        ((_, share),) = tested
        return Text(
            f"On the test images, which have chosen nothing, it is right on {share.en}.",
            f"在未參與任何挑選的測試集上，它的準確率是 {share.zh}。",
        )
    shown = tested[:NAMES_LISTED]
    return Text(
        f"On the test images, which have chosen nothing: {'; '.join(f'`{name}` {share.en}' for name, share in shown)}.",
        f"在未參與任何挑選的測試集上：{'；'.join(f'`{name}` {share.zh}' for name, share in shown)}。",
    )


def _image_sets(sets: Sequence[ImageSet]) -> Text:
    shared = [images for images in sets if len(images.runs) > 1]
    more = len(shared[NAMES_LISTED:])
    named = [(images.letter, len(images.runs)) for images in shared[:NAMES_LISTED]]
    comparable = Text(
        "Runs with the same letter were judged on the same images and can be compared image by image: "
        + (", ".join(f"{runs} on {letter}" for letter, runs in named) or "none")
        + (f" and {more} more sets" if more else "")
        + ".",
        "代號相同的訓練在同一批影像上評分，可以逐張比較："
        + ("、".join(f"{letter} 有 {runs} 個" for letter, runs in named) or "這一版沒有")
        + (f"，另有 {more} 批" if more else "")
        + "。",
    )
    alone = [images.runs[0].name for images in sets if len(images.runs) == 1]
    if not alone:
        return comparable
    names = listed_runs(alone)
    return paragraph(
        comparable,
        tidy(
            Text(
                f"Judged on images that no other run was judged on: {names.en}.",
                f"評分影像與其他訓練都不同的有：{names.zh}。",
            )
        ),
    )


def spread_of_seeds(comparison: NetworkComparison) -> Text:
    """By how much the seed alone moves the accuracy."""
    seeds = [group for group in comparison.seeds if group.same_images]
    if not seeds:
        return Text(
            "No two of these runs differ in their seed alone and were judged on the same images, so they cannot say by how "
            "much the seed moves a network's accuracy.",
            "沒有任何兩次訓練只差在隨機種子、又在同一批影像上評分，因此無法得知換種子會讓準確率變動多少。",
        )
    each = [(f"`{g.name}`", f"{100 * g.deviation:.1f}", len(g.runs)) for g in seeds[:NAMES_LISTED]]
    most, *others = sorted((f"{100 * group.deviation:.1f}" for group in seeds), key=float, reverse=True)
    widest = max(seeds, key=lambda group: group.deviation)
    stands_out = bool(others) and others[0] != most
    count, plural = len(seeds), "s" * (len(seeds) > 1)
    more = count - len(each)
    return Text(
        f"{count} setting{plural} {'were' if count > 1 else 'was'} trained with several seeds. The seed alone moves "
        "the accuracy by this many points (standard deviation): "
        + ", ".join(f"{name} {deviation} ({k} seeds)" for name, deviation, k in each)
        + (f"; of the other {more} the table of all runs says it" if more else "")
        + (f"; the most with `{widest.name}`" if stands_out else "")
        + ".",
        f"有 {count} 種設定用了不只一個隨機種子。只換種子，準確率的標準差（百分點）是："
        + "、".join(f"{name} {deviation}（{k} 個種子）" for name, deviation, k in each)
        + (f"；其餘 {more} 種見所有訓練的表" if more else "")
        + (f"；變動最大的是 `{widest.name}`" if stands_out else "")
        + "。",
    )


def no_pairs() -> Text:
    """What is said where no two runs can be compared."""
    return Text(
        "No two runs of this edition were judged on the same images, so no pair can be compared.",
        "這一版沒有任何兩次訓練在同一批影像上評分，無法兩兩比較。",
    )


def pairs(tests: PairwiseTests) -> Text:
    """How many pairs differ, and what the adjustment and the threshold have done."""
    n, count = tests.images.n, tests.pairs
    if count == 1:
        return _one_pair(tests)
    by_chance = 0.05 * count
    return paragraph(
        Text(
            f"{len(tests.runs)} runs on the same n = {n:,} images make {count:,} pairs.",
            f"{len(tests.runs)} 次訓練在同樣的 n = {n:,} 張影像上評分，共 {count:,} 對。",
        ),
        _verdicts(tests),
        Text(
            f"Without Holm's rule {tests.not_adjusted:,} pair{'s' * (tests.not_adjusted != 1)} would have p < 0.05; of "
            f"{count:,} pairs of equally good networks, up to about {by_chance:,.1f} would by chance.",
            f"若不用 Holm 的方法調整，p < 0.05 的會有 {tests.not_adjusted:,} 對；而 {count:,} 對同樣好的模型，光憑運氣就可能有 "
            f"{by_chance:,.1f} 對。",
        ),
    )


def _verdicts(tests: PairwiseTests) -> Text:
    """Of how many pairs what is said; kinds that no pair has are left out."""
    small, limit = int(tests.too_small.sum()) // 2, limit_text(tests.seeds)
    counts = [
        (tests.claimed, Text("one run is better", "有一方較準")),
        (
            small,
            Text(
                f"the test tells the two apart, but by less than the {limit} points that the seed alone can move",
                f"檢定看得出不同，但差距小於只換種子就可能有的 {limit} 個百分點",
            ),
        ),
        (tests.pairs - tests.claimed - small, Text("no difference is shown", "看不出差異")),
    ]
    met = [(number, said) for number, said in counts if number]
    if len(met) == 1:
        ((_, said),) = met
        return Text(f"In all of them {said.en}.", f"每一對都{said.zh}。")
    return Text(
        f"In {'; in '.join(f'{number:,} {said.en}' for number, said in met)}.",
        f"其中 {'；'.join(f'{number:,} 對{said.zh}' for number, said in met)}。",
    )


def _one_pair(tests: PairwiseTests) -> Text:
    if tests.claimed:
        shown = Text("the test tells them apart", "檢定看得出不同")
    elif tests.too_small.any():
        limit = limit_text(tests.seeds)
        shown = Text(
            f"the test tells them apart, but by less than the {limit} points that the seed alone can move",
            f"檢定看得出不同，但差距小於只換種子就可能有的 {limit} 個百分點",
        )
    else:
        shown = Text("no difference is shown", "看不出差異")
    n = f"{tests.images.n:,}"
    return Text(
        f"Two runs were judged on the same n = {n} images: {shown.en}.",
        f"有兩次訓練在同樣的 n = {n} 張影像上評分：{shown.zh}。",
    )


def best(tests: PairwiseTests) -> Text:
    """Which runs the most accurate one is not shown to be better than."""
    level = tests.images.most_accurate
    if len(level) > 1:
        return _best_of_level(tests, level)
    name = tests.runs[0].name
    equal = [run.name for run in tests.not_worse_than_best()[1:]]
    worse = len(tests.runs) - 1 - len(equal)
    if len(tests.runs) == 2 and not equal:
        return Text(f"`{name}` is better than the other run.", f"`{name}` 比另一次訓練準。")
    if not equal:
        return Text(
            f"`{name}` is better than each of the other {worse} runs.",
            f"`{name}` 比其他 {worse} 次訓練都準。",
        )
    names = listed_runs(equal)
    if not worse:
        return tidy(
            Text(
                f"The most accurate run, `{name}`, is not shown to be better than {names.en}.",
                f"看不出最準的 `{name}` 比{names.zh}準。",
            )
        )
    return tidy(
        Text(
            f"The most accurate run, `{name}`, is better than {worse} of the others. Not shown to be worse than it: "
            f"{names.en}.",
            f"最準的 `{name}` 比其中 {worse} 次訓練準。看不出比它差的有：{names.zh}。",
        )
    )


def _best_of_level(tests: PairwiseTests, level: Sequence[ComparedRun]) -> Text:
    """The same where several runs are right on equally many images, two or more."""
    if len(level) == len(tests.runs):
        right, n, all_of = level[0].validation.successes, tests.images.n, all_runs(len(level))
        return Text(
            f"{capitalized(all_of).en} are right on equally many of these images, {right:,} of {n:,}."
            if 0 < right < n
            else f"{capitalized(all_of).en} are right on {'all' if right else 'none'} of these images.",
            f"{all_of.zh}答對的影像一樣多，都是 {n:,} 張中的 {right:,} 張。"
            if 0 < right < n
            else f"{all_of.zh}{'全部答對' if right else '全部答錯'}。",
        )
    first, names = level[0].name, listed_runs([run.name for run in level])
    equal = [run.name for run in tests.not_worse_than_best() if run not in level]
    worse = len(tests.runs) - len(level) - len(equal)
    as_good = tidy(
        Text(
            f"{names.en} are right on equally many of these images, and no other run on more.",
            f"{names.zh}答對的影像一樣多，沒有其他訓練答對更多。",
        )
    )
    others = listed_runs(equal)
    if not equal:
        held = Text(
            f"`{first}` is better than {'the remaining run' if worse == 1 else f'each of the other {worse} runs'}.",
            f"`{first}` 比{'其餘那一次訓練準' if worse == 1 else f'其他 {worse} 次訓練都準'}。",
        )
    elif not worse:
        held = Text(
            f"`{first}` is not shown to be better than {others.en}.", f"看不出 `{first}` 比{others.zh}準。"
        )
    else:
        held = Text(
            f"`{first}` is better than {worse} of the others. Not shown to be worse than it: {others.en}.",
            f"`{first}` 比其中 {worse} 次訓練準。看不出比它差的有：{others.zh}。",
        )
    return tidy(paragraph(as_good, held))


def further_sets(tests: Sequence[PairwiseTests]) -> Text:
    """How many sets of images with several runs the chapter leaves out."""
    rest = len(tests) - SETS_TESTED
    return Text(
        "These were the three sets of images with the most runs. Further sets with several runs, which are not "
        f"compared here: {rest}.",
        f"以上是訓練最多的三批影像；另有 {rest} 批影像也有兩個以上的訓練，這裡不再比較。",
    )
