"""The tables of the chapter that compares all runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from fer_lib.chapters.comparison.costs import millions
from fer_lib.chapters.comparison.ensembles import Ensemble
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.chapters.comparison.results import ComparedRun, NetworkComparison
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.wording import interval_percent, p_value_text, points, points_interval

LONG = 40
"""More runs than this are also summed up by network, in a table of its own."""
MOST_NETWORKS = 17
"""More networks than this get one row together, after those with the best runs."""
MOST_NEIGHBOURS = 12


def _share(value: float) -> str:
    return f"{100 * value:.1f}"


def _accuracy(accuracy: Proportion) -> str:
    return f"{_share(accuracy.share)} ({interval_percent(accuracy.wilson_interval).removesuffix('%')})"


@dataclass(frozen=True, eq=False)
class RunsTable:
    """All runs of an edition in one table; columns that would be empty are left out.

    Attributes:
        comparison: of the runs.
    """

    comparison: NetworkComparison

    @property
    def is_long(self) -> bool:
        """Whether it has more rows than a reader sees at a glance."""
        return len(self.comparison.runs) > LONG

    def _columns(self) -> list[tuple[Text, str, bool]]:
        """Head, side and whether there is anything to say, of each column."""
        several_sets, seeds = len(self.comparison.sets) > 1, bool(self.comparison.seeds)
        return [
            (Text("Run", "訓練"), "l", True),
            (Text("Network", "網路"), "l", True),
            (Text("Set", "影像"), "c", several_sets),
            (Text("Accuracy % (95%)", "準確率 %（95%）"), "r", True),
            (Text("Mean ± sd", "平均 ± 標準差"), "r", seeds),
            (Text("Params", "參數"), "r", True),
            (Text("MACs", "乘加"), "r", True),
            (Text("s/epoch", "秒/週期"), "r", True),
            (Text("Images/s", "張/秒"), "r", True),
        ]

    def columns(self) -> list[Text]:
        """Heads."""
        return [head for head, _, is_used in self._columns() if is_used]

    def align(self) -> str:
        """Sides of the columns."""
        return "".join(side for _, side, is_used in self._columns() if is_used)

    def rows(self) -> list[list[object]]:
        """One row a run, of all runs: set of images by set of images, the most accurate first."""
        used = [is_used for _, _, is_used in self._columns()]
        return [
            [cell for cell, is_used in zip(self._row(run), used, strict=True) if is_used]
            for images in self.comparison.sets
            for run in images.runs
        ]

    def _row(self, run: ComparedRun) -> list[object]:
        figures, seeds = run.figures, self.comparison.seeds_of(run)
        over = f"{_share(seeds.mean)} ± {_share(seeds.deviation)} ({len(seeds.runs)})" if seeds else "–"
        return [
            run.name,
            run.config.model,
            self.comparison.letter_of(run),
            _accuracy(run.validation),
            over,
            "–" if figures.parameters is None else millions(figures.parameters),
            "–" if figures.macs is None else millions(figures.macs),
            "–" if figures.seconds_per_epoch is None else f"{figures.seconds_per_epoch:.1f}",
            "–" if figures.images_per_second is None else f"{figures.images_per_second:,.0f}",
        ]

    def caption(self) -> Text:
        """What the columns are, with the numbers of images."""
        sets = self.comparison.sets
        if len(sets) == 1:
            images = Text(f"n = {sets[0].n:,} validation images", f"驗證集 n = {sets[0].n:,}")
        else:
            listed = [f"{s.letter}: n = {s.n:,}" for s in sets[:6]]
            more = (
                Text(f", … {sets[-1].letter}", f"，…… {sets[-1].letter}") if len(sets) > 6 else Text("", "")
            )
            images = Text(
                f"set of validation images {', '.join(listed)}{more.en}",
                f"驗證影像 {'，'.join(listed)}{more.zh}",
            )
        seeds = self.comparison.seeds
        over = (
            Text(
                " Mean ± sd: over the seeds, their number in brackets.",
                "平均 ± 標準差：跨隨機種子，括號內為種子數。",
            )
            if seeds
            else Text("", "")
        )
        return Text(
            f"All runs; {images.en}.{over.en} Params, MACs: trainable parameters, and "
            "multiply-accumulates for one image, in millions. Times are medians over the epochs.",
            f"所有訓練；{images.zh}。{over.zh}參數、乘加：可訓練參數量，以及一張影像的乘加次數，皆以百萬計。"
            "時間為各週期的中位數。",
        )


NETWORK_COLUMNS = [
    Text("Network", "網路"),
    Text("Images", "影像"),
    Text("Runs", "訓練次數"),
    Text("Lowest %", "最低 %"),
    Text("Mean %", "平均 %"),
    Text("Highest %", "最高 %"),
]
NETWORK_ALIGN = "lcrrrr"


def network_rows(comparison: NetworkComparison) -> list[list[object]]:
    """One row a network and set of images, the best first; where there are too many, the rest in one row."""
    groups: dict[tuple[str, str], list[float]] = {}
    for run in comparison.runs:
        groups.setdefault((run.config.model, comparison.letter_of(run)), []).append(run.validation.share)
    ordered = sorted(groups.items(), key=lambda item: -max(item[1]))
    kept, rest = ordered, list[float]()
    if len(ordered) > MOST_NETWORKS:
        kept = ordered[: MOST_NETWORKS - 1]
        rest = [share for _, shares in ordered[MOST_NETWORKS - 1 :] for share in shares]

    def numbers(shares: Sequence[float]) -> list[object]:
        return [f"{len(shares):,}", _share(min(shares)), _share(fmean(shares)), _share(max(shares))]

    rows: list[list[object]] = [[network, letter, *numbers(shares)] for (network, letter), shares in kept]
    return [*rows, [Text("all others", "其餘"), "–", *numbers(rest)]] if rest else rows


NEIGHBOUR_COLUMNS = [
    Text("Run", "訓練"),
    Text("Behind, points (95%)", "落後的百分點（95%）"),
    Text("Alone right", "單獨答對"),
    Text("p (Holm)", "p（Holm）"),
    Text("Verdict", "判斷"),
]
NEIGHBOUR_ALIGN = "lrrrl"
_VERDICTS = {
    "better": Text("worse", "較差"),
    "too small": Text("too close", "差距太小"),
    "none": Text("undecided", "無法判斷"),
}


def neighbour_rows(tests: PairwiseTests) -> list[list[object]]:
    """The most accurate run against those that follow it, at most ``MOST_NEIGHBOURS``; a row each."""
    rows: list[list[object]] = []
    for place in range(1, min(len(tests.runs), MOST_NEIGHBOURS + 1)):
        comparison = tests.comparison(0, place)
        interval = points_interval(comparison.difference_interval)
        difference = points(comparison.difference).lstrip("+")
        p_value = p_value_text(float(tests.adjusted[0, place])).replace("p\u00a0=\u00a0", "")
        rows.append(
            [
                tests.runs[place].name,
                Text(f"{difference} ({interval.en})", f"{difference}（{interval.zh}）"),
                f"{comparison.only_first:,} : {comparison.only_second:,}",
                p_value.removeprefix("p\u00a0"),
                _VERDICTS[tests.verdict(0, place)],
            ]
        )
    return rows


ENSEMBLE_COLUMNS = [
    Text("Setting", "設定"),
    Text("Seeds", "種子數"),
    Text("Single runs %", "單次訓練 %"),
    Text("Ensemble % (95%)", "集成 %（95%）"),
    Text("Gain, points (95%)", "增益百分點（95%）"),
]
ENSEMBLE_ALIGN = "lrrrr"


def ensemble_caption(found: Sequence[Ensemble]) -> Text:
    """What the table of ``ensemble_rows`` shows, with the numbers of images."""
    n = ", ".join(f"{n:,}" for n in sorted({ensemble.accuracy.n for ensemble in found}))
    return Text(
        f"Single runs (mean ± standard deviation over the seeds) and the ensemble of them; n = {n} validation images.",
        f"單次訓練（跨種子的平均 ± 標準差）與其集成；驗證集 n = {n}。",
    )


def ensemble_rows(found: Sequence[Ensemble]) -> list[list[object]]:
    """One row a setting: its single runs, mean ± standard deviation, and its ensemble."""
    rows: list[list[object]] = []
    for ensemble in found:
        seeds, interval = ensemble.seeds, points_interval(ensemble.gain_interval)
        gain = points(ensemble.gain)
        rows.append(
            [
                seeds.name,
                str(len(seeds.runs)),
                f"{_share(seeds.mean)} ± {_share(seeds.deviation)}",
                _accuracy(ensemble.accuracy),
                Text(f"{gain} ({interval.en})", f"{gain}（{interval.zh}）"),
            ]
        )
    return rows
