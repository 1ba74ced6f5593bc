"""Parameters, operations, time and memory of convolution layers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

import sympy as sp
import torch
import z3
from torch.utils.flop_counter import FlopCounterMode

from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Finding, Source
from fer_lib.proofs.convolution.sizes import floor_size
from fer_lib.proofs.finite_sums import normal_form
from fer_lib.proofs.integers import prove_for_all
from fer_lib.proofs.operation_counts import (
    LAYER_A,
    LAYER_B,
    ConvolutionLayer,
    Size,
    report_a_layers,
    total_multiplications,
)

OWN = Source()
PROBLEM_4 = {part: Source("D", Text(f"problem 4 {part}", f"第 4 題 {part}")) for part in "abc"}

c, f, k1, k2, m1, m2 = sp.symbols("c f k1 k2 m1 m2", integer=True, positive=True)
SYMBOLIC_LAYER = ConvolutionLayer(c, f, (k1, k2), (m1, m2))
_channel, _row, _column, _filter, _i, _j = sp.symbols("d a b n i j", integer=True)
_KERNEL = ((_column, 1, k2), (_row, 1, k1), (_channel, 1, c))
_OUTPUT = ((_j, 1, m2), (_i, 1, m1), (_filter, 1, f))
_PRODUCTS = sp.Sum(1, *_KERNEL)

# What is counted, as sums over the definition of the layer.
DEFINITIONS = {
    "parameters": sp.Sum(_PRODUCTS + 1, (_filter, 1, f)),
    "multiplications": sp.Sum(_PRODUCTS, *_OUTPUT),
    "additions": sp.Sum(_PRODUCTS - 1 + 1, *_OUTPUT),
    "additions_without_bias": sp.Sum(_PRODUCTS - 1, *_OUTPUT),
}


def check_general(quantity: str, formula: Size | None = None) -> Finding:
    """A count for symbolic sizes: the sum over the definition equals the closed formula."""
    closed = getattr(SYMBOLIC_LAYER, quantity) if formula is None else formula
    counted = normal_form(DEFINITIONS[quantity])
    if sp.expand(counted - closed) == 0:
        return Finding("proved")
    # Two polynomials that differ, differ at one of these points or are left undecided.
    symbols = (c, f, k1, k2, m1, m2)
    for values in product((1, 2, 3), repeat=6):
        at = dict(zip(symbols, values, strict=True))
        sides = [side.subs(at) for side in (counted, sp.sympify(closed))]
        if sides[0] != sides[1]:
            shown = tuple((sp.latex(symbol), value) for symbol, value in at.items())
            return Finding("refuted", (*shown, (r"\text{count}", sides[0]), (r"\text{formula}", sides[1])))
    return Finding("undecided")


def check_layer(quantity: str, layer: ConvolutionLayer, printed: int) -> Finding:
    """A printed number: the symbolic sum with the layer's sizes put in."""
    sizes = (layer.in_channels, layer.filters, *layer.kernel, *layer.output)
    at = dict(zip((c, f, k1, k2, m1, m2), sizes, strict=True))
    counted = normal_form(DEFINITIONS[quantity]).subs(at)
    if counted == printed:
        return Finding("proved")
    return Finding("refuted", ((r"\text{count}", counted), (r"\text{printed}", printed)))


@dataclass
class _Counter:
    multiplications: int = 0
    additions: int = 0


@dataclass(frozen=True)
class _CountingNumber:
    """Stands in for a number and notes each operation it takes part in."""

    counter: _Counter

    def __mul__(self, other: "_CountingNumber") -> "_CountingNumber":
        self.counter.multiplications += 1
        return self

    def __add__(self, other: "_CountingNumber") -> "_CountingNumber":
        self.counter.additions += 1
        return self


def executed_operations(layer: ConvolutionLayer, bias: bool) -> tuple[int, int]:
    """Multiplications and additions of a plain loop over the layer, counted while it runs."""
    counter = _Counter()
    number = _CountingNumber(counter)
    for _ in product(range(layer.filters), range(layer.output[0]), range(layer.output[1])):
        total: _CountingNumber | None = None
        for _ in product(range(layer.in_channels), range(layer.kernel[0]), range(layer.kernel[1])):
            term = number * number
            total = term if total is None else total + term
        if bias and total is not None:
            total = total + number
    return counter.multiplications, counter.additions


EXECUTED = (
    LAYER_A,
    LAYER_B,
    *(
        ConvolutionLayer(channels, filters, (rows, columns), (side, side + 1))
        for channels, filters, rows, columns, side in product(*(range(1, n + 1) for n in (3, 4, 3, 3, 3)))
    ),
)
"""Layers whose loops are run: A and B, and all with sizes up to 3 (4 for filters)."""


