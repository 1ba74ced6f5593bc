"""Memory that a training step gives back is there again for the next one."""

import ctypes
import functools
import platform

# Parameters of mallopt(3), from glibc's malloc.h.
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_MAX, _ARENA_MAX = -1, -2, -4, -8
_NEVER = 2**31 - 1
_TOP_PAD_BYTES = 2**26


@functools.cache
def keep_freed_memory() -> bool:
    """Have the C library keep what is freed, for the rest of this process.

    glibc takes each large block from the system and hands it back when it is freed. A training step on a processor
    frees and asks for the same activations and gradients again and again, and each time the system has to fill their
    pages with zeros: a third and more of the time of report A's step at batch 128 on two cores. The peak hardly changes
    (1 % there); the memory between the peaks is kept. A single arena serves all threads, for that of the thread of the
    backward pass holds no block above 64 MiB: with report A's batch of 2000 that alone cost a third of the time.

    Returns:
        Whether the library could be told; False where it is not glibc, which changes nothing.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    settings = ((_ARENA_MAX, 1), (_MMAP_MAX, 0), (_TRIM_THRESHOLD, _NEVER), (_TOP_PAD, _TOP_PAD_BYTES))
    return all(mallopt(parameter, value) == 1 for parameter, value in settings)
