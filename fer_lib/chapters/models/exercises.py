"""The exercises of chapter 2: counting parameters and work by hand, and what a change of the plan saves."""

import torch
from torch import Tensor, nn

from fer_lib.language import Text
from fer_lib.models import count
from fer_lib.publish import Exercise

_IN, _OUT = 16, 32
_CHANNELS = 64
_MAPS, _SIDE, _UNITS = 512, 3, 1024
_VALUES, _CLASSES, _BUDGET = 1024, 10, 100_000
_NARROW, _WIDE = 64, 128


def exercises() -> list[Exercise]:
    """All of them, in their order."""
    return [_one_block(), _two_small_kernels(), _flattening(), _hidden_units(), _separable()]


def weights_of_convolution(kernel: int, inputs: int, outputs: int) -> int:
    """Weights of a convolution without biases."""
    return kernel**2 * inputs * outputs


def _size(*layers: nn.Module) -> int:
    return sum(p.numel() for layer in layers for p in layer.parameters())


def _one_block() -> Exercise:
    weights = weights_of_convolution(3, _IN, _OUT)
    whole, superfluous = weights + _OUT + 2 * _OUT, _OUT

    def check() -> bool:
        convolution, norm = nn.Conv2d(_IN, _OUT, 3), nn.BatchNorm2d(_OUT)
        images = torch.randn(4, _IN, 6, 6, generator=torch.Generator().manual_seed(0))
        before = norm(convolution(images))
        with torch.no_grad():
            convolution.bias.add_(torch.arange(_OUT))  # type: ignore[union-attr]
        same = bool((norm(convolution(images)) - before).abs().max() < 1e-3)
        return _size(convolution, norm) == whole and convolution.bias.numel() == superfluous and same  # type: ignore[union-attr]

    return Exercise(
        Text(
            f"A convolution with 3 × 3 kernels and biases takes {_IN} channels to {_OUT}; batch normalization follows. How "
            "many parameters are trained? Which of them could be left out without any change of what the block can "
            "compute?",
            f"一層 3 × 3、有偏差項的卷積把 {_IN} 個通道變成 {_OUT} 個，後面接批次正規化。要訓練的參數有多少個？"
            "其中哪些可以拿掉，而不影響這個區塊能算出的函數？",
        ),
        Text(
            f"The kernels have 3 · 3 · {_IN} · {_OUT} = {weights:,} weights, the convolution {_OUT} biases, the "
            f"normalization {_OUT} factors $\\gamma$ and {_OUT} summands $\\beta$: {whole:,} in all. The {superfluous} biases of "
            "the convolution are superfluous: they shift a channel's mean, which the normalization takes off again, and "
            "$\\beta$ can be any number.",
            f"卷積核有 3 · 3 · {_IN} · {_OUT} = {weights:,} 個權重，卷積有 {_OUT} 個偏差項，正規化有 {_OUT} 個 $\\gamma$ 與 {_OUT} 個 "
            f"$\\beta$，總共 {whole:,} 個。卷積的 {superfluous} 個偏差項是多餘的：它們只會平移通道的平均，而正規化會把平均減掉，"
            "需要的平移則由 $\\beta$ 負責。",
        ),
        check,
    )


