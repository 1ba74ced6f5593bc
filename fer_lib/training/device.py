"""Device and precision of a training."""

import logging
import os
from typing import Literal

import torch
from lightning_fabric import Fabric
from lightning_fabric.plugins.environments import LightningEnvironment

from fer_lib.config import RunConfig
from fer_lib.errors import UserError
from fer_lib.training.memory import keep_freed_memory


def computes_bfloat16(device_type: str) -> bool:
    """Whether the device multiplies bfloat16 in hardware, so that autocast is faster and not slower."""
    if device_type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device_type == "cpu":
        return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
    return False


def make_fabric(config: RunConfig) -> tuple[Fabric, str]:
    """Lightning Fabric for the configured device, and the precision that was chosen.

    Under ``torchrun`` this process becomes one of those that it started, and they share each batch.

    Returns:
        Fabric, and ``float32`` or ``bfloat16``.

    Raises:
        UserError: if the configured device is not there.
    """
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    device = config.device
    if device == "auto":
        device = next(name for name in ("cuda", "mps", "cpu") if available[name])
    if not available[device]:
        raise UserError(
            f"{device} is not available here; `python -m fer_lib doctor` tells what is", key="device"
        )
    if device == "cpu":
        keep_freed_memory()
    precision = config.precision
    if precision == "auto":
        precision = "bfloat16" if computes_bfloat16(device) else "float32"
    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)  # its remarks are in provenance.json
    plugin: Literal["bf16-mixed", "32-true"] = "bf16-mixed" if precision == "bfloat16" else "32-true"
    if "TORCHELASTIC_RUN_ID" not in os.environ:
        # Said, not guessed: Fabric would warn wherever Slurm is installed, and wait for others in a Slurm job's tasks.
        alone = LightningEnvironment()
        return Fabric(accelerator=device, devices=1, precision=plugin, plugins=[alone]), precision
    local = int(os.environ["LOCAL_WORLD_SIZE"])
    nodes = int(os.environ["WORLD_SIZE"]) // local
    fabric = Fabric(accelerator=device, devices=local, num_nodes=nodes, precision=plugin, strategy="ddp")
    fabric.launch()
    return fabric, precision
