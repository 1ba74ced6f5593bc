"""One reader for a picture: what each kind of file becomes."""

import numpy as np
import pytest
from PIL import Image, UnidentifiedImageError

from fer_lib.data.options import DataOptions
from fer_lib.data.picture import look_at, quiet_pillow, read_picture
from fer_lib.data.picture_kinds import PictureStep as Step
from fer_lib.data.picture_kinds import UnreadableError

QUADRANTS = np.kron(np.array([[10, 80], [150, 220]], np.uint8), np.ones((16, 24), np.uint8))
COLOURS = np.stack([QUADRANTS, 255 - QUADRANTS, np.full_like(QUADRANTS, 60)], axis=-1)


def read(path):
    with quiet_pillow():
        picture = read_picture(path)
        width, height, kind = look_at(path)
    assert (width, height) == picture.size == picture.image.size
    assert picture.image.mode == ("L" if kind == "grey" else "RGB")
    return np.asarray(picture.image), list(picture.steps)


def saved(path, image, **options):
    image.save(path, **options)
    return path


@pytest.mark.parametrize("ending", ["png", "bmp", "gif", "webp", "tif", "tiff", "ppm", "jpg"])
def test_colours_of_every_format(tmp_path, ending):
    image = Image.fromarray(COLOURS)
    options = {"webp": {"lossless": True}, "jpg": {"quality": 100, "subsampling": 0}}.get(ending, {})
    if ending == "gif":
        image = image.convert("P", palette=Image.Palette.ADAPTIVE)
    pixels, steps = read(saved(tmp_path / f"a.{ending}", image, **options))
    assert np.abs(pixels.astype(int) - COLOURS).max() <= (3 if ending == "jpg" else 0)
    assert steps == []


@pytest.mark.parametrize("ending", ["png", "bmp", "gif", "tif", "pgm", "jpg"])
def test_grey_of_every_format(tmp_path, ending):
    pixels, steps = read(saved(tmp_path / f"a.{ending}", Image.fromarray(QUADRANTS)))
    assert np.abs(pixels.astype(int) - QUADRANTS).max() <= (3 if ending == "jpg" else 0)
    assert steps == []


def test_what_a_decoder_logs_is_not_shown(tmp_path, caplog, capfd):
    path = saved(tmp_path / "a.tif", Image.fromarray(COLOURS))
    content = path.read_bytes()
    samples = content.index((277).to_bytes(2, "little") + (3).to_bytes(2, "little"))
    path.write_bytes(content[: samples + 8] + b"\x83\0" + content[samples + 10 :])  # 131 samples a pixel
    with quiet_pillow(), pytest.raises(UnreadableError):
        read_picture(path)
    assert (caplog.text, capfd.readouterr().err) == ("", "")
    with pytest.raises(UnidentifiedImageError):
        Image.open(path)
    assert "samples" in caplog.text.lower()  # so there was something to be said


def test_the_name_does_not_decide(tmp_path):
    Image.fromarray(QUADRANTS).save(tmp_path / "a.png")
    (tmp_path / "a.png").rename(tmp_path / "a.jpg")
    assert np.array_equal(read(tmp_path / "a.jpg")[0], QUADRANTS)
    with quiet_pillow():
        assert np.array_equal(np.asarray(read_picture((tmp_path / "a.jpg").read_bytes()).image), QUADRANTS)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["jpg", "png", "tif", "webp"])
