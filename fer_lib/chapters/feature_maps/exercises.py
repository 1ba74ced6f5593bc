"""The exercises of chapter 9: what a unit sees, and what R², a linear probe and a picture of neighbours can tell."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import torch
from sklearn.metrics import r2_score
from torch import nn

from fer_lib.language import Text
from fer_lib.publish import Exercise

_LAYERS = ((3, 1), (2, 2), (3, 1), (2, 2), (3, 1))
_FITTED, _JUDGED = (0.0, 2.0), (3.0, 5.0)
_POINTS, _NEIGHBOURS = 200, 10
_IMAGES, _FEATURES = 12, 20


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_field(), _r_squared(), _probe(), _neighbours()]


def receptive_field(layers: Sequence[tuple[int, int]]) -> int:
    """Side of the part of the input that one output sees; layers as (kernel, stride), from the input on."""
    side, jump = 1, 1
    for kernel, stride in layers:
        side += (kernel - 1) * jump
        jump *= stride
    return side


def _field() -> Exercise:
    side, two, five = receptive_field(_LAYERS), receptive_field([(3, 1), (3, 1)]), receptive_field([(5, 1)])

    def check() -> bool:
        modules = [
            nn.Conv2d(1, 1, kernel) if stride == 1 else nn.AvgPool2d(kernel, stride)
            for kernel, stride in _LAYERS
        ]
        network = nn.Sequential(*modules)
        for weights in network.parameters():
            nn.init.ones_(weights)
        image = torch.zeros(1, 1, 40, 40, requires_grad=True)
        output = network(image)
        (slopes,) = torch.autograd.grad(output[0, 0, 2, 2], image)
        rows = slopes[0, 0].abs().sum(dim=1).nonzero()
        return int(rows.max() - rows.min()) + 1 == side and two == five

    return Exercise(
        Text(
            "A network has 3 × 3 convolutions with 2 × 2 pooling of stride 2 between them: convolution, pooling, convolution, "
            "pooling, convolution. How large a part of the image does one output of the last convolution see? And how large "
            "is the field of two 3 × 3 convolutions without pooling between them?",
            "一個模型以 3 × 3 的卷積與步幅 2 的 2 × 2 池化交替組成：卷積、池化、卷積、池化、卷積。最後一個卷積層的一個輸出，看得到影像中多大的範圍？"
            "兩個 3 × 3 的卷積中間沒有池化時，又看得到多大？",
        ),
        Text(
            "Go from the input on. A layer adds (kernel − 1) times the distance between its inputs, measured in pixels, and a "
            f"stride multiplies that distance: 1 + 2 = 3, + 1 = 4, + 2 · 2 = 8, + 2 = 10, + 2 · 4 = {side}. So it sees {side} × {side} pixels. "
            f"Two 3 × 3 convolutions see {two} × {two}, as one of 5 × 5 does, with fewer weights.",
            "從輸入開始算。每一層增加（卷積核大小 − 1）乘以相鄰輸入之間的距離（以像素計），而步幅會使這個距離加倍："
            f"1 + 2 = 3，+ 1 = 4，+ 2 · 2 = 8，+ 2 = 10，+ 2 · 4 = {side}。所以看得到 {side} × {side} 像素。"
            f"兩個 3 × 3 的卷積看得到 {two} × {two}，與一個 5 × 5 的相同，權重卻比較少。",
        ),
        check,
    )


def r_squared(values: Sequence[float], guess: float) -> float:
    """1 − Σ(y − guess)² / Σ(y − mean)²."""
    y = np.asarray(values)
    return float(1 - ((y - guess) ** 2).sum() / ((y - y.mean()) ** 2).sum())


def _r_squared() -> Exercise:
    mean = float(np.mean(_FITTED))
    value = r_squared(_JUDGED, mean)
    shown = f"{value:g}".replace("-", "−")

    def check() -> bool:
        return bool(
            np.isclose(r2_score(_JUDGED, [mean] * 2), value) and np.isclose(r2_score(_FITTED, [mean] * 2), 0)
        )

    return Exercise(
        Text(
            f"A map predicts the mean of the values that it was fitted to, {_FITTED[0]:g} and {_FITTED[1]:g}. What is its R² on these, "
            f"and on new values {_JUDGED[0]:g} and {_JUDGED[1]:g}? What does a negative R² say?",
            f"某個映射總是預測擬合時所用的值（{_FITTED[0]:g} 與 {_FITTED[1]:g}）的平均。它在這些值上的 R² 是多少？在新的值 {_JUDGED[0]:g} 與 "
            f"{_JUDGED[1]:g} 上呢？R² 為負表示什麼？",
        ),
        Text(
            f"It predicts {mean:g}. On the fitted values the errors are the deviations from the mean, so R² = 0. On the new ones "
            f"R² = 1 − (4 + 16)/(1 + 1) = {shown}: worse than their own mean, which the map does not know. R² has no lower bound; "
            "only 1 is a limit.",
            f"它預測 {mean:g}。在擬合的值上，誤差就是與平均的差，所以 R² = 0。在新的值上，R² = 1 − (4 + 16)/(1 + 1) = {shown}："
            "比新值自己的平均還差，而映射並不知道那個平均。R² 沒有下限，上限是 1。",
        ),
        check,
    )


def fits_any_labels(images: int, features: int) -> bool:
    """Whether a linear map with a constant fits whatever numbers one gives to images in general position."""
    return features + 1 >= images


def _probe() -> Exercise:
    def check() -> bool:
        random = np.random.default_rng(0)

        def leftover(images: int, features: int) -> float:
            x = np.hstack([random.normal(size=(images, features)), np.ones((images, 1))])
            y = random.choice([-1.0, 1.0], images)
            return float(np.abs(x @ np.linalg.lstsq(x, y, rcond=None)[0] - y).max())

        return all(
            (leftover(n, d) < 1e-8) == fits_any_labels(n, d)
            for n, d in (
                (_IMAGES, _FEATURES),
                (_FEATURES, _IMAGES),
                (_IMAGES, _IMAGES - 1),
                (_IMAGES, _IMAGES - 2),
            )
        )

    return Exercise(
        Text(
            "The output of a layer has 9,216 values an image, and 400 images are at hand. Show that a linear map can give each of "
            "them its label without error even if the labels are drawn at random. What follows for a linear probe?",
            "某一層的輸出，每張影像有 9,216 個值，手上有 400 張影像。證明：即使標籤是隨機抽的，也有線性映射能毫無誤差地給出每張影像的標籤。"
            "這對線性探測有什麼影響？",
        ),
        Text(
            "With more values than images the rows of the matrix of outputs are linearly independent in general, so it has full row "
            "rank and the equation $Xw=y$ has a solution for every $y$. Accuracy on the fitted images therefore says nothing: a "
            "probe has to be judged on images that it was not fitted to, and held in check, as ridge regression does.",
            "值的個數比影像多時，輸出矩陣的各列一般是線性獨立的，也就是列滿秩，所以不論 $y$ 是什麼，$Xw=y$ 都有解。因此擬合影像上的準確率毫無意義："
            "線性探測必須用沒有擬合過的影像評分，並且像脊迴歸那樣加以約束。",
        ),
        check,
    )


def kept_by_chance(points: int, neighbours: int) -> float:
    """Expected share of a point's nearest neighbours that are its nearest ones in an unrelated picture, too."""
    return neighbours / (points - 1)


