"""How long a data set takes to load: parsed the first time, from the cache after that.

    python benchmarks/data_loading.py path/to/fer2013.csv

Prints seconds, their ratio and the peak memory. The parse is timed with an empty cache in a temporary folder;
the user's own cache is left alone.
"""

import os
import resource
import sys
import tempfile
import time

from fer_lib.data.sources import load


def seconds(path: str) -> float:
    """Time one load, up to the last pixel read."""
    started = time.perf_counter()
    load(path).images.sum()
    return time.perf_counter() - started


def main() -> None:
    """Load twice and print the figures."""
    path = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FER_LIB_CACHE"] = folder
        first = seconds(path)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        second = min(seconds(path) for _ in range(3))
    print(f"first load {first:.2f} s, peak memory {peak:.0f} MB")
    print(f"second load {second:.3f} s, {first / second:.0f} times as fast")


if __name__ == "__main__":
    main()
