"""Guided backpropagation, and for which networks it is defined."""

import warnings
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.autograd.function import BackwardCFunction

from fer_lib.errors import UserError
from fer_lib.explain.activation_functions import DERIVATIVES, graph_nodes, kind
from fer_lib.explain.attribution.method import AttributionMethod
from fer_lib.explain.attribution.quiet_captum import attr
from fer_lib.explain.one_pass import watch_one_pass


def refuse_without_relu_modules(model: nn.Module, inputs: Tensor) -> None:
    """Refuse networks of which guided backpropagation would leave activations as they are.

    It is defined through ReLU, and captum finds ReLU by its module: ``F.relu`` and every other activation would
    silently keep their plain derivative. So the network runs once, and each activation in the graph of its
    derivatives must come from an ``nn.ReLU``.

    Raises:
        UserError: naming the activation, and what to do.
    """
    of_modules: list[Any] = []  # kept alive, so that their identity means something
    with torch.enable_grad():
        output = watch_one_pass(
            model,
            inputs.detach().clone().requires_grad_(),
            lambda module: isinstance(module, nn.ReLU),
            lambda _name, value: of_modules.append(value.grad_fn),
        )
    start = "guided backpropagation: the network "
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
                "its plain derivative. Use another method, or a network with nn.ReLU."
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
    """

    name: ClassVar[str] = "guided_backpropagation"

    def refuse(self, model: nn.Module, inputs: Tensor) -> None:
        """Raise ``UserError`` for networks with other activations than ``nn.ReLU``."""
        refuse_without_relu_modules(model, inputs)

    def _maps(self, model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Setting backward hooks on ReLU")  # it removes them again
            maps: Tensor = attr.GuidedBackprop(model).attribute(inputs, target=targets)
        return maps
