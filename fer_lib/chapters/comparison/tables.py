"""The tables of chapter 17: all runs, runs by network, the best against those that follow it, ensembles."""

from collections.abc import Sequence
from statistics import fmean

from fer_lib import publish
from fer_lib.chapters.compared_runs import ComparedRun, NetworkComparison
from fer_lib.chapters.compared_settings import compare_settings
from fer_lib.chapters.comparison.cost_sentences import millions
from fer_lib.chapters.comparison.ensembles import Ensemble
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.chapters.report_runs import keys_text
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.publish import BookTable
from fer_lib.wording import interval_percent, p_value_number, points, points_interval, tidy

RUNS_AT_A_GLANCE = 40
"""More runs than this are also summed up by network, in a table of their own."""
NETWORKS_SHOWN = 17
"""More networks than this get one row together, after those with the best runs."""
NEIGHBOURS_SHOWN = 12
"""Runs that are held against the most accurate one."""
SETS_IN_CAPTION = 6
KEYS_SHOWN = 3
"""Of more settings in which two runs differ, a cell names so many and counts the rest."""
_VERDICTS = {
    "better": Text("worse", "較差"),
    "too small": Text("too close", "差距太小"),
    "none": Text("undecided", "無法判斷"),
}


def _share(value: float) -> str:
    return f"{100 * value:.1f}"


def _accuracy(accuracy: Proportion) -> str:
    return f"{_share(accuracy.share)} ({interval_percent(accuracy.wilson_interval).removesuffix('%')})"


def publish_networks(comparison: NetworkComparison) -> None:
    """Where the runs are many, print the table that sums them up by network."""
    if len(comparison.runs) > RUNS_AT_A_GLANCE:
        publish.table("sortable-networks", *networks(comparison))


def runs(comparison: NetworkComparison) -> BookTable:
    """A row a run: set of images by set of images, the most accurate first; without columns that would be empty."""
    several_sets, seeds = len(comparison.sets) > 1, bool(comparison.seeds)
    columns = [
        (Text("Run", "訓練"), "l", True),
        (Text("Network", "模型"), "l", len(comparison.networks) > 1),
        (Text("Set", "影像"), "c", several_sets),
        (Text("Accuracy % (95%)", "準確率 %（95%）"), "r", True),
        (Text("Mean ± sd", "平均 ± 標準差"), "r", seeds),
        (Text("Params", "參數"), "r", _any_says(comparison, "parameters")),
        (Text("MACs", "乘加"), "r", _any_says(comparison, "macs")),
        (Text("s/epoch", "秒/epoch"), "r", _any_says(comparison, "seconds_per_epoch")),
        (Text("Images/s", "張/秒"), "r", _any_says(comparison, "images_per_second")),
    ]
    used = [is_used for _, _, is_used in columns]
    rows = [_run_row(comparison, run) for images in comparison.sets for run in images.runs]
    return BookTable(
        _runs_caption(comparison),
        [head for head, _, is_used in columns if is_used],
        [[cell for cell, is_used in zip(row, used, strict=True) if is_used] for row in rows],
        "".join(side for _, side, is_used in columns if is_used),
    )


def _any_says(comparison: NetworkComparison, *figures: str) -> bool:
    """Whether any run says one of these figures, which a training from elsewhere need not."""
    return any(getattr(run.figures, figure) is not None for run in comparison.runs for figure in figures)


def _run_row(comparison: NetworkComparison, run: ComparedRun) -> list[object]:
    figures, seeds = run.figures, comparison.seeds_of(run)
    return [
        f"`{run.name}`",
        run.network,
        comparison.letter_of(run),
        _accuracy(run.validation),
        f"{_share(seeds.mean)} ± {_share(seeds.deviation)} ({len(seeds.runs)})" if seeds else "–",
        "–" if figures.parameters is None else millions(figures.parameters),
        "–" if figures.macs is None else millions(figures.macs),
        "–" if figures.seconds_per_epoch is None else f"{figures.seconds_per_epoch:.1f}",
        "–" if figures.images_per_second is None else f"{figures.images_per_second:,.0f}",
    ]


