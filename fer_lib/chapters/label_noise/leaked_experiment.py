"""What changes if the copies of validation and test images are left out of the training."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.named_comparison import NamedComparison, compare_named
from fer_lib.chapters.seed_groups import GroupComparison
from fer_lib.data import FaceDataset
from fer_lib.data.duplicates import duplicate_ids
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.runs import RunFolder
from fer_lib.wording import interval_percent, p_value_text, percent, points, points_interval

NAMES = (Text("training with the copies", "保留複本的訓練"), Text("training without them", "剔除複本的訓練"))
GROUPS = {
    "all": Text("all", "全部"),
    "copied": Text("copy in training", "在訓練集有複本"),
    "others": Text("no copy there", "在訓練集沒有複本"),
}


@dataclass(frozen=True)
class LeakedExperiment:
    """The same training with and without the copies, judged on validation and test images together.

    Attributes:
        groups: by ``GROUPS``: comparisons, one a seed, on all images, on those that have an exact copy in the training
            set, and on those that have none; a group without images is left out.
        training_images: number of images of the first run with the copies, and of the first without.
    """

    groups: dict[str, GroupComparison]
    training_images: tuple[int, int]

    def columns(self) -> list[Text]:
        """Heads of the table that ``rows`` fills."""
        return [
            Text("Images", "影像"),
            Text("n", "n"),
            Text("With copies", "保留複本"),
            Text("Without", "剔除複本"),
            Text("Difference (95%)", "差異（95%）"),
            Text("p", "p"),
        ]

    def rows(self) -> list[list[object]]:
        """One row a group and seed."""
        rows: list[list[object]] = []
        for key, group in self.groups.items():
            for number, c in enumerate(group.comparisons, 1):
                seed = f" ({number})" if len(group.comparisons) > 1 else ""
                interval = points_interval(c.difference_interval)
                rows.append(
                    [
                        Text(GROUPS[key].en + seed, GROUPS[key].zh + seed),
                        f"{c.n:,}",
                        percent(c.first.share),
                        percent(c.second.share),
                        Text(
                            f"{points(c.difference)} ({interval.en})",
                            f"{points(c.difference)}（{interval.zh}）",
                        ),
                        p_value_text(c.p_value).replace("p\u00a0=\u00a0", "").removeprefix("p\u00a0"),
                    ]
                )
        return rows

    def describe(self) -> list[Text]:
        """What the copies change, a paragraph each."""
        kept, dropped = self.training_images
        first = Text(
            f"Leaving the copies out takes {kept - dropped:,} of {kept:,} images from the training. On all "
            f"validation and test images: {_lower(self.groups['all'].describe()).en}",
            f"剔除複本後，訓練影像從 {kept:,} 張減少 {kept - dropped:,} 張。在全部驗證與測試影像上："
            f"{self.groups['all'].describe().zh}",
        )
        if "copied" not in self.groups:
            return [first]
        copied = self.groups["copied"].comparisons[0]
        low, high = (interval_percent(p.wilson_interval) for p in (copied.first, copied.second))
        second = Text(
            f"On the {copied.n:,} images that have a copy in the training set, the network that learned "
            f"the copies is right on {percent(copied.first.share)} (95% interval {low}), the one that did "
            f"not on {percent(copied.second.share)} ({high}).",
            f"在訓練集有複本的 {copied.n:,} 張影像上，學過複本的網路準確率是 "
            f"{percent(copied.first.share)}（95% 信賴區間 {low}），沒學過的是 "
            f"{percent(copied.second.share)}（{high}）。",
        )
        return [first, second]


def _lower(text: Text) -> Text:
    return Text(text.en[:1].lower() + text.en[1:], text.zh)


def held_out(run: RunFolder) -> Predictions:
    """The run's predictions for validation and test images together; one of the two may be missing."""
    splits = [split for split in ("validation", "test") if split in run.metrics()["splits"]]
    parts = [run.predictions(split) for split in splits]  # type: ignore[arg-type]
    return Predictions(
        *(np.concatenate([getattr(p, key) for p in parts]) for key in ("indices", "labels", "logits"))
    )


def part_of(predictions: Predictions, chosen: NDArray[np.bool_]) -> Predictions:
    """The predictions of some of the images."""
    return Predictions(predictions.indices[chosen], predictions.labels[chosen], predictions.logits[chosen])


def has_copy_in_training(dataset: FaceDataset, indices: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each of some images equals one of the training images: bool [n]."""
    ids = duplicate_ids(dataset.images)
    found: NDArray[np.bool_] = np.isin(ids[indices], ids[dataset.indices("train")])
    return found


def read_leaked(edition: Edition) -> LeakedExperiment | None:
    """The edition's runs under ``roles: leaked:``, or None if it names none.

    Raises:
        UserError: if a run is not there.
    """
    runs = edition.roles.leaked
    if runs is None:
        return None
    dataset = edition.data(runs.kept[0])
    pairs = [
        (edition.run(kept), edition.run(dropped))
        for kept, dropped in zip(runs.kept, runs.dropped, strict=True)
    ]
    comparisons: dict[str, list[NamedComparison]] = {}
    for kept, dropped in pairs:
        one, other = held_out(kept), held_out(dropped)
        copied = has_copy_in_training(dataset, one.indices)
        for key, chosen in {
            "all": np.ones(len(copied), np.bool_),
            "copied": copied,
            "others": ~copied,
        }.items():
            if chosen.any():
                compared = compare_named(part_of(one, chosen), part_of(other, chosen), NAMES)
                comparisons.setdefault(key, []).append(compared)
    first = [run.metrics()["splits"]["train"]["n"] for run in pairs[0]]
    return LeakedExperiment(
        {key: GroupComparison(tuple(each)) for key, each in comparisons.items()}, (first[0], first[1])
    )
