"""How long a folder of JPEGs takes to be read, against Pillow's decoder alone in as many threads.

Makes its own JPEGs from scikit-learn's two photographs: ``python benchmarks/prepare_speed.py --images 4000``.
Both are timed in turns in one run, best of each, the files being in the system's cache. Reading is what is compared:
all that ``data prepare`` does up to the arrays. With its card and what it writes stands beside it.

Two cores, otherwise idle, 30,000 JPEGs; share of the decoder's speed when read, and with the card and what is written:
64×64 63 / 55 %, 48×48 grey 83 / 80 %, 256×256 to 64×64 96 / 82 %. 6,000 to 10,000 of them: 96×96 55 / 43 %, 128×128
40 / 28 %, to 64×64 42 / 38 %, 256×256 46 / 23 %, to 128×128 72 / 47 %. Images of 96 pixels and more that are kept as
they are take 28 to 196 KB each to hash and write: that is what is left of their time.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_sample_images

from fer_lib.data import load
from fer_lib.data.fit import IMAGES_A_TASK, WORKERS
from fer_lib.data.options import DataOptions
from fer_lib.data.prepared import write_prepared

CLASSES = 10
FORMS = {
    "as they are": DataOptions(),
    **{f"{side}×{side}": DataOptions(size=(side, side)) for side in (128, 96, 64, 48)},
    "64×64, crop": DataOptions(size=(64, 64), resize="crop"),
    **{f"{side}×{side} grey": DataOptions(size=(side, side), channels=1) for side in (96, 48)},
}


def make(folder: Path, images: int, side: int, quality: int, grey: bool) -> list[Path]:
    """Parts of the photographs, turned about at random, in ``train/<class>/``."""
    photos = [Image.fromarray(photo) for photo in load_sample_images().images]
    rng = np.random.default_rng(0)
    paths = []
    for i in range(images):
        photo = photos[i % len(photos)]
        part = int(rng.integers(min(max(side, 100), 400), 427))
        left, top = (int(rng.integers(0, size - part + 1)) for size in photo.size)
        image = photo.resize((side, side), Image.Resampling.BICUBIC, box=(left, top, left + part, top + part))
        path = folder / "train" / f"class {i % CLASSES}" / f"{i:06d}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        image = image.convert("L") if grey else image
        image.save(path, quality=quality)
        paths.append(path)
    return paths


def decode_all(paths: list[Path]) -> None:
    """What cannot be done without: every file opened and decoded to its pixels."""
    names = [str(path) for path in paths]

    def decode(start: int) -> None:
        for name in names[start : start + IMAGES_A_TASK]:
            with Image.open(name) as image:
                image.load()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(decode, range(0, len(names), IMAGES_A_TASK)))


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(arguments: Sequence[str] | None = None) -> None:
    """Time the forms that users ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--images", type=int, default=4000)
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--quality", type=int, default=90, help="of the JPEGs")
    parser.add_argument("--grey", action="store_true", help="grey JPEGs")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument(
        "--forms", nargs="*", choices=FORMS, default=list(FORMS), metavar="FORM", help=", ".join(FORMS)
    )
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "photos"
        paths = make(folder, chosen.images, chosen.side, chosen.quality, chosen.grey)
        print(
            f"{chosen.images:,} JPEGs of {chosen.side}×{chosen.side}, quality {chosen.quality}, {WORKERS} threads"
        )
        decode_all(paths)
        for what in chosen.forms:
            print(f"{what:<20} {compared(paths, folder, FORMS[what], chosen.repeats)}", flush=True)


def compared(paths: list[Path], folder: Path, options: DataOptions, repeats: int) -> str:
    """Times of the decoder, of reading, and of reading and writing, as text."""
    times: dict[str, list[float]] = {"decoder": [], "read": []}
    for _ in range(repeats):
        times["decoder"].append(seconds(lambda: decode_all(paths)))
        times["read"].append(seconds(lambda: load(folder, options=options, cache=False)))
    decoder, read = (min(values) for values in times.values())
    dataset = load(folder, options=options, cache=False)
    written = read + seconds(lambda: write_prepared(folder.parent / "out", dataset))
    return (
        f"decoder {decoder:6.2f} s, read {read:6.2f} s ({decoder / read:4.0%} of its speed), "
        f"with card and writing {written:6.2f} s ({decoder / written:4.0%})"
    )


if __name__ == "__main__":
    main()
