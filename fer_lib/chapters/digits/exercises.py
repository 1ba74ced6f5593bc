"""The exercises of chapter 15: what one unit can tell apart, units that never move, scales, steps, and jitter."""

import itertools
from math import comb, sqrt

import numpy as np

from fer_lib.language import Text
from fer_lib.publish import Exercise
from fer_lib.scratch import ACTIVATIONS, Network

_CLASSES = 10
_UNITS = 60
_TRAINING, _BATCH = 1247, 120
_TEST, _WRONG = 450, 0.03
_SCALE = 10


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_one_unit(), _never_moved(), _rescaled(), _sum_or_mean(), _jitter()]


def offsets(classes: int) -> list[float]:
    """Output biases with which one hidden unit can give every answer, if the output weights are 0, 1, 2, …"""
    return [-k * k / 2 for k in range(classes)]


def _one_unit() -> Exercise:
    def check() -> bool:
        k = np.arange(_CLASSES)
        activations = np.linspace(0, _CLASSES, 2001)
        answers = (np.outer(activations, k) + np.array(offsets(_CLASSES))).argmax(axis=1)
        steps = {(int(a), int(b)) for a, b in itertools.pairwise(answers) if a != b}
        return set(answers.tolist()) == set(k.tolist()) and steps == {(j, j + 1) for j in range(_CLASSES - 1)}

    return Exercise(
        Text(
            f"A network has a single hidden ReLU unit with output $a\\ge0$ and {_CLASSES} outputs $z_k=w_k\\,a+b_k$; the largest "
            f"one is its answer. Can it ever give all {_CLASSES} answers? If so, give weights and biases. What can it still not do?",
            f"某個模型只有一個 ReLU 隱藏單元，輸出 $a\\ge0$，以及 {_CLASSES} 個輸出 $z_k=w_k\\,a+b_k$，最大的就是答案。"
            f"它有可能給出全部 {_CLASSES} 種答案嗎？如果可以，請寫出權重與偏差項。它仍然做不到什麼？",
        ),
        Text(
            "It can. Take $w_k=k$ and $b_k=-k^2/2$ for $k=0,1,\\dots$: then $z_k=a^2/2-(a-k)^2/2$, which is largest for the "
            "$k$ next to $a$. The output layer is not what limits it. But the answers lie in a row on one axis, and where the "
            "largest of lines changes, it does so between neighbours alone: the hidden unit has to put all images in the order "
            "of their digits, and each digit can border on two others at most. Two units give a plane.",
            "可以。取 $w_k=k$、$b_k=-k^2/2$，$k=0,1,\\dots$，則 $z_k=a^2/2-(a-k)^2/2$，最大的是最接近 $a$ 的 $k$。"
            "限制不在輸出層。但所有答案排在同一條軸上，最高的直線換手時只會換給相鄰的答案：隱藏單元必須把所有影像依數字排成一列，"
            "每個數字最多只能與另外兩個相鄰。兩個單元則有一整個平面。",
        ),
        check,
    )


def never_moved(units: int) -> tuple[float, float]:
    """How many ReLU units never move from zero weights with symmetric random biases: expected, and standard deviation."""
    return units / 2, sqrt(units) / 2


