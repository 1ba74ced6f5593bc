"""Small files in the forms that users have."""

from pathlib import Path

import numpy as np
from PIL import Image

from fer_lib.data.fer2013 import CLASS_NAMES

USAGES = ("Training", "PublicTest", "PrivateTest")


def random_images(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (n, 48, 48), dtype=np.uint8)


def pixels(image: np.ndarray) -> str:
    return " ".join(map(str, image.ravel().tolist()))


def write_csv(path: Path, header: str, rows: list[str], end: str = "\n", start: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((start + end.join([header, *rows]) + end).encode())
    return path


def write_fer2013(path: Path, images: np.ndarray, labels: list[int], usages: list[str]) -> Path:
    rows = [f"{label},{pixels(i)},{usage}" for i, label, usage in zip(images, labels, usages, strict=True)]
    return write_csv(path, "emotion,pixels,Usage", rows)


def write_image(path: Path, image: np.ndarray, mode: str = "L", **options: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image).convert(mode).save(path, **options)
    return path


def write_course_images(
    folder: Path, n: int = 8, n_test: int = 3, digits: int = 5, suffix: str = "png"
) -> None:
    """``train/`` with ids from 0 and labels 0, 1, …, 6, 0, …; ``test/``; no CSV."""
    for name, count in (("train", n), ("test", n_test)):
        for i, image in enumerate(random_images(count, seed=len(name))):
            write_image(folder / name / f"{i:0{digits}d}.{suffix}", image)


def course_rows(n: int = 8) -> list[str]:
    return [f"{i},{i % 7}" for i in range(n)]


def write_class_folders(folder: Path, names: tuple[str, ...] = CLASS_NAMES, n: int = 2) -> None:
    for split in ("train", "test"):
        for label, name in enumerate(names):
            for i, image in enumerate(random_images(n, seed=label)):
                write_image(folder / split / name / f"{split}_{i}.png", image)
