"""Activation functions as autograd sees them, whatever way a network calls them."""

from typing import Any

DERIVATIVES = {
    "ReluBackward": "ReLU",
    "LeakyReluBackward": "LeakyReLU",
    "RreluWithNoiseBackward": "RReLU",
    "PreluKernelBackward": "PReLU",
    "EluBackward": "ELU",
    "GeluBackward": "GELU",
    "SiluBackward": "SiLU",
    "MishBackward": "Mish",
    "HardtanhBackward": "ReLU6 or Hardtanh",
    "HardswishBackward": "Hardswish",
    "HardsigmoidBackward": "Hardsigmoid",
    "SigmoidBackward": "Sigmoid",
    "LogSigmoidBackward": "LogSigmoid",
    "TanhBackward": "Tanh",
    "SoftplusBackward": "Softplus",
    "ThresholdBackward": "threshold",
    "ClampBackward": "clamp",
    "ClampMinBackward": "clamp",
    "MaximumBackward": "maximum",
    "WhereBackward": "where",
}
"""What autograd calls the derivative of an activation, without the number that ends it, and the activation.

ReLU written by hand as a clamp, a maximum or a choice counts as well; as a product with a mask it cannot be told from
other products.
"""


def kind(node: Any) -> str:
    """What a node of an autograd graph is, ``ReluBackward`` for example, without its version number."""
    name: str = node.name()
    return name.rstrip("0123456789")


def graph_nodes(root: Any) -> list[Any]:
    """All nodes of an autograd graph, from an output's ``grad_fn``."""
    found, waiting = {root}, [root]
    while waiting:
        for node, _ in waiting.pop().next_functions:
            if node is not None and node not in found:
                found.add(node)
                waiting.append(node)
    return list(found)
