"""The exercises of chapter 14: components by hand, units, labels, more dimensions than points, and storage."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.data.eigenfaces import share_explained_by_label
from fer_lib.language import Text
from fer_lib.publish import Exercise
from fer_lib.wording import percent

Points = NDArray[np.float64]
_POINTS = ((7, 5), (1, -1), (5, 1), (3, 3))
_FAR, _NEAR = 10, 1
_IMAGES, _PIXELS, _KEPT = 3000, 2304, 50
_FEW = 5


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_by_hand(), _units(), _labels(), _few_points(), _storage()]


def by_hand() -> tuple[float, float, float, float]:
    """Of the four points: both variances, error about the mean and about 0 with one component."""
    large, small = 5.0 + 4, 5.0 - 4
    error = len(_POINTS) * small
    return large, small, error, error + len(_POINTS) * ((4 - 2) ** 2 / 2)


def _by_hand() -> Exercise:
    large, small, error, about_zero = (f"{value:g}" for value in by_hand())
    listed = ", ".join(f"({x}, {y})" for x, y in _POINTS).replace("-", "−")
    n = len(_POINTS)

    def check() -> bool:
        points = np.array(_POINTS, float)
        centred = points - points.mean(axis=0)
        variances = np.linalg.svd(centred, compute_uv=False) ** 2 / n
        axis = np.array([1, 1]) / np.sqrt(2)
        errors = [float(((some - np.outer(some @ axis, axis)) ** 2).sum()) for some in (centred, points)]
        return bool(np.allclose([*variances, *errors], by_hand()))

    return Exercise(
        Text(
            f"Four points: {listed}. Find their mean, covariance, variances and axes by hand. Each point is replaced by the "
            "nearest point of the line along $u_1$ through the mean: what is the squared error in all? And of the parallel line "
            "through 0?",
            f"有四個點：{listed.replace('), (', ')、(')}。請手算平均、共變異數矩陣、各主軸與其變異數。把每個點換成通過平均、沿 $u_1$ 的直線上"
            "離它最近的點，誤差平方和是多少？如果換成通過 0 的平行線呢？",
        ),
        Text(
            "$m=(4,2)$; from there the points are $\\pm(3,3)$ and $\\pm(1,-1)$. So $C=\\begin{pmatrix}5&4\\\\4&5\\end{pmatrix}$, "
            f"$u_1=(1,1)/\\sqrt2$ with $\\lambda_1={large}$, $u_2=(1,-1)/\\sqrt2$ with $\\lambda_2={small}$. The error is "
            f"$4\\,\\lambda_2={error}$. About 0 comes $4\\,(u_2^Tm)^2=4\\cdot2$ in addition: {about_zero}.",
            "$m=(4,2)$；以它為原點，四個點是 $\\pm(3,3)$ 與 $\\pm(1,-1)$。所以 $C=\\begin{pmatrix}5&4\\\\4&5\\end{pmatrix}$，"
            f"$u_1=(1,1)/\\sqrt2$、$\\lambda_1={large}$，$u_2=(1,-1)/\\sqrt2$、$\\lambda_2={small}$。誤差是 "
            f"$4\\,\\lambda_2={error}$。若通過 0，則要再加上 $4\\,(u_2^Tm)^2=4\\cdot2$，得 {about_zero}。",
        ),
        check,
    )


def standardized_variances(correlation: float) -> tuple[float, float]:
    """Variances of the components of two coordinates that have been divided by their standard deviations."""
    return 1 + abs(correlation), 1 - abs(correlation)


def _units() -> Exercise:
    def check() -> bool:
        random = np.random.default_rng(0)
        right = []
        for slope in (-3.0, -0.2, 0.5, 2.0):
            first = random.normal(size=50)
            points = np.stack([first, slope * first + random.normal(size=50)], axis=1)
            scaled = (points - points.mean(axis=0)) / points.std(axis=0)
            variances, axes = np.linalg.eigh(scaled.T @ scaled / 50)
            expected = standardized_variances(float(scaled.prod(axis=1).mean()))
            right.append(np.allclose(variances[::-1], expected) and np.allclose(abs(axes), np.sqrt(0.5)))
        flat = [np.linalg.eigh(np.diag([unit**2, 4.0]))[1][:, -1] for unit in (1.0, 10.0)]
        return all(right) and bool(np.allclose(abs(np.array(flat)), [[0, 1], [1, 0]]))

    return Exercise(
        Text(
            "Two uncorrelated measurements in cm have the variances 1 and 4. Which is the first axis, and which is it if the first "
            "measurement is given in mm? To be independent of units one often divides each coordinate by its standard deviation. What are the "
            "axes and variances of two coordinates then, if their correlation is $r\\ne0$? What has been lost?",
            "兩個不相關的量以公分計，變異數是 1 與 4。第一主軸是哪一條？如果第一個量改以公釐計呢？為了不受單位影響，常把每個座標除以它的標準差。"
            "這樣處理兩個相關係數為 $r\\ne0$ 的座標，主軸與變異數會是什麼？失去了什麼？",
        ),
        Text(
            "In cm the axis of the second measurement, since 4 > 1; in mm the variance of the first is 100, and its axis comes "
            "first. So PCA depends on the units. Divided, $C=\\begin{pmatrix}1&r\\\\r&1\\end{pmatrix}$: whatever the points are, the "
            "axes are $(1,\\pm1)/\\sqrt2$, with the variances $1+|r|$ and $1-|r|$. The axes then say nothing of two coordinates "
            "except the sign of $r$. For pixels, which all have the same unit, dividing is not needed.",
            "以公分計，第一主軸是第二個量的方向，因為 4 > 1；改以公釐計，第一個量的變異數是 100，它的方向就成了第一主軸。可見 PCA 取決於單位。"
            "除以標準差之後，$C=\\begin{pmatrix}1&r\\\\r&1\\end{pmatrix}$：不論是什麼點，主軸都是 $(1,\\pm1)/\\sqrt2$，變異數是 $1+|r|$ 與 "
            "$1-|r|$。兩個座標的主軸這時只剩下 $r$ 的正負號可說。像素的單位都相同，不需要這樣處理。",
        ),
        check,
    )


def held_by_first(far: float, near: float) -> float:
    """Share of the variance along the first axis where two classes lie at ±near and reach to ±far across."""
    return far**2 / (far**2 + near**2)


def _labels() -> Exercise:
    share = held_by_first(_FAR, _NEAR)

    def check() -> bool:
        points = np.array([[s * _FAR, c * _NEAR] for c in (1, -1) for s in (1, -1)], float)
        variances = points.var(axis=0)
        explained = share_explained_by_label(points, np.array([0, 0, 1, 1]))
        return abs(variances[0] / variances.sum() - share) < 1e-12 and bool(np.allclose(explained, [0, 1]))

    return Exercise(
        Text(
            f"Class A consists of the points $(\\pm{_FAR},{_NEAR})$, class B of $(\\pm{_FAR},-{_NEAR})$. How much of the variance "
            "does the first component hold, and how well can the classes be told apart by it? By the second? What follows for a "
            "classifier that is given the first components only?",
            f"A 類是 $(\\pm{_FAR},{_NEAR})$ 兩點，B 類是 $(\\pm{_FAR},-{_NEAR})$ 兩點。第一個主成分占變異量的多少？憑它能把兩類分到什麼程度？"
            "憑第二個呢？如果分類器只拿到前幾個主成分，會有什麼後果？",
        ),
        Text(
            f"The covariance is diagonal, with {_FAR**2} and {_NEAR**2}: the first component holds {percent(share)}, and is the same "
            "for both classes, so it says nothing of them. The second holds the rest and tells them apart without a mistake. PCA "
            "keeps what varies, not what matters: whether the components that are left out would have helped can only be seen "
            "by trying.",
            f"共變異數矩陣是對角矩陣，對角線為 {_FAR**2} 與 {_NEAR**2}：第一個主成分占 {percent(share)}，但它在兩類完全相同，所以對分類毫無幫助；"
            "剩下的屬於第二個，憑它就能把兩類完全分開。PCA 保留的是變化大的，而不是重要的：捨去的主成分有沒有用，只能實際試過才知道。",
        ),
        check,
    )


def most_axes(points: int, dimensions: int) -> int:
    """How many components of so many points can have a variance above 0."""
    return min(points - 1, dimensions)


def _few_points() -> Exercise:
    most = most_axes(_FEW, _PIXELS)

    def check() -> bool:
        points = np.random.default_rng(0).normal(size=(_FEW, 40))
        centred = points - points.mean(axis=0)
        small, vectors = np.linalg.eigh(centred @ centred.T / _FEW)
        covariance = centred.T @ centred / _FEW
        there = centred.T @ vectors[:, 1:]
        same = np.allclose(covariance @ there, there * small[1:])
        return int(np.linalg.matrix_rank(centred)) == most and bool(same) and abs(small[0]) < 1e-12

    return Exercise(
        Text(
            f"How many components of {_FEW} images of {_PIXELS:,} pixels can have a variance above 0? The covariance is a matrix of "
            f"{_PIXELS:,} × {_PIXELS:,}. Show how to find those axes from a matrix of {_FEW} × {_FEW} alone.",
            f"{_FEW} 張 {_PIXELS:,} 像素的影像，最多有幾個主成分的變異數大於 0？共變異數矩陣的大小是 {_PIXELS:,} × {_PIXELS:,}。"
            f"請說明如何只用一個 {_FEW} × {_FEW} 的矩陣，求出這些主軸。",
        ),
        Text(
            f"At most {most}: the {_FEW} centred points add up to 0, so they span no more. Let $\\tilde X$ have a row for each image and "
            "$G=\\frac1N\\tilde X\\tilde X^T$. If $Gv=\\mu v$ with $\\mu\\ne0$, then $C\\,(\\tilde X^Tv)=\\frac1N\\tilde X^T\\tilde X\\tilde X^Tv="
            "\\tilde X^TGv=\\mu\\,(\\tilde X^Tv)$, and $\\tilde X^Tv\\ne0$, as $\\tilde X\\tilde X^Tv=N\\mu v\\ne0$. So $\\tilde X^Tv$, divided by its length, is "
            "an axis with the variance $\\mu$.",
            f"最多 {most} 個：減去平均後的 {_FEW} 個點加起來是 0，張成的空間不會更大。令 $\\tilde X$ 的每一列是一張影像，"
            "$G=\\frac1N\\tilde X\\tilde X^T$。若 $Gv=\\mu v$ 且 $\\mu\\ne0$，則 $C\\,(\\tilde X^Tv)=\\frac1N\\tilde X^T\\tilde X\\tilde X^Tv="
            "\\tilde X^TGv=\\mu\\,(\\tilde X^Tv)$；又因 $\\tilde X\\tilde X^Tv=N\\mu v\\ne0$，所以 $\\tilde X^Tv\\ne0$。把 $\\tilde X^Tv$ 除以長度，"
            "就是變異數為 $\\mu$ 的主軸。",
        ),
        check,
    )


def stored(images: int, pixels: int, kept: int) -> int:
    """Numbers to keep for images as components: these, the axes, the mean."""
    return kept * images + kept * pixels + pixels


def _storage() -> Exercise:
    every, few = _IMAGES * _PIXELS, stored(_IMAGES, _PIXELS, _KEPT)
    most = (every - _PIXELS) // (_IMAGES + _PIXELS)

    def check() -> bool:
        parts = [np.empty((_IMAGES, _KEPT)), np.empty((_KEPT, _PIXELS)), np.empty(_PIXELS)]
        saving = [k for k in range(1, _PIXELS + 1) if stored(_IMAGES, _PIXELS, k) < every]
        return sum(part.size for part in parts) == few and max(saving) == most

    return Exercise(
        Text(
            f"Instead of {_IMAGES:,} images of {_PIXELS:,} pixels one keeps {_KEPT} components of each. How many numbers are that, "
            "with all that is needed to rebuild the images, and what share of before? Up to how many components is anything saved?",
            f"{_IMAGES:,} 張 {_PIXELS:,} 像素的影像，每張只留 {_KEPT} 個主成分。連同重建影像所需的一切，共要存多少個數？是原來的多少？"
            "最多留幾個主成分，才算有省到？",
        ),
        Text(
            f"The components, the axes and the mean: {_KEPT} · {_IMAGES:,} + {_KEPT} · {_PIXELS:,} + {_PIXELS:,} = {few:,} numbers instead "
            f"of {every:,}, {percent(few / every)}. Something is saved while $k(N+d)+d<Nd$, up to $k$ = {most:,}. The axes are paid for "
            "once, so the more images, the better.",
            f"主成分、主軸與平均：{_KEPT} · {_IMAGES:,} + {_KEPT} · {_PIXELS:,} + {_PIXELS:,} = {few:,} 個數，原本是 {every:,} 個，只有 "
            f"{percent(few / every)}。只要 $k(N+d)+d<Nd$ 就有省到，最多到 $k$ = {most:,}。主軸只要存一次，所以影像越多越划算。",
        ),
        check,
    )
