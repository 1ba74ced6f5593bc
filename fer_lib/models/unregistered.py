"""What a network holds without PyTorch's knowledge: layers in plain lists, and tensors that are not saved."""

from collections.abc import Iterable, Iterator, Mapping

from torch import Tensor, nn


def _entries(value: object) -> Iterable[tuple[object, object]]:
    if isinstance(value, Mapping):
        return value.items()
    return enumerate(value) if isinstance(value, list | tuple) else ()


def _own(network: nn.Module) -> Iterator[tuple[str, object]]:
    """Attributes of all modules that a person has set, by path."""
    for path, module in network.named_modules():
        for name, value in vars(module).items():
            if name not in _OF_PYTORCH:
                yield f"{path}.{name}".lstrip("."), value


_OF_PYTORCH = frozenset(vars(nn.Module()))


def loose_parts(network: nn.Module) -> list[str]:
    """Layers and parameters in plain lists, tuples and dicts, which are not trained: ``blocks[0]``.

    Those that the network has elsewhere as well are none.
    """
    known = {id(part) for part in [*network.modules(), *network.parameters()]}
    return [
        f"{name}[{key!r}]"
        for name, value in _own(network)
        for key, part in _entries(value)
        if isinstance(part, nn.Module | nn.Parameter) and id(part) not in known
    ]


def plain_tensors(network: nn.Module) -> list[str]:
    """Tensors that are neither parameters nor buffers, so that they are not saved: ``encoder.mask``."""
    return [name for name, value in _own(network) if isinstance(value, Tensor)]
