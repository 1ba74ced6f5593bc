"""Weights as people save them: a plain state dict, or one in a checkpoint, in PyTorch's form or in safetensors."""

import pickle
import re
import warnings
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from fer_lib.data.content import START_BYTES, content_of
from fer_lib.data.opening import Wanted, open_file
from fer_lib.data.reading import reporting_os_errors
from fer_lib.errors import UserError

ENTRIES = ("state_dict", "model_state_dict", "model", "net", "weights")
"""Entries of a checkpoint that may hold the state dict."""
PREFIXES = ("module.", "model.", "net.", "network.", "_orig_mod.")
"""What ``DataParallel``, Lightning, ``torch.compile`` and people put before the names of the weights."""
PYTORCH_SUFFIXES = (".pt", ".pth", ".ckpt", ".bin", ".tar", ".pkl")
_REMEDY = (
    "save the weights alone where it was trained: torch.save(model.state_dict(), 'weights.pt'), "
    "or safetensors.torch.save_file(model.state_dict(), 'weights.safetensors')"
)
_OF_OTHERS = (
    f"its weights are not those of a PyTorch network. Adopting takes {', '.join(PYTORCH_SUFFIXES[:3])} or "
    ".safetensors; scores of any network can be evaluated by `python -m fer_lib evaluate --predictions FILE --labels "
    "FILE`"
)
WEIGHTS = Wanted(
    "a file of weights",
    _REMEDY[0].upper() + _REMEDY[1:] + ".",
    {"hdf5": _OF_OTHERS[0].upper() + _OF_OTHERS[1:] + "."},
    frozenset({"torch", "pickle"}),
)
_COUNTER = "num_batches_tracked"
_MOST_NAMED, _MOST_PREFIXES = 4, 4


@dataclass(frozen=True)
class Weights:
    """The tensors of a file by name, and what was done to get them, in sentences."""

    tensors: dict[str, Tensor]
    notes: tuple[str, ...] = ()


def read_weights(path: Path) -> Weights:
    """The state dict in a file; nothing in the file is executed.

    Raises:
        UserError: if it is not there, is not of a known form, holds a whole network instead of its weights, or anything
            in the state dict is not a plain tensor of finite numbers.
    """
    with open_file(path) as file, reporting_os_errors(path):
        content = content_of(file.read(START_BYTES))
    kind, suffix = content.name if content else "", path.suffix.lower()
    if kind == "safetensors" or (suffix == ".safetensors" and not content):
        return _plain(path, _safetensors(path), [])
    if suffix in (".h5", ".hdf5", ".keras", ".pb", ".tflite", ".onnx") and kind in ("", "zip", "hdf5"):
        raise UserError(f"{path}: {suffix} is not read: {_OF_OTHERS}")
    notes: list[str] = []
    return _plain(path, _state_dict(path, _load(path), notes), notes)


