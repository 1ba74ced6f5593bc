"""From a run to the files of chapter 7 and to its sentences."""

from dataclasses import fields, replace

import numpy as np
import pytest
import yaml
from safetensors.torch import save_file

from fer_lib.chapters.saliency.claims import saliency_answers
from fer_lib.chapters.saliency.method_curves_figure import STYLES, ProbabilityCurves, RandomizationCurves
from fer_lib.chapters.saliency.region_density_figure import RegionDensities
from fer_lib.chapters.saliency.summary import SaliencySummary, beyond, plus_minus
from fer_lib.config import RunConfig
from fer_lib.data import CLASS_NAMES
from fer_lib.data.synthetic import generate
from fer_lib.errors import UserError
from fer_lib.explain.saliency.results import SaliencyArrays, SaliencyResults
from fer_lib.explain.saliency.run import SaliencySettings, explain_saliency
from fer_lib.language import LANGUAGES
from fer_lib.models import create_model
from fer_lib.models.prediction import predict_logits
from fer_lib.names import METHOD_NAMES, class_texts
from fer_lib.plots.saliency_plate import SaliencyPlate
from fer_lib.runs import RunFolder

FACES = generate(100, seed=0)
SETTINGS = SaliencySettings(images_per_class=2, checked_per_class=1, curve_steps=4, perturbations=1)


