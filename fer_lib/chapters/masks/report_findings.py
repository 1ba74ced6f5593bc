"""What report E's own four matrices show, in sentences and table rows in both languages."""

from fer_lib.chapters.masks.names import METHOD_TITLES
from fer_lib.chapters.masks.report_matrices import REPORT_MATRICES, paired_range
from fer_lib.data.masks.dataset import FREQUENT, RARE
from fer_lib.imbalance.scores import matrix_scores
from fer_lib.language import Text
from fer_lib.wording import interval_percent, listed, p_value_text, percent


def report_rows() -> list[list[object]]:
    """A row for each of the report's matrices: recall of the rare class, its p against the first, the other scores."""
    rows: list[list[object]] = []
    plain = REPORT_MATRICES["decay"]
    for name, matrix in REPORT_MATRICES.items():
        recall, values = matrix.recall(RARE), matrix_scores(matrix.counts)
        assert recall is not None
        found = paired_range(plain, matrix, (RARE,))
        rows.append(
            [
                METHOD_TITLES[name],
                f"{percent(recall.share, 0)} ({interval_percent(recall.wilson_interval, 0)})",
                "–" if matrix is plain else f"{found.smallest:.2f}–{found.largest:.2f}",
                f"{percent(matrix.accuracy.share)} ({interval_percent(matrix.accuracy.wilson_interval, 0)})",
                percent(float(values["balanced_accuracy"])),
                percent(float(values["macro_f1"])),
            ]
        )
    return rows


def describe_report() -> Text:
    """What the report's matrices can and cannot show."""
    plain = REPORT_MATRICES["decay"]
    others = {name: matrix for name, matrix in REPORT_MATRICES.items() if matrix is not plain}
    smallest = min(paired_range(plain, matrix, (RARE,)).smallest for matrix in others.values())
    rare = int(plain.counts[RARE].sum())
    shown_at_all = Text(
        f"However the images are paired, no rise in the recall of the rare class is beyond noise: p is at least "
        f"{smallest:.2f}. So small a rise cannot be seen with {rare} images.",
        f"不論影像如何配對，稀有類別召回率的上升都沒有超出雜訊：p 至少是 {smallest:.2f}。上升這麼少，"
        f"{rare} 張影像看不出來。",
    )
    certain = [
        (METHOD_TITLES[name], found)
        for name, matrix in others.items()
        for found in [paired_range(plain, matrix, (FREQUENT,))]
        if found.difference < 0 and found.largest < 0.05
    ]
    if not certain:
        return shown_at_all
    named = listed(
        [
            Text(
                f"{title.en} ({-found.difference} images fewer, {p_value_text(found.largest)} in every case)",
                f"{title.zh}（少了 {-found.difference} 張，任何配對都有 {p_value_text(found.largest)}）",
            )
            for title, found in certain
        ]
    )
    return Text(
        f"{shown_at_all.en} What is certain, however they are paired, is the price: fewer masks worn well are "
        "recognised "
        f"after {named.en}.",
        f"{shown_at_all.zh}不論如何配對都能確定的是代價：戴好口罩的臉認出得更少，見於{named.zh}。",
    )
