"""What a reader may ask of the six numbers: move them, and see what comes out and what comes back."""

from collections.abc import Mapping

from fer_lib.chapters.batchnorm.six_numbers import SixNumbers
from fer_lib.language import Text
from fer_lib.publish import Interactive

EPSILONS = (1e-5, 1e-3, 1e-2, 0.1, 1.0)
LIMITS: Mapping[str, tuple[float, float]] = {
    "x": (-5, 5),
    "g": (-3, 3),
    "gamma": (-3, 3),
    "beta": (-3, 3),
}

WORDS: Mapping[str, Text] = {
    "panel": Text("Move the numbers through the layer", "移動這些數值，看它們通過這一層的結果"),
    "x": Text("x{i}", "x{i}"),
    "g": Text("g{i}", "g{i}"),
    "gamma": Text("Scale γ", "縮放 γ"),
    "beta": Text("Shift β", "平移 β"),
    "epsilon": Text("ε", "ε"),
    "arriving": Text("Gradient g that arrives", "到達的梯度 g"),
    "chosen": Text("each g as its slider says", "每個 g 由滑桿決定"),
    "first": Text("g₁ = 1, the others 0", "g₁ = 1，其餘為 0"),
    "equal": Text("every g = 1", "每個 g = 1"),
    "along": Text("every g = x̂", "每個 g = x̂"),
    "caption": Text(
        "The numbers, what the layer makes of them, and the gradient; last their sums.",
        "各個數值、這一層的結果與梯度；最後一行是總和。",
    ),
    "table": Text("Table of the numbers", "數值表"),
    "sum": Text("sum", "總和"),
    "drawing": Text(
        "The numbers x, x̂ and y, and bars of g and ∂ℓ/∂x", "數值 x、x̂ 與 y，以及 g 與 ∂ℓ/∂x 的長條"
    ),
    "layer": Text(
        "μ = {mean}, σ² = {variance}, s = {root}. ∂ℓ/∂γ = {scale}, ∂ℓ/∂β = {shift}.",
        "μ = {mean}、σ² = {variance}、s = {root}；∂ℓ/∂γ = {scale}、∂ℓ/∂β = {shift}。",
    ),
    "sums": Text(
        "The gradient with respect to x adds up to {total};",
        "對 x 的梯度總和為 {total}；",
    ),
    "along_sum": Text(
        " with each value multiplied by its x̂, to {along}.", "各乘上對應的 x̂ 之後，總和為 {along}。"
    ),
    "almost": Text(
        " with each value multiplied by its x̂, to almost 0 ({along}), because of ε.",
        "各乘上對應的 x̂ 之後，總和幾乎是 0（{along}），差異來自 ε。",
    ),
    "why": Text(
        "∂ℓ/∂x is γ/s times what is left of g when its mean and x̂ times the mean of g·x̂ have been taken away.",
        "∂ℓ/∂x 是 g 減去自己的平均、再減去 x̂ 乘以 g·x̂ 的平均，剩下的部分乘以 γ/s。",
    ),
    "reset": Text("As in the figure", "恢復圖中的數值"),
}


def asked_numbers(numbers: SixNumbers) -> Interactive:
    """The numbers of the figure to begin with."""
    return Interactive(
        "batchnorm",
        WORDS,
        {
            "x": list(numbers.x),
            "g": list(numbers.g),
            "gamma": numbers.gamma,
            "beta": numbers.beta,
            "epsilon": numbers.epsilon,
            "epsilons": list(EPSILONS),
            "limits": {key: list(limit) for key, limit in LIMITS.items()},
        },
    )
