"""A network's layers grouped into stages, each a layer with weights and what follows it, with what takes from what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fer_lib.language import Text
from fer_lib.models.graph import IMAGE, NetworkGraph, Operation
from fer_lib.models.grouping import Group, Grouping
from fer_lib.models.layers import PARAMETER, Layer
from fer_lib.models.operation_names import function_text, join_text, layer_text

StageKind = Literal["convolution", "linear", "attention", "recurrent", "other"]
_STARTS: dict[str, StageKind] = {
    **dict.fromkeys(("Conv1d", "Conv2d", "Conv3d", "FullKernelConv2d", "conv2d"), "convolution"),
    **dict.fromkeys(("ConvTranspose2d", "conv_transpose2d"), "convolution"),
    **dict.fromkeys(("Linear", "LazyLinear", "Bilinear", "linear", "addmm"), "linear"),
    **dict.fromkeys(
        ("MultiheadAttention", "multi_head_attention_forward", "scaled_dot_product_attention"), "attention"
    ),
    **dict.fromkeys(("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell", "lstm", "gru"), "recurrent"),
}  # fmt: skip


LONGEST_SHORTCUT = 2
"""Layers with weights that a shortcut may have; a longer branch is a path of its own."""


@dataclass(frozen=True)
class Join:
    """Another branch that comes into a stage.

    Attributes:
        kind: ``add``, ``concatenate``, ``multiply``, or the function or module that takes both.
        source: the stage that it comes from, ``IMAGE`` for the network's input.
        through: stages with weights on its way, if nothing else takes from them: a shortcut's convolution.
        operations: what else is on its way, in words.
    """

    kind: str
    source: int
    through: tuple[int, ...] = ()
    operations: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Stage:
    """One or several equal convolutions, or another layer with weights, with all that follows until the next.

    Attributes:
        maps: output of the layer itself: (C, H, W), (length, features) or (features,).
        shape: output of the whole stage; other than ``maps`` if it ends in a pooling.
        operations: the layers in order, in words; several equal convolutions are named once.
        parameters: trainable values of all of them.
        macs: multiply-accumulates of all of them, for one image.
        main_operation: the layer with weights among them.
        repeats: number of convolutions (each with its normalization and activation).
        kind: of the layer; ``other`` for one that is not known.
        takes: the stage whose result it takes, ``IMAGE`` for the network's input.
        joins: other branches that come in after its layer.
        is_beside: whether it stands on a shortcut, and the main path goes past it.
        names: paths in the network of the layers with weights that begin it, one for each of ``repeats``; empty for
            what is no module.
    """

    maps: tuple[int, ...]
    shape: tuple[int, ...]
    operations: tuple[Text, ...]
    main_operation: Text
    parameters: int
    macs: int
    repeats: int = 1
    kind: StageKind = "linear"
    takes: int = IMAGE
    joins: tuple[Join, ...] = ()
    is_beside: bool = False
    names: tuple[str, ...] = ()

    @property
    def is_convolution(self) -> bool:
        """Whether the stage is a convolution."""
        return self.kind == "convolution"


def _start_of(operation: Operation) -> StageKind | None:
    """What kind of stage an operation begins, if it begins one."""
    if operation.kind in _STARTS:
        return _STARTS[operation.kind]
    if operation.window and operation.parameters:
        return "convolution"
    is_normalization = "Norm" in operation.kind or operation.kind == "PReLU"
    return "other" if operation.module and operation.parameters and not is_normalization else None


def _layers_by_operation(layers: Sequence[Layer], graph: NetworkGraph) -> dict[int, list[Layer]]:
    """Each layer at the operation that it is; a parameter at the first that uses it."""
    found: dict[int, list[Layer]] = {}
    for layer in layers:
        uses = [operation.number for operation in graph.by_module(layer.name)]
        if layer.kind == PARAMETER or not uses:
            uses = [one.number for one in graph.operations if layer.name in one.parameters] or [
                one.number
                for one in graph.operations
                if one.module and layer.name.startswith(f"{one.module}.")
            ]
        number = uses[min(layer.use, len(uses)) - 1] if uses else 0
        found.setdefault(number, []).append(layer)
    return found


def make_stages(layers: Sequence[Layer], graph: NetworkGraph) -> list[Stage]:
    """Group the layers of a network; equal convolutions of one resolution that follow each other become one stage.

    Args:
        layers: as ``list_layers`` gives them.
        graph: as ``record`` gives it for the same network and images of the same shape.
    """
    if len(layers) == 1 and not layers[0].name:  # a network without modules
        whole, name = layers[0], layer_text(layers[0])
        return [Stage(whole.shape, whole.shape, (name,), name, whole.parameters, whole.macs, kind="other")]
    grouping = Grouping(graph, lambda operation: _start_of(operation) is not None)
    known = _layers_by_operation(layers, graph)
    place = {id(group): number for number, group in enumerate(grouping.groups)}

    def stage_of(operation: int) -> int:
        group = grouping.of.get(operation)
        return IMAGE if group is None else place[id(group)]

    for number in known:  # what does not depend on the image, as a class token, belongs to what takes it
        later = [taker for taker in graph.downstream(number) if taker in grouping.of]
        if number not in grouping.of and later:
            owner = grouping.of[min(later)]
            owner.operations = sorted([*owner.operations, number])
    stages = []
    aside = {number for group in grouping.groups for number in group.aside}
    for group in grouping.groups:
        joins = [
            Join(
                graph.join(graph.operations[branch.number]),
                stage_of(branch.source),
                operations=tuple(
                    word for one in branch.between if one in aside for word in _words(graph, one, known)
                ),
            )
            for branch in group.branches
        ]
        stage = _make_stage(graph, group, known)
        stages.append(replace(stage, takes=stage_of(group.takes), joins=tuple(dict.fromkeys(joins))))
    return _merge(_set_beside(stages))


def _words(graph: NetworkGraph, number: int, known: Mapping[int, list[Layer]]) -> list[Text]:
    """What an operation is called; nothing for one that only rearranges values or has no effect."""
    operation = graph.operations[number]
    words = [layer_text(layer) for layer in known.get(number, []) if not _is_idle(layer, graph, operation)]
    called = None if operation.module else function_text(operation)
    return words + ([called] if called else [])


def _make_stage(graph: NetworkGraph, group: Group, known: Mapping[int, list[Layer]]) -> Stage:
    joins = {
        branch.number: join_text(graph.join(graph.operations[branch.number])) for branch in group.branches
    }
    words = {
        number: [joins[number]] if number in joins else _words(graph, number, known)
        for number in group.operations
    }
    counted = [layer for number in (*group.operations, *group.aside) for layer in known.get(number, [])]
    first = graph.operations[group.operations[0] if group.start is None else group.start]
    last = graph.operations[max(number for number in group.operations if number in graph.from_image)]
    return Stage(
        maps=first.shape or (),
        shape=last.shape or (),
        operations=tuple(word for number in group.operations for word in words[number]),
        main_operation=next(iter(words[first.number]), Text(first.kind, first.kind)),
        parameters=sum(layer.parameters for layer in counted),
        macs=sum(layer.macs for layer in counted),
        kind=_start_of(first) or "other",
        names=(first.module,) if first.module else (),
    )


def _is_idle(layer: Layer, graph: NetworkGraph, operation: Operation) -> bool:
    """Without an effect: flattening one pixel, dropping nothing, passing on."""
    if layer.kind == "Flatten":
        source = operation.inputs[0] if operation.inputs else IMAGE
        before = graph.operations[source].shape if source != IMAGE else None
        return before is not None and before[1:] in ((), (1, 1))
    return layer.kind in ("Identity", "Sequential") or (layer.kind == "Dropout" and layer.settings == "0")


def _takers(stages: Sequence[Stage]) -> dict[int, set[int]]:
    """For each stage, and ``IMAGE``, the stages that take from it."""
    found: dict[int, set[int]] = {number: set() for number in range(IMAGE, len(stages))}
    for number, stage in enumerate(stages):
        found[stage.takes].add(number)
        for join in stage.joins:
            found[join.source].add(number)
    return found


def _set_beside(stages: Sequence[Stage]) -> list[Stage]:
    """Find the stages on shortcuts: from where a branch comes in back to where it left the main path."""
    takers, found = _takers(stages), list(stages)
    for target, stage in enumerate(stages):
        main_path = {target, IMAGE}
        number = stage.takes
        while number not in main_path:
            main_path.add(number)
            number = stages[number].takes
        for place, join in enumerate(stage.joins):
            way: list[int] = []
            number, taker = join.source, target
            while number not in main_path and takers[number] == {taker} and not stages[number].joins:
                way.insert(0, number)
                number, taker = stages[number].takes, number
            if number in main_path and 0 < len(way) <= LONGEST_SHORTCUT:
                joins = list(found[target].joins)
                joins[place] = replace(join, source=number, through=tuple(way))
                found[target] = replace(found[target], joins=tuple(joins))
                for beside in way:
                    found[beside] = replace(found[beside], is_beside=True)
    return found


def _continues(stage: Stage, following: Stage) -> bool:
    """Whether the next stage does the same on maps of the same shape, before a pooling at most."""
    return (
        stage.is_convolution
        and stage.maps == stage.shape == following.maps
        and following.operations[: len(stage.operations)] == stage.operations
        and not (stage.joins or following.joins or stage.is_beside or following.is_beside)
    )


def _merge(stages: Sequence[Stage]) -> list[Stage]:
    """Put equal convolutions that follow each other together, where nothing else takes what is between them."""
    takers = _takers(stages)
    merged: list[Stage] = []
    new: dict[int, int] = {IMAGE: IMAGE}  # where each stage has gone
    for number, stage in enumerate(stages):
        before = number - 1
        if (
            merged
            and stage.takes == before
            and takers[before] == {number}
            and _continues(stages[before], stage)
        ):
            total = merged[-1]
            merged[-1] = replace(
                stage,
                parameters=total.parameters + stage.parameters,
                macs=total.macs + stage.macs,
                repeats=total.repeats + 1,
                names=(*total.names, *stage.names),
                takes=total.takes,
            )
        else:
            merged.append(replace(stage, takes=new[stage.takes]))
        new[number] = len(merged) - 1
    return [_name_repeats(_renumbered(stage, new)) for stage in merged]


def _renumbered(stage: Stage, new: Mapping[int, int]) -> Stage:
    joins = [
        replace(join, source=new[join.source], through=tuple(new[number] for number in join.through))
        for join in stage.joins
    ]
    return replace(stage, joins=tuple(joins))


def _name_repeats(stage: Stage) -> Stage:
    if stage.repeats == 1:
        return stage
    first = stage.operations[0]
    counted = Text(f"{stage.repeats} × {first.en}", f"{stage.repeats} × {first.zh}")
    return replace(stage, operations=(counted, *stage.operations[1:]), main_operation=counted)