def check_executed(factor: int = 1) -> Finding:
    """The formulas against counted loops, for the layers of ``EXECUTED``; other sizes the formulas alone decide."""
    for layer in EXECUTED:
        predicted = (layer.multiplications * factor, layer.additions, layer.additions_without_bias)
        multiplications, additions = executed_operations(layer, bias=True)
        counted = (multiplications, additions, executed_operations(layer, bias=False)[1])
        if predicted != counted:
            return Finding("refuted", ((r"\text{counted}", counted), (r"\text{formula}", predicted)))
    return Finding("proved")


def executed_flops(layers: Sequence[ConvolutionLayer]) -> int:
    """Floating point operations that torch's counter sees in a forward pass through each layer, without bias.

    The inputs are just large enough for the layer's output; the ``meta`` device runs the dispatcher, which the
    counter listens to, but no arithmetic.
    """
    with FlopCounterMode(display=False) as counter:
        for layer in layers:
            side = [m + k_ - 1 for m, k_ in zip(layer.output, layer.kernel, strict=True)]
            image = torch.empty(1, layer.in_channels, *side, device="meta")
            weights = torch.empty(layer.filters, layer.in_channels, *layer.kernel, device="meta")
            torch.nn.functional.conv2d(image, weights)
    return int(counter.get_total_flops())


def check_flop_counter(factor: int = 2) -> Finding:
    """Torch counts two operations, a multiplication and an addition, for every product of the formula."""
    layers = [*report_a_layers(), LAYER_A, LAYER_B]
    error = abs(executed_flops(layers) - factor * total_multiplications(layers))
    return Finding("checked numerically" if error == 0 else "refuted", largest_error=float(error))


def check_time(constant: int = 2) -> Finding:
    """All operations of L layers are exactly 2·Σ f_{l−1} k_l² f_l m_l²; so time is O of that sum, and Ω of it."""
    layers, layer = sp.symbols("L l", integer=True, positive=True)
    filters, kernel, side = (sp.IndexedBase(name, integer=True, positive=True) for name in ("f", "k", "m"))
    one = ConvolutionLayer(filters[layer - 1], filters[layer], (kernel[layer],) * 2, (side[layer],) * 2)
    operations = sp.Sum(one.multiplications + one.additions, (layer, 1, layers))
    work = sp.Sum(
        filters[layer - 1] * kernel[layer] ** 2 * filters[layer] * side[layer] ** 2, (layer, 1, layers)
    )
    if normal_form(operations - constant * work) == 0:
        return Finding("proved")
    return Finding("refuted", ((r"\text{operations}/\text{work}", 2), (r"\text{formula}", constant)))


def check_memory(biases: int = 1) -> Finding:
    """L layers hold Σ f_l (f_{l−1} k_l² + 1) parameters and, to train one image, Σ f_l m_l² output values."""
    layers, layer = sp.symbols("L l", integer=True, positive=True)
    filters, kernel, side = (sp.IndexedBase(name, integer=True, positive=True) for name in ("f", "k", "m"))
    one = ConvolutionLayer(filters[layer - 1], filters[layer], (kernel[layer],) * 2, (side[layer],) * 2)
    held = sp.Sum(one.parameters + one.output_values, (layer, 1, layers))
    weights = sp.Sum(filters[layer] * filters[layer - 1] * kernel[layer] ** 2, (layer, 1, layers))
    rest = sp.Sum(filters[layer] * (biases + side[layer] ** 2), (layer, 1, layers))
    if normal_form(held - weights - rest) == 0:
        return Finding("proved")
    return Finding("refuted", ((r"\text{biases a filter}", 1), (r"\text{formula}", biases)))


def check_output_side(
    formula: Callable[[z3.ArithRef, z3.ArithRef, z3.ArithRef], z3.ArithRef] | None = None,
) -> Finding:
    """Report D's m = ⌊(n − k)/s⌋ is the output side of a layer with the padding 1 that it was given."""
    n, k, s = z3.Ints("n k s")
    printed = (n - k) / s if formula is None else formula(n, k, s)
    true = floor_size(n, z3.IntVal(1), k, s)
    layer = z3.And(k >= 2, k <= n, s >= 1)
    return prove_for_all(layer, printed == true, (n, k, s), {r"\hat m": printed, "m": true})


def report_d_side(width: int, kernel: int, stride: int = 1) -> int:
    """The output side as report D writes it, without padding and without + 1 (wrong)."""
    return (width - kernel) // stride


