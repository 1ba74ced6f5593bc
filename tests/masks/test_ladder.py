"""Training, judging and comparing on a toy problem."""

import json

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from sklearn.metrics import average_precision_score, balanced_accuracy_score, f1_score

from fer_lib.chapters.masks.claims import MaskClaims, roughness
from fer_lib.chapters.masks.comparison import Comparisons, Difference, compare_methods
from fer_lib.chapters.masks.figures import (
    crops,
    differences,
    differences_alt,
    precision_recall,
    recalls,
    report_matrices,
)
from fer_lib.chapters.masks.findings import (
    comparison_rows,
    count_rows,
    describe_answer,
    method_rows,
    recall_columns,
    recall_rows,
    score_columns,
    score_rows,
)
from fer_lib.chapters.masks.long_names import try_long_names
from fer_lib.chapters.masks.precision_recall_figure import precision_at_hits
from fer_lib.chapters.masks.report_findings import describe_report, report_rows
from fer_lib.chapters.masks.report_matrices import REPORT_MATRICES, paired_range
from fer_lib.data.masks.dataset import CLASS_NAMES, RARE
from fer_lib.errors import UserError
from fer_lib.imbalance.ablation import Budget, LadderRuns, MethodRuns, run_folds, run_ladder
from fer_lib.imbalance.methods import METHODS
from fer_lib.imbalance.results import MaskRuns, read_results, write_results
from fer_lib.imbalance.scores import average_precision, matrix_scores, method_scores
from fer_lib.models.report_e import MaskNetwork, number_of_parameters
from tests.masks.mask_files import toy_masks

BUDGET = Budget(seeds=2, epochs=12, batch_size=16)


@pytest.fixture(scope="module")
def toy():
    return toy_masks()


@pytest.fixture(scope="module")
def runs(toy):
    return run_ladder(toy, BUDGET)


@pytest.fixture(scope="module")
def claims(runs):
    scores = {name: method_scores(m, runs.labels) for name, m in runs.by_method.items()}
    return MaskClaims(runs, scores, compare_methods(runs, draws=200), try_long_names())


def test_network_is_report_e_s():
    network = MaskNetwork(1)
    assert number_of_parameters() == 16 * 27 + 16 + 16 * 7 * 7 * 3 + 3 == 2803
    x = torch.rand(4, 3, 28, 28, generator=torch.Generator().manual_seed(0))
    pooled = F.max_pool2d(
        F.relu(F.conv2d(x, network.convolution.weight, network.convolution.bias, padding=1)), 4
    )
    expected = network.linear(pooled.permute(0, 2, 3, 1).reshape(4, -1))
    assert torch.allclose(network(x), expected, atol=1e-6)
    assert torch.equal(MaskNetwork(1).linear.weight, network.linear.weight)
    assert not torch.equal(MaskNetwork(2).linear.weight, network.linear.weight)


def test_every_method_learns_the_toy_problem(toy, runs):
    assert list(runs.by_method) == [method.name for method in METHODS]
    for name, of_method in runs.by_method.items():
        assert of_method.losses[:, -1].mean() < 0.7 * of_method.losses[:, 0].mean(), name
        assert method_scores(of_method, runs.labels).mean("accuracy") >= 0.9, name
    assert method_scores(runs.by_method["balanced"], runs.labels).recall(RARE)[0] == 1


def test_trainings_repeat_to_the_bit(toy, runs):
    again = run_ladder(toy, BUDGET, [m for m in METHODS if m.name == "focal"])
    assert np.array_equal(again.by_method["focal"].probabilities, runs.by_method["focal"].probabilities)
    assert not np.array_equal(*runs.by_method["focal"].probabilities)  # the seeds differ


def test_cross_validation_asks_about_every_image_once(toy):
    folds = run_folds(
        toy, Budget(seeds=2, epochs=12, batch_size=16), [m for m in METHODS if m.name == "balanced"]
    )
    probabilities = folds.by_method["balanced"].probabilities
    assert probabilities.shape == (1, len(toy), 3)
    assert probabilities.sum(-1) == pytest.approx(1, abs=1e-5)
    assert method_scores(folds.by_method["balanced"], folds.labels).mean("accuracy") >= 0.9


