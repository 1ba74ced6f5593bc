"""What a reader may ask of the robust ascent: a filter's image after each step, with other regularizers, and its patches."""

from collections.abc import Mapping

import numpy as np

from fer_lib import publish
from fer_lib.chapters.activation_maximization import figures
from fer_lib.chapters.activation_maximization.analysis import MaximizationAnalysis
from fer_lib.chapters.shown_run import of_run
from fer_lib.explain.maximization.followed import FollowedAscents
from fer_lib.language import Text
from fer_lib.names import convolution_text
from fer_lib.publish import Interactive, Sheet

DIGITS = 3
"""Of the values: more than the page shows."""

WORDS: Mapping[str, Text] = {
    "panel": Text("Follow an ascent step by step", "逐步觀察梯度上升"),
    "filter": Text("Filter", "濾波器"),
    "steps": Text("Steps", "步數"),
    "fourier": Text("Fourier coefficients instead of pixels", "改變傅立葉係數，而非像素"),
    "moves": Text("random movements", "隨機移動"),
    "smooth": Text("penalty on total variation", "對總變差加上懲罰"),
    "how": Text(
        "Every ascent begins with the same noise and takes steps of Adam that raise the value before the "
        "activation; the switches say with which of the three regularizers. Levels are drawn as they are.",
        "每次上升都從同樣的雜訊出發，用 Adam 更新，讓活化函數之前的值變大；開關決定用上三種正則化中的哪幾種。影像的明暗未經調整。",
    ),
    "told": Text(
        "{filter} {when}: mean output before the activation {value} as chosen, {plain} without any of the three, "
        "{full} with all.",
        "{filter}，{when}：活化函數之前的平均輸出，依所選設定是 {value}，三種都不用是 {plain}，三種都用是 {full}。",
    ),
    "told_none": Text(
        "{filter} {when}: mean output before the activation {value} as chosen, {full} with all three.",
        "{filter}，{when}：活化函數之前的平均輸出，依所選設定是 {value}，三種都用是 {full}。",
    ),
    "told_all": Text(
        "{filter} {when}: mean output before the activation {value} as chosen, {plain} without any of the three.",
        "{filter}，{when}：活化函數之前的平均輸出，依所選設定是 {value}，三種都不用是 {plain}。",
    ),
    "told_equal": Text(
        "{filter} {when}: mean output before the activation {value}, as chosen, without any of the three and with all.",
        "{filter}，{when}：活化函數之前的平均輸出，不論依所選設定、三種都不用或三種都用，都是 {value}。",
    ),
    "chosen": Text("as chosen: {value}", "依所選設定：{value}"),
    "none": Text("none of the three: {value}", "三種都不用：{value}"),
    "all": Text("all three: {value}", "三種都用：{value}"),
    "image": Text("Image of {filter} {when}, {how}", "{filter}的影像，{when}，{how}"),
    "patches": Text(
        "The training images that activate {filter} most, from a sample, the strongest first; beside each what the "
        "filter sees there",
        "抽樣的訓練影像中，使{filter}活化最強的幾張，由強到弱；右邊是濾波器在那裡看到的部分",
    ),
    "patch": Text("Image {id}, label {label}", "影像 {id}，標籤{label}"),
    "seen": Text("What the filter sees of image {id}", "濾波器看到的部分，影像 {id}"),
}  # fmt: skip
COUNTED: Mapping[str, Mapping[str, Text]] = {
    "step": {
        "none": Text("the start (0 of {all})", "起點（0／{all} 步）"),
        "one": Text("{n} of {all}", "{all} 步中的第 {n} 步"),
        "some": Text("{n} of {all}", "{all} 步中的第 {n} 步"),
        "all": Text("all {all}", "全部 {all} 步"),
    },
    "when": {
        "none": Text("at the start (0 of {all} steps)", "起點（0／{all} 步）"),
        "one": Text("after {n} of {all} steps", "{all} 步中的第 {n} 步"),
        "some": Text("after {n} of {all} steps", "{all} 步中的第 {n} 步"),
        "all": Text("after all {all} steps", "走完全部 {all} 步"),
    },
}
"""Texts that a number decides, by ``counted`` of ``controls.mjs``."""


def publish_robust_patterns(analysis: MaximizationAnalysis) -> None:
    """The figure of the robust ascent, with its steps where the run has kept them."""
    main = analysis.main
    drawn = of_run(main.run, figures.robust_patterns(analysis))
    if main.result.followed is None:
        publish.figure("robust-patterns", *drawn)
    else:
        publish.interactive("robust-patterns", drawn, ascent_steps(analysis, main.result.followed))


def ascent_steps(analysis: MaximizationAnalysis, kept: FollowedAscents) -> Interactive:
    """Every kept image of every filter, and the training images that activate it most.

    Args:
        analysis: of the chapter.
        kept: of its main run.
    """
    images, windows = kept.patch_images, kept.patch_windows
    own = np.unique(images)
    height, width = analysis.dataset.images.shape[1:3]
    of_layer = [convolution_text(int(number)) for number in kept.layers]
    names = [
        Text(f"{layer.en}, filter {k}", f"{layer.zh} 的濾波器 {k}")
        for layer, k in zip(of_layer, kept.filters, strict=True)
    ]
    sides = np.array([height, height, width, width])
    return Interactive(
        "ascent",
        {**WORDS, **COUNTED, "filters": names, "classes": analysis.names},
        {
            "filters": [f"{number}-{k}" for number, k in zip(kept.layers, kept.filters, strict=True)],
            "steps": kept.steps.tolist(),
            "values": np.round(kept.values, DIGITS).tolist(),
            "ids": own.tolist(),
            "labels": analysis.dataset.labels[own].tolist(),
            "patches": np.searchsorted(own, images).tolist(),
            "windows": np.round(windows / sides, 4).tolist(),
        },
        sheets={
            "images": Sheet(analysis.dataset.images[own]),
            **{
                f"steps-{place}": Sheet(kept.pictures[:, :, place].reshape(-1, *kept.pictures.shape[3:]))
                for place in range(len(kept.filters))
            },
        },
    )