def _never_moved() -> Exercise:
    expected, spread = never_moved(_UNITS)

    def check() -> bool:
        random = np.random.default_rng(0)
        biases = random.uniform(-0.5, 0.5, _UNITS)
        network = Network(
            [np.zeros((4, _UNITS)), np.zeros((_UNITS, 3))],
            [biases.copy(), random.uniform(-0.1, 0.1, 3)],
            ACTIVATIONS["relu"],
        )
        x, t = random.random((12, 4)), np.eye(3)[np.arange(12) % 3]
        for _ in range(20):
            network.step(network.gradients(x, t), 0.1)
        stayed = ~network.weights[0].any(axis=0) & (network.biases[0] == biases)
        of_counts = np.array([comb(_UNITS, k) for k in range(_UNITS + 1)]) / 2**_UNITS
        mean = float(of_counts @ np.arange(_UNITS + 1))
        deviation = sqrt(float(of_counts @ (np.arange(_UNITS + 1) - mean) ** 2))
        return bool((stayed == (biases < 0)).all()) and np.allclose((mean, deviation), (expected, spread))

    return Exercise(
        Text(
            f"All weights begin at zero, the biases are drawn evenly from both sides of zero, and the {_UNITS} hidden units are "
            "ReLUs. How many of them do you expect never to move, however long the training is? Give the standard deviation "
            "too. Would sigmoid units be lost as well?",
            f"權重全部從零開始，偏差項在零的兩側均勻抽取，{_UNITS} 個隱藏單元都是 ReLU。不論訓練多久，預期有幾個單元永遠不會動？"
            "標準差是多少？換成 sigmoid 單元，也會這樣嗎？",
        ),
        Text(
            "Before any step the unit's input is its bias, for every image. If the bias is negative, the output and the "
            "derivative are 0 for every image, so neither its incoming nor its outgoing weights get a gradient, nor does its "
            f"bias, and the next step finds it as it was. Each unit has this fate with probability 1/2: {expected:.0f} units on "
            f"average, with standard deviation $\\sqrt{{{_UNITS}}}/2$ = {spread:.1f}. The derivative of a sigmoid is never 0, so "
            "none of its units is lost.",
            "第一步之前，不論哪張影像，單元的輸入就是它的偏差項。偏差項若為負，對每張影像的輸出與導數都是 0，"
            "進出的權重與偏差項都沒有梯度，下一步它還是原樣。每個單元遇上這種情形的機率是 1/2："
            f"平均有 {expected:.0f} 個，標準差 $\\sqrt{{{_UNITS}}}/2$ = {spread:.1f}。sigmoid 的導數永遠不為 0，所以一個也不會失去。",
        ),
        check,
    )


def rate_of_incoming(scale: float) -> float:
    """By which factor the learning rate of a unit's incoming weights changes, seen in the old scale."""
    return 1 / scale**2


def _rescaled() -> Exercise:
    factor = rate_of_incoming(_SCALE)

    def check() -> bool:
        random = np.random.default_rng(0)
        one = Network.random((4, 1, 3), "relu", random)
        one.biases[0][:] = 1.0  # so that the unit is active
        other = one.copy()
        other.weights[0] *= _SCALE
        other.biases[0] *= _SCALE
        other.weights[1] /= _SCALE
        x, t = random.random((6, 4)), np.eye(3)[np.arange(6) % 3]
        same = np.allclose(one.forward(x)[0][-1], other.forward(x)[0][-1])
        first, second = (network.weights[0].copy() for network in (one, other))
        for network in (one, other):
            network.step(network.gradients(x, t), 0.01)
        moved, moved_other = one.weights[0] - first, (other.weights[0] - second) / _SCALE
        return bool(same and np.allclose(moved_other, factor * moved))

    return Exercise(
        Text(
            f"Multiply all incoming weights and the bias of a hidden ReLU unit by $c$ = {_SCALE} and divide its outgoing weights by "
            "$c$. Does the network answer otherwise? Is it still trained alike, at the same learning rate?",
            f"把某個 ReLU 隱藏單元的所有輸入權重與偏差項乘以 $c$ = {_SCALE}，輸出權重除以 $c$。模型的答案會變嗎？"
            "以同樣的學習率訓練，過程還會相同嗎？",
        ),
        Text(
            "The answers stay: $\\max(cz,0)=c\\max(z,0)$ for $c>0$, and the outgoing weights take the $c$ back. But the gradient of "
            "the incoming weights is divided by $c$ while they themselves are $c$ times as large: in the old scale a step is "
            f"$1/c^2$ = {factor:g} times as long, and that of the outgoing weights $c^2$ = {_SCALE**2} times. Two networks that "
            "compute the same function may learn differently, which is one reason why the size of the initial weights matters.",
            "答案不變：$c>0$ 時 $\\max(cz,0)=c\\max(z,0)$，輸出權重再把 $c$ 除回來。但輸入權重的梯度除以了 $c$，權重本身卻是 $c$ 倍大："
            f"換回原來的尺度，每一步只有 $1/c^2$ = {factor:g} 倍長，輸出權重的則是 $c^2$ = {_SCALE**2} 倍。"
            "計算同一個函數的兩個模型，學習的過程可能不同；這也是初始權重的大小很重要的原因之一。",
        ),
        check,
    )