def test_results_survive_the_disk(tmp_path, toy, runs):
    write_results(tmp_path, toy, MaskRuns(runs, runs))
    read = read_results(tmp_path, toy)
    assert read.given.budget == BUDGET
    for name, of_method in runs.by_method.items():
        assert np.array_equal(read.folds.by_method[name].errors, of_method.errors)
    with pytest.raises(UserError, match="from other images"):
        read_results(tmp_path, toy_masks(seed=1))
    described = json.loads((tmp_path / "results.json").read_text())
    (tmp_path / "results.json").write_text(json.dumps({**described, "format": "other"}))
    with pytest.raises(UserError, match="are damaged"):
        read_results(tmp_path, toy)
    with pytest.raises(UserError, match=r"masks\.ipynb makes them"):
        read_results(tmp_path / "none", toy)


def test_scores_are_scikit_learn_s():
    rng = np.random.default_rng(0)
    labels = np.arange(90) % 3
    probabilities = rng.dirichlet(np.ones(3), (1, 90)).astype(np.float32)
    probabilities[0, range(90), labels] += 0.2
    runs = MethodRuns(probabilities, np.zeros((1, 1), np.float32), np.zeros((1, 0), np.float32))
    scores, answers = method_scores(runs, labels), probabilities[0].argmax(1)
    assert scores.mean("macro_f1") == pytest.approx(f1_score(labels, answers, average="macro"))
    assert scores.mean("balanced_accuracy") == pytest.approx(balanced_accuracy_score(labels, answers))
    expected = average_precision_score(labels == RARE, probabilities[0, :, RARE])
    assert scores.mean("average_precision") == pytest.approx(expected)
    assert precision_at_hits(probabilities[0, :, RARE], labels == RARE).mean() == pytest.approx(expected)
    twice = average_precision(np.repeat(probabilities[0, :, RARE], 2), np.repeat(labels == RARE, 2))
    weighted = average_precision(probabilities[0, :, RARE], labels == RARE, np.full((1, 90), 2, np.float32))
    assert weighted == pytest.approx(expected)
    assert twice == pytest.approx(expected, abs=0.02)
    drawn = rng.integers(0, 3, (4, 90)).astype(np.float32)
    by_sklearn = [
        average_precision_score(labels == RARE, probabilities[0, :, RARE], sample_weight=w) for w in drawn
    ]
    assert average_precision(probabilities[0, :, RARE], labels == RARE, drawn) == pytest.approx(
        by_sklearn, rel=1e-5
    )


