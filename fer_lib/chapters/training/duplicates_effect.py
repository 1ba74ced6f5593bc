"""What it is worth to have trained on copies of the test images: pairs of kept long runs with and without them."""

from collections.abc import Sequence
from dataclasses import dataclass

from fer_lib.config import RunConfig
from fer_lib.language import Text
from fer_lib.proportion import difference_interval
from fer_lib.runs.results import Result
from fer_lib.wording import percent, points, points_interval

SPLITS = ("validation", "test")


@dataclass(frozen=True)
class CopiesEffect:
    """Two runs that differ only in ``drop_leaked``.

    Attributes:
        kept: trained on all training images.
        dropped: trained without those that are copies of test images.
    """

    kept: Result
    dropped: Result

    def row(self) -> list[object]:
        """Its row under ``COLUMNS``: accuracy with minus accuracy without copies, in points, with the interval."""
        shown: list[object] = [self.kept.name]
        for split in SPLITS:
            kept, dropped = self.kept.accuracy(split), self.dropped.accuracy(split)
            if kept is None or dropped is None:
                shown.append("–")
                continue
            interval = points_interval(difference_interval(kept, dropped))
            difference = points(kept.share - dropped.share)
            shown.append(Text(f"{difference} ({interval.en})", f"{difference}（{interval.zh}）"))
        return shown

    def describe(self) -> Text:
        """How many training images are copies."""
        everything, rest = (run.metrics["splits"]["train"]["n"] for run in (self.kept, self.dropped))
        share = percent((everything - rest) / everything)
        return Text(
            f"The copies are {everything - rest:,} of the {everything:,} training images ({share}).",
            f"訓練影像共 {everything:,} 張，其中 {everything - rest:,} 張是這樣的副本（{share}）。",
        )


COLUMNS = [
    Text("Run", "訓練"),
    Text("PublicTest, points (95%)", "PublicTest，百分點（95%）"),
    Text("PrivateTest, points (95%)", "PrivateTest，百分點（95%）"),
]
ALIGN = "lrr"


def copies_effects(results: Sequence[Result]) -> list[CopiesEffect]:
    """All pairs of runs whose configurations differ in nothing but name and ``drop_leaked``.

    A key that a run is too old to have counts with its default.
    """
    defaults = RunConfig().model_dump()

    def rest(result: Result) -> dict[str, object]:
        values = {**defaults, **result.config}
        return {key: value for key, value in values.items() if key not in ("name", "drop_leaked")}

    return [
        CopiesEffect(kept, dropped)
        for kept in results
        for dropped in results
        if not kept.config["drop_leaked"] and dropped.config["drop_leaked"] and rest(kept) == rest(dropped)
    ]
