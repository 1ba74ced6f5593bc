"""A picture of one's own: read, cut out, explained, drawn; and every mistake that a user can make with it."""

import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from fer_lib.cli import main
from fer_lib.commands.explain import describe_steps
from fer_lib.errors import UserError
from fer_lib.explain.attribution import METHODS, Gradient, Occlusion, magnitude
from fer_lib.explain.face_picture import FacePicture, PictureStep, read_face_picture
from fer_lib.explain.saliency.picture import explain_picture
from fer_lib.models import create_model
from fer_lib.models.inputs import to_input
from tests.commands.toy_run import write_run

QUADRANTS = np.kron([[40, 90], [150, 230]], np.ones((60, 60))).astype(np.uint8)
"""Grey levels of four areas, 120×120: they tell every turn and mirror image apart."""
ORIENTATION = 0x0112


def saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)
    return path


def steps_of(picture: FacePicture) -> str:
    return describe_steps(picture).en


def corners(face: np.ndarray) -> list[int]:
    return [int(face[r, c]) for r in (6, 41) for c in (6, 41)]


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA", "P", "PA", "CMYK"])
def test_every_kind_of_pixels_gives_the_same_grey_face(tmp_path: Path, mode: str) -> None:
    kind = {"CMYK": "tiff", "PA": "tiff"}.get(mode, "png")
    image = Image.fromarray(QUADRANTS)
    image = image.convert("P").convert("PA") if mode == "PA" else image.convert(mode)
    found = read_face_picture(saved(tmp_path / f"face.{kind}", image))
    assert found.face.shape == (48, 48)
    assert found.face.dtype == np.uint8
    assert found.picture.shape == (120, 120, 3)
    assert np.abs(np.array(corners(found.face)) - [40, 90, 150, 230]).max() <= 2
    assert "resized to 48×48" in steps_of(found)
    assert ("made grey" in steps_of(found)) == (mode in ("RGB", "P", "CMYK"))
    assert "transparent" not in steps_of(found)


def test_colour_becomes_grey_by_its_luma(tmp_path: Path) -> None:
    found = read_face_picture(saved(tmp_path / "red.png", Image.new("RGB", (50, 70), (200, 100, 50))))
    assert (found.face == round(0.299 * 200 + 0.587 * 100 + 0.114 * 50)).all()
    assert found.box == (0, 10, 50, 50)
    assert steps_of(found).endswith(
        "centred square of 50×50 pixels, as no box was given; made grey; resized to 48×48."
    )


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_pixels_are_white(tmp_path: Path, mode: str) -> None:
    layer = Image.new("RGBA", (48, 48), (0, 0, 0, 0))
    layer.paste((10, 10, 10, 255), (0, 0, 24, 48))
    image = layer.quantize(4) if mode == "P" else layer.convert(mode)
    found = read_face_picture(saved(tmp_path / "face.png", image))
    assert "transparent pixels put on white" in steps_of(found)
    assert found.face[10, 40] == 255
    assert found.face[10, 5] == pytest.approx(10, abs=1)


@pytest.mark.parametrize(("orientation", "turn"), [(3, 2), (6, 1), (8, 3)])
def test_a_turned_photograph_stands_upright_before_the_box_is_cut(
    tmp_path: Path, orientation: int, turn: int
) -> None:
    """A camera that is held sideways stores the picture turned, and the turn that makes it upright as an entry."""
    wide = np.hstack([QUADRANTS, np.full((120, 80), 255, np.uint8)])
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    path = saved(tmp_path / "face.png", Image.fromarray(np.rot90(wide, turn).copy()), exif=exif)
    found = read_face_picture(path, (0, 0, 120, 120))
    assert found.picture.shape == (120, 200, 3)
    assert corners(found.face) == [40, 90, 150, 230]
    assert "pixels: turned upright by its EXIF entry; the framed area is the box that was given" in steps_of(
        found
    )


def test_sixteen_bits_become_eight(tmp_path: Path) -> None:
    values = (QUADRANTS[:48, :48].astype(np.uint16) << 8) + 77
    found = read_face_picture(saved(tmp_path / "face.png", Image.fromarray(values)))
    assert np.array_equal(found.face, QUADRANTS[:48, :48])
    assert "16 bits" in steps_of(found)


def test_a_face_of_the_right_form_is_taken_as_it_is(tmp_path: Path) -> None:
    face = np.random.default_rng(0).integers(0, 256, (48, 48), np.uint8)
    found = read_face_picture(saved(tmp_path / "face.png", Image.fromarray(face)))
    assert np.array_equal(found.face, face)
    assert found.steps == (PictureStep.CUT_TO_CENTRED_SQUARE,)
    assert steps_of(found) == (
        "Picture of 48×48 pixels: the framed area is the centred square of 48×48 pixels, as no box was given."
    )


def test_a_box_that_is_no_square_is_said_to_change_the_proportions(tmp_path: Path) -> None:
    found = read_face_picture(saved(tmp_path / "face.png", Image.fromarray(QUADRANTS)), (60, 0, 60, 120))
    assert corners(found.face) == [90, 90, 230, 230]
    assert steps_of(found).endswith(
        "60×120 pixels from (60, 0); resized to 48×48, which changes its proportions."
    )


