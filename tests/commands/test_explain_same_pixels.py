"""``data prepare``, ``predict`` and ``explain --image`` see the same pixels of the same file.

Here on the way that a user goes; ``test_predict_same_pixels`` has every kind of file, size and fit without networks.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from fer_lib.cli import main
from fer_lib.data import load
from fer_lib.models.prediction import predict_logits
from fer_lib.runs import RunFolder
from tests.commands.own_pictures import all_kinds
from tests.explain.untrained_runs import make_run


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[np.ndarray]]:
    """The pixels that each command hands to the network."""
    from fer_lib.commands import explain, predict
    from fer_lib.explain.saliency import picture

    kept: dict[str, list[np.ndarray]] = {"predict": [], "explain": []}
    of_predict, of_explain = predict._logits, picture.explain_picture

    def for_predict(folder: RunFolder, images: np.ndarray) -> np.ndarray:
        kept["predict"] += list(images)
        return of_predict(folder, images)

    def for_explain(model: torch.nn.Module, image: np.ndarray) -> object:
        kept["explain"].append(image)
        return of_explain(model, image)

    monkeypatch.setattr(predict, "_logits", for_predict)
    monkeypatch.setattr(picture, "explain_picture", for_explain)
    monkeypatch.setattr(explain, "_write", lambda *_: None)  # drawing takes longer than everything else
    return kept


@pytest.mark.parametrize(("channels", "resize"), [(1, "crop"), (3, "squash"), (1, "pad")])
def test_the_same_pixels_of_the_same_file(
    tmp_path: Path, seen: dict[str, list[np.ndarray]], resize: str, channels: int
) -> None:
    """On the way that a user goes: pictures in folders are prepared, a run on them is asked about the same files."""
    (tmp_path / "given").mkdir()
    files = all_kinds(tmp_path / "given")
    for k, path in enumerate(files):
        for place in (f"data/{'ab'[k % 2]}/{k:02}{path.suffix}", f"new/{k:02}{path.suffix}"):
            (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, tmp_path / place)
    prepared = tmp_path / "prepared"
    size = ("--size", "32", "40", "--channels", str(channels), "--resize", resize)
    assert main(["data", "prepare", str(tmp_path / "data"), "-o", str(prepared), *size]) == 0
    data = load(prepared, cache=False)
    of_prepare = dict(zip((Path(name).stem for name in data.names.tolist()), data.images, strict=True))
    run = make_run(tmp_path / "run", data, model=":SmallResNet")
    kept = {"data": {**data.provenance, **data.described()}}  # as a training writes it
    (run.path / "provenance.json").write_text(json.dumps(kept), "utf8")

    assert main(["predict", str(run.path), str(tmp_path / "new"), "-o", str(tmp_path / "out.csv")]) == 0
    for k, path in enumerate(files):
        plate = tmp_path / f"{k}.png"
        assert main(["explain", str(run.path), "--image", str(path), "-o", str(plate)]) == 0
    assert len(of_prepare) == len(files) == len(seen["predict"]) == len(seen["explain"])
    for k, path in enumerate(files):
        expected = of_prepare[f"{k:02}"]
        assert expected.shape == ((32, 40, 3) if channels == 3 else (32, 40)), path.name
        assert expected.std() > 5, path.name
        assert np.array_equal(seen["predict"][k], expected), path.name
        assert np.array_equal(seen["explain"][k], expected), path.name


def test_images_that_were_never_resized_are_joined_by_the_middle_of_others(tmp_path: Path, seen) -> None:
    """Where a run cannot say how its images got their size, both commands keep the ratio of the sides."""
    (tmp_path / "new").mkdir()
    (tmp_path / "given").mkdir()
    path = all_kinds(tmp_path / "given")[0]
    shutil.copy(path, tmp_path / "new" / "0.jpg")
    run = make_run(tmp_path / "run")
    assert main(["predict", str(run.path), str(tmp_path / "new"), "-o", str(tmp_path / "out.csv")]) == 0
    assert main(["explain", str(run.path), "--image", str(path), "-o", str(tmp_path / "plate.png")]) == 0
    assert seen["predict"][0].shape == (48, 48)
    assert np.array_equal(seen["predict"][0], seen["explain"][0])
    label = predict_logits(run.model(), torch.from_numpy(seen["explain"][0][None].copy())).argmax().item()
    assert (tmp_path / "out.csv").read_text().splitlines()[1] == f"0,{label}"
