"""The methods that chapter 7 shows as code give the library's maps, and are silent where a method is not defined."""

import re
from pathlib import Path

import numpy as np
import pytest

from fer_lib.chapters.saliency import by_hand
from fer_lib.chapters.saliency.analysis import SaliencyAnalysis
from fer_lib.explain.attribution import GradCAM, Gradient, GuidedBackpropagation, IntegratedGradients
from fer_lib.explain.saliency.run import SaliencySettings, explain_saliency
from fer_lib.language import Text
from fer_lib.publish import output
from tests.chapters.numbers import assert_well_put
from tests.conftest import toy_faces
from tests.explain import untrained_runs
from tests.texts import notebooks

METHODS = (Gradient(), GuidedBackpropagation(), IntegratedGradients(), GradCAM())
LITTLE = SaliencySettings(images_per_class=1, curve_steps=1, perturbations=1)
TEMPLATE = "tools/new_report/network.py"
CELLS = ("integral-code", "guided-code", "cam-code")
NOT_TRACED = '''
import torch
from torch import Tensor, nn


class Network(nn.Module):
    """What it does with a batch depends on its values, and its ReLU writes over its input."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.relu = nn.Conv2d(1, 4, 3), nn.ReLU(inplace=True)
        self.fc = nn.Linear(4, 7)

    def forward(self, images: Tensor) -> Tensor:
        maps = self.conv(images)
        maps += 0.1
        maps = self.relu(maps)
        if maps.mean() > 1e9:
            maps = maps / 2
        return self.fc(maps.mean(dim=(2, 3)))
'''


def answers(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]
) -> dict[str, list[tuple[str, str]]]:
    """What each cell publishes for an untrained network: kind and English text."""
    faces = toy_faces(60)
    run = untrained_runs.make_run(folder / "run", faces, **settings)
    untrained_runs.add_predictions(run, faces)
    results = explain_saliency(run, faces, folder / "explain", LITTLE, METHODS)
    names: dict[str, object] = {
        "run": run, "saliency": SaliencyAnalysis(results, faces), "by_hand": by_hand,
    }  # fmt: skip
    told: list[tuple[str, str]] = []

    def display(data: dict[str, str], *, raw: bool, metadata: dict[str, dict[str, str]]) -> None:
        if raw and metadata["fer"]["lang"] == "en":
            told.append((metadata["fer"]["kind"], data["text/markdown"]))

    monkeypatch.setattr(output, "display", display)
    sources = {cell["id"]: "".join(cell["source"]) for cell in notebooks(root)["07_saliency.ipynb"]["cells"]}
    published = {}
    for cell in CELLS:
        exec(compile(sources[cell], cell, "exec"), names)
        published[cell], told[:] = list(told), []
    return published


def share(texts: list[tuple[str, str]]) -> float:
    """The distance that a cell has told, as a share; 0 where both maps are 0 everywhere."""
    ((kind, text),) = texts
    assert kind == "text"
    if "0 everywhere, and so is this one" in text:
        return 0.0
    found = re.search(r"by (less than )?([\d.]+)%", text)
    assert found, text
    return 0.0 if found[1] else float(found[2]) / 100


@pytest.mark.parametrize(
    ("settings", "undefined"),
    [
        ({}, ()),
        ({"activation": "leaky_relu"}, ("guided-code",)),
        ({"model": ":ResNet18"}, ()),
        ({"model": ":MobileNet"}, ()),
        ({"model": ":ViT"}, ("guided-code", "cam-code")),
        ({"model": ":RowLSTM"}, ("guided-code", "cam-code")),
        ({"file": TEMPLATE, "model": ":Network"}, ()),
        ({"code": NOT_TRACED, "model": ":Network"}, ()),
    ],
    ids=["report A", "leaky", "ResNet", "MobileNet", "ViT", "LSTM", "template", "not traced"],
)
def test_the_code_gives_the_librarys_maps_for_every_network(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    undefined: tuple[str, ...],
) -> None:
    given, own = dict(settings), tmp_path / "network.py"
    code = given.pop("code", "") or (root / given.pop("file", TEMPLATE)).read_text("utf8")
    if "Network" in given.get("model", ""):
        own.write_text(code, "utf8")
        monkeypatch.setattr(untrained_runs, "PEOPLES", own)
    published = answers(root, tmp_path, monkeypatch, given)
    assert share(published["integral-code"]) < 0.2
    for cell in ("guided-code", "cam-code"):
        if cell in undefined:
            assert [kind for kind, _ in published[cell]] == ["nothing"]
        else:
            assert share(published[cell]) == 0.0


@pytest.mark.parametrize(
    ("made", "known", "words"),
    [
        (2.0, 1.0, "by 100.0% ("),
        (1.0, 1.0, "by less than 0.1% ("),
        (0.0, 0.0, "0 everywhere, and so is this one"),
        (1.0, 0.0, "0 everywhere, this one is not"),
    ],
)
def test_the_distance_is_told_for_any_two_maps(made: float, known: float, words: str) -> None:
    text = by_hand.distance(np.full((3, 3), made), np.full((3, 3), known), Text("happy", "高興"))
    assert words in text.en
    assert_well_put([text])


def test_the_example_has_a_map_by_every_method_where_an_image_has(saliency, changed) -> None:
    maps = saliency.arrays.shown_maps.copy()
    maps[2, 0], maps[4, 1] = 0, 0
    assert by_hand.example(saliency) == 0
    assert by_hand.example(changed(shown_maps=maps)) == 2
    assert by_hand.example(changed(shown_maps=np.zeros_like(maps))) == 0