def _of_layers() -> list[Claim]:
    printed = {
        "a": (
            LAYER_A,
            {"parameters": 126, "multiplications": 1080, "additions": 1080, "additions_without_bias": 1026},
        ),
        "b": (
            LAYER_B,
            {"parameters": 100, "multiplications": 96, "additions": 96, "additions_without_bias": 92},
        ),
    }
    claims = []
    for name, (layer, numbers) in printed.items():
        for quantity, number in numbers.items():
            source = PROBLEM_4["a" if quantity == "parameters" else "b"]
            words = QUANTITY_NAMES[quantity]
            meaning = Text(
                f"layer {name.upper()}: {number} {words.en}", f"層 {name.upper()}：{number} {words.zh}"
            )
            claims.append(
                Claim(
                    f"conv.layer_{name}.{quantity}",
                    rf"{_with_numbers(quantity, layer)}={number}",
                    meaning,
                    OWN if quantity == "additions_without_bias" else source,
                    "SymPy",
                    "proved",
                    partial(check_layer, quantity, layer, number),
                )
            )
    return claims


def _with_numbers(quantity: str, layer: ConvolutionLayer) -> str:
    products = rf"{layer.kernel[0]}\cdot {layer.kernel[1]}\cdot {layer.in_channels}"
    outputs = rf"{layer.filters}\cdot {layer.output[0]}\cdot {layer.output[1]}"
    return {
        "parameters": rf"({products}+1)\cdot {layer.filters}",
        "additions_without_bias": rf"({products}-1)\cdot {outputs}",
    }.get(quantity, rf"{products}\cdot {outputs}")


QUANTITY_NAMES = {
    "parameters": Text("parameters", "個參數"),
    "multiplications": Text("multiplications", "次乘法"),
    "additions": Text("additions with the bias", "次加法（含偏差項）"),
    "additions_without_bias": Text("additions without bias", "次加法（不含偏差項）"),
}
_FORMULAS = {
    "parameters": ("(k_1k_2c+1)f", Text("number of parameters", "參數量"), "a"),
    "multiplications": ("k_1k_2c\\,f\\,m_1m_2", Text("number of multiplications", "乘法次數"), "b"),
    "additions": (
        "k_1k_2c\\,f\\,m_1m_2",
        Text("number of additions, with bias", "加法次數（含偏差項）"),
        "b",
    ),
    "additions_without_bias": (
        "(k_1k_2c-1)f\\,m_1m_2",
        Text("number of additions, without bias", "加法次數（不含偏差項）"),
        "",
    ),
}

CLAIMS = (
    *(
        Claim(
            f"conv.{quantity}",
            rf"\#\text{{{quantity.replace('_', ' ')}}}={statement}",
            meaning,
            PROBLEM_4.get(part, OWN),
            "SymPy",
            "proved",
            partial(check_general, quantity),
        )
        for quantity, (statement, meaning, part) in _FORMULAS.items()
    ),
    *_of_layers(),
    Claim(
        "conv.operations_counted",
        rf"\#\text{{operations in a loop}}=\#\text{{operations in the formula}},\ {len(EXECUTED)}\text{{ layers}}",
        Text(
            f"operations counted while a loop runs, for each of {len(EXECUTED)} layers",
            f"迴圈執行時實際數得的運算次數，{len(EXECUTED)} 種卷積層各數一次",
        ),
        OWN,
        "enumeration",
        "proved",
        check_executed,
    ),
    Claim(
        "conv.flop_counter",
        r"\text{flops}=2\sum_l f_{l-1}k_l^2f_lm_l^2\text{ in torch}",
        Text("operations that torch counts", "torch 計得的運算次數"),
        OWN,
        "numeric",
        "checked numerically",
        check_flop_counter,
    ),
    Claim(
        "conv.time",
        r"T=2\sum_{l=1}^{L} f_{l-1}k_l^2f_lm_l^2",
        Text("operations of $L$ layers", "$L$ 層的運算次數"),
        PROBLEM_4["c"],
        "SymPy",
        "proved",
        check_time,
    ),
    Claim(
        "conv.memory",
        r"M=\sum_{l=1}^{L} \bigl(f_l(f_{l-1}k_l^2+1)+f_lm_l^2\bigr)",
        Text("values held by $L$ layers", "$L$ 層所存的數值個數"),
        OWN,
        "SymPy",
        "proved",
        check_memory,
    ),
    Claim(
        "conv.output_side_d",
        r"p=1 \implies m=\left\lfloor\tfrac{n-k}{s}\right\rfloor",
        Text("output side without padding and + 1", "不計填補與 + 1 的輸出邊長"),
        PROBLEM_4["c"],
        "Z3",
        "refuted",
        check_output_side,
    ),
)
