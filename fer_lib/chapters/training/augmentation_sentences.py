"""What chapter 3 says of augmentation: whose settings are shown, and how far the drawn variants go."""

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.training.augmentation_analysis import ShownAugmentation
from fer_lib.chapters.training.run_settings import REGULARIZATION_NAMES
from fer_lib.config import RunConfig
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.training.augmentation import Augmentation
from fer_lib.wording import decimal, listed, paragraph, percent


def settings(config: RunConfig) -> Text:
    """What the configuration switches on: ``mirroring, shift ±10% and rotation ±10°``."""
    augmentation = Augmentation.of(config)
    return listed(
        [
            REGULARIZATION_NAMES[key].format(value=getattr(augmentation, key))
            for key in _switched_on(augmentation)
        ]
    )


def _switched_on(augmentation: Augmentation) -> list[str]:
    off = Augmentation()
    keys = [field.name for field in fields(Augmentation)]
    return [key for key in keys if getattr(augmentation, key) != getattr(off, key)]


def none(edition: Edition) -> Text:
    """Why nothing is shown."""
    return Text(
        f"No run that this edition trains on its main data changes its images at random: in `{edition.file}` `flip`, "
        "`shift`, `rotation`, `crop`, `erasing` and `brightness` are off, so there is nothing to show.",
        f"這一版以主要資料進行的訓練，都沒有隨機改動影像：在 `{edition.file}` 裡，`flip`、`shift`、`rotation`、`crop`、"
        "`erasing`、`brightness` 全部關閉，因此沒有東西可以展示。",
    )


def whose(shown: ShownAugmentation) -> Text:
    """Whose settings the variants are drawn with, and what these are."""
    what = settings(shown.config)
    if shown.run == shown.main_run:
        return Text(
            f"The settings are those of the main run, `{shown.run}`: {what.en}.",
            f"這裡用的是主要訓練 `{shown.run}` 的設定：{what.zh}。",
        )
    why = Text(
        f"The main run, `{shown.main_run}`, has no augmentation.",
        f"主要訓練 `{shown.main_run}` 沒有使用資料增強。",
    )
    if shown.is_main_adopted:
        why = Text(
            f"The main run, `{shown.main_run}`, was trained elsewhere, with an augmentation that is not known here.",
            f"主要訓練 `{shown.main_run}` 是在別處進行的，這裡不知道它用了什麼資料增強。",
        )
    return paragraph(
        why,
        Text(
            f"The settings are those of `{shown.run}`, the first run of the edition’s file that has one: {what.en}.",
            f"這裡用的是版本檔中第一個有資料增強的訓練 `{shown.run}` 的設定：{what.zh}。",
        ),
    )


def drawn(shown: ShownAugmentation) -> Text:
    """How far the draws of the figure are from the images."""
    clauses = _clauses(shown)
    came = Text("; ".join(clause.en for clause in clauses), "；".join(clause.zh for clause in clauses))
    if _switched_on(Augmentation.of(shown.config)) == ["flip"]:
        # Of a mirror image, how many pixels have another value says nothing.
        described = _mirrored(int(shown.is_mirrored.sum()), shown.n)
    else:
        described = _changed(shown)
        if clauses:
            described = paragraph(
                described, Text(f"What was drawn: {came.en}.", f"實際抽到的結果：{came.zh}。")
            )
    if shown.config.mixup:
        described = paragraph(
            described,
            Text(
                "Mixup, which the run uses as well, blends two such images afterwards and is not shown.",
                "這次訓練還用了 mixup，會再把兩張這樣的影像混合，這裡沒有畫出來。",
            ),
        )
    return described


def _mirrored(count: int, n: int) -> Text:
    """How many of the draws are mirror images."""
    are = "is" if count == 1 else "are"
    some = "none" if not count else "all" if count == n else f"{count:,}"
    times = "沒有一次" if not count else "全部都" if count == n else f"有 {count:,} 次"
    return Text(
        f"Of the {n:,} draws shown {some} {are} mirrored; the label is still the same.",
        f"圖中抽了 {n:,} 次，{times}左右鏡射；標籤則沒有變。",
    )


def _changed(shown: ShownAugmentation) -> Text:
    """How many pixels of the draws have another value."""
    changed = shown.changed
    mean, low, high = (percent(share) for share in (changed.mean(), changed.min(), changed.max()))
    each = Text(f"and between {low} and {high} in each", f"各次在 {low} 到 {high} 之間")
    if low == high:
        each = Text("and much the same in each", "每次都差不多")
    return Text(
        f"In the {shown.n} draws shown, {mean} of the pixels have another value than in the original on average, "
        f"{each.en}; the label is still the same.",
        f"圖中抽了 {shown.n} 次，平均有 {mean} 的像素與原圖不同，{each.zh}；標籤則沒有變。",
    )


def _clauses(shown: ShownAugmentation) -> list[Text]:
    config, clauses = shown.config, []
    if config.flip:
        clauses.append(_counted(shown.is_mirrored, Text("mirrored", "左右鏡射")))
    if config.rotation:
        clauses.append(_range(shown.angles, Text("turns of {range}°", "旋轉 {range}°")))
    if config.shift or config.crop < 1:
        clauses.append(
            _range(shown.distances, Text("the middle moved by {range} pixels", "中心移動 {range} 個像素"))
        )
    if config.crop < 1:
        sides = _range(
            100 * shown.sides, Text("a part of {range}% of the side cut out", "裁出邊長 {range}% 的部分"), 0
        )
        clauses.append(sides)
    if config.erasing:
        clauses.append(_counted(shown.is_covered, Text("with a grey rectangle", "有灰色方塊")))
    return clauses


def _counted(are: NDArray[np.bool_], what: Text) -> Text:
    """How many draws are something."""
    count, n = int(are.sum()), len(are)
    if count in (0, n):
        return Text(
            f"{'none' if not count else 'all'} {what.en}", f"{'沒有一次' if not count else '全部都'}{what.zh}"
        )
    return Text(f"{count} of {n} {what.en}", f"{what.zh}的有 {count} 次（共 {n} 次）")


def _range(values: NDArray[np.float64], said: Text, digits: int = 1) -> Text:
    """From where to where the variants' values go."""
    low, high = decimal(values.min(), digits), decimal(values.max(), digits)
    if low == high:
        return said.format(range=low)
    return Text(said.en.format(range=f"{low} to {high}"), said.zh.format(range=f"{low} 到 {high}"))
