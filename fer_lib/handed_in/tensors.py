"""The weights of a run without its network: what they are, whatever they are called, and how many."""

import hashlib
from dataclasses import dataclass

from fer_lib.errors import UserError
from fer_lib.network_code import is_reference
from fer_lib.runs import RunFolder
from fer_lib.runs.files import WEIGHTS

_STATISTICS = ("running_mean", "running_var", "num_batches_tracked")
"""What batch normalization keeps and training does not learn."""


@dataclass(frozen=True)
class Tensors:
    """What can be said of weights alone.

    Attributes:
        sha256: of their content, shapes and kinds; the names of the tensors and the form of the file do not count.
        parameters: how many values, those of running statistics not counted.
    """

    sha256: str
    parameters: int


def read_tensors(run: RunFolder) -> Tensors:
    """Read a run's weights; its network is neither made nor run.

    Raises:
        UserError: if the file is damaged.
    """
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        tensors = load_file(run.file(WEIGHTS))
    except (SafetensorError, OSError, ValueError, RuntimeError, KeyError) as error:
        raise UserError(f"{WEIGHTS}: damaged ({' '.join(str(error).split())[:80]})") from None
    digests = []
    for name, tensor in tensors.items():
        if name.endswith(_STATISTICS[-1]):
            continue
        digest = hashlib.sha256(f"{tensor.dtype} {tuple(tensor.shape)} ".encode())
        digest.update(tensor.contiguous().view(-1).view(torch.uint8).numpy().data)
        digests.append(digest.digest())
    learned = [tensor.numel() for name, tensor in tensors.items() if not name.endswith(_STATISTICS)]
    return Tensors(hashlib.sha256(b"".join(sorted(digests))).hexdigest(), sum(learned))


def check_known_network(run: RunFolder) -> int:
    """See that a network of the project takes a run's weights; nothing is computed.

    Returns:
        Its trainable parameters.

    Raises:
        UserError: if there is no such network, or the weights are another's.
    """
    import torch
    from safetensors.torch import load_file

    from fer_lib.models.of_config import network_of

    config = run.config()
    assert not is_reference(config.model)
    with torch.device("meta"):
        network = network_of(config, run.shape)
    expected = {name: tuple(value.shape) for name, value in network.state_dict().items()}
    found = {name: tuple(value.shape) for name, value in load_file(run.file(WEIGHTS)).items()}
    if expected != found:
        name = next(name for name in [*expected, *found] if expected.get(name) != found.get(name))
        raise UserError(f"{WEIGHTS}: not the weights of {config.model} ({name})")
    return sum(p.numel() for p in network.parameters() if p.requires_grad)
