"""Verdicts on A8, A9, B6 and C3 from maps that are made up."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.report_runs import ReportRuns
from fer_lib.chapters.saliency import claim_maps
from fer_lib.chapters.saliency.claim_maps import AskedMaps, ClaimMaps, ask_maps, measure
from fer_lib.chapters.saliency.claims import MUCH_CLEARER, NO_REGIONS, SaliencyClaims, a8, a9, b6, c3
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.explain.face_regions import REGIONS
from fer_lib.language import Text
from tests.chapters.less_data import assert_open_at_most
from tests.chapters.numbers import assert_same_numbers, assert_well_put
from tests.chapters.saliency.drawn import analyses
from tests.conftest import toy_faces
from tests.explain.untrained_runs import add_predictions, make_run

REASON = Text("There is none.", "沒有。")
JUDGES = {"A8": a8, "A9": a9, "B6": b6, "C3": c3}
EVEN = np.full(5, 0.2)


def made_up(a_class=8, mass=None, ginis=None, guided=None, names=CLASS_NAMES, areas=EVEN, seed=0):
    """Maps of so many images a class; ``mass`` by class name, else even; a little noise in all."""
    labels = np.repeat(np.arange(7), a_class)
    noise = np.random.default_rng(seed).normal(0, 1e-3, len(labels))
    shares = np.tile(EVEN, (len(labels), 1))
    for name, regions in (mass or {}).items():
        shares[labels == CLASS_NAMES.index(name)] = regions
    shares = shares * (1 + noise[:, None] * [1, -1, 1, -1, 1])
    ginis = (np.full(len(labels), 0.5) if ginis is None else ginis) + noise
    guided = None if guided is None else guided + 2 * noise
    return ClaimMaps(tuple(names), labels, shares, np.tile(areas, (len(labels), 1)), ginis, guided)


def asked(maps):
    run = SimpleNamespace(name="report-x")
    return AskedMaps(ReportRuns("report-a", (run,)) if maps else ReportRuns("report-a", reason=REASON), maps)


@pytest.mark.parametrize(
    ("difference", "verdict"),
    [(0.2, "holds"), (0.05, "fails"), (-0.2, "fails"), (MUCH_CLEARER, "open"), (np.nan, "open")],
)
def test_much_clearer_is_more_concentrated_by_a_margin(difference, verdict) -> None:
    answer = a8(asked(made_up(guided=np.full(56, 0.5 + difference))))
    assert answer.verdict == verdict
    assert ("too few to compare" in answer.finding.en) == bool(np.isnan(difference))
    assert_same_numbers([answer.finding])


def test_guided_backpropagation_that_is_not_defined_is_not_asked() -> None:
    answer = a8(asked(made_up()))
    assert answer.verdict == "unasked"
    assert "not defined" in answer.finding.en


@pytest.mark.parametrize("claim", JUDGES)
def test_without_a_run_that_answers_a_claim_is_not_asked(claim) -> None:
    answer = JUDGES[claim](asked(None))
    assert (answer.id, answer.verdict, answer.finding) == (claim, "unasked", REASON)


@pytest.mark.parametrize(
    ("happy", "verdict"),
    [
        ((0.3, 0.0, 0.3, 0.3, 0.1), "holds"),
        ((0.1, 0.1, 0.1, 0.6, 0.1), "partly"),
        ((0.1, 0.1, 0.1, 0.1, 0.6), "fails"),
        ((0.2, 0.0, 0.3, 0.3, 0.2), "open"),
    ],
)
def test_regions_of_happy_faces(happy, verdict) -> None:
    answer = b6(asked(made_up(mass={"happy": happy})))
    assert answer.verdict == verdict
    assert f"mouth of happy faces {happy[3] / 0.2:.2f}" in answer.finding.en
    assert f"高興的嘴巴 {happy[3] / 0.2:.2f}" in answer.finding.zh
    assert_same_numbers([answer.finding])


@pytest.mark.parametrize(
    ("neutral", "regions", "verdict"),
    [
        (-0.1, True, "holds"),
        (0.1, True, "partly"),
        (0.0, True, "open"),
        (0.1, False, "fails"),
        (-0.1, False, "partly"),
    ],
)
def test_report_as_regions_and_even_maps_of_neutral_faces(neutral, regions, verdict) -> None:
    dense = (0.28, 0.28, 0.1, 0.28, 0.06) if regions else (0.1, 0.1, 0.1, 0.1, 0.6)
    mass = dict.fromkeys(("happy", "surprise", "angry"), dense)
    ginis = np.where(np.repeat(np.arange(7), 8) == 6, 0.5 + neutral, 0.5)
    answer = a9(asked(made_up(mass=mass, ginis=ginis)))
    assert answer.verdict == verdict
    assert len(answer.parts) == 5
    assert_same_numbers([answer.finding])


@pytest.mark.parametrize(("rest", "verdict"), [(0.1, "holds"), (0.4, "fails"), (0.2, "open")])
def test_the_features_together(rest, verdict) -> None:
    features = [(1 - rest) / 4] * 4
    answer = c3(asked(made_up(mass=dict.fromkeys(CLASS_NAMES, (*features, rest)))))
    assert answer.verdict == verdict
    assert_same_numbers([answer.finding])


@pytest.mark.parametrize("claim", JUDGES)
@pytest.mark.parametrize("a_class", [0, 1, 2])
def test_hardly_any_image_leaves_the_claims_open(claim, a_class) -> None:
    """With one image a class all classes together are enough for A8 and C3."""
    maps = made_up(a_class, guided=np.full(7 * a_class, 0.5 + MUCH_CLEARER), areas=EVEN)
    answer = JUDGES[claim](asked(maps))
    assert answer.verdict == "open"
    assert "nan" not in answer.finding.en + answer.finding.zh
    assert_same_numbers([answer.finding])


def test_a_class_that_the_data_lack_leaves_its_parts_open() -> None:
    maps = made_up(names=("anger", *CLASS_NAMES[1:3], "joy", *CLASS_NAMES[4:]))
    answer = b6(asked(maps))
    assert answer.parts == (None, None, None)
    assert "unknown, as there is no map" in answer.finding.en


def test_maps_that_are_zero_everywhere_do_not_count() -> None:
    maps = made_up(mass={"happy": [np.nan] * 5}, ginis=np.full(56, np.nan), guided=np.full(56, 0.9))
    assert b6(asked(maps)).parts == (None, None, None)
    assert a8(asked(maps)).parts == (None,)
    assert a9(asked(maps)).parts[-1] is None


def test_images_without_regions_are_asked_of_concentration_alone() -> None:
    maps = made_up(guided=np.full(56, 0.9))
    bare = ClaimMaps(
        maps.class_names, maps.labels, maps.mass[:, :0], maps.area[:, :0], maps.ginis, maps.guided_ginis
    )
    assert a8(asked(bare)).verdict == "holds"
    for judge in (a9, b6, c3):
        assert judge(asked(bare)).finding == NO_REGIONS


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.05, 0.5), st.floats(-0.1, 0.3))
def test_less_data_never_decide(seed, spread, clearer) -> None:
    """The same maps once and four times."""
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(7), 6)
    mass = random.dirichlet(EVEN / spread**2, len(labels))
    ginis = random.uniform(0.3, 0.7, len(labels))
    guided = ginis + clearer + random.normal(0, spread, len(labels))
    area = np.tile(EVEN, (len(labels), 1))
    few, many = (
        asked(ClaimMaps(CLASS_NAMES, *(np.concatenate([a] * k) for a in (labels, mass, area, ginis, guided))))
        for k in (1, 4)
    )
    for judge in JUDGES.values():
        assert_open_at_most(judge(few), judge(many))


@settings(max_examples=60)
@given(analyses())
def test_what_is_found_is_well_put_and_has_the_numbers_of_the_maps(analysis) -> None:
    arrays = analysis.arrays
    guided = arrays.ginis[-1]
    maps = ClaimMaps(
        CLASS_NAMES, arrays.labels, arrays.region_mass[0], arrays.region_area, arrays.ginis[0], guided
    )
    answers = {name: judge(asked(maps)) for name, judge in JUDGES.items()}
    assert_well_put(answer.describe() for answer in answers.values())
    known = np.isfinite(arrays.region_mass[0, :, 0])
    is_happy = known & (arrays.labels == CLASS_NAMES.index("happy"))
    found = answers["B6"].finding.en
    assert ("network recognises no image whose map" in found) is (not known.any())
    if known.any():
        density = arrays.region_mass[0, is_happy, 3] / arrays.region_area[is_happy, 3]
        own = f"{density.mean():.2f}" if is_happy.any() else "unknown"
        assert f"mouth of happy faces {own}" in found
        assert ("no other faces" in found) is bool(known.sum() == is_happy.sum())
    n = int((np.isfinite(arrays.ginis[0]) & np.isfinite(guided)).sum())
    assert ("too few to compare" in answers["A8"].finding.en) is (n < 4)


def test_maps_are_those_of_the_images_that_the_network_recognises(tmp_path) -> None:
    run, faces = make_run(tmp_path / "run"), toy_faces()
    add_predictions(run, faces)
    predictions = run.predictions("validation")
    maps = measure(run, predictions, faces, per_class=3)
    right = np.bincount(predictions.labels[predictions.predicted == predictions.labels], minlength=7)
    assert np.bincount(maps.labels, minlength=7).tolist() == np.minimum(right, 3).tolist()
    assert maps.mass.sum(axis=1) == pytest.approx(1)
    assert maps.guided_ginis is not None
    assert maps.guided_ginis.shape == maps.ginis.shape == maps.labels.shape
    assert maps.area[0] @ np.ones(len(REGIONS)) == pytest.approx(1)


def test_a_network_that_recognises_nothing_leaves_the_claims_open(tmp_path) -> None:
    run, faces = make_run(tmp_path / "run"), toy_faces()
    add_predictions(run, faces)
    predictions = run.predictions("validation")
    wrong = replace(predictions, labels=(predictions.predicted + 1) % 7)
    nothing = asked(measure(run, wrong, faces))
    for judge in JUDGES.values():
        answer = judge(nothing)
        assert answer.verdict == "open"
        assert "nan" not in answer.finding.en
    assert "network recognises no image whose map" in b6(nothing).finding.en


def test_each_claim_is_asked_of_the_network_of_its_report(monkeypatch) -> None:
    def of(book, preset):
        return AskedMaps(ReportRuns(preset, reason=Text(preset, preset)), None)

    monkeypatch.setattr("fer_lib.chapters.saliency.claims.ask_maps", of)
    claims = SaliencyClaims(SimpleNamespace())
    answers = [*claims.of_regions(), *claims.of_evenness()]
    assert {answer.id: answer.finding.en for answer in answers} == {
        "B6": "report-b-cnn", "C3": "report-c", "A8": "report-a", "A9": "report-a",
    }  # fmt: skip


def test_the_run_that_answers_is_measured_and_named(tmp_path, monkeypatch) -> None:
    run, faces = make_run(tmp_path / "run"), toy_faces()
    add_predictions(run, faces)
    monkeypatch.setattr(
        claim_maps, "report_runs", lambda book, preset: ReportRuns(preset, (run, run), ("epochs",))
    )
    found = ask_maps(SimpleNamespace(data=lambda name: faces), "report-a")
    assert len(found.runs.runs) == 1
    assert "`run`" in a8(found).finding.en