def made_up(better: float, seeds: int = 5, n: int = 400) -> LadderRuns:
    """Two methods on the same images, the second with better probabilities of the rare class."""
    rng = np.random.default_rng(0)
    labels = np.array([0] * 3 + [1] * 2 + [2] * 15)[np.arange(n) % 20]
    runs = {}
    for name, lift in (("decay", 0.0), ("focal", better)):
        logits = rng.normal(0, 0.6, (seeds, n, 3))
        logits[:, np.arange(n), labels] += 1.5
        logits[:, labels == RARE, RARE] += lift - 1.2
        probabilities = torch.tensor(logits).softmax(-1).numpy().astype(np.float32)
        runs[name] = MethodRuns(
            probabilities, np.zeros((seeds, 2), np.float32), np.zeros((seeds, 4), np.float32)
        )
    return LadderRuns(labels, np.arange(n) // 2, runs, Budget(seeds=seeds), 10)


def test_a_real_difference_is_told_from_noise():
    helped = compare_methods(made_up(2.5), draws=500)
    difference = helped.by_method["focal"]["recall"]
    assert difference.sign == 1
    assert difference.ahead == difference.seeds == 5
    assert difference.interval[0] <= difference.value <= difference.interval[1]
    assert helped.verdict("focal") == "helps"
    same = compare_methods(made_up(0.0), draws=500)
    assert same.verdict("focal") == "nothing"
    assert all(d.sign == 0 for d in same.by_method["focal"].values())
    assert "None of the 1 changes helps" in describe_answer(same).en
    assert "**focal loss** (" in describe_answer(helped).en


def test_holm_adjusts_all_differences_together():
    one = compare_methods(made_up(2.5), draws=500).by_method["focal"]
    smallest = 2 / 501
    assert max(d.p for d in one.values()) <= 1
    assert min(d.p for d in one.values()) == pytest.approx(6 * smallest)  # six metrics, one method


@pytest.mark.parametrize(
    ("signs", "verdict"),
    [
        ((1, 0, 1, 1), "helps"),
        ((0, 1, 0, 0), "helps"),
        ((1, 0, 0, 1), "trades"),
        ((1, 0, -1, 1), "trades"),
        ((0, -1, -1, 0), "harms"),
        ((1, -1, 0, 0), "harms"),
        ((0, 0, 0, 0), "nothing"),
    ],
)
def test_verdicts(signs, verdict):
    metrics = ("recall", "average_precision", "macro_f1", "balanced_accuracy")
    made = {
        m: Difference(0.1 * s, (0, 0), 0.01 if s else 0.5, 0, 5) for m, s in zip(metrics, signs, strict=True)
    }
    comparisons = Comparisons({"focal": made}, (10, 5, 50), 30)
    assert comparisons.verdict("focal") == verdict
    assert comparisons.with_verdict(verdict) == ["focal"]


def test_report_matrices_are_the_printed_ones():
    for matrix in REPORT_MATRICES.values():
        assert matrix.counts.sum(1).tolist() == [89, 22, 283]
    shares = [round(m.accuracy.share, 4) for m in REPORT_MATRICES.values()]
    assert shares == [0.8985, 0.9137, 0.8528, 0.9086]
    assert matrix_scores(REPORT_MATRICES["decay"].counts)["recall"] == pytest.approx(8 / 22)


def test_bounds_of_mcnemar():
    plain, weights = REPORT_MATRICES["decay"], REPORT_MATRICES["weights"]
    recall = paired_range(plain, weights, (RARE,))
    assert recall.difference == 2
    assert recall.smallest == 0.5  # two images gained, none lost: 2 · ½²
    assert recall.largest == pytest.approx(0.8145, abs=1e-4)  # ten gained, eight lost
    assert paired_range(plain, plain).smallest == 1
    assert paired_range(plain, REPORT_MATRICES["resampled-13"], (2,)).largest < 0.001
    assert len(report_rows()) == 4
    assert "13 resamplings" in describe_report().en


def test_claims_are_answered_in_both_languages(claims):
    answers = claims.answers()
    assert [answer.id for answer in answers] == ["E6", "E7", "E8", "E9", "E10", "E11"]
    for answer in answers:
        described = answer.describe()
        assert answer.id in described.en
        assert answer.id in described.zh
    assert claims.names.from_folder
    assert claims.names.from_archive
    assert "300 bytes" in answers[-1].finding.en
    assert answers[-1].verdict == "fails"


def test_roughness():
    assert roughness(np.array([[9, 9, 1, 2], [0, 9, 3, 3]], np.float32)).tolist() == [1, 0]


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_figures_and_tables(toy, claims, lang):
    for figure in (
        crops(toy),
        recalls(claims.scores),
        differences(claims.comparisons),
        precision_recall(claims.runs),
        report_matrices(),
    ):
        assert figure.plot(lang).get_size_inches()[0] == pytest.approx(7.2)
    assert differences_alt(claims.comparisons)[lang]
    assert len(method_rows()) == len(METHODS)
    for columns, rows in (
        (score_columns(), score_rows(claims.scores)),
        (recall_columns(), recall_rows(claims.scores)),
    ):
        assert [len(row) for row in rows] == [len(columns)] * len(METHODS)
    assert len(comparison_rows(claims.comparisons, ("recall",))) == len(METHODS) - 1
    assert len(count_rows(toy)) == len(CLASS_NAMES)