def _runs_caption(comparison: NetworkComparison) -> Text:
    sets = comparison.sets
    if len(sets) == 1:
        images = Text(f"n = {sets[0].n:,} validation images", f"驗證集 n = {sets[0].n:,}")
    else:
        numbers = [f"{s.letter}: n = {s.n:,}" for s in sets[:SETS_IN_CAPTION]]
        last = sets[-1].letter
        more = Text(f", … {last}", f"，…… {last}") if len(sets) > SETS_IN_CAPTION else Text("", "")
        images = Text(
            f"set of validation images {', '.join(numbers)}{more.en}",
            f"驗證影像 {'，'.join(numbers)}{more.zh}",
        )
    seeds = Text("", "")
    if comparison.seeds:
        seeds = Text(
            " Mean ± sd: over the seeds, their number in brackets.",
            "平均 ± 標準差：跨隨機種子，括號內為種子數。",
        )
    sizes = times = Text("", "")
    if _any_says(comparison, "parameters", "macs"):
        sizes = Text(
            " Params, MACs: trainable parameters, and multiply-accumulates for one image, in millions.",
            "參數、乘加：可訓練參數量，以及一張影像的乘加次數，皆以百萬計。",
        )
    if _any_says(comparison, "seconds_per_epoch", "images_per_second"):
        times = Text(" Times are medians over the epochs.", "時間為各 epoch 的中位數。")
    alike = Text("", "")
    if len(comparison.networks) == 1:
        (network,) = comparison.networks
        alike = Text(f", of the network `{network}`", f"，模型都是 `{network}`")
    return Text(
        f"All runs{alike.en}; {images.en}.{seeds.en}{sizes.en}{times.en}",
        f"所有訓練{alike.zh}；{images.zh}。{seeds.zh}{sizes.zh}{times.zh}",
    )


def networks(comparison: NetworkComparison) -> BookTable:
    """A row a network and set of images, the best first; where there are too many, the rest in one row."""
    groups: dict[tuple[str, str], list[float]] = {}
    for run in comparison.runs:
        groups.setdefault((run.network, comparison.letter_of(run)), []).append(run.validation.share)
    kept, rest = sorted(groups.items(), key=lambda item: -max(item[1])), list[float]()
    if len(kept) > NETWORKS_SHOWN:
        rest = [share for _, shares in kept[NETWORKS_SHOWN - 1 :] for share in shares]
        kept = kept[: NETWORKS_SHOWN - 1]
    rows: list[list[object]] = [[network, letter, *_summary(shares)] for (network, letter), shares in kept]
    if rest:
        rows.append([Text("all others", "其餘"), "–", *_summary(rest)])
    count = f"{len(comparison.runs):,}"
    return BookTable(
        Text(
            f"All {count} runs by network and images: validation accuracy.",
            f"全部 {count} 次訓練的驗證準確率，依模型與影像分組。",
        ),
        [
            Text("Network", "模型"),
            Text("Images", "影像"),
            Text("Runs", "訓練次數"),
            Text("Lowest %", "最低 %"),
            Text("Mean %", "平均 %"),
            Text("Highest %", "最高 %"),
        ],
        rows,
        "lcrrrr",
    )


def _summary(shares: Sequence[float]) -> list[str]:
    return [f"{len(shares):,}", _share(min(shares)), _share(fmean(shares)), _share(max(shares))]


