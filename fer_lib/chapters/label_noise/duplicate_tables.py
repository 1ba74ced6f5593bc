"""The tables of chapter 6 on pictures that stand in two splits: duplicates, alterations, training without them."""

from fer_lib.chapters.label_noise.duplicates_analysis import DuplicatesAnalysis
from fer_lib.chapters.label_noise.leaked_experiment import LeakedExperiment
from fer_lib.chapters.label_noise.names import ALTERATION_NAMES, GROUP_NAMES, SPLIT_NAMES
from fer_lib.data.near_copies import THRESHOLD
from fer_lib.language import Text
from fer_lib.publish import BookTable
from fer_lib.wording import interval_percent, p_value_number, percent, points_with_interval


def duplicates(analysis: DuplicatesAnalysis) -> BookTable:
    """Exact and near duplicates of each split in another."""
    rows: list[list[object]] = []
    for splits in analysis.across:
        later, earlier = SPLIT_NAMES[splits.later], SPLIT_NAMES[splits.earlier]
        exact, near = len(splits.exact), len(splits.near)
        rows.append(
            [
                Text(f"{later.en}, also in {earlier.en}", f"{later.zh}，{earlier.zh}也有"),
                f"{splits.total:,}",
                f"{exact:,}",
                f"{near:,}",
                percent((exact + near) / splits.total),
                f"{splits.differing_labels(analysis.dataset.labels):,}",
            ]
        )
    return BookTable(
        Text(
            "Images of one split that also stand in another; near copies do not include the exact ones.",
            "同時出現在另一個資料分割的影像；近似複本不含完全相同的。",
        ),
        [
            Text("Images", "影像"),
            Text("n", "n"),
            Text("Exact", "完全相同"),
            Text("Near", "近似複本"),
            Text("Both", "合計比例"),
            Text("Near, other label", "近似而標籤不同"),
        ],
        rows,
        "lrrrrr",
    )


def alterations(analysis: DuplicatesAnalysis) -> BookTable:
    """What was done to images, and how many of them the search still recognises."""
    return BookTable(
        Text(
            "The search put to the test: images of this edition, altered, and how many are still recognised (correlation "
            f"of at least {THRESHOLD}).",
            f"檢驗這個搜尋方法：把這一版的影像改過之後，還認得出來的有多少（相關係數至少 {THRESHOLD}）。",
        ),
        [
            Text("Alteration", "改動"),
            Text("Recognised", "認出"),
            Text("Share (95% interval)", "比例（95% 信賴區間）"),
        ],
        [
            [
                ALTERATION_NAMES[name],
                f"{share.successes:,} / {share.n:,}",
                f"{percent(share.share, 0)} ({interval_percent(share.wilson_interval, 0)})",
            ]
            for name, share in analysis.recognised.items()
        ],
        "lrr",
    )


def leaked(experiment: LeakedExperiment) -> BookTable:
    """The same training with and without the duplicates, one row a group of images and seed."""
    rows: list[list[object]] = []
    for key, group in experiment.groups.items():
        for number, c in enumerate(group.comparisons, 1):
            seed = f" ({number})" if len(group.comparisons) > 1 else ""
            rows.append(
                [
                    Text(GROUP_NAMES[key].en + seed, GROUP_NAMES[key].zh + seed),
                    f"{c.n:,}",
                    percent(c.first.share),
                    percent(c.second.share),
                    points_with_interval(c.difference, c.difference_interval),
                    p_value_number(c.p_value),
                ]
            )
    return BookTable(
        Text(
            "The same training with and without the copies, judged on the same validation and test images.",
            "同一次訓練，保留與剔除複本，以同樣的驗證與測試影像評判。",
        ),
        [
            Text("Images", "影像"),
            Text("n", "n"),
            Text("With copies", "保留複本"),
            Text("Without", "剔除複本"),
            Text("Difference (95%)", "差異（95%）"),
            Text("p", "p"),
        ],
        rows,
        "lrrrrr",
    )
