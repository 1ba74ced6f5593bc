"""What chapter 3 says of augmentation: whose settings are shown, and how far the drawn variants go."""

from dataclasses import fields

from fer_lib.chapters.training.augmentation_analysis import ShownAugmentation
from fer_lib.chapters.training.run_settings import REGULARIZATION_NAMES
from fer_lib.config import RunConfig
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.training.augmentation import Augmentation
from fer_lib.wording import decimal, listed, paragraph, percent


def settings(config: RunConfig) -> Text:
    """What the configuration switches on: ``mirroring, shift ±10% and rotation ±10°``."""
    augmentation, off = Augmentation.of(config), Augmentation()
    keys = [field.name for field in fields(Augmentation)]
    return listed(
        [
            REGULARIZATION_NAMES[key].format(value=getattr(augmentation, key))
            for key in keys
            if getattr(augmentation, key) != getattr(off, key)
        ]
    )


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
    """How far the variants of the figure are from the images."""
    changed = shown.changed
    mean, low, high = (percent(share) for share in (changed.mean(), changed.min(), changed.max()))
    clauses = _clauses(shown)
    described = Text(
        f"In the {shown.n} variants shown, {mean} of the pixels have another value than in the original on average, "
        f"and between {low} and {high} in each; the label is still the same.",
        f"圖中的 {shown.n} 個變化版本，平均有 {mean} 的像素與原圖不同，各個版本在 {low} 到 {high} 之間；標籤則沒有變。",
    )
    if clauses:
        english = "; ".join(clause.en for clause in clauses)
        chinese = "；".join(clause.zh for clause in clauses)
        described = paragraph(described, Text(f"What was drawn: {english}.", f"實際抽到的結果：{chinese}。"))
    if shown.config.mixup:
        described = paragraph(
            described,
            Text(
                "Mixup, which the run uses as well, blends two such images afterwards and is not shown.",
                "這次訓練還用了 mixup，會再把兩張這樣的影像混合，這裡沒有畫出來。",
            ),
        )
    return described


def _clauses(shown: ShownAugmentation) -> list[Text]:
    config, clauses = shown.config, []
    if config.flip:
        count = int(shown.is_mirrored.sum())
        clauses.append(Text(f"{count} of {shown.n} mirrored", f"左右鏡射的有 {count} 張（共 {shown.n} 張）"))
    if config.rotation:
        low, high = decimal(shown.angles.min(), 1), decimal(shown.angles.max(), 1)
        clauses.append(Text(f"turns of {low}° to {high}°", f"旋轉 {low}° 到 {high}°"))
    if config.shift or config.crop < 1:
        low, high = decimal(shown.distances.min(), 1), decimal(shown.distances.max(), 1)
        clauses.append(
            Text(f"the middle moved by {low} to {high} pixels", f"中心移動 {low} 到 {high} 個像素")
        )
    if config.crop < 1:
        low, high = percent(shown.sides.min(), 0), percent(shown.sides.max(), 0)
        clauses.append(
            Text(f"a part of {low} to {high} of the side cut out", f"裁出邊長 {low} 到 {high} 的部分")
        )
    if config.erasing:
        count = int(shown.is_covered.sum())
        clauses.append(
            Text(
                f"{count} of {shown.n} with a grey rectangle", f"有灰色方塊的有 {count} 張（共 {shown.n} 張）"
            )
        )
    return clauses