@pytest.mark.parametrize(
    "box", [(-1, 0, 5, 5), (0, -1, 5, 5), (0, 0, 121, 5), (0, 116, 5, 5), (5, 5, 0, 5), (5, 5, 5, -2)]
)
def test_a_box_outside_is_refused_with_the_size(tmp_path: Path, box: tuple[int, int, int, int]) -> None:
    path = saved(tmp_path / "face.png", Image.fromarray(QUADRANTS))
    with pytest.raises(
        UserError, match=r"face\.png: box .* is not inside the picture, which has 120×120 pixels"
    ):
        read_face_picture(path, box)


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "face.jpg"
    text.write_text("no picture")
    with pytest.raises(
        UserError, match=r"face\.jpg: this is no picture of a kind that can be read \(JPEG, PNG"
    ):
        read_face_picture(text)
    whole = io.BytesIO()
    Image.fromarray(QUADRANTS).save(whole, "png")
    text.write_bytes(whole.getvalue()[:90])
    with pytest.raises(UserError, match=r"face\.jpg: cannot be read as a picture \(.*save it again"):
        read_face_picture(text)
    with pytest.raises(UserError, match=r"away\.png: .*no such file"):
        read_face_picture(tmp_path / "away.png")
    with pytest.raises(UserError, match=r"directory|folder"):
        read_face_picture(tmp_path)


def test_a_picture_that_would_fill_the_memory_is_refused_unread(tmp_path: Path) -> None:
    path = saved(tmp_path / "bomb.png", Image.new("L", (48, 48)))
    content = bytearray(path.read_bytes())
    content[16:24] = struct.pack(">II", 30_000, 30_000)  # width and height in the header
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    path.write_bytes(content)
    with pytest.raises(UserError, match="more than 89,478,485 pixels"):
        read_face_picture(path)


def test_the_maps_are_those_of_the_class_that_the_network_names() -> None:
    torch.manual_seed(0)
    model = create_model("report-c").eval()
    face = np.random.default_rng(0).integers(0, 256, (48, 48), np.uint8)
    found = explain_picture(
        model, face, [m for m in METHODS if m.name in ("gradient", "guided_backpropagation")]
    )
    inputs = to_input(torch.from_numpy(face[None].copy()))
    with torch.no_grad():
        expected = model(inputs).double().softmax(1)[0].numpy()
    assert found.probabilities == pytest.approx(expected)
    assert found.answer == expected.argmax()
    assert found.methods == ("gradient",)
    assert "LeakyReLU" in found.refused["guided_backpropagation"]
    size = magnitude(Gradient().attribute(model, inputs, torch.tensor([found.answer]))).double().numpy()
    np.testing.assert_allclose(found.masses[0], size[0] / size.sum(), rtol=1e-5)
    assert Occlusion().name not in found.methods


@pytest.fixture
def run_path(tmp_path: Path) -> Path:
    path = write_run(tmp_path / "runs" / "small")
    (path / "metrics.json").write_text("{}")
    (path / "provenance.json").write_text(json.dumps({"data": {"synthetic": True}}))
    return path


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return saved(tmp_path / "me.png", Image.fromarray(QUADRANTS).convert("RGB"))


def explain(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["explain", *map(str, arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return status, captured.out, captured.err


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_the_plate_is_written_and_what_was_done_is_said(run_path, image, tmp_path, capsys, kind) -> None:
    output = tmp_path / "new" / f"plate.{kind}"
    status, out, err = explain(capsys, run_path, "--image", image, "--box", 0, 0, 60, 60, "-o", output)
    assert (status, err) == (0, "")
    first, second, third, maps, *refused, last = out.splitlines()
    assert first.startswith("The network of small (report-b-dnn) says ")
    assert second == (
        "Picture of 120×120 pixels: the framed area is the box that was given, 60×60 pixels from (0, 0); made grey; "
        "resized to 48×48."
    )
    assert "never seen a photograph" in third
    assert "Not defined for this network:" in maps
    assert [line.split(":")[0] for line in refused] == ["grad_cam"]
    assert last == str(output)
    written = output.read_bytes()
    assert written.startswith({"png": b"\x89PNG", "pdf": b"%PDF"}[kind])
    assert str(tmp_path).encode() not in written
    assert sorted(path.name for path in output.parent.iterdir()) == [output.name]


def test_the_plate_in_chinese_under_its_own_name_and_again_to_the_byte(
    run_path, image, tmp_path, capsys, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ("runs/small", "--image", image, "--language", "zh-TW")
    status, out, _ = explain(capsys, *arguments)
    plate = tmp_path / "me-explained.png"
    assert status == 0
    assert "框出正中央 120×120 像素的正方形；轉為灰階；縮放為 48×48。" in out
    first = plate.read_bytes()
    status, _, err = explain(capsys, *arguments)
    assert (status, err) == (
        2,
        "error: me-explained.png: exists already; give another name with -o, or --overwrite\n",
    )
    assert explain(capsys, *arguments, "--overwrite")[0] == 0
    assert plate.read_bytes() == first


def test_mistakes_leave_nothing_behind(run_path, image, tmp_path, capsys) -> None:
    output = tmp_path / "plate.png"
    unfinished = write_run(tmp_path / "runs" / "half")
    shuffled = write_run(tmp_path / "runs" / "shuffled", shuffle_pixels=True)
    (shuffled / "metrics.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("no picture")
    wrong = {
        (tmp_path / "away", "--image", image, "-o", output): "there is no such run folder",
        (
            unfinished,
            "--image",
            image,
            "-o",
            output,
        ): "metrics.json: not there; the run is missing or not finished",
        (shuffled, "--image", image, "-o", output): "shuffled pixels",
        (run_path, "--image", tmp_path / "notes.txt", "-o", output): "notes.txt: this is no picture",
        (run_path, "--image", image, "--box", 0, 0, 500, 5, "-o", output): "has 120×120 pixels",
        (run_path, "--image", image, "-o", tmp_path / "plate.jpg"): "written as png, pdf, svg",
        (run_path, "--image", image, "-o", image): "this is the picture to read",
    }
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for arguments, message in wrong.items():
        status, out, err = explain(capsys, *arguments)
        assert (status, out) == (2, "")
        assert err.startswith("error: ")
        assert message in err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
