"""A picture of one's own: which part is taken, what it becomes, and every mistake that a user can make with it."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from fer_lib.data.options import DataOptions
from fer_lib.data.picture import MID_GREY
from fer_lib.data.picture_kinds import PictureStep
from fer_lib.errors import UserError
from fer_lib.explain.attribution import METHODS, Gradient, Occlusion, magnitude
from fer_lib.explain.own_picture import LONGEST_SIDE, read_own_picture
from fer_lib.explain.saliency.picture import explain_picture
from fer_lib.models import create_model
from fer_lib.models.inputs import to_input
from tests.commands.own_pictures import QUADRANTS, saved
from tests.networks_people_write import RowLSTM, SmallResNet

FACES = DataOptions(size=(48, 48), channels=1, resize="crop")


def corners(image: np.ndarray) -> list[int]:
    height, width = image.shape[:2]
    return [int(image[r, c]) for r in (height // 8, -height // 8) for c in (width // 8, -width // 8)]


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA", "P", "PA", "CMYK"])
def test_every_kind_of_pixels_gives_the_same_grey_image(tmp_path: Path, mode: str) -> None:
    kind = {"CMYK": "tiff", "PA": "tiff"}.get(mode, "png")
    image = Image.fromarray(QUADRANTS)
    image = image.convert("P").convert("PA") if mode == "PA" else image.convert(mode)
    found = read_own_picture(saved(tmp_path / f"face.{kind}", image), FACES)
    assert found.seen.shape == (48, 48)
    assert found.seen.dtype == np.uint8
    assert found.shown.shape[:2] == (120, 120)
    assert np.abs(np.array(corners(found.seen)) - [40, 90, 150, 230]).max() <= 2
    assert found.steps[-1] == PictureStep.RESIZED


def test_colours_stay_colours_where_the_run_has_them(tmp_path: Path) -> None:
    path = saved(tmp_path / "red.png", Image.new("RGB", (50, 70), (200, 100, 50)))
    grey = read_own_picture(path, FACES)
    assert (grey.seen == round(0.299 * 200 + 0.587 * 100 + 0.114 * 50)).all()
    assert (grey.shown == (200, 100, 50)).all()
    colour = read_own_picture(path, FACES.model_copy(update={"channels": 3}))
    assert colour.seen.shape == (48, 48, 3)
    assert (colour.seen == (200, 100, 50)).all()
    assert colour.plan.part == (0, 10, 50, 60)
    repeated = read_own_picture(
        saved(tmp_path / "grey.png", Image.fromarray(QUADRANTS)), FACES.model_copy(update={"channels": 3})
    )
    assert (repeated.seen == repeated.seen[..., :1]).all()
    assert repeated.steps == (PictureStep.RESIZED, PictureStep.MADE_COLOUR)


@pytest.mark.parametrize(
    ("resize", "part", "inner", "done"),
    [
        ("crop", (0, 30, 120, 90), (64, 32), (PictureStep.CROPPED, PictureStep.RESIZED)),
        ("squash", (0, 0, 120, 120), (64, 32), (PictureStep.SQUASHED,)),
        ("pad", (0, 0, 120, 120), (32, 32), (PictureStep.RESIZED, PictureStep.PADDED)),
    ],
)
def test_another_shape_becomes_the_size_as_the_options_say(tmp_path: Path, resize, part, inner, done) -> None:
    options = DataOptions(size=(32, 64), channels=1, resize=resize)
    found = read_own_picture(saved(tmp_path / "a.png", Image.fromarray(QUADRANTS)), options)
    assert found.seen.shape == (32, 64)
    assert found.plan == (part, inner)
    assert found.steps == done
    assert (corners(found.seen) == [MID_GREY] * 4) == (resize == "pad")


@pytest.mark.parametrize(("orientation", "turn"), [(3, 2), (6, 1), (8, 3)])
def test_a_turned_photograph_stands_upright_before_the_box_is_cut(
    tmp_path: Path, orientation: int, turn: int
) -> None:
    """A camera that is held sideways stores the picture turned, and the turn that makes it upright as an entry."""
    wide = np.hstack([QUADRANTS, np.full((120, 80), 255, np.uint8)])
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path / "face.png", Image.fromarray(np.rot90(wide, turn).copy()), exif=exif)
    found = read_own_picture(path, FACES, (0, 0, 120, 120))
    assert found.size == (200, 120)
    assert np.array_equal(found.shown, wide)
    assert corners(found.seen) == [40, 90, 150, 230]
    assert found.steps == (PictureStep.TURNED_UPRIGHT, PictureStep.RESIZED)


def test_what_has_the_right_form_is_taken_as_it_is(tmp_path: Path) -> None:
    face = np.random.default_rng(0).integers(0, 256, (48, 48), np.uint8)
    found = read_own_picture(saved(tmp_path / "face.png", Image.fromarray(face)), FACES)
    assert np.array_equal(found.seen, face)
    assert np.array_equal(found.shown, face)
    assert found.steps == ()


def test_a_large_picture_is_shown_smaller_and_seen_the_same(tmp_path: Path) -> None:
    large = np.kron(QUADRANTS, np.ones((10, 20))).astype(np.uint8)
    for kind in ("png", "jpg"):
        found = read_own_picture(
            saved(tmp_path / f"large.{kind}", Image.fromarray(large)), FACES, (0, 0, 1000, 500)
        )
        assert found.size == (2400, 1200)
        assert found.shown.shape == (LONGEST_SIDE // 2, LONGEST_SIDE)
        assert found.plan.part == (250, 0, 750, 500)
        assert np.abs(found.seen.astype(int) - 40).max() <= 2


@pytest.mark.parametrize(
    "box", [(-1, 0, 5, 5), (0, -1, 5, 5), (0, 0, 121, 5), (0, 116, 5, 5), (5, 5, 0, 5), (5, 5, 5, -2)]
)
def test_a_box_outside_is_refused_with_the_size(tmp_path: Path, box: tuple[int, int, int, int]) -> None:
    path = saved(tmp_path / "face.png", Image.fromarray(QUADRANTS))
    with pytest.raises(
        UserError, match=r"face\.png: box .* is not inside the picture, which has 120×120 pixels"
    ):
        read_own_picture(path, FACES, box)


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "face.jpg"
    text.write_text("no picture")
    with pytest.raises(UserError, match=r"face\.jpg: is no image of a kind that can be read \(JPEG, PNG"):
        read_own_picture(text, FACES)
    whole = io.BytesIO()
    Image.fromarray(QUADRANTS).save(whole, "png")
    text.write_bytes(whole.getvalue()[:90])
    with pytest.raises(UserError, match=r"face\.jpg: the image is cut off or damaged"):
        read_own_picture(text, FACES)
    with pytest.raises(UserError, match=r"away\.png: there is no such file"):
        read_own_picture(tmp_path / "away.png", FACES)
    with pytest.raises(UserError, match="this is a folder"):
        read_own_picture(tmp_path, FACES)


def test_a_picture_that_would_fill_the_memory_is_refused_unread(tmp_path: Path) -> None:
    path = saved(tmp_path / "bomb.png", Image.new("L", (48, 48)))
    content = bytearray(path.read_bytes())
    content[16:24] = struct.pack(">II", 30_000, 30_000)  # width and height in the header
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    path.write_bytes(content)
    with pytest.raises(UserError, match="more than 89,478,485 pixels"):
        read_own_picture(path, FACES)


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


@pytest.mark.parametrize("is_recurrent", [True, False])
def test_maps_of_recurrent_layers_are_made_without_cudnn(is_recurrent: bool) -> None:
    """On a GPU it refuses them in evaluation mode; without one it can only be seen that it is off."""
    torch.manual_seed(0)
    model = (RowLSTM(3, 3, 32) if is_recurrent else SmallResNet(3, 3)).eval()
    enabled: list[bool] = []

    class Watched(Gradient):
        def _maps(self, model: torch.nn.Module, inputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
            enabled.append(torch.backends.cudnn.enabled)
            return super()._maps(model, inputs, targets)

    explain_picture(model, np.zeros((32, 32, 3), np.uint8), [Watched()])
    assert enabled == [not is_recurrent]
    assert torch.backends.cudnn.enabled
