"""The exercises of chapter 3: intervals, and what dropout, weight decay and label smoothing do to numbers."""

from itertools import product
from math import log, prod
from statistics import NormalDist

import numpy as np

from fer_lib.language import Text
from fer_lib.proportion import wilson_interval
from fer_lib.publish import Exercise
from fer_lib.wording import percent

_Z = NormalDist().inv_cdf(0.975)
_NONE_OF = 20
_SHARE, _HALF = 0.6, 0.01
_VALUE, _DROPPED = 2.0, 0.5
_SMOOTHING, _CLASSES = 0.1, 10
_RATE, _DECAY = 0.001, 0.05


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_none_right(), _how_many_images(), _dropout(), _label_smoothing(), _weight_decay()]


def upper_end_of_none(n: int) -> float:
    """Upper end of Wilson's interval where none of n is right, 0 to 1."""
    return _Z**2 / (n + _Z**2)


def _none_right() -> Exercise:
    high = upper_end_of_none(_NONE_OF)

    def check() -> bool:
        p = np.linspace(0, 1, 100_001)
        believable = p[p <= _Z * np.sqrt(p * (1 - p) / _NONE_OF) + 1e-15]
        return abs(believable.max() - high) < 2e-5 and abs(wilson_interval(0, _NONE_OF)[1] - high) < 1e-12

    return Exercise(
        Text(
            f"Of a rare class there are {_NONE_OF} validation images, and a network recognises none of them. A textbook interval, "
            "$\\hat p\\pm1.96\\sqrt{\\hat p(1-\\hat p)/n}$, would have both its ends at 0. What does Wilson's interval say? Solve it by "
            "hand.",
            f"某個罕見類別在驗證集裡有 {_NONE_OF} 張影像，模型一張也沒有認出來。教科書上的區間 "
            "$\\hat p\\pm1.96\\sqrt{\\hat p(1-\\hat p)/n}$ 兩端都會是 0。Wilson 的信賴區間是多少？請手算。",
        ),
        Text(
            "With $\\hat p=0$ the condition is $p^2\\le z^2p(1-p)/n$, hence $p=0$ or $p\\le z^2/(n+z^2)$ = "
            f"{percent(high)}. So a recall of up to {percent(high)} would not be astonishing: few images show little, even "
            "if all of them agree.",
            f"$\\hat p=0$ 時，條件是 $p^2\\le z^2p(1-p)/n$，所以 $p=0$ 或 $p\\le z^2/(n+z^2)$ = {percent(high)}。"
            f"也就是說，真正的召回率就算高達 {percent(high)} 也不足為奇：影像太少，即使結果完全一致，也看不出多少。",
        ),
        check,
    )


def images_needed(share: float, half: float) -> float:
    """Images with which the 95% interval of a share reaches this far to either side, for many images."""
    return _Z**2 * share * (1 - share) / half**2


def _how_many_images() -> Exercise:
    needed = round(images_needed(_SHARE, _HALF))

    def check() -> bool:
        low, high = wilson_interval(_SHARE * needed, needed)
        fewer = wilson_interval(_SHARE * needed / 4, needed / 4)  # type: ignore[arg-type]
        return abs((high - low) / 2 - _HALF) < 1e-4 and abs((fewer[1] - fewer[0]) / 2 - 2 * _HALF) < 3e-4

    return Exercise(
        Text(
            f"An accuracy is about {percent(_SHARE, 0)}. How many test images are needed for a 95% interval of ±"
            f"{100 * _HALF:.0f} point? And how many for an interval half as wide?",
            f"準確率大約是 {percent(_SHARE, 0)}。要讓 95% 信賴區間是 ±{100 * _HALF:.0f} 個百分點，需要多少張測試影像？區間要再窄一半呢？",
        ),
        Text(
            f"For many images the interval reaches $1.96\\sqrt{{p(1-p)/n}}$ to either side, so $n$ = 1.96² · {_SHARE} · "
            f"{1 - _SHARE:.1f} / {_HALF}² ≈ {needed:,}. Half the width needs 4 times as many, about {4 * needed:,}: the "
            "width falls with $\\sqrt n$ only.",
            f"影像很多時，區間往兩側各延伸 $1.96\\sqrt{{p(1-p)/n}}$，所以 $n$ = 1.96² · {_SHARE} · {1 - _SHARE:.1f} / {_HALF}² ≈ "
            f"{needed:,}。寬度減半需要 4 倍，約 {4 * needed:,} 張：寬度只隨 $\\sqrt n$ 縮小。",
        ),
        check,
    )


