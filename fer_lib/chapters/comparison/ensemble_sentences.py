"""What chapter 17 says of ensembles: what they bring, or why none can be judged."""

from collections.abc import Sequence

from fer_lib.chapters.compared_runs import NetworkComparison
from fer_lib.chapters.comparison.ensembles import Ensemble
from fer_lib.chapters.comparison.names import listed_runs
from fer_lib.language import Text
from fer_lib.wording import all_of, percent, points, points_interval, tidy


def no_seeds(file: str) -> Text:
    """What is said where no setting was trained with several seeds.

    Args:
        file: the edition's file.
    """
    return Text(
        "This edition has no ensemble: no two of its runs differ in their seed alone. `seeds: [0, 1, 2]` in a run of "
        f"`{file}` trains it with three.",
        f"這一版沒有集成：沒有任何兩次訓練只差在隨機種子。在 `{file}` 的某次訓練寫上 "
        "`seeds: [0, 1, 2]`，就會用三個種子各訓練一次。",
    )


def no_ensemble(comparison: NetworkComparison, file: str) -> Text:
    """Why no ensemble can be judged.

    Args:
        comparison: without seeds that were judged on the same images.
        file: the edition's file.
    """
    apart = _judged_apart(comparison)
    return _no_ensemble_of(apart) if apart else no_seeds(file)


def _judged_apart(comparison: NetworkComparison) -> list[str]:
    return [group.name for group in comparison.seeds if not group.same_images]


def ensembles(comparison: NetworkComparison, voted: Sequence[Ensemble]) -> list[Text]:
    """What ensembles bring, at least one, and of which settings none can be judged; a paragraph each."""
    apart = _judged_apart(comparison)
    return [_gains(voted), *([_no_ensemble_of(apart)] if apart else [])]


def _gains(voted: Sequence[Ensemble]) -> Text:
    helpful = sum(ensemble.helps for ensemble in voted)
    best = max(voted, key=lambda ensemble: ensemble.gain)
    gain = points(best.gain)
    settings, seeds, n = len(voted), len(best.seeds.runs), f"{best.accuracy.n:,}"
    alone, together = percent(best.seeds.mean), percent(best.accuracy.share)
    interval, of = points_interval(best.gain_interval), Text(f"n = {n}", f"n = {n}")
    if len(set(interval.en.split(" to "))) > 1:  # else every drawing of the images gives the same
        of = Text(f"95% interval {interval.en}, n = {n}", f"95% 信賴區間 {interval.zh}，n = {n}")
    change = Text(f"from {alone} to {together}", f"從 {alone} 到 {together}")
    if alone == together:
        change = Text(f"{alone} before and after", f"前後都是 {alone}")
    if settings == 1:
        shown = Text("is", "") if helpful else Text("is not shown to be", "看不出")
        return Text(
            f"The ensemble of `{best.seeds.name}` {shown.en} better than its single runs are on average: {gain} points "
            f"({of.en}), {change.en}, for {seeds} times the computation.",
            f"`{best.seeds.name}` 的集成{shown.zh}比單次訓練的平均準：{gain} 個百分點（{of.zh}），"
            f"{change.zh}，計算量則是 {seeds} 倍。",
        )
    helping = Text(
        f"In {helpful} of {settings} settings the ensemble is", f"{settings} 種設定中，有 {helpful} 種的集成"
    )
    if helpful == settings:
        every = all_of(settings, Text("settings", "種設定"))
        helping = Text(f"In {every.en} the ensemble is", f"{every.zh}的集成都")
    elif not helpful:
        helping = Text(
            f"In none of the {settings} settings is the ensemble", f"{settings} 種設定的集成都沒有"
        )
    return Text(
        f"{helping.en} better than its single runs are on average, with an interval above 0. The highest gain is that of "
        f"`{best.seeds.name}`: {gain} points ({of.en}), {change.en}, for {seeds} times the "
        "computation.",
        f"{helping.zh}比單次訓練的平均準（以信賴區間全在 0 以上為準）。增益最高的是 `{best.seeds.name}`：{gain} 個百分點"
        f"（{of.zh}），{change.zh}，計算量則是 {seeds} 倍。",
    )


def _no_ensemble_of(settings: Sequence[str]) -> Text:
    names = listed_runs(settings)
    return tidy(
        Text(
            f"No ensemble can be judged of {names.en}: each seed has validation images of its own there, because the "
            "seed also decides the split.",
            f"無法評估集成的有：{names.zh}。資料的切分也由種子決定，每個種子的驗證影像都不同。",
        )
    )
