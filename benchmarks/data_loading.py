"""How long a data set takes to load: parsed the first time, from the cache after that.

    python benchmarks/data_loading.py path/to/fer2013.csv

Prints seconds, their ratio and the peak memory. The parse is timed with an empty cache in a temporary folder;
the user's own cache is left alone.
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Sequence

from fer_lib.data.sources import load
from fer_lib.errors import UserError


def seconds(path: str) -> float:
    """Time one load, up to the last pixel read."""
    started = time.perf_counter()
    load(path).images.sum()
    return time.perf_counter() - started


def main(arguments: Sequence[str] | None = None) -> None:
    """Load four times and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", help="a file or folder, in any form that `data check` reads")
    path = parser.parse_args(arguments).data
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FER_LIB_CACHE"] = folder
        print(f"{path}: the first load, with an empty cache …", flush=True)
        try:
            first = seconds(path)
        except UserError as error:
            parser.error(str(error))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"first load {first:.2f} s, peak memory {peak:.0f} MB", flush=True)
        second = min(seconds(path) for _ in range(3))
    print(f"second load {second:.3f} s, {first / second:.0f} times as fast")


if __name__ == "__main__":
    main()
