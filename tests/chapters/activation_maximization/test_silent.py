"""Silent filters of the last convolution, and the runs that are compared."""

import pytest
from safetensors.torch import save_file

from fer_lib.chapters.activation_maximization.silent import pairs_that_differ_in, silent_filters
from fer_lib.config import RunConfig
from fer_lib.data.shapes import generate
from fer_lib.errors import UserError
from tests.conftest import toy_faces
from tests.explain.untrained_runs import make_run


def test_silent_filters_are_counted_as_planted(tmp_path):
    run = make_run(tmp_path / "run")
    model = run.model()
    weights = model.state_dict()
    weights["features.6.bias"][:100] = -50.0  # the last BatchNorm: never above 0
    weights["features.6.bias"][100:] = 50.0
    save_file(weights, run.path / "best.safetensors")
    found = silent_filters(run, toy_faces(), images=20)
    assert (found.dead.successes, found.dead.n) == (100, 512)
    assert found.silent == pytest.approx(100 / 512)
    assert found.has_batchnorm
    assert found.threshold.rho > 0.5
    assert found.scale is None  # all scales are 1


def test_after_a_sum_with_a_shortcut_there_is_no_threshold(tmp_path):
    data = generate(30, seed=0).dataset
    found = silent_filters(make_run(tmp_path / "run", data, model=":SmallResNet"), data, images=20)
    assert found.has_batchnorm
    assert found.threshold is found.scale is None


def test_unfinished_runs_and_shuffled_pixels_are_refused(tmp_path):
    unfinished = make_run(tmp_path / "unfinished")
    (unfinished.path / "metrics.json").unlink()
    shuffled = make_run(tmp_path / "shuffled", shuffle_pixels=True)
    for run, reason in ((unfinished, "not finished"), (shuffled, "shuffled pixels")):
        with pytest.raises(UserError, match=reason):
            silent_filters(run, toy_faces())


def test_runs_that_differ_in_one_thing_are_paired_in_order():
    """Nothing else may differ, neither the number of epochs nor the seed; where they were computed may."""
    base = RunConfig(name="a", epochs=3)
    configs = {
        "off": base.model_copy(update={"name": "off", "normalization": "none", "device": "cpu"}),
        "on": base.model_copy(update={"name": "on"}),
        "longer": base.model_copy(update={"normalization": "none", "epochs": 6}),
        "other-seed": base.model_copy(update={"seed": 1}),
        "decay": base.model_copy(update={"weight_decay": 0.1}),
        "decay-and-dropout": base.model_copy(update={"weight_decay": 0.2, "dropout": 0.5}),
    }
    assert pairs_that_differ_in("normalization", configs) == [("on", "off")]
    assert pairs_that_differ_in("weight_decay", configs) == [("decay", "on")]
