"""The convolutions of a network, where each of them ends, and what a layer computes for given images."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.activation_functions import activation_of, graph_nodes
from fer_lib.explain.one_pass import watch_one_pass
from fer_lib.models.layers import list_layers

ACTIVATIONS = (
    nn.ReLU, nn.LeakyReLU, nn.PReLU, nn.ReLU6, nn.ELU, nn.GELU, nn.SiLU, nn.Sigmoid, nn.Tanh, nn.Softplus,
)  # fmt: skip
NORMALIZATIONS = (nn.BatchNorm2d, nn.GroupNorm, nn.InstanceNorm2d)
POOLINGS = (nn.MaxPool2d, nn.AvgPool2d)


@dataclass(frozen=True)
class FilterLayer:
    """One convolution with what belongs to it.

    Attributes:
        number: 1 for the first convolution that runs.
        convolution: path of the convolution in the network.
        before: path of what is computed last before the activation: the convolution or its normalization.
        after: path of the activation; ``before`` where none follows as a module.
        end: path of the pooling that follows, else ``after``.
        filters: number of filters (output channels).
        side: height of the maps; the width is not looked at.
        called: name of the activation if the network calls it as a function on ``before`` (``F.relu``), where no
            hook reaches what comes after it; else empty.
    """

    number: int
    convolution: str
    before: str
    after: str
    end: str
    filters: int
    side: int
    called: str = ""

    def refuse_called_activation(self) -> None:
        """Refuse what would silently take the value before the activation for the one after it.

        Raises:
            UserError: if the network calls the activation as a function.
        """
        if self.called:
            raise UserError(
                f"the activation after {self.before} ({self.called}) is called as a function, so what comes after it "
                f"cannot be looked at; write it as a module, for example nn.ReLU()"
            )


class _EnoughError(Exception):
    """Ends a forward pass whose rest nobody needs."""


def check_network(model: nn.Module) -> None:
    """Refuse what would silently give another network's patterns.

    Raises:
        UserError: if a module is in training mode (dropout would be drawn anew and batch normalization would mix
            the images of a batch) or autocast is on (gradients of small numbers would be rounded away).
    """
    training = [name or type(model).__name__ for name, module in model.named_modules() if module.training]
    if training:
        raise UserError(
            f"{training[0]} is in training mode, in which the images of a batch influence each other; "
            "call model.eval() first"
        )
    device = next((p.device.type for p in model.parameters()), "cpu")
    if torch.is_autocast_enabled(device):
        raise UserError("autocast is on, which rounds small gradients away; leave the autocast block first")


def find_filter_layers(
    model: nn.Module, input_shape: tuple[int, int, int] = (1, 48, 48)
) -> list[FilterLayer]:
    """All convolutions in the order in which they run.

    Activation, normalization and pooling are found if they are modules that run after the convolution and
    before the next one. An activation that is called as a function (``F.relu``) is only noted in ``called``.

    Args:
        model: any network in evaluation mode; it is left as it is.
        input_shape: (C, H, W) of an input image.

    Raises:
        UserError: if a module is in training mode, autocast is on, the network has no ``nn.Conv2d``, or a
            convolution, its normalization, activation or pooling is a module that runs more than once in a
            forward pass.
    """
    check_network(model)
    device = next((p.device for p in model.parameters()), torch.device("cpu"))
    modules = dict(model.named_modules(remove_duplicate=False))
    ran = [
        (layer.name, layer.shape) for layer in list_layers(model, torch.zeros(2, *input_shape, device=device))
    ]
    calls = Counter(name for name, _ in ran)
    found: list[FilterLayer] = []
    for place, (name, shape) in enumerate(ran):
        if not isinstance(modules[name], nn.Conv2d):
            continue
        before = after = end = name
        for following, _ in ran[place + 1 :]:
            module = modules[following]
            if isinstance(module, nn.Conv2d | nn.Linear):
                break
            if isinstance(module, NORMALIZATIONS) and after == before == name:
                before = after = end = following
            elif isinstance(module, ACTIVATIONS) and after == before:
                after = end = following
            elif isinstance(module, POOLINGS):
                end = following
                break
        repeated = [part for part in (name, before, after, end) if calls[part] > 1]
        if repeated:
            raise UserError(
                f"{repeated[0]} runs {calls[repeated[0]]} times in one forward pass, so its output belongs to no "
                "single layer; give each use a module of its own"
            )
        found.append(FilterLayer(len(found) + 1, name, before, after, end, shape[0], shape[1]))
    if not found:
        raise UserError(
            f"{type(model).__name__} has no convolution (nn.Conv2d), so it has no filters to look at"
        )
    bare = [layer.before for layer in found if layer.after == layer.before]
    called = _called_activations(model, bare, torch.zeros(1, *input_shape, device=device)) if bare else {}
    return [replace(layer, called=called.get(layer.before, "")) for layer in found]


def _called_activations(model: nn.Module, names: Sequence[str], images: Tensor) -> dict[str, str]:
    """Activations that the network calls as functions on what modules compute, by the modules' names."""
    modules = [model.get_submodule(name) for name in names]
    derivatives: dict[str, Any] = {}
    with torch.enable_grad():
        output = watch_one_pass(
            model,
            images.requires_grad_(),
            lambda module: any(module is known for known in modules),
            lambda name, value: derivatives.setdefault(name, value.grad_fn),
        )
    nodes = graph_nodes(output.grad_fn) if isinstance(output, Tensor) else []
    found = {name: activation_of(grad_fn, nodes) for name, grad_fn in derivatives.items()}
    return {name: activation for name, activation in found.items() if activation}


@contextmanager
def _recording(model: nn.Module, names: Sequence[str]) -> Iterator[dict[str, Tensor]]:
    modules = dict(model.named_modules())
    unknown = [name for name in names if name not in modules]
    if unknown:
        known = ", ".join(name for name in list(modules)[1:13])
        raise UserError(f"there is no layer {unknown[0]!r} in {type(model).__name__}; it has {known}, …")
    outputs: dict[str, Tensor] = {}

    def hook_of(name: str):  # type: ignore[no-untyped-def]
        def hook(_module: nn.Module, _inputs: object, output: Tensor) -> None:
            # A copy, because an activation that works in place would write over it.
            outputs[name] = output.clone()
            if len(outputs) == len(set(names)):
                raise _EnoughError

        return hook

    handles = [modules[name].register_forward_hook(hook_of(name)) for name in names]
    try:
        yield outputs
    finally:
        for handle in handles:
            handle.remove()


def layer_outputs(model: nn.Module, names: Sequence[str], images: Tensor) -> dict[str, Tensor]:
    """What layers compute; layers behind the last of them are not run.

    Args:
        model: any network.
        names: paths of modules.
        images: a batch that the network takes.

    Returns:
        Name → output [N, …], with its graph if gradients are on.

    Raises:
        UserError: for a name that the network does not have, or a module that did not run.
    """
    with _recording(model, names) as outputs:
        try:
            model(images)
        except _EnoughError:
            return {name: outputs[name] for name in names}
    missing = next(name for name in names if name not in outputs)
    raise UserError(
        f"{missing} does not run in a forward pass of {type(model).__name__}; choose another layer"
    )
