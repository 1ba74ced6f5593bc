"""One forward pass of one image, in which a function sees what chosen modules compute."""

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn


def watch_one_pass(
    model: nn.Module,
    inputs: Tensor,
    wanted: Callable[[nn.Module], bool],
    see: Callable[[str, Any], None],
) -> Any:
    """Run the network on the first image.

    Args:
        model: a network; no hook is left behind.
        inputs: an image or more, [N, C, H, W]; only the first is used.
        wanted: which modules are watched.
        see: called with the name and the output of each wanted module, in the order in which they run.

    Returns:
        What the network computes for the image, with its graph if gradients are on.
    """
    hooks = []
    for name, module in model.named_modules():
        if wanted(module):

            def note(_module: nn.Module, _inputs: Any, output: Any, name: str = name) -> None:
                see(name, output)

            hooks.append(module.register_forward_hook(note))
    try:
        return model(inputs[:1])
    finally:
        for hook in hooks:
            hook.remove()
