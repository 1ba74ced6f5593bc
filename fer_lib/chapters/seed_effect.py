"""What another seed moves in an edition: measured on its own runs, and the smallest difference that is called one."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_lib.chapters.compared_runs import ComparedRun, NetworkComparison, SeedRuns, read_comparison
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.metrics.seed_spread import FEWEST_SEEDS, SeedSpread, seed_spread
from fer_lib.wording import listed, paragraph, tidy

SETTINGS_NAMED = 4
"""Of more settings, a sentence names so many and counts the rest."""


@dataclass(frozen=True, eq=False)
class SeedEffect:
    """What the seed moves in trainings that were judged on the same images.

    Attributes:
        settings: those with ``FEWEST_SEEDS`` seeds or more whose trainings have all learned; none where it was not
            measured.
        not_learned: settings with as many seeds, of which a training is not shown to be better than naming the most
            frequent class every time. Whether a training begins to learn at all is another matter than how well it does.
    """

    settings: tuple[SeedRuns, ...] = ()
    not_learned: tuple[SeedRuns, ...] = ()

    @cached_property
    def spread(self) -> SeedSpread | None:
        """Pooled over the settings; None where it was not measured."""
        return seed_spread([run.validation.share for run in setting.runs] for setting in self.settings)

    @property
    def limit(self) -> float:
        """Less than this, from one training of each, is not called a difference: 0 to 1, 0 where it was not measured."""
        return 0.0 if self.spread is None else self.spread.limit

    @property
    def source(self) -> Text:
        """The settings that it was measured with, and with how many seeds each: ```plain` (3 seeds)``."""
        names = [
            Text(f"`{s.name}` ({len(s.runs)} seeds)", f" `{s.name}`（{len(s.runs)} 個種子）")
            for s in self.settings[:SETTINGS_NAMED]
        ]
        more = len(self.settings) - len(names)
        if more:
            names.append(Text(f"{more} more setting{'s' * (more > 1)}", f"另外 {more} 種設定"))
        return tidy(listed(names))


def measure(comparison: NetworkComparison, images: str) -> SeedEffect:
    """What the seed moves on some images.

    Args:
        comparison: the runs; those from elsewhere do not count, of which nobody knows in what they differ.
        images: ``ComparedRun.images`` of those that the settings have to be judged on: what moves with the images is
            not the seed's doing.
    """
    measured: dict[bool, list[SeedRuns]] = {True: [], False: []}
    for setting in comparison.seeds:
        same = setting.same_images and setting.runs[0].images == images
        if same and len(setting.runs) >= FEWEST_SEEDS and not any(run.is_adopted for run in setting.runs):
            measured[all(map(_has_learned, setting.runs))].append(setting)
    return SeedEffect(tuple(measured[True]), tuple(measured[False]))


def seed_effect(edition: Edition, name: str) -> SeedEffect:
    """What the seed moves in an edition's runs that were judged on the images of one of them.

    Args:
        edition: of any number of runs, in whatever state.
        name: of a run; where it is not complete, nothing is measured.
    """
    comparison = read_comparison(edition)
    images = next((run.images for run in comparison.runs if run.name == name), "")
    return measure(comparison, images)


def _has_learned(run: ComparedRun) -> bool:
    labels = run.predictions.labels
    return run.validation.wilson_interval[0] > int(np.bincount(labels).max()) / len(labels)


def described(effect: SeedEffect, file: str) -> Text:
    """What another seed moves, how that was measured, and how it judges a difference; or that it was not measured.

    Args:
        effect: on the images in question.
        file: the edition's.
    """
    if effect.spread is None:
        return paragraph(_left_out(effect), _not_measured(effect, file))
    return paragraph(_measured(effect, effect.spread), _left_out(effect))


def _not_measured(effect: SeedEffect, file: str) -> Text:
    other = Text(" other", "其他") if effect.not_learned else Text("", "")
    return Text(
        f"How much another seed moves the accuracy was not measured: no{other.en} setting was trained with three seeds and "
        f"judged on these validation images (`seeds: [0, 1, 2]` in a run of `{file}` does that). So between single trainings "
        "the test alone decides; it allows for the choice of the images, but not for the seed.",
        f"換一個種子會讓準確率變動多少，這裡沒有測量：沒有{other.zh}設定用三個種子各訓練一次，並在這批驗證影像上評分"
        f"（在 `{file}` 的某次訓練寫上 `seeds: [0, 1, 2]` 即可）。所以單次訓練之間只依檢定判斷；檢定考慮的是抽到哪些影像的隨機性，"
        "不包括種子的影響。",
    )


def _measured(effect: SeedEffect, spread: SeedSpread) -> Text:
    source, limit = effect.source, limit_text(effect)
    deviation, freedom = f"{100 * spread.deviation:.2f}", spread.degrees_of_freedom
    if spread.deviation == 0:
        return Text(
            f"How much another seed moves the accuracy was measured on {source.en}: all seeds of a setting came to the same accuracy, so no "
            "difference is too small to be more than that.",
            f"換一個種子會讓準確率變動多少，是用{source.zh}測量的：同一種設定的各個種子準確率完全相同，"
            "所以再小的差距也不會只是種子造成的。",
        )
    pooled = Text(" (pooled)", "合併計算的") if len(effect.settings) > 1 else Text("", "")
    return Text(
        f"How much another seed moves the accuracy was measured on {source.en}: its standard deviation over the seeds is s = "
        f"{deviation} points{pooled.en}, with {freedom} degrees of freedom. In 95% of cases two trainings that differ in the "
        f"seed alone are then less than √2·t·s = {limit} points apart (t of Student’s distribution); a smaller difference "
        "between single trainings is not called one here, whatever the test says.",
        f"換一個種子會讓準確率變動多少，是用{source.zh}測量的：{pooled.zh}準確率跨種子的標準差 s = {deviation} 個百分點，自由度 "
        f"{freedom}。據此，只差在種子的兩次訓練有 95% 的機會相差不到 √2·t·s = {limit} 個百分點（t 取自 Student 分布）；"
        "單次訓練之間比這更小的差距，不論檢定結果如何，在這裡都不算差異。",
    )


def limit_text(effect: SeedEffect) -> str:
    """The smallest difference that is called one, in points: ``2.4``."""
    return f"{100 * effect.limit:.1f}" if effect.limit >= 0.001 else f"{100 * effect.limit:.2g}"


def _left_out(effect: SeedEffect) -> Text:
    if not effect.not_learned:
        return Text("", "")
    names = tidy(listed([Text(f"`{s.name}`", f" `{s.name}` ") for s in effect.not_learned[:SETTINGS_NAMED]]))
    more = len(effect.not_learned) - SETTINGS_NAMED
    others = Text(f", and {more} more", f"等，另有 {more} 種") if more > 0 else Text("", "")
    return tidy(
        Text(
            f"Not counted, because not every seed has learned to do better than naming the most frequent class: "
            f"{names.en}{others.en}.",
            f"有些種子學得並不比每張都猜最常見的類別好，因此不計入的設定：{names.zh}{others.zh}。",
        )
    )