def _two_small_kernels() -> Exercise:
    large = weights_of_convolution(5, _CHANNELS, _CHANNELS)
    small = 2 * weights_of_convolution(3, _CHANNELS, _CHANNELS)

    def check() -> bool:
        one = nn.Conv2d(_CHANNELS, _CHANNELS, 5, bias=False)
        two = [nn.Conv2d(_CHANNELS, _CHANNELS, 3, bias=False) for _ in range(2)]
        image = torch.zeros(1, 1, 9, 9, requires_grad=True)
        averaging = nn.Conv2d(1, 1, 3, bias=False)
        nn.init.ones_(averaging.weight)
        averaging(averaging(image))[0, 0, 2, 2].backward()
        seen = int((image.grad != 0).sum()) if image.grad is not None else 0
        return (_size(one), _size(*two), seen) == (large, small, 5 * 5)

    return Exercise(
        Text(
            f"Replace a 5 × 5 convolution with {_CHANNELS} channels in and {_CHANNELS} out by two 3 × 3 convolutions one after the other. "
            "How many weights does either way have (no biases)? How large a window of the input does one output see? What "
            "is gained besides?",
            f"把一層 5 × 5、輸入 {_CHANNELS} 個通道、輸出 {_CHANNELS} 個通道的卷積，換成接連兩層 3 × 3 的卷積。兩種做法各有多少權重（不計偏差項）？"
            "一個輸出看到的輸入視窗有多大？還多得到什麼？",
        ),
        Text(
            f"5 · 5 · {_CHANNELS}² = {large:,} against 2 · 3 · 3 · {_CHANNELS}² = {small:,}, that is {100 * small / large:.0f}%. Each "
            "output of the second convolution sees 3 × 3 outputs of the first, which together see 5 × 5 pixels: the same "
            "window. There is one more activation function, between the two. But not every 5 × 5 kernel is two 3 × 3 kernels "
            "in succession.",
            f"5 · 5 · {_CHANNELS}² = {large:,} 對 2 · 3 · 3 · {_CHANNELS}² = {small:,}，只有 {100 * small / large:.0f}%。第二層的每個輸出看到"
            "第一層的 3 × 3 個輸出，合起來看到 5 × 5 個像素，視窗一樣大；中間還多了一次活化函數。不過，並非每個 5 × 5 "
            "卷積核都能拆成接連兩個 3 × 3 卷積核。",
        ),
        check,
    )


def weights_after_flattening(maps: int, side: int, units: int) -> int:
    """Weights of the fully connected layer that takes flattened maps."""
    return maps * side**2 * units


def _flattening() -> Exercise:
    flat, averaged = (
        weights_after_flattening(_MAPS, _SIDE, _UNITS),
        weights_after_flattening(_MAPS, 1, _UNITS),
    )

    def check() -> bool:
        maps = torch.empty(1, _MAPS, _SIDE, _SIDE)
        pooled = nn.AdaptiveAvgPool2d(1)(maps).flatten(1)
        layers = [nn.Linear(x.shape[1], _UNITS, bias=False) for x in (maps.flatten(1), pooled)]
        return [_size(layer) for layer in layers] == [flat, averaged]

    return Exercise(
        Text(
            f"The last convolution of a network leaves {_MAPS} maps of {_SIDE} × {_SIDE}; a fully connected layer of {_UNITS:,} "
            "units follows. How many weights has that layer if the maps are flattened, and how many if each map is first "
            "averaged to one value? What can the second network no longer tell?",
            f"某個模型的最後一層卷積留下 {_MAPS} 張 {_SIDE} × {_SIDE} 的特徵圖，接著是 {_UNITS:,} 個單元的全連接層。把特徵圖攤平時，"
            "這一層有多少權重？先把每張特徵圖平均成一個值呢？後者再也分辨不出什麼？",
        ),
        Text(
            f"Flattened, {_MAPS} · {_SIDE} · {_SIDE} · {_UNITS:,} = {flat:,}; averaged, {_MAPS} · {_UNITS:,} = {averaged:,}, "
            f"1/{_SIDE**2} of that. What is averaged has lost its place: the layer learns that a pattern is there, not where.",
            f"攤平是 {_MAPS} · {_SIDE} · {_SIDE} · {_UNITS:,} = {flat:,} 個；平均之後是 {_MAPS} · {_UNITS:,} = {averaged:,} 個，"
            f"只有前者的 1/{_SIDE**2}。取平均之後就沒有位置了：後面的層只知道有沒有某個圖樣，不知道在哪裡。",
        ),
        check,
    )


def hidden_units(values: int, classes: int, budget: int) -> float:
    """Width of the hidden layer with which a network of two layers has so many parameters; not rounded."""
    return (budget - classes) / (values + classes + 1)


