"""A middle layer and the top layer of any network: where its features are read."""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.embedding.reading import Place, read_values
from fer_lib.explain.evaluation_mode import check_network, device_of
from fer_lib.models.graph import JOINS, NetworkGraph, Operation
from fer_lib.models.recording import record

LEAST_IMAGES = 3
"""Outputs for two images and for three show which axis counts the images."""


@dataclass(frozen=True)
class ChosenLayer:
    """A layer whose features are read.

    Attributes:
        place: where.
        depth: layers with weights that an image has passed there.
        of: layers with weights before the last linear layer; in the whole network where the logits are read.
        shape: of the values of one image.
        axis: of the tensor that is read, which counts the images.
    """

    place: Place
    depth: int
    of: int
    shape: tuple[int, ...]
    axis: int


def choose_layers(model: nn.Module, images: Tensor) -> list[ChosenLayer]:
    """A layer in the middle and the last one before the classifier.

    The top is what the last ``nn.Linear`` takes if every path to the logits goes through it, no other layer with
    weights follows, and one stands before it; else it is the logits. The middle is the output of a module that every
    path passes, so that nothing goes around it, with about half of the layers with weights before it, and at least
    one between it and the top. Of the modules behind the same layer it is the last: after normalization, activation
    and pooling. A network with a single layer before its classifier has no middle. A layer with weights is here an
    operation that takes trainable values, but no normalization, no PReLU and no addition of a parameter.

    Args:
        model: any network in evaluation mode, [N, C, H, W] → [N, K]; it is left as it is.
        images: [n, C, H, W] as the network takes them, ``LEAST_IMAGES`` or more.

    Returns:
        The middle, where there is one, and the top.

    Raises:
        UserError: if the network is in training mode, autocast is on, or the top is no tensor with an axis for the
            images.
    """
    check_network(model)
    inputs = images[:LEAST_IMAGES].to(device_of(model))
    graph = record(model, inputs[:2])
    weighted = _weighted(graph)
    head = _classifier(graph, model, weighted)
    before = [one.number for one in weighted if one is not head]
    top = Place("top", head.module) if head else Place("logits")
    middles = _middles(graph, before, head.number if head else len(graph.operations))
    places = [place for place, _ in middles]
    two, three = (read_values(model, [*places, top], inputs[:n]) for n in (2, 3))
    layers: list[ChosenLayer] = []
    for place, depth in [*middles, (top, len(before))]:
        axis = _image_axis(two.get(place), three.get(place))
        if axis is not None and (place == top or not layers):
            shape = tuple(size for number, size in enumerate(three[place].shape) if number != axis)
            layers.append(ChosenLayer(place, depth, len(before), shape, axis))
    if not layers or layers[-1].place != top:
        raise UserError(
            f"the features of {type(model).__name__} cannot be read: what {top.path or 'it'} "
            f"{'takes' if top.path else 'returns'} is no tensor with an axis for the images"
        )
    return layers


def _weighted(graph: NetworkGraph) -> list[Operation]:
    """The layers with weights on the way from the image to the logits, in their order."""
    on_the_way = graph.from_image & graph.to_output
    return [
        one
        for one in graph.operations
        if one.number in on_the_way
        and one.parameters
        and "norm" not in one.kind.lower()
        and one.kind.lower() != "prelu"
        and (one.module or one.kind not in JOINS)
    ]


def _classifier(graph: NetworkGraph, model: nn.Module, weighted: Sequence[Operation]) -> Operation | None:
    """The last layer with weights if it is linear and all goes through it, and others stand before it."""
    if len(weighted) < 2:
        return None
    last = weighted[-1]
    is_linear = bool(last.module) and isinstance(model.get_submodule(last.module), nn.Linear)
    passed_once = last.number in graph.passages and len(graph.by_module(last.module)) == 1
    return last if is_linear and passed_once else None


def _middles(graph: NetworkGraph, before: Sequence[int], end: int) -> list[tuple[Place, int]]:
    """Modules that all goes through, each with the number of layers with weights up to it, the best first."""
    names: dict[int, str] = {}
    for path, results in graph.results.items():
        if path and len(results) == 1 and results[0] in graph.passages and results[0] < end:
            known = names.get(results[0], path)
            # A container returns what its last module does: the shorter name says more.
            names[results[0]] = min(known, path, key=len)
    found = [(number, sum(one <= number for one in before)) for number in names]
    within = [(number, depth) for number, depth in found if 0 < depth < len(before)]
    within.sort(key=lambda one: (abs(one[1] - len(before) / 2), -one[0]))
    return [(Place("middle", names[number]), depth) for number, depth in within]


def _image_axis(two: Tensor | None, three: Tensor | None) -> int | None:
    """The axis that has 2 entries for two images and 3 for three, where no other differs."""
    if two is None or three is None or two.ndim != three.ndim:
        return None
    pairs = list(zip(two.shape, three.shape, strict=True))
    differing = [axis for axis, (one, other) in enumerate(pairs) if one != other]
    return differing[0] if len(differing) == 1 and pairs[differing[0]] == (2, 3) else None