def _neighbours() -> Exercise:
    share = kept_by_chance(_POINTS, _NEIGHBOURS)

    def check() -> bool:
        others, k = range(6), 2  # all ways of drawing 2 neighbours among 6 others
        kept = [len({0, 1} & set(drawn)) / k for drawn in combinations(others, k)]
        return bool(np.isclose(np.mean(kept), kept_by_chance(len(others) + 1, k)))

    return Exercise(
        Text(
            f"A picture of {_POINTS} points is drawn without looking at the data. Which share of a point’s {_NEIGHBOURS} nearest "
            "neighbours does it keep on average? With which number does a measure of neighbours have to be compared?",
            f"有人不看資料就畫出 {_POINTS} 個點。平均而言，一個點的 {_NEIGHBOURS} 個最近鄰，有多少比例在圖上仍是最近鄰？衡量鄰居保留程度的指標，"
            "該和哪個數比較？",
        ),
        Text(
            f"Each of the {_POINTS - 1} other points is among the {_NEIGHBOURS} nearest in the picture equally often, so of the true ones "
            f"{_NEIGHBOURS}/{_POINTS - 1} = {share:.1%} are kept. Only what is clearly above that is the picture’s merit; and the share "
            "grows with the number of neighbours, so measures with unlike numbers cannot be compared.",
            f"其他 {_POINTS - 1} 個點排進圖上最近 {_NEIGHBOURS} 個的機會相同，所以真正的鄰居平均保留 {_NEIGHBOURS}/{_POINTS - 1} = {share:.1%}。"
            "明顯超過這個數的部分，才是這張圖的功勞；而且鄰居取得越多，這個比例越大，所以鄰居數不同的指標不能互相比較。",
        ),
        check,
    )
