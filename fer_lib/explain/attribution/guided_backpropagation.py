"""Guided backpropagation, and for which networks it is defined."""

from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.autograd.function import BackwardCFunction

from fer_lib.errors import UserError
from fer_lib.explain.activation_functions import DERIVATIVES, graph_nodes, kind
from fer_lib.explain.activation_modules import with_activation_modules
from fer_lib.explain.attribution.method import AttributionMethod
from fer_lib.explain.one_pass import watch_one_pass
from fer_lib.models.recording import record

_WITHOUT_RELU = (nn.RNNBase, nn.RNNCellBase, nn.MultiheadAttention)
"""Layers whose activations stand in no graph of derivatives."""


RELUS = (nn.ReLU, nn.ReLU6)
"""Activations for which the method is defined."""


def network_of_relu_modules(model: nn.Module, inputs: Tensor) -> nn.Module:
    """The network with a module for each ReLU and ReLU6; itself where that is so already.

    Args:
        model: a network in evaluation mode; it is left as it is, and its weights are shared or copied.
        inputs: an image or more, [N, C, H, W].
    """
    try:
        return with_activation_modules(model, inputs)
    except UserError:
        return model  # whether that does any harm, refuse_without_relu_modules says


def refuse_without_relu_modules(model: nn.Module, inputs: Tensor) -> None:
    """Refuse networks of which guided backpropagation would leave activations as they are.

    It is defined through ReLU, which is found by its module: ``F.relu`` and every other activation would silently keep
    their plain derivative. So the network runs once, and each activation in the graph of its derivatives must come
    from an ``nn.ReLU`` or ``nn.ReLU6``.

    Args:
        model: a network in evaluation mode, as ``network_of_relu_modules`` gives it.
        inputs: an image or more, [N, C, H, W].

    Raises:
        UserError: naming the activation, and what to do.
    """
    of_modules: list[Any] = []  # kept alive, so that their identity means something
    with torch.enable_grad():
        output = watch_one_pass(
            model,
            inputs.detach().clone().requires_grad_(),
            lambda module: isinstance(module, RELUS),
            lambda _name, value: of_modules.append(value.grad_fn),
        )
    start = "guided backpropagation: the network "
    modules = dict(model.named_modules())
    for operation in record(model, inputs[:1]).operations:
        if operation.module and isinstance(modules[operation.module], _WITHOUT_RELU):
            raise UserError(
                f"{start}has {operation.kind} ({operation.module}), whose activations are no ReLU and would silently "
                "keep their plain derivative. Use another method."
            )
    for node in graph_nodes(output.grad_fn):
        if any(node is known for known in of_modules):
            continue
        if isinstance(node, BackwardCFunction):
            raise UserError(
                f"{start}has a derivative of its own ({kind(node)}), in which a ReLU would not be seen. Use the "
                "network without torch.compile and without own autograd functions."
            )
        if kind(node) == "ReluBackward":
            raise UserError(
                f"{start}calls ReLU as a function (F.relu, torch.relu), where guided backpropagation would silently "
                "be the plain gradient. Write it as a module, nn.ReLU()."
            )
        if kind(node) in DERIVATIVES:
            name = DERIVATIVES[kind(node)]
            places = [key for key, module in model.named_modules() if type(module).__name__ in name.split()]
            where = f" (first: {places[0]})" if places else ""
            raise UserError(
                f"{start}has {name}{where}, for which guided backpropagation is not defined; it would silently keep "
                "its plain derivative. Use another method, or a network with ReLU or ReLU6."
            )
    if not of_modules:
        raise UserError(
            f"{start}has no nn.ReLU; guided backpropagation would be the plain gradient. Use that."
        )


@dataclass(frozen=True)
class GuidedBackpropagation(AttributionMethod):
    """The gradient with negative signals cut off at every ReLU on the way back.

    With a^{l+1} = max(a^l, 0) the signal passes as R^l = [a^l > 0]·[R^{l+1} > 0]·R^{l+1}: Springenberg, Dosovitskiy,
    Brox & Riedmiller, *Striving for Simplicity: The All Convolutional Net* (2015), section 3.4. It is the derivative of
    no function of the image, and Adebayo et al. (2018) found that it hardly depends on the trained weights.

    ReLU6, min(max(a, 0), 6), has like ReLU no other slope than 0 and 1, so the same two conditions describe it: the
    signal passes where the slope is 1 and the signal itself is positive, [0 < a^l < 6]·[R^{l+1} > 0]·R^{l+1}. The paper
    does not speak of it. Activations with other slopes (LeakyReLU, GELU, SiLU …) pass negative signals on by design,
    and for them there is no such rule.

    What is cut is the signal that arrives at a ReLU, R^{l+1}. captum's implementation cuts what arrives at its input,
    which is the same unless the input goes elsewhere as well, as in residual networks with ReLU before the weights.

    ReLU and ReLU6 that are called as functions, or whose module is used in several places, are made modules of their
    own first (``with_activation_modules``).
    """

    name: ClassVar[str] = "guided_backpropagation"

    def refuse(self, model: nn.Module, inputs: Tensor) -> None:
        """Raise ``UserError`` for networks with other activations than ReLU and ReLU6."""
        refuse_without_relu_modules(network_of_relu_modules(model, inputs), inputs)

    def _maps(self, model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
        network = network_of_relu_modules(model, inputs)

        def cut(_module: nn.Module, _inputs: tuple[Tensor, ...], output: Tensor) -> None:
            output.register_hook(lambda signal: signal.clamp(min=0))  # type: ignore[no-untyped-call]

        hooks = [
            module.register_forward_hook(cut) for module in network.modules() if isinstance(module, RELUS)
        ]
        try:
            with torch.enable_grad():
                logits = network(inputs).gather(1, targets[:, None])
                (maps,) = torch.autograd.grad(logits.sum(), inputs)
        finally:
            for hook in hooks:
                hook.remove()
        return maps
