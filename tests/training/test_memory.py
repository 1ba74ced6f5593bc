"""Freed memory stays with the process."""

import platform
import subprocess
import sys

import pytest

from fer_lib.training import memory

MEASURE = """
import threading
import numpy as np
from fer_lib.training.memory import keep_freed_memory

def resident():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) // 1024

def kept_after_a_large_block():
    before = resident()
    block = np.ones(100 * 2**20, np.uint8)
    del block
    return resident() - before

print(kept_after_a_large_block(), keep_freed_memory(), end=" ")
thread = threading.Thread(target=lambda: print(kept_after_a_large_block()))  # as of the backward pass
thread.start()
thread.join()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has these settings")
def test_a_block_that_another_thread_frees_is_kept_from_then_on():
    printed = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True)
    before, told, after = printed.stdout.split()
    assert told == "True"
    assert int(before) < 20
    assert int(after) > 80


def test_other_c_libraries_are_left_alone(monkeypatch):
    memory.keep_freed_memory.cache_clear()
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: pytest.fail("called"))
    assert memory.keep_freed_memory() is False
    memory.keep_freed_memory.cache_clear()