def untrained_run(folder, model="report-a", **options) -> RunFolder:
    """A run whose network has learned nothing, with labels that make a third of its answers right."""
    import torch

    config = RunConfig(name="run", model=model, **options)
    torch.manual_seed(0)
    network = create_model(model).eval()
    folder.mkdir()
    (folder / "config.yaml").write_text(yaml.safe_dump(config.model_dump()), "utf8")
    save_file(network.state_dict(), folder / "best.safetensors")
    (folder / "metrics.json").write_text("{}")
    logits = predict_logits(network, torch.from_numpy(np.array(FACES.dataset.images))).numpy()
    labels = np.where(np.arange(100) % 3 == 0, logits.argmax(axis=1), FACES.dataset.labels)
    np.savez(
        folder / "predictions.npz",
        validation_indices=np.arange(100),
        validation_labels=labels,
        validation_logits=logits,
    )
    return RunFolder(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("saliency")


@pytest.fixture(scope="module")
def results(folder) -> SaliencyResults:
    return explain_saliency(untrained_run(folder / "run"), FACES.dataset, folder / "explain", SETTINGS)


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
    assert found.arrays.pointing_hits.shape == (6, 0)
    assert np.ptp(found.arrays.region_area, axis=0).max() == 0


def test_a_network_without_relu_and_the_users_own_images(tmp_path) -> None:
    run = untrained_run(tmp_path / "run", model="report-c")
    ids = [int(np.flatnonzero(run.predictions("validation").labels == 3)[1])]
    found = explain_saliency(run, FACES.dataset, tmp_path / "explain", SETTINGS, ids=ids)
    assert list(found.refused) == ["guided_backpropagation"]
    assert "LeakyReLU" in found.refused["guided_backpropagation"]
    assert found.arrays.shown_indices[found.arrays.shown_labels == 3].tolist() == ids
    summary = SaliencySummary(found, CLASS_NAMES, tuple(class_texts(CLASS_NAMES)))
    assert "not defined" in summary.guided_sentence().en
    assert saliency_answers(summary)[0].verdict == "open"


def test_shuffled_pixels_and_unfinished_runs_are_refused(tmp_path) -> None:
    unfinished = untrained_run(tmp_path / "unfinished")
    (unfinished.path / "metrics.json").unlink()
    with pytest.raises(UserError, match="not finished"):
        explain_saliency(unfinished, FACES.dataset, tmp_path / "explain", SETTINGS)
    run = untrained_run(tmp_path / "run", shuffle_pixels=True)
    with pytest.raises(UserError, match="shuffled pixels"):
        explain_saliency(run, FACES.dataset, tmp_path / "explain", SETTINGS)
    assert not (tmp_path / "explain").exists()


def test_missing_and_damaged_results_say_what_to_do(results, folder, tmp_path) -> None:
    with pytest.raises(UserError, match=r"saliency\.json: not there; notebooks/explain\.ipynb makes it"):
        SaliencyResults.read(tmp_path)
    results.write(tmp_path)
    (tmp_path / "saliency.npz").write_bytes(b"PK")
    with pytest.raises(UserError, match="damaged"):
        SaliencyResults.read(tmp_path)


def with_randomized(results: SaliencyResults, method: str, values: list[float]) -> SaliencyResults:
    randomized = np.zeros((len(results.methods), 8, len(values)))
    randomized[results.position(method)] = values
    return replace(results, arrays=replace(results.arrays, randomized=randomized))


@pytest.mark.parametrize(
    ("values", "sane", "words"),
    [
        ([0.94, 0.95, 0.96], False, "looks best and fails the check"),
        ([0.1, 0.12, 0.14], True, "passes the check"),
        ([0.1, 0.5, 0.9], None, "does not decide"),
    ],
)
def test_guided_backpropagation_fails_where_its_map_stays(results, values, sane, words) -> None:
    changed = with_randomized(results, "guided_backpropagation", values)
    summary = SaliencySummary(changed, CLASS_NAMES, tuple(class_texts(CLASS_NAMES)))
    assert summary.is_sane("guided_backpropagation") is sane
    assert words in summary.guided_sentence().en
    assert summary.is_sane("gradient") is True
    assert ("guided backprop **fails**" in summary.sanity_sentence().en) == (sane is False)


def test_claims_follow_the_regions(results) -> None:
    """Maps that lie wholly on the mouth: B6's mouth holds, its nose and brows do not."""
    arrays = results.arrays
    n = 3 * 7
    mass = np.tile([0.0, 0, 0, 1, 0], (6, n, 1)) + np.linspace(0, 1e-3, n)[None, :, None]
    changed = replace(
        results,
        arrays=replace(
            arrays, labels=np.repeat(np.arange(7), 3), region_mass=mass, region_area=np.full((n, 5), 0.2),
            ginis=np.random.default_rng(0).random((6, n)), entropies=np.ones((6, n)),
        ),
    )  # fmt: skip
    summary = SaliencySummary(changed, CLASS_NAMES, tuple(class_texts(CLASS_NAMES)))
    answers = {answer.id: answer for answer in saliency_answers(summary)}
    assert set(answers) == {"A8", "A9", "B6", "C3"}
    assert answers["B6"].verdict == "partly"
    assert answers["A9"].verdict == "partly"
    assert answers["C3"].verdict == "holds"
    assert "mouth of happy faces 5.00" in answers["B6"].finding.en
    assert "高興的嘴巴 5.00" in answers["B6"].finding.zh


def test_curves_are_held_against_a_random_order_and_against_the_check(results) -> None:
    """Guided backpropagation best, occlusion worse than chance, the rest like chance."""
    n, wave = 12, np.linspace(0, 0.1, 12)[:, None]
    curves = np.full((7, n, 5), 0.5) + wave + np.random.default_rng(0).normal(0, 0.01, (7, n, 5))
    deletion, insertion = curves.copy(), curves.copy()
    guided, occlusion = (results.position(m) for m in ("guided_backpropagation", "occlusion"))
    deletion[guided] -= 0.2
    insertion[guided] += 0.2
    deletion[occlusion] += 0.2
    arrays = replace(results.arrays, deletion=deletion, insertion=insertion)
    failing = with_randomized(replace(results, arrays=arrays), "guided_backpropagation", [0.94, 0.95, 0.96])
    classes = tuple(class_texts(CLASS_NAMES))
    said = SaliencySummary(failing, CLASS_NAMES, classes).deletion_sentence()
    assert "in the order of guided backprop, the class is lost faster" in said.en
    assert "in the order of occlusion, it is lost more slowly" in said.en
    assert "guided backprop, fails the check above" in said.en
    assert "更快認不出類別：導引反向傳播" in said.zh
    passing = with_randomized(replace(results, arrays=arrays), "guided_backpropagation", [0.1, 0.11, 0.12])
    assert "fails" not in SaliencySummary(passing, CLASS_NAMES, classes).deletion_sentence().en
    even = replace(results, arrays=replace(arrays, deletion=curves))
    assert "no method's order differs" in SaliencySummary(even, CLASS_NAMES, classes).deletion_sentence().en


def test_a_region_that_every_class_has_is_no_sign_of_one(results) -> None:
    """The nose is densest everywhere; only the mouth of happy faces is denser than others'."""
    n, labels = 6 * 7, np.repeat(np.arange(7), 6)
    wave = 0.01 * np.tile([1.0, -1.0], n // 2)[:, None]  # the same in every class
    mass = np.tile([0.2, 0.2, 0.4, 0.2, 0.0], (6, n, 1)) + wave
    mass[:, labels == CLASS_NAMES.index("happy"), 3] += 0.1
    mass[:, labels == CLASS_NAMES.index("angry"), 0] -= 0.1
    arrays = replace(results.arrays, labels=labels, region_mass=mass, region_area=np.full((n, 5), 0.2))
    summary = SaliencySummary(replace(results, arrays=arrays), CLASS_NAMES, tuple(class_texts(CLASS_NAMES)))
    said = summary.specific_sentence()
    assert "densest on the nose (2.00), with more than an even map has there in 7 of 7 classes" in said.en
    assert "mouth of happy faces more than on other faces" in said.en
    assert "eyes of surprise faces not clearly different" in said.en
    assert "brows of angry faces less than on other faces (\u2212" in said.en
    assert "高興的嘴巴比其他類高" in said.zh


def test_a_mean_is_written_with_its_interval() -> None:
    assert plus_minus(np.array([-0.031, -0.029, -0.03, -0.03])) == "\u22120.03 ± 0.00"
    assert plus_minus(np.array([1.0, 1.0, 1.0, 1.0])) == "1.00 ± 0.00"
    assert plus_minus(np.array([1.0, 2.0, np.nan])) == "1.50 (n\u00a0=\u00a02)"
    assert plus_minus(np.array([1.0, 2.0, np.nan]), count=False) == "1.50"
    assert plus_minus(np.array([np.nan])) == "–"
    assert beyond(np.array([2.0, 2.1, 2.2]), 1) is True
    assert beyond(np.array([0.2, 0.3]), 1) is False
    assert beyond(np.array([0.0, 2.0]), 1) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plots(results, lang) -> None:
    arrays, names = results.arrays, [METHOD_NAMES[m] for m in results.methods]
    classes = class_texts(CLASS_NAMES)
    masses = np.random.default_rng(0).random((2, 6, 48, 48))
    masses[1, 2] = np.nan
    plate = SaliencyPlate(FACES.dataset.images[:2], masses, classes[:2], names).plot(lang)
    drawn = [ax for ax in plate.axes if ax.images]
    assert len(drawn) == 2 * 7 - 1
    assert {ax.images[0].norm.vmax for ax in drawn} == {255, 8}
    assert classes[0][lang] in {text.get_text() for ax in plate.axes for text in ax.texts}
    forgotten = RandomizationCurves(arrays.randomized, results.methods, names).plot(lang=lang)
    assert len(forgotten.legends[0].get_texts()) == 6
    named = [*results.methods, "random"]
    curves = ProbabilityCurves(arrays.deletion, arrays.insertion, named, [METHOD_NAMES[m] for m in named])
    assert [len(ax.lines) for ax in curves.plot(lang).axes] == [7, 7]
    values = np.ones((2, 7, 5))
    density = RegionDensities(values, values - 0.1, values + 0.1, names[:2], classes, names[:5]).plot(lang)
    assert len(density.axes) == 5
    assert set(STYLES) == set(METHOD_NAMES)