def _hidden_units() -> Exercise:
    exact = hidden_units(_VALUES, _CLASSES, _BUDGET)
    width = round(exact)
    size = width * (_VALUES + _CLASSES + 1) + _CLASSES

    def check() -> bool:
        def parameters(hidden: int) -> int:
            return _size(nn.Linear(_VALUES, hidden), nn.Linear(hidden, _CLASSES))

        nearest = min(range(1, 200), key=lambda hidden: abs(parameters(hidden) - _BUDGET))
        return nearest == width and parameters(width) == size

    return Exercise(
        Text(
            f"A network with one hidden layer takes {_VALUES:,} pixels and tells {_CLASSES} classes apart; every layer has "
            f"biases. How wide must the hidden layer be for about {_BUDGET:,} parameters? Such a calculation is needed "
            "whenever two kinds of networks are to be compared at equal size.",
            f"一個只有一層隱藏層的模型，輸入 {_VALUES:,} 個像素，分辨 {_CLASSES} 類，每層都有偏差項。要有大約 {_BUDGET:,} 個參數，"
            "隱藏層該有多寬？要在相同大小之下比較兩種模型時，就得這樣算。",
        ),
        Text(
            f"With $h$ units there are $({_VALUES}+1)\\,h+(h+1)\\cdot{_CLASSES}=({_VALUES}+1+{_CLASSES})\\,h+{_CLASSES}$ parameters, so "
            f"$h$ = ({_BUDGET:,} − {_CLASSES}) / {_VALUES + 1 + _CLASSES:,} ≈ {exact:.1f}. With {width} units there are {size:,}.",
            f"隱藏層有 $h$ 個單元時，參數共 $({_VALUES}+1)\\,h+(h+1)\\cdot{_CLASSES}=({_VALUES}+1+{_CLASSES})\\,h+{_CLASSES}$ 個，因此 "
            f"$h$ = ({_BUDGET:,} − {_CLASSES}) / {_VALUES + 1 + _CLASSES:,} ≈ {exact:.1f}。取 {width} 個單元，就有 {size:,} 個參數。",
        ),
        check,
    )


class _Separable(nn.Sequential):
    """A convolution within each channel, and then one across the channels at each place."""

    def __init__(self) -> None:
        super().__init__(
            nn.Conv2d(_NARROW, _NARROW, 3, padding=1, groups=_NARROW, bias=False),
            nn.Conv2d(_NARROW, _WIDE, 1, bias=False),
        )


def _separable() -> Exercise:
    whole = weights_of_convolution(3, _NARROW, _WIDE)
    parts = 9 * _NARROW + weights_of_convolution(1, _NARROW, _WIDE)

    def check() -> bool:
        image: Tensor = torch.zeros(1, _NARROW, 8, 8)
        dense = nn.Conv2d(_NARROW, _WIDE, 3, padding=1, bias=False)
        counted = [count(network.eval(), image) for network in (nn.Sequential(dense), _Separable())]
        sizes = [totals.trainable for totals in counted]
        work = counted[0].macs / counted[1].macs
        return sizes == [whole, parts] and abs(work - whole / parts) < 1e-9

    return Exercise(
        Text(
            f"`nn.Conv2d({_NARROW}, {_NARROW}, 3, padding=1, groups={_NARROW}, bias=False)` filters each channel by itself. Put "
            f"`nn.Conv2d({_NARROW}, {_WIDE}, 1, bias=False)` behind it, and count parameters and multiplications with "
            "`fer_lib.models.count(network, image)`. How many times less are they than those of one 3 × 3 convolution of "
            f"{_NARROW} to {_WIDE} channels? Derive the factor.",
            f"`nn.Conv2d({_NARROW}, {_NARROW}, 3, padding=1, groups={_NARROW}, bias=False)` 會把每個通道各自濾波。在它後面接上 "
            f"`nn.Conv2d({_NARROW}, {_WIDE}, 1, bias=False)`，再用 `fer_lib.models.count(network, image)` 算參數量與乘法次數。"
            f"一層 3 × 3、{_NARROW} 到 {_WIDE} 個通道的卷積是它的幾倍？請推導這個倍數。",
        ),
        Text(
            f"The plain convolution has 9 · {_NARROW} · {_WIDE} = {whole:,} weights, the two together 9 · {_NARROW} + {_NARROW} · "
            f"{_WIDE} = {parts:,}: {whole / parts:.1f} times fewer. With $c$ channels that become $d$ the factor is "
            "$9cd/(9c+cd)=1/(1/d+1/9)$, nearly 9 if $d$ is large. All weights are used at each position, so the "
            "multiplications shrink by the same factor.",
            f"一般的卷積有 9 · {_NARROW} · {_WIDE} = {whole:,} 個權重，拆成兩層則是 9 · {_NARROW} + {_NARROW} · {_WIDE} = {parts:,} 個，"
            f"前者是後者的 {whole / parts:.1f} 倍。從 $c$ 個通道到 $d$ 個通道時，倍數是 $9cd/(9c+cd)=1/(1/d+1/9)$，"
            "$d$ 很大時接近 9。每個權重在每個位置都要用到，所以乘法次數也差同樣的倍數。",
        ),
        check,
    )
