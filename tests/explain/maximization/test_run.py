"""Everything for one run: computed, written, read back, judged."""

import dataclasses
import json

import numpy as np
import pytest
import torch

from fer_lib.config import RunConfig
from fer_lib.errors import UserError
from fer_lib.explain.filter_layers import find_filter_layers
from fer_lib.explain.maximization.companions import companion_runs
from fer_lib.explain.maximization.filters import silent_shares
from fer_lib.explain.maximization.run import (
    compute_maximization,
    explain_maximization,
    read_maximization,
)
from fer_lib.explain.run_network import network_to_explain
from fer_lib.models import create_model
from tests.conftest import toy_faces
from tests.explain.maximization.small_plan import PLAN
from tests.explain.untrained_runs import make_run


@pytest.fixture(scope="module")
def explained(tmp_path_factory):
    run = make_run(tmp_path_factory.mktemp("runs") / "first")
    result = explain_maximization(run, toy_faces(), run.path / "explain", PLAN)
    return run, result


def test_what_is_written_is_what_was_computed(explained):
    run, result = explained
    again = read_maximization(run.path / "explain")
    assert again.plan == PLAN
    assert again.given_index == result.given_index
    for first, second in zip((*result.layers, result.classes), (*again.layers, again.classes), strict=True):
        for field in dataclasses.fields(first):
            np.testing.assert_equal(getattr(first, field.name), getattr(second, field.name))


def test_shapes_are_those_that_are_promised(explained):
    _, result = explained
    assert [len(p.filters) for p in result.layers] == [3] * 6
    last = result.layers[-1]
    assert last.plain.shape == last.robust.shape == (3, 48, 48)
    assert last.step_spread.shape == (1, 3)
    assert last.scale.shape == last.silent_noise.shape == (512,)
    assert not (last.active & ~last.reachable).any()
    assert result.classes.noise.shape == (7, 2, 48, 48)
    assert result.classes.image.shape == (7, 48, 48)
    assert (result.classes.noise_probability > result.classes.start_probability).all()


def test_again_is_the_same_and_another_seed_is_not(explained):
    run, result = explained
    plan = dataclasses.replace(PLAN, step_factors=())
    again = compute_maximization(network_to_explain(run), toy_faces(), plan)
    np.testing.assert_array_equal(again.layers[2].plain, result.layers[2].plain)
    np.testing.assert_array_equal(again.classes.robust, result.classes.robust)
    lean = dataclasses.replace(plan, steps=1, robust_steps=0, restarts=1, seed=1)
    other = compute_maximization(network_to_explain(run), toy_faces(), lean)
    assert not np.array_equal(other.layers[5].filters, result.layers[5].filters)


def test_the_given_image_is_neutral_or_the_one_that_was_named(explained):
    run, result = explained
    faces = toy_faces()
    assert faces.labels[result.given_index] == 6
    assert faces.split[result.given_index] == 1
    named = compute_maximization(
        run.model(), faces, dataclasses.replace(PLAN, filters=1, steps=1), given_index=4
    )
    np.testing.assert_allclose(named.classes.given, faces.images[4] / 127.5 - 1, atol=1e-6)


def test_unfinished_runs_and_shuffled_pixels_are_refused(tmp_path):
    unfinished = make_run(tmp_path / "unfinished")
    (unfinished.path / "metrics.json").unlink()
    shuffled = make_run(tmp_path / "shuffled", shuffle_pixels=True)
    for run, reason in ((unfinished, "not finished"), (shuffled, "shuffled pixels")):
        with pytest.raises(UserError, match=reason):
            explain_maximization(run, toy_faces(), tmp_path / "explain", PLAN)
    assert not (tmp_path / "explain").exists()


def test_files_that_are_missing_or_damaged_are_named(explained, tmp_path):
    with pytest.raises(UserError, match=r"maximization.json: not there; notebooks/explain.ipynb makes it"):
        read_maximization(tmp_path)
    source = explained[0].path / "explain"
    for name in ("maximization.json", "maximization.npz"):
        (tmp_path / name).write_bytes((source / name).read_bytes())
    (tmp_path / "maximization.npz").write_bytes(b"PK nonsense")
    with pytest.raises(UserError, match="damaged"):
        read_maximization(tmp_path)
    (tmp_path / "maximization.npz").write_bytes((source / "maximization.npz").read_bytes())
    summary = json.loads((tmp_path / "maximization.json").read_text())
    del summary["layers"][0]["side"]
    (tmp_path / "maximization.json").write_text(json.dumps(summary))
    with pytest.raises(UserError, match="damaged"):
        read_maximization(tmp_path)


def test_companions_are_the_first_runs_of_their_networks_on_faces():
    base = RunConfig(name="a", model="report-a")
    b_cnn = base.model_copy(update={"model": "report-b-cnn"})
    configs = {
        "main": base,
        "shuffled": b_cnn.model_copy(update={"shuffle_pixels": True}),
        "second": b_cnn,
        "third": b_cnn,
        "deep": base.model_copy(update={"model": "report-a-deep5"}),
    }
    assert companion_runs(configs, "main") == {"report-a-deep5": "deep", "report-b-cnn": "second"}
    assert companion_runs(configs, "second") == {"report-a-deep5": "deep", "report-b-cnn": "third"}
    assert companion_runs({"main": base}, "main") == {}


def test_the_robust_ascent_can_be_left_out(explained, tmp_path):
    run, result = explained
    plan = dataclasses.replace(PLAN, robust_steps=0, step_factors=())
    explain_maximization(run, toy_faces(), tmp_path, plan)
    lean = read_maximization(tmp_path)
    assert lean.plan.robust is None
    assert lean.classes.robust.shape == lean.layers[0].robust.shape == (0, 48, 48)
    assert lean.classes.robust_probability.shape == (0,)
    np.testing.assert_array_equal(lean.classes.noise, result.classes.noise)
    np.testing.assert_array_equal(lean.layers[3].plain, result.layers[3].plain)


def test_filters_that_are_always_on_are_never_silent():
    model = create_model("report-a").eval()
    layer = find_filter_layers(model)[0]
    with torch.no_grad():
        model.get_submodule(layer.before).bias.fill_(1e4)
    images, places = silent_shares(model, layer, torch.zeros(3, 1, 48, 48))
    assert not images.any()
    assert not places.any()


def test_silence_at_a_place_and_everywhere():
    model = torch.nn.Sequential(torch.nn.Conv2d(1, 1, 1, bias=False)).eval()
    with torch.no_grad():
        model[0].weight.fill_(1.0)
    images = -torch.ones(2, 1, 4, 4)
    images[0, 0, 0] = 1.0
    (layer,) = find_filter_layers(model, (1, 4, 4))
    everywhere, places = silent_shares(model, layer, images)
    assert everywhere.tolist() == [0.5]
    assert places.tolist() == [(12 + 16) / 32]
