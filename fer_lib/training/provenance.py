"""What a run was made from and on. No paths, no host or user names."""

import hashlib
import platform
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from lightning_fabric import Fabric

import fer_lib
from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.network_code import NetworkCode

PACKAGES = ("torch", "numpy", "lightning-fabric", "safetensors")


@cache
def code_hash() -> str:
    """SHA-256 (hex) of the library's source files, by name and content."""
    root = Path(fer_lib.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def device_name(device: torch.device) -> str:
    """The model of the processor or accelerator, for example ``NVIDIA H200``."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    try:
        lines = Path("/proc/cpuinfo").read_text("utf8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def describe(
    config: RunConfig,
    dataset: ImageDataset,
    fabric: Fabric,
    precision: str,
    network: NetworkCode | None = None,
) -> dict[str, Any]:
    """Everything about a run that is known before it starts.

    Args:
        config: the run's configuration.
        dataset: the data.
        fabric: the device.
        precision: ``float32`` or ``bfloat16``.
        network: code of a network of one's own.
    """
    own = {"network": network.described()} if network else {}
    return {
        "config": {key: value for key, value in config.recorded().items() if key != "data"},
        "config_sha256": config.hash(),
        "data": {**dataset.provenance, **dataset.described()},
        **own,
        "code": {"fer_lib": fer_lib.__version__, "sha256": code_hash()},
        "packages": {name: version(name) for name in PACKAGES} | {"python": platform.python_version()},
        "device": {
            "type": fabric.device.type,
            "name": device_name(fabric.device),
            "threads": torch.get_num_threads(),
            "processes": fabric.world_size,
        },
        "precision": precision,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def with_session(first: dict[str, Any], now: dict[str, Any], epochs: int) -> dict[str, Any]:
    """The provenance of a run that goes on: as it began, and under ``resumed`` each later session.

    Args:
        first: of the run so far.
        now: of this session.
        epochs: those that were done before it.

    Returns:
        ``first`` with one more session: when it began, after which epoch, and what of code, packages and device is
        not as at first.
    """
    changed = {key: now[key] for key in ("code", "packages", "device", "precision") if now[key] != first[key]}
    session = {"after_epoch": epochs, "started": now["started"], **changed}
    return {**first, "resumed": [*first.get("resumed", []), session]}