def test_every_orientation_is_turned_upright(tmp_path, ending, orientation):
    turns = Image.Transpose
    back = {2: turns.FLIP_LEFT_RIGHT, 3: turns.ROTATE_180, 4: turns.FLIP_TOP_BOTTOM, 5: turns.TRANSPOSE,
            6: turns.ROTATE_90, 7: turns.TRANSVERSE, 8: turns.ROTATE_270}  # fmt: skip
    stored = Image.fromarray(COLOURS)
    if orientation in back:
        stored = stored.transpose(back[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(
        tmp_path / f"a.{ending}", stored, exif=exif, **({"quality": 95} if ending in ("jpg", "webp") else {})
    )
    pixels, steps = read(path)
    assert pixels.shape == COLOURS.shape
    assert np.abs(pixels[4::8, 4::8].astype(int) - COLOURS[4::8, 4::8]).max() <= 12
    assert steps == ([Step.TURNED_UPRIGHT] if orientation > 1 else [])


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_pixels_stand_on_mid_grey(tmp_path, mode):
    alpha = np.where(np.arange(48) < 24, 0, 255)[None, :].repeat(32, 0).astype(np.uint8)
    if mode == "P":
        image, options = Image.fromarray(QUADRANTS).convert("P"), {"transparency": 10}
        expected = np.where(QUADRANTS == 10, 128, QUADRANTS)
    else:
        image, options = Image.fromarray(COLOURS if mode == "RGBA" else QUADRANTS), {}
        image.putalpha(Image.fromarray(alpha))
        expected = np.asarray(image.convert("RGB" if mode == "RGBA" else "L")).copy()
        expected[:, :24] = 128
    pixels, steps = read(saved(tmp_path / "a.png", image, **options))
    assert np.abs(pixels.astype(int) - expected).max() <= 1
    assert steps == [Step.PUT_ON_GREY]
    if mode != "P":
        image.putalpha(255)
        assert read(saved(tmp_path / "b.png", image))[1] == []


def test_half_transparent(tmp_path):
    image = Image.fromarray(np.full((4, 4), 228, np.uint8))
    image.putalpha(128)
    assert np.abs(read(saved(tmp_path / "a.png", image))[0].astype(int) - 178).max() <= 1


@pytest.mark.parametrize("ending", ["png", "tif"])
def test_16_bits_are_scaled(tmp_path, ending):
    levels = np.array([[0, 128, 129, 257], [32_768, 65_406, 65_407, 65_535]], np.uint16)
    pixels, steps = read(saved(tmp_path / f"a.{ending}", Image.fromarray(levels)))
    assert pixels.tolist() == [[0, 0, 1, 1], [128, 254, 255, 255]]
    assert steps == [Step.REDUCED_TO_8_BITS]


def test_a_palette_of_grey_levels_is_grey_one_of_colours_is_not(tmp_path):
    grey = Image.fromarray(QUADRANTS).convert("P")
    pixels, steps = read(saved(tmp_path / "grey.png", grey))
    assert (np.array_equal(pixels, QUADRANTS), steps) == (True, [])
    colours = Image.fromarray(COLOURS).convert("P", palette=Image.Palette.ADAPTIVE)
    assert np.array_equal(read(saved(tmp_path / "colours.png", colours))[0], COLOURS)


def test_cmyk_and_one_bit(tmp_path):
    cmyk = Image.fromarray(COLOURS).convert("CMYK")
    pixels, _ = read(saved(tmp_path / "a.jpg", cmyk, quality=100))
    assert np.abs(pixels[4::8, 4::8].astype(int) - COLOURS[4::8, 4::8]).max() <= 6
    bits = Image.fromarray(QUADRANTS).point(lambda level: 255 * (level > 100), mode="1")
    assert np.array_equal(read(saved(tmp_path / "a.png", bits))[0], np.where(QUADRANTS > 100, 255, 0))


def test_of_several_frames_the_first(tmp_path):
    frames = [Image.fromarray(QUADRANTS), Image.fromarray(255 - QUADRANTS)]
    for ending in ("gif", "tif"):
        pixels, steps = read(
            saved(tmp_path / f"a.{ending}", frames[0], save_all=True, append_images=frames[1:])
        )
        assert (np.array_equal(pixels, QUADRANTS), steps) == (True, [Step.FIRST_FRAME])


def test_a_limit_of_pixels(tmp_path):
    path = saved(tmp_path / "a.png", Image.fromarray(QUADRANTS))
    with (
        quiet_pillow(),
        pytest.raises(UnreadableError, match=r"has more than 1,000 pixels\. Make it smaller"),
    ):
        read_picture(path, largest=1000)


def test_no_file_and_no_picture(tmp_path):
    with quiet_pillow():
        for path, words in ((tmp_path / "none.png", "no such file"), (tmp_path, "a folder")):
            with pytest.raises(UnreadableError, match=words):
                read_picture(path)
        with pytest.raises(UnreadableError, match="the file is empty"):
            read_picture(b"")


def test_options_hold_the_same_names_as_the_card():
    from fer_lib.data.card import DONE

    assert {step.value for step in Step} <= set(DONE)
    assert DataOptions().size is None