def variance_by_dropout(value: float, dropped: float) -> float:
    """Variance of a value that dropout sets to zero or divides by the share that it keeps."""
    return value**2 * dropped / (1 - dropped)


def _dropout() -> Exercise:
    variance = variance_by_dropout(_VALUE, _DROPPED)

    def check() -> bool:
        kept = [(_DROPPED, 0.0), (1 - _DROPPED, _VALUE / (1 - _DROPPED))]
        mean = sum(p * x for p, x in kept)
        # Of four units at once, all sixteen ways of keeping some of them: variances add up.
        sums = [(prod(p for p, _ in each), sum(x for _, x in each)) for each in product(kept, repeat=4)]
        of_sum = sum(p * (x - 4 * _VALUE) ** 2 for p, x in sums)
        return abs(mean - _VALUE) < 1e-12 and abs(of_sum - 4 * variance) < 1e-9

    return Exercise(
        Text(
            f"In training, dropout with rate $p$ sets a value $x$ to zero with probability $p$ and divides it by $1-p$ "
            f"otherwise. Find mean and variance of the result; what are they for $x$ = {_VALUE:.0f} and $p$ = {_DROPPED}? "
            "Why is nothing divided when the network is used?",
            f"訓練時，比率為 $p$ 的 dropout 以機率 $p$ 把值 $x$ 設為零，否則除以 $1-p$。求結果的期望值與變異數；$x$ = {_VALUE:.0f}、$p$ = "
            f"{_DROPPED} 時各是多少？使用模型時為什麼不必再除？",
        ),
        Text(
            f"The mean is $(1-p)\\,x/(1-p)=x$, here {_VALUE:.0f}. The variance is $(1-p)\\,x^2/(1-p)^2-x^2=x^2\\,p/(1-p)$, here "
            f"{variance:.0f}. As the mean is already right in training, the next layer meets values of the same size when all "
            "units are kept; the variance is what makes the task harder.",
            f"期望值是 $(1-p)\\,x/(1-p)=x$，這裡是 {_VALUE:.0f}；變異數是 $(1-p)\\,x^2/(1-p)^2-x^2=x^2\\,p/(1-p)$，這裡是 {variance:.0f}。"
            "訓練時的期望值已經正確，所以保留所有單元時，下一層收到的值大小相同；讓題目變難的是變異數。",
        ),
        check,
    )


def smallest_loss(smoothing: float, classes: int) -> float:
    """The least cross entropy that label smoothing leaves, in nats: the entropy of the smoothed label."""
    of_label, of_others = 1 - smoothing + smoothing / classes, smoothing / classes
    return -of_label * log(of_label) - (classes - 1) * of_others * log(of_others)


