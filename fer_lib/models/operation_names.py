"""What the operations of a network are called in a drawing, in both languages; an unknown one goes by its class."""

from fer_lib.language import Text
from fer_lib.models.graph import Operation
from fer_lib.models.layers import PARAMETER, Layer

_CONV = Text("Conv {}", "卷積 {}")
_NORMALIZED = Text("BatchNorm", "批次正規化")
_DROPOUT = Text("Dropout {}", "dropout {}")
_MAXIMUM = Text("Max pool {}", "最大池化 {}")
_MEAN = Text("Mean pool {}", "平均池化 {}")
_GLOBAL = {"avg": Text("Global mean", "全域平均"), "max": Text("Global maximum", "全域最大")}
_ADAPTIVE = {"avg": Text("Mean pool to {}", "平均池化成 {}"), "max": Text("Max pool to {}", "最大池化成 {}")}
_FLAT = Text("Flatten {}", "攤平 {}")
_LAYERS = {
    "Conv1d": _CONV,
    "Conv2d": _CONV,
    "Conv3d": _CONV,
    "FullKernelConv2d": _CONV,
    "ConvTranspose2d": Text("Transposed conv {}", "轉置卷積 {}"),
    "Linear": Text("Linear", "全連接"),
    "BatchNorm1d": _NORMALIZED,
    "BatchNorm2d": _NORMALIZED,
    "LayerNorm": Text("LayerNorm", "層正規化"),
    "GroupNorm": Text("GroupNorm", "群組正規化"),
    "InstanceNorm2d": Text("InstanceNorm", "實例正規化"),
    "ReLU": Text("ReLU", "ReLU"),
    "LeakyReLU": Text("LeakyReLU {}", "LeakyReLU {}"),
    "PReLU": Text("PReLU", "PReLU"),
    "MaxPool2d": _MAXIMUM,
    "AvgPool2d": _MEAN,
    "Dropout": _DROPOUT,
    "Dropout2d": _DROPOUT,
    "Flatten": _FLAT,
    "LSTM": Text("LSTM {}", "LSTM {}"),
    "GRU": Text("GRU {}", "GRU {}"),
    "RNN": Text("RNN {}", "RNN {}"),
    "MultiheadAttention": Text("Attention, {} heads", "注意力，{} 個頭"),
}
_FUNCTIONS = {
    "conv2d": _CONV,
    "linear": _LAYERS["Linear"],
    "batch_norm": _NORMALIZED,
    "layer_norm": _LAYERS["LayerNorm"],
    "group_norm": _LAYERS["GroupNorm"],
    "relu": _LAYERS["ReLU"],
    "relu6": Text("ReLU6", "ReLU6"),
    "leaky_relu": Text("LeakyReLU", "LeakyReLU"),
    "prelu": _LAYERS["PReLU"],
    "elu": Text("ELU", "ELU"),
    "selu": Text("SELU", "SELU"),
    "gelu": Text("GELU", "GELU"),
    "silu": Text("SiLU", "SiLU"),
    "mish": Text("Mish", "Mish"),
    "hardswish": Text("Hardswish", "Hardswish"),
    "sigmoid": Text("Sigmoid", "Sigmoid"),
    "tanh": Text("Tanh", "Tanh"),
    "softmax": Text("Softmax", "Softmax"),
    "log_softmax": Text("LogSoftmax", "LogSoftmax"),
    "max_pool2d": _MAXIMUM,
    "avg_pool2d": _MEAN,
    "scaled_dot_product_attention": Text("Attention", "注意力"),
    "multi_head_attention_forward": Text("Attention", "注意力"),
    "matmul": Text("Matrix product", "矩陣相乘"),
    "bmm": Text("Matrix product", "矩陣相乘"),
    "interpolate": Text("Resize", "縮放"),
}
"""Functions that are named in a drawing; others, which only rearrange values, are not."""
JOIN_TEXTS = {
    "add": Text("+ shortcut", "＋捷徑"),
    "concatenate": Text("concatenated", "串接"),
    "multiply": Text("× branch", "×分支"),
}
"""How a stage says that another branch comes in."""


def _filled(name: Text, setting: str) -> Text:
    return Text(name.en.format(setting).strip(), name.zh.format(setting).strip())


def _adaptive_text(kind: str, shape: tuple[int, ...] | None) -> Text | None:
    """A pooling to a given size; None for anything else."""
    sort = {"adaptiveavgpool2d": "avg", "adaptivemaxpool2d": "max"}.get(kind.lower().replace("_", ""))
    if sort is None or shape is None:
        return None
    size = shape[1:]
    return _GLOBAL[sort] if set(size) <= {1} else _filled(_ADAPTIVE[sort], "×".join(map(str, size)))


def layer_text(layer: Layer) -> Text:
    """A layer in words, with the setting that tells it from others of its kind."""
    if layer.kind == PARAMETER:
        name = layer.name.rsplit(".", 1)[-1]
        return Text(name, name)
    if adaptive := _adaptive_text(layer.kind, layer.shape):
        return adaptive
    setting, *more = layer.settings.split(", ")
    if layer.kind == "Flatten":
        setting = "×".join(map(str, layer.shape))
    if layer.kind == "MultiheadAttention":
        setting = setting.removesuffix(" heads")
    if "depthwise" in more:
        return Text(f"Depthwise conv {setting}", f"深度卷積 {setting}")
    groups = [part for part in more if part.startswith("g=")]
    kind = layer.kind.removeprefix("Parametrized")
    return _filled(_LAYERS.get(kind, Text(kind, kind)), ", ".join([setting, *groups]))


def function_text(operation: Operation) -> Text | None:
    """A function in words; None for one that only rearranges values."""
    name = operation.kind.removesuffix("_")
    if name == "mean" and operation.shape is not None and len(operation.shape) == 1:
        return _GLOBAL["avg"]
    if name not in _FUNCTIONS:
        return _adaptive_text(name, operation.shape)
    window = operation.window
    return _filled(_FUNCTIONS[name], "×".join(map(str, window.kernel)) if window else "")


def join_text(kind: str) -> Text:
    """How a stage says that another branch comes in, by what ``NetworkGraph.join`` calls it."""
    return JOIN_TEXTS.get(kind, _FUNCTIONS.get(kind, Text(kind, kind)))
