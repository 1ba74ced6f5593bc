"""Reading image files, many at once in several threads: each becomes pixels, or a reason why it cannot."""

import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

from fer_lib.data.dataset import begin_content_hash
from fer_lib.data.fit import IMAGES_A_TASK, WORKERS, read_fitted
from fer_lib.data.memory import check_memory
from fer_lib.data.options import DataOptions
from fer_lib.data.picture import LARGEST_IMAGE, LARGEST_PICTURE, look_at, quiet_pillow
from fer_lib.data.picture_kinds import Kind, PictureStep, UnreadableError
from fer_lib.data.unlike import Look, refuse_unlike

PIXELS_FOR_THREADS = 96 * 96
"""Files of fewer pixels are opened for longer than they are decoded, which several threads do not do at once: they
would only wait for each other (two threads: 0.36 ms an image of 64×64 instead of 0.30)."""
BAR_AFTER = 1.0
"""Seconds after which a bar is shown in a terminal."""


class ReadFiles(NamedTuple):
    """What became of image files.

    Attributes:
        images: uint8 [N, H, W] or [N, H, W, 3]; zero where a file could not be read.
        bad: why a file could not be read, by its position.
        steps: how many images had what done to them.
        pixels_hash: of all images, for ``content_hash``.
    """

    images: NDArray[np.uint8]
    bad: dict[int, str]
    steps: Counter[PictureStep]
    pixels_hash: "hashlib._Hash"


@dataclass
class _Task:
    """What one task of a thread found."""

    bad: dict[int, str] = field(default_factory=dict)
    steps: Counter[PictureStep] = field(default_factory=Counter)
    looks: dict[Look, list[int]] = field(default_factory=dict)


def read_images(root: Path, names: Sequence[str], options: DataOptions) -> ReadFiles:
    """Reads image files; Pillow decodes without holding Python's lock, so several threads are of use.

    Args:
        root: the folder that ``names`` are relative to.
        names: the files, at least one.
        options: size and colour that every image gets; where they say nothing, all images must be alike in it.

    Raises:
        UserError: if the images are not alike, or need more memory than there is.
    """
    folder = str(root)
    with quiet_pillow():
        # One alone may be larger than each of several that are read at once.
        largest = LARGEST_PICTURE if len(names) == 1 else LARGEST_IMAGE
        first = _first_look(folder, names, options, largest)
        if first is None:  # none can be read: the reasons are all that is left
            shape: tuple[int, ...] = (1, 1)
        else:
            shape = first.shape()
        check_memory(len(names), shape, root)
        images = np.zeros((len(names), *shape), dtype=np.uint8)
        digest = begin_content_hash(images.shape)
        tasks = []
        for start, task in _in_threads(folder, names, options, images, largest):
            digest.update(images[start : start + IMAGES_A_TASK].data)  # while the other threads go on reading
            tasks.append(task)
    looks: dict[Look, list[int]] = {}
    for task in tasks:
        for look, positions in task.looks.items():
            looks.setdefault(look, []).extend(positions)
    if len(looks) > 1:
        refuse_unlike(
            root, {look: [names[i] for i in positions] for look, positions in looks.items()}, options
        )
    return ReadFiles(
        images,
        {i: reason for task in tasks for i, reason in task.bad.items()},
        sum((task.steps for task in tasks), Counter()),
        digest,
    )


def _first_look(folder: str, names: Sequence[str], options: DataOptions, largest: int) -> Look | None:
    """Size and kind of the first image that can be read."""
    for name in names:
        try:
            image, _ = read_fitted(f"{folder}/{name}", options, largest=largest)
        except UnreadableError:
            continue
        return _look_of(image)
    return None


def _look_of(image: Image.Image) -> Look:
    return Look(*image.size, "grey" if image.mode == "L" else "colour")


def _look_of_head(path: str, options: DataOptions) -> Look:
    """The same from the head of the file alone."""
    width, height, kind = look_at(path)
    high, wide = options.size or (height, width)
    wanted: dict[int | None, Kind] = {None: kind, 1: "grey", 3: "colour"}
    return Look(wide, high, wanted[options.channels])


def _threads(path: str, largest: int) -> int:
    """How many threads read files like this one fastest."""
    try:
        width, height, _ = look_at(path, largest)
    except UnreadableError:
        return WORKERS
    return WORKERS if width * height >= PIXELS_FOR_THREADS else 1


def _in_threads(
    folder: str, names: Sequence[str], options: DataOptions, images: NDArray[np.uint8], largest: int
) -> Iterator[tuple[int, _Task]]:
    unlike = False

    def read_some(start: int) -> _Task:
        nonlocal unlike
        task = _Task()
        for i in range(start, min(start + IMAGES_A_TASK, len(names))):
            path = f"{folder}/{names[i]}"
            try:
                if unlike:  # they are refused: now the heads of the files are enough to count
                    task.looks.setdefault(_look_of_head(path, options), []).append(i)
                    continue
                image, steps = read_fitted(path, options, largest=largest)
                pixels = np.asarray(image)
                task.looks.setdefault(_look_of(image), []).append(i)
                if pixels.shape != images.shape[1:]:
                    unlike = True
                    continue
                images[i] = pixels
                task.steps.update(steps)
            except UnreadableError as error:
                task.bad[i] = str(error)
        bar.update(min(IMAGES_A_TASK, len(names) - start))
        return task

    with (
        tqdm(
            total=len(names), desc="reading images", unit=" images", file=sys.stderr, disable=None, delay=BAR_AFTER,
            dynamic_ncols=True, leave=False,
        ) as bar,
        ThreadPoolExecutor(_threads(f"{folder}/{names[0]}", largest)) as pool,
    ):  # fmt: skip
        starts = range(0, len(names), IMAGES_A_TASK)
        yield from zip(starts, pool.map(read_some, starts), strict=True)
