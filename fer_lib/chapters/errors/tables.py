"""The tables of chapter 5: counts, scores of each class, confused pairs."""

from fer_lib import publish
from fer_lib.chapters.errors.analysis import ErrorAnalysis
from fer_lib.chapters.errors.sentences import no_errors
from fer_lib.chapters.shown_run import of_run
from fer_lib.language import Language, Text, heading
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.names import class_names
from fer_lib.publish import BookTable
from fer_lib.wording import all_of, capitalized, interval_percent, percent

PAIRS_SHOWN = 10


def _counts(matrix: ConfusionMatrix, lang: Language) -> str:
    names = class_names(matrix.names, lang)
    head = "| | " + " | ".join(names) + " |"
    rows = [
        f"| {name} | " + " | ".join(f"{n:,}" for n in row) + " |"
        for name, row in zip(names, matrix.counts, strict=True)
    ]
    return "\n".join([head, "|:---" + "|---:" * len(names) + "|", *rows])


def folded_counts(analysis: ErrorAnalysis) -> Text:
    """Both matrices in numbers of images, in a box that is folded at first."""
    sets = (("training set", analysis.training), ("validation set", analysis.validation))
    n = [f"{matrix.n:,}" for _, matrix in sets]
    title = Text(
        f"The same in numbers of images (n = {n[0]} and {n[1]})",
        f"以張數列出（n = {n[0]} 與 {n[1]}）",
    )

    def box(lang: Language, colon: str) -> str:
        tables = [f"{heading(name)[lang]}{colon}\n\n{_counts(matrix, lang)}" for name, matrix in sets]
        return f"````{{admonition}} {title[lang]}\n:class: dropdown\n" + "\n\n".join(tables) + "\n````"

    return Text(box("en", ":"), box("zh-TW", "："))


def _shown(value: float | None, interval: tuple[float, float] | None) -> str:
    return (
        "–" if value is None or interval is None else f"{percent(value, 0)} ({interval_percent(interval, 0)})"
    )


def class_scores(analysis: ErrorAnalysis) -> BookTable:
    """Recall, precision and F1 of each class with intervals."""
    rows: list[list[object]] = []
    for k, score in enumerate(analysis.scores.scores):
        shares = [_shown(p.share, p.wilson_interval) if p else "–" for p in (score.recall, score.precision)]
        images = f"{int(analysis.validation.counts[k].sum()):,}"
        rows.append([analysis.names[k], images, *shares, _shown(score.f1, score.f1_interval)])
    table = BookTable(
        Text(
            "Scores of each class on the validation images (95% interval).",
            "各類在驗證集上的分數（95% 信賴區間）。",
        ),
        [heading("label"), Text("Images", "張數"), heading("recall"), heading("precision"), "F1"],
        rows,
        "lrrrr",
    )
    return of_run(analysis.run, table)


def publish_pairs(analysis: ErrorAnalysis) -> None:
    """Print the table of confusions, if there is any."""
    if analysis.errors:
        publish.table("pairs", *pairs(analysis))
    else:
        publish.nothing(no_errors())


def pairs(analysis: ErrorAnalysis) -> BookTable:
    """The most frequent confusions with the range of their ranks; there has to be at least one error."""
    n, names = analysis.validation.n, analysis.names
    occurring = [pair for pair in analysis.pairs if pair.share.successes]
    shares = [pair.share.share for pair in analysis.pairs]
    rows: list[list[object]] = [
        [
            shares.index(pair.share.share) + 1,  # the same for equal shares
            Text(
                f"{names[pair.label].en} → {names[pair.predicted].en}",
                f"{names[pair.label].zh} → {names[pair.predicted].zh}",
            ),
            f"{pair.share.successes} / {pair.share.n:,}",
            percent(pair.share.share),
            interval_percent(pair.share.wilson_interval),
            _ranks(*pair.rank_interval),
        ]
        for pair in occurring[:PAIRS_SHOWN]
    ]
    table = BookTable(
        _which_pairs(len(rows), len(occurring), len(analysis.pairs), n),
        [
            Text("Rank", "名次"),
            Text("Label → answer", "標籤 → 答案"),
            Text("Images", "張數"),
            Text("Share", "比例"),
            Text("95% interval", "95% 信賴區間"),
            Text("Ranks (95%)", "名次（95%）"),
        ],
        rows,
        "rlrrrr",
    )
    return of_run(analysis.run, table)


def _ranks(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low}–{high}"


def _which_pairs(shown: int, occurring: int, kinds: int, n: int) -> Text:
    """Which of the confusions that there may be are listed."""
    images = f"{n:,} validation image{'s' * (n != 1)}"
    if shown < occurring:
        return Text(
            f"The {shown} most frequent of {kinds:,} kinds of confusion on the {images}, by their share of the label.",
            f"驗證集 {n:,} 張影像上，{kinds:,} 種混淆中最常見的 {shown} 種，依占該標籤的比例排列。",
        )
    if occurring == 1:
        return Text(
            f"The only kind of confusion that occurs on the {images}, of {kinds:,} possible ones.",
            f"驗證集 {n:,} 張影像上唯一出現的混淆（可能的混淆共 {kinds:,} 種）。",
        )
    if occurring == kinds:
        every = all_of(kinds, Text("kinds", "種混淆"))
        return Text(
            f"{capitalized(every).en} of confusion that are possible occur on the {images}; by their share of the label.",
            f"驗證集 {n:,} 張影像上，可能的{every.zh}都出現，依占該標籤的比例排列。",
        )
    found = all_of(occurring, Text("kinds", "種混淆")).zh
    number = "two" if occurring == 2 else f"{occurring}"
    return Text(
        f"The {number} kinds of confusion that occur on the {images}, of {kinds:,} possible ones, by their share of "
        "the label.",
        f"驗證集 {n:,} 張影像上出現的{found}（可能的混淆共 {kinds:,} 種），依占該標籤的比例排列。",
    )