def _label_smoothing() -> Exercise:
    least, target = smallest_loss(_SMOOTHING, _CLASSES), 1 - _SMOOTHING + _SMOOTHING / _CLASSES

    def check() -> bool:
        p = np.linspace(0.5, 0.999, 49_901)  # of the label; the others share the rest evenly
        others = (1 - p) / (_CLASSES - 1)
        loss = -target * np.log(p) - (1 - target) * np.log(others)
        return bool(abs(loss.min() - least) < 1e-8 and abs(p[loss.argmin()] - target) < 1e-4)

    return Exercise(
        Text(
            f"Label smoothing of {_SMOOTHING} with {_CLASSES} classes asks for the probability {target:.2f} of the label and "
            f"{_SMOOTHING / _CLASSES:.2f} of each other class. How small can the cross entropy become, and where? May the "
            "training losses of two runs be compared, one with and one without label smoothing?",
            f"共 {_CLASSES} 類、強度 {_SMOOTHING} 的標籤平滑，要求標籤的機率是 {target:.2f}，其他類別各 {_SMOOTHING / _CLASSES:.2f}。"
            "交叉熵最小可以到多少？在哪裡達到？一次用標籤平滑、一次不用的兩次訓練，訓練損失可以互相比較嗎？",
        ),
        Text(
            f"$-\\sum_k t_k\\ln p_k$ is smallest at $p=t$ (Gibbs' inequality), where it is the entropy of $t$: "
            f"−{target:.2f} ln {target:.2f} − {_CLASSES - 1} · {_SMOOTHING / _CLASSES:.2f} ln {_SMOOTHING / _CLASSES:.2f} = "
            f"{least:.2f}. Even a perfect network stays there, while one without smoothing can come near 0: the losses "
            "measure different things. Compare accuracies, or the cross entropy with the plain labels.",
            f"$-\\sum_k t_k\\ln p_k$ 在 $p=t$ 時最小（Gibbs 不等式），最小值就是 $t$ 的熵：−{target:.2f} ln {target:.2f} − "
            f"{_CLASSES - 1} · {_SMOOTHING / _CLASSES:.2f} ln {_SMOOTHING / _CLASSES:.2f} = {least:.2f}。再完美的模型也只能到這裡，"
            "不用平滑的卻可以接近 0：兩種損失量的是不同的東西。要比較的話，應該看準確率，或以原本的標籤計算的交叉熵。",
        ),
        check,
    )


def steps_to_half(rate: float, decay: float) -> float:
    """Steps after which weight decay alone has halved a weight."""
    return log(2) / -log(1 - rate * decay)


def _weight_decay() -> Exercise:
    steps = round(steps_to_half(_RATE, _DECAY))

    def check() -> bool:
        weights = np.cumprod(np.full(2 * steps, 1 - _RATE * _DECAY))
        half = int(np.argmax(weights <= 0.5)) + 1
        return abs(half - steps) <= 1

    return Exercise(
        Text(
            f"AdamW multiplies each weight by $1-\\eta\\lambda$ in every step, apart from what the gradient does. After how many "
            f"steps has a weight without a gradient halved, with learning rate $\\eta$ = {_RATE} and weight decay $\\lambda$ = "
            f"{_DECAY}? Change the learning rate with a schedule that goes to zero: what becomes of the decay?",
            f"AdamW 每一步除了梯度的作用，還會把每個權重乘上 $1-\\eta\\lambda$。學習率 $\\eta$ = {_RATE}、權重衰減 $\\lambda$ = {_DECAY} "
            "時，一個梯度為零的權重要多少步才會減半？如果學習率依排程降到零，衰減會怎樣？",
        ),
        Text(
            f"$(1-\\eta\\lambda)^n=\\tfrac12$ gives $n=\\ln2/(-\\ln(1-\\eta\\lambda))\\approx\\ln2/(\\eta\\lambda)$, here {steps:,} steps. "
            "Three lines of Python confirm it: multiply until 0.5 is passed, and count. Where $\\eta$ goes to zero, the decay "
            "ends with it, as it is the product $\\eta\\lambda$ that acts.",
            f"由 $(1-\\eta\\lambda)^n=\\tfrac12$ 得 $n=\\ln2/(-\\ln(1-\\eta\\lambda))\\approx\\ln2/(\\eta\\lambda)$，這裡是 {steps:,} 步。"
            "用三行 Python 就能驗證：一直乘到低於 0.5 為止，數一數乘了幾次。學習率 $\\eta$ 降到零時，衰減也跟著停止，"
            "因為真正起作用的是乘積 $\\eta\\lambda$。",
        ),
        check,
    )