def against_best(tests: PairwiseTests) -> BookTable:
    """The most accurate run against those that follow it, at most ``NEIGHBOURS_SHOWN``; a row each."""
    rows = [_neighbour_row(tests, place) for place in range(1, min(len(tests.runs), NEIGHBOURS_SHOWN + 1))]
    best, n, count = f"`{tests.runs[0].name}`", f"{tests.images.n:,}", len(rows)
    first, alone = (
        Text(f"The most accurate run, {best},", f"最準的訓練 {best} "),
        Text("the most accurate run", "最準的訓練"),
    )
    if len(tests.images.most_accurate) > 1:
        first = alone = Text(best, f" {best} ")
    following = Text(f"the {count} that follow it", f"緊接在後的 {count} 個")
    raised = Text(
        " The intervals are those of single pairs; the p-values are raised for all pairs.",
        "信賴區間只針對單一配對；p 值已依所有配對調高。",
    )
    p_value = Text("p (Holm)", "p（Holm）")
    if count == 1:
        following = Text(f"the other, `{tests.runs[1].name}`", f"另一次訓練 `{tests.runs[1].name}`")
        raised, p_value = Text("", ""), Text("p", "p")
    return BookTable(
        tidy(
            Text(
                f"{first.en} and {following.en}; n = {n} validation images. Alone right: images that only "
                f"{alone.en}, and only the other, gets right.{raised.en}",
                f"{first.zh}與{following.zh}；驗證集 n = {n}。單獨答對：只有{alone.zh}答對、與只有另一次訓練答對的影像數。"
                f"{raised.zh}",
            )
        ),
        [
            Text("Run", "訓練"),
            Text("Behind, points (95%)", "落後的百分點（95%）"),
            Text("Alone right", "單獨答對"),
            p_value,
            Text("Verdict", "判斷"),
            Text("Differs in", "不同的設定"),
        ],
        rows,
        "lrrrll",
    )


def _neighbour_row(tests: PairwiseTests, place: int) -> list[object]:
    comparison = tests.comparison(0, place)
    interval = points_interval(comparison.difference_interval)
    difference = points(comparison.difference).lstrip("+")
    return [
        f"`{tests.runs[place].name}`",
        Text(f"{difference} ({interval.en})", f"{difference}（{interval.zh}）"),
        f"{comparison.only_first:,} : {comparison.only_second:,}",
        p_value_number(float(tests.adjusted[0, place])),
        _VERDICTS[tests.verdict(0, place)],
        _differs_in(tests.runs[0], tests.runs[place]),
    ]


def _differs_in(one: ComparedRun, other: ComparedRun) -> Text:
    """The keys in which two runs differ; of many, the first and how many more."""
    if one.is_adopted or other.is_adopted:
        return Text("not known", "不詳")
    keys = list(compare_settings([one.config], [other.config], ()).others)
    if not keys:
        return Text("–", "–")
    shown, more = [keys_text([key]) for key in keys[:KEYS_SHOWN]], len(keys) - KEYS_SHOWN
    if more > 0:
        shown.append(Text(f"{more} more", f"另外 {more} 項"))
    return tidy(Text(", ".join(text.en for text in shown), "、".join(text.zh for text in shown)))


def ensembles(voted: Sequence[Ensemble]) -> BookTable:
    """A row a setting: its single runs, mean ± standard deviation, and its ensemble."""
    n = ", ".join(f"{n:,}" for n in sorted({ensemble.accuracy.n for ensemble in voted}))
    return BookTable(
        Text(
            f"Single runs (mean ± standard deviation over the seeds) and the ensemble of them; n = {n} validation "
            "images.",
            f"單次訓練（跨種子的平均 ± 標準差）與其集成；驗證集 n = {n}。",
        ),
        [
            Text("Setting", "設定"),
            Text("Seeds", "種子數"),
            Text("Single runs %", "單次訓練 %"),
            Text("Ensemble % (95%)", "集成 %（95%）"),
            Text("Gain, points (95%)", "增益百分點（95%）"),
        ],
        [_ensemble_row(ensemble) for ensemble in voted],
        "lrrrr",
    )


def _ensemble_row(ensemble: Ensemble) -> list[object]:
    seeds, interval, gain = ensemble.seeds, points_interval(ensemble.gain_interval), points(ensemble.gain)
    is_range = len(set(interval.en.split(" to "))) > 1  # else every drawing of the images gives the same
    return [
        f"`{seeds.name}`",
        str(len(seeds.runs)),
        f"{_share(seeds.mean)} ± {_share(seeds.deviation)}",
        _accuracy(ensemble.accuracy),
        Text(f"{gain} ({interval.en})", f"{gain}（{interval.zh}）") if is_range else gain,
    ]
