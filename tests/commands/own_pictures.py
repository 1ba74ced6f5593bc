"""Pictures as people have them, as files."""

from pathlib import Path

import numpy as np
from PIL import Image

QUADRANTS = np.kron([[40, 90], [150, 230]], np.ones((60, 60))).astype(np.uint8)
"""Grey levels of four areas, 120×120: they tell every turn and mirror image apart."""


def saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)
    return path


def all_kinds(folder: Path) -> list[Path]:
    """One picture in every kind of file that has gone wrong somewhere: turned, transparent, 16 bits, and so on."""
    random = np.random.default_rng(0)
    smooth = Image.fromarray(random.integers(0, 256, (9, 13, 3), dtype=np.uint8)).resize(
        (520, 360), Image.Resampling.BICUBIC
    )
    exif = Image.Exif()
    exif[0x0112] = 6
    transparent = smooth.convert("RGBA")
    transparent.putalpha(Image.linear_gradient("L").resize(smooth.size))
    wide = np.asarray(smooth.convert("L")).astype(np.uint16) * 251
    return [
        saved(folder / "turned.jpg", smooth, exif=exif, quality=92),
        saved(folder / "turned.tiff", smooth, exif=exif),
        saved(folder / "transparent.png", transparent),
        saved(folder / "grey_transparent.png", transparent.convert("LA")),
        saved(folder / "palette.gif", smooth.quantize(16)),
        saved(folder / "palette_transparent.png", transparent.quantize(16)),
        saved(folder / "sixteen.png", Image.fromarray(wide)),
        saved(folder / "ink.jpg", smooth.convert("CMYK")),
        saved(folder / "grey.jpg", smooth.convert("L")),
        saved(folder / "colour.webp", smooth, lossless=True),
        saved(folder / "frames.gif", smooth.quantize(8), save_all=True, append_images=[smooth.quantize(3)]),
    ]
