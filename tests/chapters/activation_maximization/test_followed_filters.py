"""What a reader gets of the robust ascent: the images, values and patches that the run has kept."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from fer_lib.chapters.activation_maximization import followed_filters
from fer_lib.chapters.activation_maximization.analysis import MaximizationAnalysis
from fer_lib.chapters.activation_maximization.findings import MaximizationFindings
from fer_lib.chapters.activation_maximization.followed_filters import (
    COUNTED,
    WORDS,
    ascent_steps,
    publish_robust_patterns,
)
from fer_lib.data import ImageDataset
from fer_lib.explain.maximization.run import explain_maximization
from tests.chapters.numbers import assert_same_numbers
from tests.conftest import toy_faces
from tests.explain.maximization.small_plan import PLAN
from tests.explain.untrained_runs import make_run


def analysis_of(run, result, dataset) -> MaximizationAnalysis:
    found = MaximizationFindings(run, result)
    return MaximizationAnalysis(SimpleNamespace(reference_reports=False), dataset, found, found, found)


def coloured() -> ImageDataset:
    random = np.random.default_rng(0)
    return ImageDataset(
        images=random.integers(0, 256, (12, 20, 24, 3), dtype=np.uint8),
        labels=np.arange(12) % 2,
        split=(np.arange(12) > 7).astype(np.uint8),
        class_names=("left", "right"),
        provenance={},
    )


@pytest.fixture(scope="module", params=["faces", "coloured"])
def analysis(request, tmp_path_factory) -> MaximizationAnalysis:
    data = toy_faces() if request.param == "faces" else coloured()
    model = "report-a" if request.param == "faces" else ":SmallResNet"
    run = make_run(tmp_path_factory.mktemp("runs") / "main", data, model=model)
    return analysis_of(run, explain_maximization(run, data, run.path / "explain", PLAN), data)


def test_images_and_values_are_those_that_were_kept(analysis) -> None:
    kept = analysis.main.result.followed
    asked = ascent_steps(analysis, kept)
    data = json.loads(json.dumps(asked.data, allow_nan=False))
    assert data["steps"] == kept.steps.tolist()
    np.testing.assert_allclose(data["values"], kept.values, atol=5e-4)
    shape = kept.pictures.shape
    for place in range(len(kept.filters)):
        sheet = asked.sheets[f"steps-{place}"].images.reshape(8, shape[1], *shape[3:])
        assert np.array_equal(sheet, kept.pictures[:, :, place])
    assert len(asked.words["filters"]) == len(set(data["filters"])) == len(kept.filters)
    for name, key in zip(asked.words["filters"], data["filters"], strict=True):
        number, k = key.split("-")
        assert name.en == f"conv {number}, filter {k}"
        assert number in name.zh


def test_patches_are_those_that_were_kept(analysis) -> None:
    kept, data = analysis.main.result.followed, ascent_steps(analysis, analysis.main.result.followed).data
    ids = np.array(data["ids"])
    assert np.array_equal(ids[np.array(data["patches"])], kept.patch_images)
    assert data["labels"] == analysis.dataset.labels[ids].tolist()
    height, width = analysis.dataset.images.shape[1:3]
    windows = np.array(data["windows"])
    assert np.array_equal(np.rint(windows * [height, height, width, width]), kept.patch_windows)
    sheet = ascent_steps(analysis, kept).sheets["images"].images
    assert np.array_equal(sheet, analysis.dataset.images[ids])


def test_without_steps_it_is_a_plain_figure(analysis, monkeypatch) -> None:
    said = []
    monkeypatch.setattr(
        followed_filters.publish, "interactive", lambda name, figure, asked: said.append(asked.module)
    )
    monkeypatch.setattr(
        followed_filters.publish, "figure", lambda name, draw, caption, alt: said.append(name)
    )
    monkeypatch.setattr(followed_filters, "of_run", lambda run, shown: shown)
    publish_robust_patterns(analysis)
    older = replace(analysis.main.result, followed=None)
    publish_robust_patterns(analysis_of(analysis.main.run, older, analysis.dataset))
    assert said == ["ascent", "robust-patterns"]


def test_words_have_the_same_fields_in_both_languages() -> None:
    texts = [*WORDS.values(), *(text for forms in COUNTED.values() for text in forms.values())]
    assert_same_numbers(texts)
    for text in texts:
        en, zh = ({part.split("}")[0] for part in lang.split("{")[1:]} for lang in (text.en, text.zh))
        assert en == zh
