"""From a run to the files of its saliency, and back."""

import json
from dataclasses import fields, replace

import numpy as np
import pytest

from fer_lib.errors import UserError
from fer_lib.explain.saliency.results import SaliencyArrays, SaliencyResults
from fer_lib.explain.saliency.run import explain_saliency
from fer_lib.names import METHOD_NAMES
from fer_lib.runs import RunFolder
from tests.explain.saliency.small_run import FACES, SETTINGS, run_on_faces


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("saliency")


@pytest.fixture(scope="module")
def results(folder) -> SaliencyResults:
    return explain_saliency(run_on_faces(folder / "run"), FACES.dataset, folder / "explain", SETTINGS)


def test_what_is_read_is_what_was_written(results, folder) -> None:
    read = SaliencyResults.read(folder / "explain")
    for field in fields(SaliencyArrays):
        written = getattr(results.arrays, field.name)
        assert np.array_equal(
            getattr(read.arrays, field.name), written, equal_nan=written.dtype.kind == "f"
        ), field
    for field in fields(SaliencyResults)[1:]:
        assert getattr(read, field.name) == getattr(results, field.name), field.name
    assert read.regions == "truth"
    assert str(folder) not in (folder / "explain" / "saliency.json").read_text("utf8")


def test_shapes_and_ranges(results) -> None:
    arrays, methods = results.arrays, len(results.methods)
    n = len(arrays.labels)
    assert results.methods == tuple(name for name in METHOD_NAMES if name != "random")
    assert arrays.region_mass.shape == (methods, n, 5)
    known = np.isfinite(arrays.ginis)
    assert known[[m != "grad_cam" for m in results.methods]].all()
    assert arrays.region_mass.sum(axis=2)[known] == pytest.approx(1)
    assert arrays.region_area.sum(axis=1) == pytest.approx(1)
    assert arrays.randomized.shape == (methods, 8, len(arrays.checked))
    assert arrays.deletion.shape == (methods + 1, n, 5)
    assert arrays.kept_steps.tolist() == list(range(9))
    assert arrays.kept_maps.shape == (methods, 9, len(arrays.checked), 48, 48)
    assert arrays.gone_at.shape == (methods + 1, len(arrays.checked), 48, 48)
    assert len(arrays.completeness) == n
    assert len(arrays.pointing_area) == arrays.pointing_hits.shape[1] == len(arrays.pointing_rows)


def test_the_same_run_gives_the_same_files(results, folder, tmp_path) -> None:
    explain_saliency(RunFolder(folder / "run"), FACES.dataset, tmp_path, SETTINGS)
    assert (tmp_path / "saliency.json").read_bytes() == (folder / "explain" / "saliency.json").read_bytes()
    again = SaliencyResults.read(tmp_path).arrays
    for field in fields(SaliencyArrays):
        first = getattr(results.arrays, field.name)
        assert np.array_equal(first, getattr(again, field.name), equal_nan=first.dtype.kind == "f"), field


def test_photographs_have_the_template_and_no_pointing_game(folder, results, tmp_path) -> None:
    photographs = replace(FACES.dataset, provenance={"synthetic": False})
    found = explain_saliency(RunFolder(folder / "run"), photographs, tmp_path, SETTINGS)
    assert found.regions == "template"
    assert found.arrays.pointing_hits.shape == (7, 0)
    assert np.ptp(found.arrays.region_area, axis=0).max() == 0


def test_a_network_without_relu_and_the_users_own_images(tmp_path) -> None:
    run = run_on_faces(tmp_path / "run", activation="leaky_relu")
    ids = [int(np.flatnonzero(run.predictions("validation").labels == 3)[1])]
    found = explain_saliency(run, FACES.dataset, tmp_path / "explain", SETTINGS, ids=ids)
    assert list(found.refused) == ["guided_backpropagation"]
    assert "LeakyReLU" in found.refused["guided_backpropagation"]
    assert found.arrays.shown_indices[found.arrays.shown_labels == 3].tolist() == ids


def test_shuffled_pixels_and_unfinished_runs_are_refused(tmp_path) -> None:
    unfinished = run_on_faces(tmp_path / "unfinished")
    (unfinished.path / "metrics.json").unlink()
    with pytest.raises(UserError, match="not finished"):
        explain_saliency(unfinished, FACES.dataset, tmp_path / "explain", SETTINGS)
    run = run_on_faces(tmp_path / "run", shuffle_pixels=True)
    with pytest.raises(UserError, match="shuffled pixels"):
        explain_saliency(run, FACES.dataset, tmp_path / "explain", SETTINGS)
    assert not (tmp_path / "explain").exists()


def test_results_of_before_there_were_layers_before_grad_cam_still_read(results, tmp_path) -> None:
    results.write(tmp_path)
    kept = json.loads((tmp_path / "saliency.json").read_text("utf8"))
    del kept["grad_cam_after"]
    (tmp_path / "saliency.json").write_text(json.dumps(kept), "utf8")
    assert SaliencyResults.read(tmp_path).grad_cam_after == ()


def test_results_of_before_maps_were_kept_still_read(results, tmp_path) -> None:
    results.write(tmp_path)
    with np.load(tmp_path / "saliency.npz") as arrays:
        older = {
            key: arrays[key] for key in arrays.files if key not in ("kept_steps", "kept_maps", "gone_at")
        }
    np.savez(tmp_path / "saliency.npz", **older)
    read = SaliencyResults.read(tmp_path).arrays
    assert read.kept_maps.size == read.kept_steps.size == read.gone_at.size == 0
    assert np.array_equal(read.deletion, results.arrays.deletion)
    del older["deletion"]
    np.savez(tmp_path / "saliency.npz", **older)
    with pytest.raises(UserError, match="of another version"):
        SaliencyResults.read(tmp_path)


def test_missing_and_damaged_results_say_what_to_do(results, folder, tmp_path) -> None:
    with pytest.raises(UserError, match=r"saliency\.json: not there; notebooks/explain\.ipynb makes it"):
        SaliencyResults.read(tmp_path)
    results.write(tmp_path)
    (tmp_path / "saliency.npz").write_bytes(b"PK")
    with pytest.raises(UserError, match="damaged"):
        SaliencyResults.read(tmp_path)
