"""How a network's weights and images lie in memory: channels last where the network takes that, which is faster.

A network of one's own may ask for the usual order, channels first, without knowing it: ``x.view(len(x), -1)`` after a
convolution fails on maps whose channels lie last. Such a network keeps its order, and gets its images in it. So does
one with a convolution whose gradient PyTorch computes into memory that is not its own.
"""

import torch
from torch import Tensor, nn

from fer_lib.data.dataset import DataShape
from fer_lib.models.inputs import example_input
from fer_lib.models.random_state import random_state_kept

_KEEPS = "_keeps_channels_first"


def _channels_first(_module: nn.Module, inputs: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(value.contiguous() if isinstance(value, Tensor) else value for value in inputs)


def keep_channels_first(model: nn.Module) -> nn.Module:
    """Have a network always get its images with their channels first."""
    if not keeps_channels_first(model):
        setattr(model, _KEEPS, True)
        model.register_forward_pre_hook(_channels_first)
    return model


def keeps_channels_first(model: nn.Module) -> bool:
    """Whether the network has been found to need its images with their channels first."""
    return bool(getattr(model, _KEEPS, False))


def channels_last(model: nn.Module) -> nn.Module:
    """Put a network's weights in the order in which it computes fastest, if it takes it; gives the same network."""
    if not keeps_channels_first(model):
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return model


def has_unsafe_gradient(model: nn.Module) -> bool:
    """Whether the network has a convolution of whose weights PyTorch must not compute a gradient with channels last.

    That is one of 1×1 with a stride and fewer than 16 channels that come in, as on the shortcuts of a narrow ResNet. On
    a CPU with several threads oneDNN writes past the end of its gradient where the threads do not divide the batch: the
    process dies, or something else in it is changed. Seen with PyTorch 2.13.
    """
    return any(
        isinstance(module, nn.Conv2d)
        and tuple(module.kernel_size) == (1, 1)
        and max(module.stride) > 1
        and module.in_channels // module.groups < 16
        for module in model.modules()
    )


def find_memory_format(model: nn.Module, shape: DataShape) -> None:
    """Try a network with its channels last; one that does not run so, or not safely, keeps its channels first.

    Mode, weights and random numbers are as before. Of a network that runs in neither order, channels first shows what
    is wrong with it.
    """
    if has_unsafe_gradient(model):
        keep_channels_first(model)
        return
    was_training = model.training
    with random_state_kept(), torch.no_grad():
        try:
            model.eval()
            model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
            model(example_input(shape).contiguous(memory_format=torch.channels_last))
        except Exception:
            keep_channels_first(model)
        finally:
            model.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
            model.train(was_training)
