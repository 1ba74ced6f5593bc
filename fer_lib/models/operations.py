"""Multiply-accumulates: a formula for each kind of layer, and for each function, that multiplies.

Counted are the products of weights or of two activations that are summed up; activation functions, normalization,
pooling, additions and biases are not, as is usual.
"""

from collections.abc import Mapping
from math import prod
from typing import Any

from torch import Tensor, nn
from torch.nn.modules.conv import _ConvNd, _ConvTransposeNd
from torch.nn.utils.rnn import PackedSequence

_FORMULA = (_ConvNd, nn.Linear, nn.RNNBase, nn.RNNCellBase, nn.MultiheadAttention)
ATTENTION_WEIGHTS = ("in_proj_weight", "q_proj_weight", "k_proj_weight", "v_proj_weight")
"""Matrices of ``nn.MultiheadAttention`` beside that of its last layer, which is a ``Linear`` of its own."""
_GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


def has_formula(module: nn.Module) -> bool:
    """Whether ``module_macs`` knows the kind of layer."""
    return isinstance(module, _FORMULA)


def first_tensor(value: object) -> Tensor | None:
    """The first tensor of what a module gives: itself, or in a tuple, list or dict. None if there is none."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, PackedSequence):
        return value.data
    parts = list(value.values()) if isinstance(value, Mapping) else value
    if isinstance(parts, tuple | list):
        return next((found for part in parts if (found := first_tensor(part)) is not None), None)
    return None


def module_macs(module: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any], output: Tensor) -> int:
    """Multiply-accumulates of one call of a layer with a formula, the whole batch together.

    Args:
        module: one that ``has_formula``.
        args: what it was called with.
        kwargs: likewise, by name.
        output: the first tensor that it gave.
    """
    given = first_tensor((*args, *kwargs.values()))
    assert given is not None
    match module:
        case _ConvTransposeNd():
            return given.numel() * module.out_channels // module.groups * prod(module.kernel_size)
        case _ConvNd():
            return output.numel() * (module.in_channels // module.groups) * prod(module.kernel_size)
        case nn.Linear():
            return output.numel() * module.in_features
        case nn.RNNBase():
            return given.numel() // given.shape[-1] * _recurrent(module)
        case nn.RNNCellBase():
            gates = 4 if isinstance(module, nn.LSTMCell) else 3 if isinstance(module, nn.GRUCell) else 1
            steps = given.numel() // given.shape[-1]
            return steps * gates * module.hidden_size * (module.input_size + module.hidden_size)
        case nn.MultiheadAttention():
            named = {**dict(zip(("query", "key", "value"), args, strict=False)), **kwargs}
            return _attention(module, named["query"], named["key"], named["value"])
    raise ValueError(f"there is no formula for {type(module).__name__}")


def _recurrent(module: nn.RNNBase) -> int:
    """Of one step of one sequence, all layers and directions: gates · hidden · (input + recurrent), and projections."""
    gates = next(n for kind, n in _GATES.items() if module.mode.startswith(kind))
    directions = 2 if module.bidirectional else 1
    given_back = module.proj_size or module.hidden_size
    total, width = 0, module.input_size
    for _ in range(module.num_layers):
        total += directions * gates * module.hidden_size * (width + given_back)
        total += directions * module.proj_size * module.hidden_size
        width = directions * given_back
    return total


def _attention(module: nn.MultiheadAttention, query: Tensor, key: Tensor, value: Tensor) -> int:
    """Four projections, the scores of each query for each key, and the means of the values."""
    width = module.embed_dim
    queries, keys = query.numel() // width, key.numel() // key.shape[-1]
    batch = query.shape[0 if module.batch_first else 1] if query.ndim == 3 else 1
    extra = batch * ((module.bias_k is not None) + bool(module.add_zero_attn))
    projections = 2 * queries * width * width + keys * width * (key.shape[-1] + value.shape[-1])
    return int(projections + 2 * queries * (keys + extra) // batch * width)


_KNOWN = {
    "matmul", "__matmul__", "__rmatmul__", "bmm", "mm", "mv", "addmm", "addbmm", "baddbmm", "linear", "einsum",
    "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "bilinear", "dot",
    "scaled_dot_product_attention", "multi_head_attention_forward", "tensordot", "inner", "cdist",
    "chain_matmul", "lstm", "gru", "rnn_tanh", "rnn_relu", "vdot",
}  # fmt: skip
"""Functions of PyTorch that multiply and sum up."""


def function_name(function: Any) -> str:
    """Name of a function that multiplies and sums up; empty for all others."""
    name = getattr(function, "__name__", "")
    module = str(getattr(function, "__module__", "") or "")
    if name in _KNOWN:
        return "matmul" if name in ("__matmul__", "__rmatmul__") else name
    return f"fft.{name.removeprefix('fft_')}" if name.startswith("fft_") or module.endswith("_fft") else ""


def function_macs(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any], result: Any) -> int | None:
    """Multiply-accumulates of one call of a function, the whole batch together; None if there is no formula."""
    tensors = [value for value in (*args, *kwargs.values()) if isinstance(value, Tensor)]
    if not isinstance(result, Tensor):
        return None
    match name:
        case "matmul" | "bmm" | "mm" | "mv" | "linear" | "dot" | "inner" if len(tensors) >= 2:
            return result.numel() * tensors[0].shape[-1]
        case "addmm" | "baddbmm" if len(tensors) == 3:
            return result.numel() * tensors[1].shape[-1]
        case "conv1d" | "conv2d" | "conv3d" if len(tensors) >= 2:
            return result.numel() * prod(tensors[1].shape[1:])
        case "conv_transpose1d" | "conv_transpose2d" | "conv_transpose3d" if len(tensors) >= 2:
            return tensors[0].numel() * prod(tensors[1].shape[1:])
        case "scaled_dot_product_attention" if len(tensors) >= 3:
            query, key, value = tensors[:3]
            rows = query.numel() // query.shape[-1]
            return rows * key.shape[-2] * (query.shape[-1] + value.shape[-1])
        case "einsum":
            return _einsum(args)
    return None


def _einsum(args: tuple[Any, ...]) -> int | None:
    """The product of the sizes of all indices of an einsum of two tensors."""
    operands = args[1] if len(args) == 2 and isinstance(args[1], tuple | list) else args[1:]
    if not isinstance(args[0], str) or "." in args[0] or len(operands) != 2:
        return None
    sizes: dict[str, int] = {}
    for indices, operand in zip(args[0].replace(" ", "").split("->")[0].split(","), operands, strict=True):
        sizes |= dict(zip(indices, operand.shape, strict=True))
    return prod(sizes.values())