def _safetensors(path: Path) -> dict[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return dict(load_file(path))
    except (SafetensorError, OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{path}: not a file of safetensors ({_line(error)})") from None


def _load(path: Path) -> object:
    """What ``torch.load`` reads without running anything."""
    if _is_torchscript(path):
        raise UserError(f"{path}: holds a whole network as TorchScript, not its weights; {_REMEDY}")
    try:
        # Open, because of a path PyTorch believes the ending.
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of old forms
            return torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        WEIGHTS.check(path)
        if found := re.search(
            r"Unsupported global: GLOBAL ([\w.]+)|global ([\w.]+) was not an allowed", str(error)
        ):
            name = found[1] or found[2]
            raise UserError(
                f"{path}: holds an object of {name} (a whole network?) and not only weights, and reading it could run "
                f"code; {_REMEDY}"
            ) from None
        raise UserError(f"{path}: holds more than weights, or is damaged; {_REMEDY}") from None
    except MemoryError:
        raise UserError(f"{path}: says that it holds more than fits into memory; it is damaged") from None
    except Exception as error:  # whatever a damaged pickle makes of PyTorch's reader
        WEIGHTS.check(path)
        raise UserError(
            f"{path}: not weights that PyTorch can read ({type(error).__name__}: {_line(error)})"
        ) from None


def _is_torchscript(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.endswith("/constants.pkl") for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        return False


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:120]


def _is_state_dict(value: object) -> bool:
    return isinstance(value, Mapping) and bool(value) and any(isinstance(v, Tensor) for v in value.values())


def _state_dict(path: Path, value: object, notes: list[str]) -> Mapping[Any, Any]:
    """The state dict in what a file holds."""
    if not isinstance(value, Mapping):
        raise UserError(f"{path}: holds a {type(value).__name__}, not the weights of a network; {_REMEDY}")
    entries = [name for name in ENTRIES if _is_state_dict(value.get(name))]
    if entries:
        others = f"; the file also has {', '.join(entries[1:])}" if entries[1:] else ""
        notes.append(f"the weights are the checkpoint's {entries[0]!r}{others}")
        found: Mapping[Any, Any] = value[entries[0]]
        return found
    if not _is_state_dict(value):
        keys = ", ".join(map(repr, list(value)[:6])) or "nothing"
        raise UserError(
            f"{path}: holds {keys[:120]} and no weights; a state dict is expected, or a checkpoint with one under "
            f"{', '.join(ENTRIES)}"
        )
    return value


def _plain(path: Path, values: Mapping[Any, Any], notes: list[str]) -> Weights:
    """Dense tensors of finite float32 numbers (or whole ones); what had to be converted is noted."""
    tensors: dict[str, Tensor] = {}
    converted: set[str] = set()
    for name, value in values.items():
        if not isinstance(name, str) or not isinstance(value, Tensor):
            raise UserError(
                f"{path}: {str(name)[:80]!r} is a {type(value).__name__}, not a tensor; {_REMEDY}"
            )
        if value.layout != torch.strided or value.is_quantized or value.is_complex() or value.is_meta:
            raise UserError(f"{path}: {name}: sparse, quantized or complex weights are not read")
        if value.is_floating_point():
            if value.dtype != torch.float32:
                converted.add(str(value.dtype).removeprefix("torch."))
                value = value.float()
            if not torch.isfinite(value).all():
                raise UserError(
                    f"{path}: {name}: has values that are not finite numbers; the training had diverged"
                )
        tensors[name] = value.detach().contiguous()
    if not tensors:
        raise UserError(f"{path}: holds no weights")
    if converted:
        notes.append(f"weights of {' and '.join(sorted(converted))} were converted to float32")
    return Weights(tensors, tuple(notes))


def _match(names: Collection[str], target: Collection[str]) -> int:
    return len(set(names) & set(target))


def _without_prefixes(
    tensors: Mapping[str, Tensor], target: Collection[str]
) -> tuple[dict[str, Tensor], list[str]]:
    """The tensors under the names that the network has, as far as taking prefixes away makes them so."""
    notes = []
    if any("_orig_mod." in name for name in tensors) and not any("_orig_mod." in name for name in target):
        tensors = {name.replace("_orig_mod.", ""): value for name, value in tensors.items()}
        notes.append("'_orig_mod.' of torch.compile was taken out of the names of the weights")
    best, taken, left = dict(tensors), "", list[str]()
    waiting = [""]
    while waiting:
        prefix = waiting.pop(0)
        inner = {name[len(prefix) :]: value for name, value in tensors.items() if name.startswith(prefix)}
        if _match(inner, target) > _match(best, target):
            best, taken = inner, prefix
            left = [name for name in tensors if not name.startswith(prefix)]
        if prefix.count(".") < _MOST_PREFIXES:
            waiting += [prefix + step for step in PREFIXES if any(name.startswith(step) for name in inner)]
    if left and not set(target) <= set(best):  # what stands elsewhere may be what is missing
        return best | {name: tensors[name] for name in left}, notes
    if taken:
        notes.append(f"the prefix {taken!r} was taken off the names of the weights")
    if left:
        notes.append(f"{len(left)} entries outside of it were left out: {_named(left)}")
    return best, notes


def _named(names: Collection[str]) -> str:
    shown = list(names)[:_MOST_NAMED]
    return ", ".join(shown) + (f" and {len(names) - len(shown)} more" if len(names) > len(shown) else "")


def fit_weights(weights: Weights, network: nn.Module, path: Path) -> Weights:
    """Give the tensors the names of a network's own and load them into it.

    Args:
        weights: of a file.
        network: gets the weights.
        path: of the file, for messages.

    Returns:
        All entries of the network's state dict, and what was done to find them.

    Raises:
        UserError: naming the weights that are missing, not expected, or of another shape.
    """
    own = network.state_dict()
    tensors, notes = _without_prefixes(weights.tensors, own)
    missing = [name for name in own if name not in tensors]
    counters = [name for name in missing if name.endswith(_COUNTER)]
    if counters and len(counters) == len(
        missing
    ):  # PyTorch before 0.4.1 did not save it, and only training reads it
        tensors |= {name: own[name].clone() for name in counters}
        notes.append(f"{len(counters)} counters of batch normalization ({_COUNTER}) were not there and are 0")
        missing = []
    unexpected = [name for name in tensors if name not in own]
    shaped = [
        f"{name} is {_shape(tensors[name])} and not {_shape(own[name])}"
        for name in own
        if name in tensors and tensors[name].shape != own[name].shape
    ]
    problems = []
    if missing:
        problems.append(f"it lacks {_named(missing)}")
    if unexpected:
        problems.append(f"the network has no {_named(unexpected)}")
    if shaped:
        problems.append(_named(shaped))
    if problems:
        raise UserError(
            f"{path}: not the weights of this network: {'; '.join(problems)}. Give the file and class that were "
            "trained, with the same --model-options, and data with the same classes and channels"
        )
    fitted = {name: tensors[name].to(own[name].dtype).clone() for name in own}
    network.load_state_dict(fitted)
    return Weights(fitted, (*weights.notes, *notes))


def _shape(tensor: Tensor) -> str:
    return "×".join(map(str, tensor.shape)) or "a single number"