def last_batch(images: int, batch: int) -> tuple[int, int]:
    """Steps of an epoch, and images of its last batch."""
    steps = -(-images // batch)
    return steps, images - (steps - 1) * batch


def _sum_or_mean() -> Exercise:
    steps, rest = last_batch(_TRAINING, _BATCH)
    share = rest / _BATCH

    def check() -> bool:
        sizes = [len(range(start, min(start + _BATCH, _TRAINING))) for start in range(0, _TRAINING, _BATCH)]
        random = np.random.default_rng(0)
        network = Network.random((4, 3, 3), "relu", random)
        x, t = random.random((rest, 4)), np.eye(3)[np.arange(rest) % 3]
        mean = network.gradients(x, t).weights[0]
        of_sum = sum(network.gradients(x[i : i + 1], t[i : i + 1]).weights[0] for i in range(rest))
        return (len(sizes), sizes[-1]) == (steps, rest) and np.allclose(of_sum / _BATCH, share * mean)

    return Exercise(
        Text(
            f"There are {_TRAINING:,} training images and batches of {_BATCH}. How many steps has an epoch, and how large is the "
            "last batch? A friend sums the gradients of a batch where this chapter takes their mean. Which learning rate "
            "makes the friend's steps the same, and where does a difference remain?",
            f"訓練影像有 {_TRAINING:,} 張，每批 {_BATCH} 張。一個 epoch 有幾步？最後一批有幾張？本章取一批的平均梯度，"
            "你的朋友則把梯度相加。朋友要用多大的學習率，每一步才會相同？還有哪裡不一樣？",
        ),
        Text(
            f"It has {steps} steps, the last one with {rest} images. The sum is {_BATCH} times the mean, so the friend takes the "
            f"rate $\\eta/{_BATCH}$. In the last batch the sum is only {rest} times the mean: there the friend's step is "
            f"{rest}/{_BATCH} = {share:.2f} times as long. With sums every image weighs the same in an epoch; with means those of a "
            "small last batch weigh more.",
            f"共 {steps} 步，最後一批 {rest} 張。相加是平均的 {_BATCH} 倍，所以朋友用 $\\eta/{_BATCH}$。"
            f"最後一批相加只有平均的 {rest} 倍，朋友那一步的長度是 {rest}/{_BATCH} = {share:.2f} 倍。"
            "相加時，一個 epoch 裡每張影像的份量相同；取平均時，最後一小批裡的影像份量較重。",
        ),
        check,
    )


def standard_error(share: float, n: int) -> float:
    """Of a share among n images."""
    return sqrt(share * (1 - share) / n)


def _jitter() -> Exercise:
    step, error = 100 / _TEST, 100 * standard_error(_WRONG, _TEST)
    shown = f"{100 * _WRONG:g}%"

    def check() -> bool:
        k = np.arange(_TEST + 1)
        chances = np.array([comb(_TEST, int(i)) * _WRONG**i * (1 - _WRONG) ** (_TEST - i) for i in k])
        mean = float(chances @ k)
        deviation = sqrt(float(chances @ (k - mean) ** 2))
        return abs(100 * deviation / _TEST - error) < 1e-6 and abs(step * _TEST - 100) < 1e-9

    return Exercise(
        Text(
            f"A network errs on about {shown} of {_TEST} test images, and from one epoch to the next its error moves by 0.2 points. "
            "How many images is that? By how much would the error differ on another test set of the same size? What "
            "follows for picking the best epoch by this curve?",
            f"某個模型在 {_TEST} 張測試影像上大約錯 {shown}，錯誤率在相鄰 epoch 之間變動 0.2 個百分點。這是幾張影像？"
            "換一批同樣多的測試影像，錯誤率會差多少？如果依這條曲線挑選最好的 epoch，會怎麼樣？",
        ),
        Text(
            f"One image is {step:.2f} points, so the jitter is a single image that falls to one side or the other. On another test "
            f"set the error has the standard deviation $\\sqrt{{p(1-p)/n}}$ = {error:.2f} points, almost four times as much. The best "
            "of many epochs is then mostly the luckiest one: its error is too low, and chosen on these images it says little of others.",
            f"一張影像就是 {step:.2f} 個百分點，所以這樣的抖動只是一張影像時對時錯。換一批測試影像，錯誤率的標準差是 "
            f"$\\sqrt{{p(1-p)/n}}$ = {error:.2f} 個百分點，將近四倍。在許多 epoch 中挑出的最好一個，多半只是運氣最好的："
            "它的錯誤率偏低，而且既然是用這批影像挑的，對其他影像說明不了什麼。",
        ),
        check,
    )
