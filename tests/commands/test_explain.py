"""``explain --image``: any run, any picture, one plate; and every mistake."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image

from fer_lib.cli import main
from fer_lib.commands.explain.plate import LONGEST_NAME, MOST_CLASSES, PicturePlate, cells, shortened
from fer_lib.commands.explain.words import describe_steps
from fer_lib.data.options import DataOptions
from fer_lib.data.picture_kinds import PictureStep
from fer_lib.data.shapes import generate
from fer_lib.explain.own_picture import read_own_picture
from fer_lib.language import Text
from fer_lib.plots import figure_style
from tests.commands.own_pictures import QUADRANTS, all_kinds, saved
from tests.commands.toy_run import write_run
from tests.explain.untrained_runs import make_run

SHAPES = generate(20, seed=0).dataset


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
    assert maps.startswith("Colours: ")
    assert [line.split(". ")[0] for line in refused] == [
        "Not shown, as it is not defined for this network: Grad-CAM"
    ]
    assert "the network has no convolution" in refused[0]
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
    assert "未指定方框，取整張照片；轉為灰階；縮放為 48×48。" in out
    assert "不適用於這個模型，因此沒有圖：Grad-CAM。函式庫的說明（英文）：" in out
    first = plate.read_bytes()
    status, _, err = explain(capsys, *arguments)
    assert (status, err) == (
        2,
        "error: me-explained.png: exists already; give another name with -o, or --overwrite\n",
    )
    assert explain(capsys, *arguments, "--overwrite")[0] == 0
    assert plate.read_bytes() == first


@pytest.mark.parametrize(
    ("model", "refused"),
    [
        ("vgg-fer-small", []),
        ("report-e-digits", ["Grad-CAM"]),
        (":SmallResNet", []),
        (":MobileNet", []),
        (":ViT", ["guided backprop", "Grad-CAM"]),
        (":RowLSTM", ["guided backprop", "Grad-CAM"]),
    ],
)
def test_a_picture_in_colour_for_networks_as_people_write_them(
    tmp_path, capsys, model: str, refused: list[str]
) -> None:
    run = make_run(tmp_path / "run", SHAPES, model=model)
    picture = saved(tmp_path / "red.png", Image.new("RGB", (90, 60), (200, 30, 30)))
    output = tmp_path / "plate.png"
    status, out, err = explain(capsys, run.path, "--image", picture, "-o", output)
    assert (status, err) == (0, "")
    assert any(f" says {name}, probability" in out for name in SHAPES.class_names)
    assert "as no box was given, the framed area is its middle, 60×60 pixels; resized to 32×32.\n" in out
    start = "Not shown, as it is not defined for this network: "
    named = [line.removeprefix(start) for line in out.splitlines() if line.startswith(start)]
    assert [line.split(". ")[0] for line in named] == refused
    assert all("The library’s words: " in line for line in named)
    pixels = np.asarray(Image.open(output).convert("RGB")).reshape(-1, 3)
    assert (pixels == (200, 30, 30)).all(axis=1).mean() > 0.1  # the picture, and what the network sees


def test_titles_of_the_classes_are_those_of_the_data(tmp_path, capsys) -> None:
    data = replace(SHAPES, class_titles={name: {"zh-TW": f"類別{name}"} for name in SHAPES.class_names})
    run = make_run(tmp_path / "run", data, model=":SmallResNet")
    picture = all_kinds(tmp_path)[0]
    status, out, _ = explain(
        capsys, run.path, "--image", picture, "-o", tmp_path / "plate.png", "--language", "zh-TW"
    )
    assert status == 0
    assert "判斷為類別" in out
    assert (
        "照片為 360×520 像素：依 EXIF 方向轉正；未指定方框，框出正中央 360×360 像素的範圍；縮放為 32×32。"
        in out
    )


@pytest.mark.parametrize(
    ("resize", "box", "said"),
    [
        (
            "crop",
            None,
            "as no box was given, the framed area is its middle, 120×60 pixels; resized to 64×32.",
        ),
        ("crop", (0, 20, 80, 40), "is the box that was given, 80×40 pixels from (0, 20); resized to 64×32."),
        (
            "crop",
            (0, 20, 80, 80),
            "is the middle of the box that was given, 80×40 pixels from (0, 40); resized to 64×32.",
        ),
        (
            "squash",
            None,
            "all of it is taken, as no box was given; resized to 64×32, which changes its proportions.",
        ),
        (
            "pad",
            (0, 0, 60, 60),
            "60×60 pixels from (0, 0); resized to 32×32; mid-grey borders added, to 64×32.",
        ),
    ],
)
def test_which_part_is_taken_is_said(tmp_path, resize, box, said) -> None:
    options = DataOptions(size=(32, 64), channels=1, resize=resize)
    picture = read_own_picture(saved(tmp_path / "a.png", Image.fromarray(QUADRANTS)), options, box)
    assert describe_steps(picture).en.endswith(said)


def test_every_step_has_its_words(tmp_path) -> None:
    """A sentence that leaves out what was done would not be true."""
    options = DataOptions(size=(32, 64), channels=3, resize="crop")
    picture = read_own_picture(saved(tmp_path / "a.png", Image.fromarray(QUADRANTS)), options)
    clauses = [len(describe_steps(replace(picture, steps=(step,))).zh.split("；")) for step in PictureStep]
    expected = [1 if step is PictureStep.CROPPED else 2 for step in PictureStep]  # which part, and the step
    assert clauses == expected


def test_a_plate_of_many_classes_with_long_names(tmp_path) -> None:
    options = DataOptions(size=(16, 40), channels=3)
    picture = read_own_picture(all_kinds(tmp_path)[0], options)
    names = [
        Text(f"$a very long name of class number {k}", f"名字很長很長很長很長很長的類別 {k}")
        for k in range(100)
    ]
    shares = np.random.default_rng(0).dirichlet(np.ones(100))
    plate = PicturePlate(picture, shares, names, np.full((1, 16, 40), np.nan), [Text("a", "a")], [])
    assert plate.shown_classes == np.argsort(-shares)[:MOST_CLASSES].tolist()
    for lang in ("en", "zh-TW"):
        with figure_style(lang):
            figure = plate.plot(lang)
            figure.canvas.draw()
            bars = figure.axes[2]
            labels = bars.get_yticklabels()
            seen = figure.axes[1].get_window_extent()
            assert len(labels) == MOST_CLASSES
            assert all(
                label.get_window_extent().x0 > seen.x1 for label in labels
            )  # no name lies on the picture
            assert all(label.get_text().endswith("…") for label in labels)
        plt.close(figure)
    assert cells(shortened("名" * 50, LONGEST_NAME)) <= LONGEST_NAME
    assert shortened("heart", LONGEST_NAME) == "heart"


def test_mistakes_leave_nothing_behind(run_path, image, tmp_path, capsys) -> None:
    output = tmp_path / "plate.png"
    unfinished = write_run(tmp_path / "runs" / "half")
    shuffled = write_run(tmp_path / "runs" / "shuffled", shuffle_pixels=True)
    (shuffled / "metrics.json").write_text("{}")
    damaged = make_run(tmp_path / "runs" / "damaged").path
    (damaged / "provenance.json").write_text('{"data": {"options": {"resize": "tile"}}}')
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
        (
            damaged,
            "--image",
            image,
            "-o",
            output,
        ): "provenance.json: what it says of the run's images cannot be (resize",
        (run_path, "--image", tmp_path / "notes.txt", "-o", output): "notes.txt: is no image of a kind",
        (run_path, "--image", tmp_path / "gone.jpg", "-o", output): "gone.jpg: there is no such file",
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
