"""Which convolutions lie beside the main path of a network: those of shortcuts and of short branches."""

import torch
from torch import nn

from fer_lib.explain.evaluation_mode import device_of
from fer_lib.models.recording import record


def beside_main_path(model: nn.Module, input_shape: tuple[int, int, int]) -> frozenset[str]:
    """Paths of the convolutions on no longest way from the image to the output, counted in convolutions.

    Args:
        model: any network in evaluation mode that ``find_filter_layers`` takes.
        input_shape: (C, H, W) of an input image.
    """
    graph = record(model, torch.zeros(2, *input_shape, device=device_of(model)))
    modules = dict(model.named_modules())
    counts = [
        int(bool(one.module) and isinstance(modules[one.module], nn.Conv2d)) for one in graph.operations
    ]
    until: list[int] = []
    for one in graph.operations:
        before = max((until[source] for source in one.inputs if source >= 0), default=0)
        until.append(before + counts[one.number])
    beyond = [0] * len(counts)
    for one in reversed(graph.operations):
        takers = [
            taker for taker in graph.consumers[one.number] if graph.output is None or taker in graph.to_output
        ]
        beyond[one.number] = max((beyond[taker] + counts[taker] for taker in takers), default=0)
    longest = max(until, default=0) if graph.output is None else until[graph.output]
    return frozenset(
        one.module
        for one in graph.operations
        if counts[one.number] and until[one.number] + beyond[one.number] < longest
    )
