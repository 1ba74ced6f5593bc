"""Colour scenes with several people, masks worn, worn wrongly and not worn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from fer_lib.data.dataset import Split
from fer_lib.data.masks.wearing import Landmarks, coloured, put_on
from fer_lib.data.synthetic import SyntheticFaces, generate

SCENE_SIZE = (320, 200)
SHARES = {"good": 0.79, "bad": 0.18, "none": 0.03}
"""Shares of the classes: about those of the photos that report E's course used."""
PLACES = 5
"""Columns of a scene, of which each holds at most one person."""
HEAD = (7, 4, 41, 46)
"""What a box surrounds: left, top, right, bottom in the 48×48 image of a face."""

FEWEST = 40
"""Faces that a set has at least, so that each class occurs."""
STREAMS: Mapping[Split, int] = {"train": 0, "test": 1, "validation": 2}
"""Which random numbers a set is drawn with."""


@dataclass(frozen=True, eq=False)
class DrawnFace:
    """A face in a scene.

    Attributes:
        scene: RGB; the faces of one scene share it.
        number: of the scene, from 0, over all splits.
        box: left, top, right and bottom of the head in it, in pixels; the last two are exclusive.
        worn: one of ``CLASS_NAMES``.
        split: of the scene.
    """

    scene: Image.Image
    number: int
    box: tuple[int, int, int, int]
    worn: str
    split: Split


def draw_scenes(count: Mapping[Split, int], seed: int = 0) -> list[DrawnFace]:
    """Draw scenes; each class has its share of every split, to within one face, and the same seed gives the same.

    Args:
        count: faces of each split, at least ``FEWEST``.
        seed: of everything random, from 0.

    Raises:
        ValueError: if there are fewer faces.
    """
    if min(count.values()) < FEWEST:
        raise ValueError(f"at least {FEWEST} faces are needed for each set")
    faces = generate(sum(count.values()), seed, flip_share=0)
    areas = faces.region_masks(np.arange(len(faces)))
    first = 0
    drawn: list[DrawnFace] = []
    for split in sorted(count, key=lambda split: STREAMS[split]):
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(STREAMS[split],))))
        worn = _worn(count[split], rng)
        number = drawn[-1].number + 1 if drawn else 0
        drawn += list(_scenes(split, number, faces, areas, first, worn, rng))
        first += count[split]
    return drawn


def _worn(count: int, rng: np.random.Generator) -> list[str]:
    """The label of each face: every class with its share of ``count``, in random order."""
    edges = np.floor(np.cumsum([0.0, *SHARES.values()]) * count + 0.5).astype(int)
    labels = np.repeat(list(SHARES), np.diff(edges))
    return [str(label) for label in rng.permutation(labels)]


def _scenes(
    split: Split, number: int, faces: SyntheticFaces, areas: dict[str, NDArray[np.bool_]], first: int,
    worn: list[str], rng: np.random.Generator,
) -> Iterator[DrawnFace]:  # fmt: skip
    """All scenes of a split, face by face."""
    done = 0
    while done < len(worn):
        people = min(int(rng.integers(2, PLACES + 1)), len(worn) - done)
        scene = _background(rng)
        for place in rng.permutation(PLACES)[:people].tolist():
            index = first + done
            face = coloured(faces.dataset.images[index], rng)
            put_on(face, Landmarks.of(areas["nose"][index], areas["mouth"][index]), worn[done], rng)
            yield DrawnFace(scene, number, _paste(scene, face, place, rng), worn[done], split)
            done += 1
        number += 1


def _background(rng: np.random.Generator) -> Image.Image:
    """A wall with a gradient, a few coloured rectangles, and grain."""
    width, height = SCENE_SIZE
    wall = Image.fromarray(rng.integers(60, 220, (2, 3, 3), dtype=np.uint8)).resize(
        SCENE_SIZE, Image.Resampling.BILINEAR
    )
    pixels = np.array(wall)
    for _ in range(int(rng.integers(3, 9))):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        pixels[y : y + int(rng.integers(10, 90)), x : x + int(rng.integers(8, 70))] = rng.integers(30, 235, 3)
    grain = rng.integers(-9, 10, pixels.shape, dtype=np.int16)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


def _paste(
    scene: Image.Image, face: NDArray[np.float32], place: int, rng: np.random.Generator
) -> tuple[int, int, int, int]:
    """Put a face into its column of the scene; returns the box around the head, inside the scene."""
    column = SCENE_SIZE[0] // PLACES
    side = int(rng.integers(20, column + 1))
    left = place * column + int(rng.integers(column - side + 1))
    top = int(rng.integers(SCENE_SIZE[1] - side + 1))
    levels = np.clip(face * rng.uniform(0.8, 1.1) * 255, 0, 255).astype(np.uint8)
    # An ellipse with a soft edge, so that a face stands in the scene and not in a square of its own.
    x, y = np.meshgrid(np.linspace(-1, 1, 48), np.linspace(-1, 1, 48))
    alpha = np.clip((1.05 - (x / 0.92) ** 2 - y**2) * 6, 0, 1)
    opacity = Image.fromarray((alpha * 255).astype(np.uint8))
    size = (side, side)
    scene.paste(
        Image.fromarray(levels).resize(size, Image.Resampling.BICUBIC),
        (left, top),
        opacity.resize(size, Image.Resampling.BILINEAR),
    )
    jitter = rng.uniform(-1.5, 1.5, 4)
    edges = [round((edge + shift) * side / 48) for edge, shift in zip(HEAD, jitter, strict=True)]
    return left + edges[0], top + edges[1], left + edges[2], top + edges[3]
