"""One reader for a picture: whatever a file is, data, ``predict`` and ``explain`` make the same pixels of it."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fer_lib.data import load
from fer_lib.data.fit import fit_arrays
from fer_lib.data.options import DataOptions
from fer_lib.data.to_label import read_to_label
from fer_lib.explain.own_picture import read_own_picture

TURNS = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
         5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
         8: Image.Transpose.ROTATE_270}  # fmt: skip
"""How an upright picture must lie in a file whose EXIF orientation turns it upright."""
WITH_EXIF = {"png", "tif", "webp", "jpg"}
ENDINGS = {
    "1": ("png", "bmp", "tif", "gif", "pbm"),
    "L": ("png", "bmp", "tif", "gif", "pgm", "jpg", "tga", "jp2"),
    "LA": ("png", "tif", "tga"),
    "P": ("png", "bmp", "tif", "gif", "pcx"),
    "RGB": ("png", "bmp", "tif", "ppm", "webp", "jpg", "tga", "qoi", "jp2", "sgi", "avif", "mpo"),
    "RGBA": ("png", "tif", "webp", "tga", "qoi", "ico"),
    "CMYK": ("tif", "jpg"),
    "I;16": ("png", "tif", "pgm"),
}
LOSSY = {"jpg", "avif", "mpo"}
SAVE = {"webp": {"lossless": True, "exact": True}, "tif": {"compression": "tiff_lzw"}, "jpg": {"quality": 90},
        "mpo": {"save_all": True, "append_images": [Image.new("RGB", (9, 9))]}}  # fmt: skip


def drawn(mode: str, wide: int, high: int, seed: int) -> tuple[Image.Image, np.ndarray]:
    """A picture, and what is seen of it: grey levels or colours on mid-grey."""
    random = np.random.default_rng(seed)
    small = random.integers(0, 256, (3, 4, 4), dtype=np.uint8)
    smooth = np.asarray(Image.fromarray(small, "RGBA").resize((wide, high), Image.Resampling.BICUBIC))
    rgb = Image.fromarray(smooth[..., :3])
    grey = rgb.convert("L")
    if mode == "I;16":
        levels = np.asarray(grey).astype(np.uint16) * 257
        return Image.fromarray(levels), np.asarray(grey)
    if mode == "CMYK":
        image = rgb.convert("CMYK")
        return image, np.asarray(image.convert("RGB"))
    if mode == "P":
        image = rgb.quantize(32)
        return image, np.asarray(image.convert("RGB"))
    if mode in ("LA", "RGBA"):
        opaque = grey if mode == "LA" else rgb
        image = opaque.copy()
        alpha = Image.fromarray(np.where(smooth[..., 3] < 128, 0, 255).astype(np.uint8))
        image.putalpha(alpha)
        hole = np.asarray(alpha) == 0
        seen = np.asarray(opaque).copy()
        seen[hole] = 128
        return image, seen
    image = {"1": grey.point(lambda level: 255 * (level > 100), mode="1"), "L": grey, "RGB": rgb}[mode]
    return image, np.asarray(image.convert("L") if mode == "1" else image)


def add_other_class(folder: Path) -> None:
    (folder / "b").mkdir()
    Image.new("L", (3, 3)).save(folder / "b" / "z.png")


@st.composite
def pictures(draw: st.DrawFn) -> tuple[str, str, int, int, int, int]:
    mode = draw(st.sampled_from(sorted(ENDINGS)))
    ending = draw(st.sampled_from(ENDINGS[mode]))
    most = 60 if ending == "ico" else 260
    sides = st.integers(2, most)
    orientation = draw(st.integers(1, 8)) if ending in WITH_EXIF and mode != "1" else 1
    return mode, ending, draw(sides), draw(sides), orientation, draw(st.integers(0, 2**16))


@settings(deadline=None, max_examples=80)
@given(
    pictures(),
    st.tuples(st.integers(1, 64), st.integers(1, 64)),
    st.sampled_from([1, 3]),
    st.sampled_from(["crop", "squash", "pad"]),
)
def test_three_ways_give_the_same_pixels(picture, size, channels, resize):
    mode, ending, wide, high, orientation, seed = picture
    image, seen = drawn(mode, wide, high, seed)
    options = DataOptions(classes=["a", "b"], size=size, channels=channels, resize=resize)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place, "set", "a", f"picture.{ending}")
        file.parent.mkdir(parents=True)
        stored = image.transpose(TURNS[orientation]) if orientation in TURNS else image
        exif = Image.Exif()
        exif[0x0112] = orientation
        extra = {"exif": exif} if orientation > 1 else {}
        stored.save(
            file, **{**SAVE.get(ending, {}), **({"sizes": [stored.size]} if ending == "ico" else {}), **extra}
        )
        add_other_class(file.parents[1])
        of_data = load(file.parents[1], options=options, cache=False).images[0]
        of_folder = read_to_label(file.parents[1], options).dataset
        alone = read_to_label(file, options).dataset
        explained = read_own_picture(file, options)
    assert np.array_equal(of_folder.images[0], of_data)
    assert np.array_equal(alone.images[0], of_data)
    assert np.array_equal(explained.seen, of_data)
    assert explained.size == (wide, high)
    assert set(alone.provenance.get("converted", {})) == {step.value for step in explained.steps}
    if ending not in LOSSY:
        expected, _ = fit_arrays(seen[None], options)
        assert np.abs(of_data.astype(int) - expected[0]).max() <= 1  # mid-grey under grey: 128 or 127


@pytest.mark.parametrize("ending", ["jpg", "mpo"])
def test_a_picture_that_is_large_only_in_its_file(tmp_path, ending):
    """30 million pixels in a JPEG are a phone's photo, and few are decoded of them."""
    path = tmp_path / "set" / "a" / f"phone.{ending}"
    path.parent.mkdir(parents=True)
    photo = Image.new("L", (6000, 5000), 90)
    photo.paste(200, (0, 0, 3000, 2500))
    photo.save(path, **SAVE.get(ending, {}))
    add_other_class(path.parents[1])
    options = DataOptions(classes=["a", "b"], size=(10, 12), channels=1)
    of_data = load(path.parents[1], options=options, cache=False).images[0]
    assert of_data[1, 1] == 200
    assert of_data[8, 10] == 90
    assert np.array_equal(read_to_label(path, options).dataset.images[0], of_data)
    assert np.array_equal(read_own_picture(path, options).seen, of_data)
