"""Ascents that are kept step by step: they are those of ``maximize``, and patches are where the filter answers."""

import dataclasses

import numpy as np
import pytest
import torch

from fer_lib.explain.filter_layers import find_filter_layers, layer_outputs
from fer_lib.explain.maximization import followed
from fer_lib.explain.maximization.ascent import ROBUST, STILL, AscentSettings, maximize, noise_start
from fer_lib.explain.maximization.followed import SWITCHES, steps_kept, with_switches
from fer_lib.explain.maximization.objective import FilterObjective
from fer_lib.explain.maximization.run import (
    compute_maximization,
    explain_maximization,
    read_maximization,
    training_sample,
)
from fer_lib.models import create_model
from fer_lib.models.inputs import to_input
from tests.conftest import toy_faces
from tests.explain.maximization.small_plan import PLAN
from tests.explain.untrained_runs import make_run

FOLLOWED = dataclasses.replace(PLAN, robust_steps=4)


@pytest.fixture(scope="module")
def explained(tmp_path_factory):
    run = make_run(tmp_path_factory.mktemp("runs") / "first")
    return run, explain_maximization(run, toy_faces(), run.path / "explain", FOLLOWED)


@pytest.mark.parametrize("steps", [1, 2, 5, 24, 100])
def test_steps_go_from_none_to_all(steps) -> None:
    kept = steps_kept(steps)
    assert kept[0] == 0
    assert kept[-1] == steps
    assert (np.diff(kept) > 0).all()
    assert len(kept) <= followed.MOST_FRAMES


@pytest.mark.parametrize("settings", [AscentSettings(steps=3), dataclasses.replace(ROBUST, steps=3)])
def test_frames_are_what_fewer_steps_give(settings) -> None:
    model = create_model("report-a").eval()
    layer = find_filter_layers(model)[1]
    objective, start = FilterObjective(layer.before, (0, 3, 5)), noise_start(3, 0)
    found = maximize(model, objective, start, settings, batch_size=2, keep=[0, 2, 3])
    assert found.frames.shape == (3, 3, 1, 48, 48)
    np.testing.assert_allclose(found.frames[0], start.numpy(), atol=1e-5)
    np.testing.assert_array_equal(found.frames[2], found.images)
    without = maximize(model, objective, start, settings, batch_size=2)
    np.testing.assert_array_equal(without.images, found.images)
    assert without.frames.shape == (0, 3, 1, 48, 48)
    if settings.transforms == STILL:  # whose movements would be others with fewer steps
        fewer = maximize(model, objective, start, dataclasses.replace(settings, steps=2), batch_size=2)
        np.testing.assert_array_equal(fewer.images, found.frames[1])


def test_switches_turn_single_regularizers_on() -> None:
    assert with_switches(ROBUST, SWITCHES[-1]) == ROBUST
    none = with_switches(ROBUST, SWITCHES[0])
    assert (none.parametrization, none.transforms, none.total_variation) == ("pixels", STILL, 0.0)
    assert len({with_switches(ROBUST, switches) for switches in SWITCHES.tolist()}) == 8


def test_each_choice_is_an_ascent_of_the_filters_with_the_largest_values(explained) -> None:
    run, result = explained
    kept, model = result.followed, run.model()
    numbers = [p.layer.number for p in result.layers]
    assert kept.layers.tolist() == [n for place in (0, 2, 3, 5) for n in [numbers[place]] * 2]
    patterns = result.layers[2]
    rows = np.argsort(-patterns.robust_values)[:2]
    assert kept.filters[2:4].tolist() == patterns.filters[rows].tolist()
    start = noise_start(len(patterns.filters), FOLLOWED.seed)[rows]
    objective = FilterObjective(patterns.layer.before, tuple(patterns.filters[rows].tolist()))
    for choice, switches in enumerate(SWITCHES.tolist()):
        found = maximize(model, objective, start, with_switches(FOLLOWED.robust, switches))
        assert kept.values[choice, 0, 2:4] == pytest.approx(found.start_values, rel=1e-4, abs=1e-5)
        assert kept.values[choice, -1, 2:4] == pytest.approx(found.values, rel=1e-3, abs=1e-4)
        levels = (found.images[:, 0] + 1) * 127.5
        assert np.abs(kept.pictures[choice, -1, 2:4] - levels).max() < 2


def test_patches_are_what_the_place_of_the_largest_output_sees(explained) -> None:
    run, result = explained
    kept, faces, model = result.followed, toy_faces(), run.model()
    sample = training_sample(faces, FOLLOWED.images, FOLLOWED.seed)
    inputs = to_input(torch.from_numpy(np.array(faces.images[sample])))
    for unit in (0, 2):
        layer = next(p.layer for p in result.layers if p.layer.number == kept.layers[unit])
        with torch.no_grad():
            maps = layer_outputs(model, [layer.after], inputs)[layer.after][:, kept.filters[unit]]
        strongest = maps.flatten(1).max(1).values
        best = torch.argsort(strongest, descending=True, stable=True)[: kept.patch_images.shape[1]]
        assert kept.patch_images[unit].tolist() == sample[best.numpy()].tolist()
        top, bottom, left, right = kept.patch_windows[unit, 0]
        outside = inputs[best[:1]].clone()
        keep = outside[..., top:bottom, left:right].clone()
        outside[:] = 0
        outside[..., top:bottom, left:right] = keep
        with torch.no_grad():
            alone = layer_outputs(model, [layer.after], outside)[layer.after][0, kept.filters[unit]]
        place = int(maps[best[0]].argmax())
        assert float(alone.flatten()[place]) == pytest.approx(float(strongest[best[0]]), abs=1e-4)


def test_what_is_written_is_read_and_older_results_have_none(explained, tmp_path) -> None:
    run, result = explained
    again = read_maximization(run.path / "explain").followed
    for field in dataclasses.fields(result.followed):
        np.testing.assert_array_equal(getattr(again, field.name), getattr(result.followed, field.name))
    for name in ("maximization.json", "maximization.npz"):
        (tmp_path / name).write_bytes((run.path / "explain" / name).read_bytes())
    with np.load(tmp_path / "maximization.npz") as arrays:
        older = {key: arrays[key] for key in arrays.files if not key.startswith("followed_")}
    np.savez(tmp_path / "maximization.npz", **older)
    assert read_maximization(tmp_path).followed is None


def test_without_the_robust_ascent_and_beside_the_main_run_nothing_is_followed() -> None:
    lean = dataclasses.replace(PLAN, robust_steps=0, filters=1, steps=1, step_factors=())
    assert compute_maximization(create_model("report-a").eval(), toy_faces(), lean).followed is None
    for photographs in (True, False):
        plan = PLAN.for_run("report-a-deep5", is_main=False, are_photographs=photographs)
        assert plan.followed_layers == 0
        assert PLAN.for_run("report-a", is_main=True, are_photographs=photographs) == PLAN
