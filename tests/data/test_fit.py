"""Images become the size and colour that are wanted, files and arrays alike."""

import numpy as np
import pytest
from PIL import Image

from fer_lib.data.fit import fit_arrays, read_fitted
from fer_lib.data.options import DataOptions
from fer_lib.data.picture import quiet_pillow
from fer_lib.data.picture_kinds import PictureStep as Step
from tests.data.read_forms import photo_tiles

WIDE = np.kron(
    np.array([[0, 50, 100, 150, 200, 250]], np.uint8), np.ones((20, 10), np.uint8)
)  # 20 high, 60 wide


def fitted(path, box=None, **options):
    with quiet_pillow():
        image, steps = read_fitted(path, DataOptions.model_validate(options), box)
    return np.asarray(image), steps


@pytest.fixture
def wide(tmp_path):
    Image.fromarray(WIDE).save(tmp_path / "wide.png")
    return tmp_path / "wide.png"


def photo(side, tmp_path, kind="png", **options):
    tiles, _ = photo_tiles()
    rows = [np.concatenate(tiles[20 * i : 20 * i + 12], axis=1) for i in range(4, 12)]
    image = Image.fromarray(np.concatenate(rows)).resize((side, side * 3 // 4), Image.Resampling.BICUBIC)
    path = tmp_path / f"{side}.{kind}"
    image.save(path, **options)
    return path, image


def test_without_a_size_nothing_is_resized(wide):
    pixels, steps = fitted(wide)
    assert (np.array_equal(pixels, WIDE), steps) == (True, [])
    assert fitted(wide, size=(20, 60))[1] == []


def test_squash_crop_and_pad(wide):
    pixels, steps = fitted(wide, size=(20, 20))
    assert pixels.shape == (20, 20)
    assert steps == [Step.SQUASHED]
    assert pixels[10, 0] < 10 < 240 < pixels[10, -1]
    pixels, steps = fitted(wide, size=(20, 20), resize="crop")
    assert (np.array_equal(pixels, WIDE[:, 20:40]), steps) == (True, [Step.CROPPED])
    assert fitted(wide, size=(10, 10), resize="crop")[1] == [Step.CROPPED, Step.RESIZED]
    pixels, steps = fitted(wide, size=(30, 30), resize="pad")
    assert steps == [Step.RESIZED, Step.PADDED]
    assert set(pixels[:10].ravel()) | set(pixels[20:].ravel()) == {128}
    assert np.abs(pixels[15, 2::5].astype(int) - [0, 50, 100, 150, 200, 250]).max() <= 5
    pixels, steps = fitted(wide, size=(60, 60), resize="pad")
    assert (np.array_equal(pixels[20:40], WIDE), steps) == (True, [Step.PADDED])


def test_the_ratio_of_the_sides_is_kept_where_it_is_the_same(wide):
    for resize in ("squash", "crop", "pad"):
        assert fitted(wide, size=(10, 30), resize=resize)[1] == [Step.RESIZED]


def test_grey_and_colour(tmp_path):
    path, image = photo(96, tmp_path)
    pixels, steps = fitted(path, channels=1)
    assert (np.array_equal(pixels, np.asarray(image.convert("L"))), steps) == (True, [Step.MADE_GREY])
    image.convert("L").save(tmp_path / "grey.png")
    colours, steps = fitted(tmp_path / "grey.png", channels=3)
    assert (np.array_equal(colours, np.stack([pixels] * 3, axis=-1)), steps) == (True, [Step.MADE_COLOUR])
    assert fitted(tmp_path / "grey.png", channels=1)[1] == []


def test_a_box_is_taken_from_the_upright_picture(wide):
    assert np.array_equal(fitted(wide, box=(10, 5, 30, 15))[0], WIDE[5:15, 10:30])
    whole, _ = fitted(wide, size=(8, 8), resize="crop")
    boxed, _ = fitted(wide, size=(8, 8), box=(20, 0, 40, 20))
    assert np.array_equal(whole, boxed)


@pytest.mark.parametrize("resize", ["squash", "crop", "pad"])
@pytest.mark.parametrize("side", [32, 64, 200])
@pytest.mark.parametrize("kind", ["png", "jpg"])
def test_reducing_first_is_as_good_as_the_filter_alone(tmp_path, resize, side, kind):
    path, _ = photo(384, tmp_path, kind, **({"quality": 95} if kind == "jpg" else {}))
    with Image.open(path) as image:
        image.load()
    size = (side, side)
    mild = side == 200 and resize != "pad"  # one side becomes less than one and a half times smaller
    resampling = Image.Resampling.BICUBIC if mild else Image.Resampling.HAMMING
    pixels, _ = fitted(path, size=size, resize=resize)
    if resize == "crop":
        expected = image.resize(size, resampling, box=(48, 0, 336, 288))
    elif resize == "squash":
        expected = image.resize(size, resampling)
    else:
        expected = Image.new("RGB", size, (128,) * 3)
        inner = image.resize((side, side * 3 // 4), resampling)
        expected.paste(inner, (0, (side - side * 3 // 4) // 2))
    error = np.mean((pixels.astype(float) - np.asarray(expected)) ** 2)
    # A JPEG is decoded smaller, which is about as far from this filter as Lanczos is.
    assert 10 * np.log10(255**2 / max(error, 1e-9)) > (36 if kind == "jpg" else 40)
    if side == 200:
        assert error == 0  # less than 4 times smaller: the filter alone


def test_a_jpeg_that_becomes_half_as_large_is_decoded_so(tmp_path):
    """Then nothing is left for the filter: the pixels are the decoder's own."""
    path, _ = photo(384, tmp_path, "jpg", quality=95)
    with Image.open(path) as image:
        image.draft(None, (192, 144))
        image.load()
        assert image.size == (192, 144)
        decoded = np.asarray(image)
    pixels, _ = fitted(path, size=(144, 192))
    assert np.array_equal(pixels, decoded)
    nearly, _ = fitted(path, size=(150, 200))  # more than half: decoded in full
    with Image.open(path) as image:
        assert np.array_equal(nearly, np.asarray(image.resize((200, 150), Image.Resampling.HAMMING)))


def test_an_orientation_counts_before_the_size(tmp_path):
    _, image = photo(384, tmp_path)
    exif = Image.Exif()
    exif[0x0112] = 6
    image.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "turned.jpg", exif=exif, quality=95)
    image.save(tmp_path / "upright.jpg", quality=95)
    turned, steps = fitted(tmp_path / "turned.jpg", size=(36, 48))
    upright, _ = fitted(tmp_path / "upright.jpg", size=(36, 48))
    assert steps == [Step.TURNED_UPRIGHT, Step.RESIZED]
    assert np.abs(turned.astype(int) - upright).mean() < 2


@pytest.mark.parametrize("options", [{"size": (20, 40), "resize": "pad"}, {"size": (40, 16), "resize": "crop"},
                                     {"channels": 1}, {"size": (8, 8), "channels": 1}])  # fmt: skip
def test_arrays_become_the_same_as_files(tmp_path, options):
    tiles = photo_tiles()[0][:70]
    images, steps = fit_arrays(tiles, DataOptions.model_validate(options))
    assert images.dtype == np.uint8
    for i in (0, 69):
        Image.fromarray(tiles[i]).save(tmp_path / "a.png")
        pixels, done = fitted(tmp_path / "a.png", **options)
        assert np.array_equal(images[i], pixels)
        assert dict(steps) == dict.fromkeys(done, 70)


def test_arrays_that_are_right_are_not_copied():
    tiles = photo_tiles()[0]
    images, steps = fit_arrays(tiles, DataOptions(size=(32, 32), channels=3))
    assert (np.shares_memory(images, tiles), dict(steps)) == (True, {})
    assert fit_arrays(tiles[:0], DataOptions(size=(8, 8), channels=1))[0].shape == (0, 8, 8)
