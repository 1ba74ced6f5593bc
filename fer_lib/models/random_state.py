"""Random numbers that leave no trace."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch


@contextmanager
def random_state_kept() -> Iterator[None]:
    """Put the global generators of Python, NumPy and PyTorch back as they were at the block's start."""
    of_python, of_numpy = random.getstate(), np.random.get_state()  # noqa: NPY002  # the network's own code may use it
    started = torch.cuda.is_initialized()  # type: ignore[no-untyped-call]  # a GPU is not started for this
    devices = range(torch.cuda.device_count()) if started else ()
    try:
        with torch.random.fork_rng(devices):
            yield
    finally:
        random.setstate(of_python)
        np.random.set_state(of_numpy)  # noqa: NPY002
