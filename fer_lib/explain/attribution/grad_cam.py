"""Grad-CAM, and the layer that it looks at."""

from collections.abc import Container
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.attribution.method import AttributionMethod
from fer_lib.explain.attribution.quiet_captum import attr
from fer_lib.explain.one_pass import watch_one_pass
from fer_lib.models.graph import IMAGE, NetworkGraph, Operation
from fer_lib.models.recording import record

_PASSED_OVER = (
    "MaxPool2d", "AvgPool2d", "AdaptiveMaxPool2d", "AdaptiveAvgPool2d", "Dropout", "Dropout2d", "Identity",
    "Sequential", "max_pool2d", "avg_pool2d", "adaptive_max_pool2d", "adaptive_avg_pool2d", "dropout", "dropout2d",
)  # fmt: skip
_ATTENTION = ("MultiheadAttention", "multi_head_attention_forward", "scaled_dot_product_attention")
_PRODUCTS_OF_MATRICES = ("matmul", "__matmul__", "bmm", "einsum", "baddbmm")


SMALLEST_SIDE = 4
"""Maps with fewer pixels on a side cannot tell the mouth from the eyes."""


def last_maps(model: nn.Module, inputs: Tensor) -> str:
    """Name of the module that gives the deepest maps with at least ``SMALLEST_SIDE`` pixels a side, before pooling.

    Only maps count that a convolution has made and through which everything passes on its way to the logits: those of a
    shortcut, or of one branch beside another, hold a part only. Where a function makes them, as ``F.relu`` after an
    addition does, it is the block that returns them.

    Args:
        model: a network in evaluation mode.
        inputs: an image or more, [N, C, H, W].

    Raises:
        UserError: if the network has no such maps (a fully connected or recurrent one), or attention follows them (a
            vision transformer).
    """
    graph = record(model, inputs[:1])
    found = [
        (operation, name)
        for operation in (graph.operations[number] for number in graph.passages)
        if _has_places(graph, operation) and operation.kind not in _PASSED_OVER
        for name in [_returned_by(graph, operation)]
        if name
    ]
    if not found:
        raise UserError(_why_there_are_none(graph))
    operation, name = found[-1]
    later = graph.downstream(operation.number)
    attention = next(
        (one for one in graph.operations if one.number in later and _is_attention(graph, one)), None
    )
    if attention:
        raise UserError(
            f"Grad-CAM: after the last maps of a convolution ({name}) comes attention "
            f"({attention.module or attention.kind}), in which every place takes from every other; those maps are not "
            "where the network decides. Use another method."
        )
    return name


def named_before(model: nn.Module, inputs: Tensor, layer: str, names: Container[str]) -> tuple[str, ...]:
    """Layers whose results go into one that the network's own code does not name, in the order in which they run.

    ``with_activation_modules`` makes modules of activations that are called as functions or used in several places;
    their names mean nothing to whoever wrote the network.

    Args:
        model: a network in evaluation mode.
        inputs: an image or more, [N, C, H, W].
        layer: name of a module of ``model``.
        names: of the modules that the network's own code has.

    Returns:
        Their names; empty where ``layer`` itself is among ``names``.
    """
    if layer in names:
        return ()
    graph = record(model, inputs[:1])
    waiting = [operation for operation in graph.operations if operation.module == layer]
    found: set[int] = set()
    while waiting:
        for number in graph.sources(waiting.pop()):
            if number == IMAGE or number in found:
                continue
            source = graph.operations[number]
            if source.module in names and source.module:
                found.add(number)
            elif not source.module:  # a function, as the sum of two branches: what goes into it counts
                waiting.append(source)
    return tuple(graph.operations[number].module for number in sorted(found))


def _has_places(graph: NetworkGraph, operation: Operation) -> bool:
    return operation.number in graph.maps and min((operation.shape or (0,))[1:]) >= SMALLEST_SIDE


def _returned_by(graph: NetworkGraph, operation: Operation) -> str:
    """The innermost module that runs once and returns an operation's result; empty if there is none."""
    names = [name for name, results in graph.results.items() if name and results == (operation.number,)]
    return max(names, key=lambda name: name.count("."), default="")


def _is_attention(graph: NetworkGraph, operation: Operation) -> bool:
    is_product = operation.kind in _PRODUCTS_OF_MATRICES and len(graph.sources(operation)) > 1
    return is_product or operation.kind in _ATTENTION


def _why_there_are_none(graph: NetworkGraph) -> str:
    if not graph.maps:
        return "Grad-CAM: the network has no convolution, so it has no maps to weigh. Use another method."
    if not graph.passages:
        return (
            "Grad-CAM: it cannot be seen which maps the logits depend on (the network's output is no tensor of an "
            "operation of PyTorch). Use another method."
        )
    return (
        f"Grad-CAM: no module of the network gives all maps with {SMALLEST_SIDE}×{SMALLEST_SIDE} pixels or more at one "
        "place, so there is nothing to weigh. Use another method."
    )


@dataclass(frozen=True)
class GradCAM(AttributionMethod):
    """max(Σ_k α_k A_k, 0) with α_k the mean of ∂z_t/∂A_k over the map A_k, enlarged to the image's size.

    Selvaraju et al., *Grad-CAM: Visual Explanations from Deep Networks* (2017), section 3. Enlarged bilinearly.

    Args:
        layer: name of the module that returns the maps A_k; by default the deepest with at least 4×4 pixels, before
            pooling (``last_maps``). The paper takes the last convolution; report A's ends in one pixel, which has no
            place.
    """

    name: ClassVar[str] = "grad_cam"
    layer: str | None = None

    def layer_of(self, model: nn.Module, inputs: Tensor) -> str:
        """Name of the layer that is looked at. Raises ``UserError`` if there is none of that name, or none at all."""
        if self.layer is None:
            return last_maps(model, inputs)
        if self.layer not in dict(model.named_modules()):
            known = ", ".join(name for name, _ in model.named_modules() if name)
            raise UserError(f"Grad-CAM: the network has no layer {self.layer!r}; it has {known}")
        return self.layer

    def refuse(self, model: nn.Module, inputs: Tensor) -> None:
        """Raise ``UserError`` for layers without maps, used more than once, or overwritten by the next layer."""
        name = self.layer_of(model, inputs)
        layer = model.get_submodule(name)
        seen: list[tuple[Tensor, int]] = []
        with torch.no_grad():
            watch_one_pass(
                model,
                inputs,
                lambda module: module is layer,
                lambda _name, output: seen.append((output, output._version)),
            )
        if len(seen) != 1 or seen[0][0].ndim != 4:
            raise UserError(f"Grad-CAM: {name} must give maps [N, C, H, W], once in a forward pass")
        if seen[0][0]._version != seen[0][1]:
            raise UserError(
                f"Grad-CAM: the layer after {name} overwrites its maps (inplace=True), which would silently be "
                "taken for its own. Set inplace=False there."
            )

    def _maps(self, model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
        layer = model.get_submodule(self.layer_of(model, inputs))
        maps = attr.LayerGradCam(model, layer).attribute(inputs, target=targets, relu_attributions=True)
        size = (inputs.shape[2], inputs.shape[3])
        enlarged: Tensor = attr.LayerAttribution.interpolate(maps, size, "bilinear")
        return enlarged
