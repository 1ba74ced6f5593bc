import itertools
import json

import numpy as np
import pytest
from safetensors.numpy import save_file
from statsmodels.stats.multitest import multipletests

from fer_lib.chapters.comparison import sentences as say
from fer_lib.chapters.comparison import tables as tables
from fer_lib.chapters.comparison.accuracy_cost_figure import AccuracyCostPlot
from fer_lib.chapters.comparison.costs import (
    PARAMETERS,
    TIME,
    accuracy_cost,
    cheapest_of_the_best,
    duration,
    millions,
)
from fer_lib.chapters.comparison.ensembles import Ensemble, ensembles
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.chapters.comparison.pairwise_figure import MOST_RUNS, PairwiseTriangle
from fer_lib.chapters.comparison.results import ImageSet, SeedRuns, _letter, make_comparison
from fer_lib.language import LANGUAGES
from fer_lib.plots.style import figure_style
from fer_lib.runs.state import read_state
from tests.evaluation.compared_runs import N, compared_run, comparison_of
from tests.evaluation.run_folders import make_run


@pytest.fixture(scope="module")
def mixed():
    """Three networks, two seeds of one setting, one run on other images, with very different accuracies."""
    return comparison_of(
        compared_run("big", range(380), parameters=9_000_000, seconds=900.0, model="report-c"),
        compared_run("small-s0", range(2, 380), parameters=400_000, seconds=30.0, model="report-b-cnn"),
        compared_run(
            "small-s1", range(3, 379), seed=1, parameters=400_000, seconds=40.0, model="report-b-cnn"
        ),
        compared_run("poor", range(150), parameters=300_000, seconds=500.0, model="report-b-dnn"),
        compared_run("fold-0", 0.97, first_index=1000, parameters=None, seconds=None, epochs=3),
    )


def test_sets_are_runs_on_the_same_images(mixed):
    assert [(s.letter, len(s.runs), s.n) for s in mixed.sets] == [("A", 4, N), ("B", 1, N)]
    assert mixed.sets[1].runs[0].name == "fold-0"
    shares = [run.validation.share for run in mixed.sets[0].runs]
    assert shares == sorted(shares, reverse=True)
    other_data = comparison_of(compared_run("x", 0.5), compared_run("y", 0.5))
    assert len(other_data.sets) == 1
    other_labels = compared_run("y", 0.5)
    other_labels.predictions.labels[0] += 1
    assert len(comparison_of(compared_run("x", 0.5), other_labels).sets) == 2
    assert [_letter(n) for n in (0, 25, 26, 27, 52, 702)] == ["A", "Z", "AA", "AB", "BA", "AAA"]


def test_seeds_are_runs_that_differ_in_nothing_else(mixed):
    (group,) = mixed.seeds
    assert (group.name, [run.config.seed for run in group.runs]) == ("small", [0, 1])
    shares = [run.validation.share for run in group.runs]
    assert group.mean == pytest.approx(np.mean(shares))
    assert group.deviation == pytest.approx(np.std(shares, ddof=1))
    assert mixed.seeds_of(group.runs[1]) is group
    assert mixed.seeds_of(mixed.sets[1].runs[0]) is None
    different = comparison_of(compared_run("a-0", 0.5), compared_run("a-1", 0.5, seed=1, epochs=13))
    assert different.seeds == ()


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (("batchnorm-on-s0", "batchnorm-on-s1"), "batchnorm-on"),
        (("x-s10", "x-s11"), "x"),
        (("plain", "plain-s1"), "plain"),
        (("plain_seed1", "plain_seed2"), "plain"),
        (("a", "b"), "a"),
        (("dropout0.5-s0", "dropout0.5-s1"), "dropout0.5"),
    ],
)
def test_names_of_seeds(names, name):
    runs = tuple(compared_run(n, 0.5, seed=seed) for seed, n in enumerate(names))
    assert SeedRuns(runs).name == name


def test_pairs_agree_with_single_comparisons(mixed):
    close = [compared_run(f"run-{n}", 0.5 + 0.03 * n, seed=n) for n in range(5)]
    equal = [compared_run("same", 0.6, seed=7), compared_run("same", 0.6, seed=7)]
    tests = PairwiseTests(ImageSet("A", (*mixed.sets[0].runs, *close, *equal)))
    m = len(tests.runs)
    flat, places = [], []
    for i in range(m):
        for j in range(m):
            comparison = tests.comparison(i, j)
            low, high = comparison.difference_interval
            assert tests.differences[i, j] == pytest.approx(comparison.difference)
            assert tests.p_values[i, j] == pytest.approx(comparison.p_value, rel=1e-9)
            assert tests._excludes_zero[i, j] == (low > 0 or high < 0)
            if i < j:
                flat.append(comparison.p_value)
                places.append((i, j))
    adjusted = multipletests(flat, method="holm")[1]
    for (i, j), p in zip(places, adjusted, strict=True):
        assert tests.adjusted[i, j] == tests.adjusted[j, i] == pytest.approx(p)
        verdict = tests.comparison(i, j).verdict(1, p)
        expected = {"first": "better", "second": "better"}.get(verdict, verdict)
        assert tests.verdict(i, j) == tests.verdict(j, i) == expected
        assert tests.better[i, j] == (verdict == "first")
        assert tests.better[j, i] == (verdict == "second")
    assert 0 < tests.claimed < tests.pairs == m * (m - 1) // 2
    assert tests.not_adjusted == sum(p < 0.05 for p in flat)


def test_less_than_a_point_and_a_half_is_no_difference():
    some, fewer = list(range(200)), list(range(195))
    tests = PairwiseTests(ImageSet("A", (compared_run("a", some), compared_run("b", fewer))))
    tests.__dict__["adjusted"] = np.array([[1, 0.001], [0.001, 1]])  # as with many more images
    tests.__dict__["_excludes_zero"] = np.array([[False, True], [True, False]])
    assert tests.verdict(0, 1) == "too small"
    assert not tests.better.any()
    assert "in 1 the test tells the two apart" in say.of_pairs(tests).en


def test_ensemble_is_the_mean_of_probabilities():
    thirds = [[i for i in range(N) if i % 3 != k] for k in range(3)]
    group = SeedRuns(tuple(compared_run(f"run-{k}", right, seed=k) for k, right in enumerate(thirds)))
    ensemble = Ensemble(group)
    by_hand = sum(run.predictions.probabilities for run in group.runs) / 3
    assert ensemble.probabilities == pytest.approx(by_hand)
    assert ensemble.accuracy.share == 1.0  # of any three, two outvote the one that is wrong
    assert ensemble.gain == pytest.approx(1 - group.mean)
    low, high = ensemble.gain_interval
    assert (low, high) == pytest.approx((ensemble.gain, ensemble.gain))  # it is the same in every image
    assert ensemble.helps
    same = Ensemble(SeedRuns((compared_run("x", thirds[0]), compared_run("x", thirds[0], seed=0))))
    assert same.gain == 0
    assert same.gain_interval == (0, 0)
    assert not same.helps


def test_the_interval_of_the_gain_is_that_of_a_plain_bootstrap():
    ensemble = Ensemble(SeedRuns((compared_run("x", 0.7), compared_run("x", 0.6, seed=1))))
    generator = np.random.default_rng(0)
    means = [ensemble.gains[generator.integers(0, N, N)].mean() for _ in range(4000)]
    assert ensemble.gain_interval == pytest.approx(np.quantile(means, [0.025, 0.975]), abs=0.006)


def test_no_ensemble_across_different_images():
    comparison = comparison_of(
        compared_run("x-s0", 0.5, split="stratified"),
        compared_run("x-s1", 0.6, seed=1, split="stratified", first_index=9),
    )
    assert ensembles(comparison) == ()
    (told,) = say.of_ensembles(comparison, ())
    assert "No ensemble can be judged of `x`" in told.en
    assert "`x`" in told.zh


def test_the_frontier_has_the_runs_that_none_beats(mixed):
    smallest = accuracy_cost(mixed, PARAMETERS)
    assert smallest.frontier[0].name == "poor"
    shares = [point.accuracy.share for point in smallest.frontier]
    costs = [point.cost for point in smallest.frontier]
    assert shares == sorted(set(shares))
    assert costs == sorted(set(costs))
    for point in smallest.points:
        beaten = any(
            p.main and p.cost <= point.cost and p.accuracy.share >= point.accuracy.share and p is not point
            for p in smallest.points
        )
        assert (point in smallest.frontier) == (point.main and not beaten)
    quickest = accuracy_cost(mixed, TIME)
    assert "poor" not in [point.name for point in quickest.frontier]
    assert "fold-0" not in [point.name for point in quickest.points]
    for lang in LANGUAGES:
        assert all(f"`{point.name}`" in quickest.describe()[lang] for point in quickest.frontier)
        assert all(point.name in quickest.alt()[lang] for point in quickest.frontier)
    assert accuracy_cost(comparison_of(mixed.runs[0]), TIME) is None


def test_the_cheapest_of_the_best(mixed):
    tests = PairwiseTests(mixed.sets[0])
    assert {run.name for run in tests.not_worse_than_best()} == {"big", "small-s0", "small-s1"}
    smallest, quickest = cheapest_of_the_best(tests)
    assert "`small-s0`: 0.40 million parameters, against 9.00 million parameters of `big`" in smallest.en
    assert "40 萬個參數" in smallest.zh
    assert "30 seconds, against 15.0 minutes" in quickest.en
    alone = PairwiseTests(ImageSet("A", (compared_run("a", 0.9), compared_run("b", 0.2))))
    assert cheapest_of_the_best(alone) == []


@pytest.mark.parametrize(
    ("seconds", "said"), [(48, "48 seconds"), (192, "3.2 minutes"), (18_360, "5.1 hours")]
)
def test_durations(seconds, said):
    assert duration(seconds).en == said


def test_millions():
    assert [millions(n) for n in (2_109_031, 59_200_000, 1_234_500_000, 307_000, 31_000)] == [
        "2.11", "59.2", "1,234.5", "0.31", "0.031",
    ]  # fmt: skip


def test_the_table_of_all_runs(mixed):
    table = tables.RunsTable(mixed)
    rows = table.rows()
    assert [row[0] for row in rows][-1] == "fold-0"
    assert {len(row) for row in rows} == {9} == {len(table.columns()), len(table.align())}
    by_name = {row[0]: row for row in rows}
    assert by_name["fold-0"][1:3] == ["report-a", "B"]
    assert by_name["fold-0"][4:6] == ["–", "–"]
    seeds = mixed.seeds[0]
    over = f"{100 * seeds.mean:.1f} ± {100 * seeds.deviation:.1f} (2)"
    assert by_name["small-s0"][4] == by_name["small-s1"][4] == over
    low, high = next(run for run in mixed.runs if run.name == "poor").validation.wilson_interval
    assert by_name["poor"][3].endswith(f"({100 * low:.1f}–{100 * high:.1f})")
    for lang in LANGUAGES:
        assert "A: n = 400" in table.caption()[lang]
        assert "`" not in table.caption()[lang]  # MyST ends the caption there
    alone = tables.RunsTable(comparison_of(compared_run("only", 0.5)))
    assert len(alone.columns()) == len(alone.rows()[0]) == 7
    assert "n = 400" in alone.caption().zh


def test_hundreds_of_runs():
    runs = [
        compared_run(f"run-{n}", 0.3 + n / 500, seed=n, model=["report-a", "report-c"][n % 2])
        for n in range(200)
    ]
    comparison = comparison_of(*runs)
    table = tables.RunsTable(comparison)
    assert [row[0] for row in table.rows()] == [run.name for run in comparison.runs]
    assert table.is_long
    assert table.caption().en.startswith("All runs; n = 400 ")
    assert table.caption().zh.startswith("所有訓練；")
    networks = tables.network_rows(comparison)
    assert sorted(row[:3] for row in networks) == [["report-a", "A", "100"], ["report-c", "A", "100"]]
    tests = PairwiseTests(comparison.sets[0])
    assert tests.pairs == 19_900
    assert len(tables.neighbour_rows(tests)) == tables.MOST_NEIGHBOURS
    triangle = PairwiseTriangle(
        tuple(run.name for run in tests.runs), tests.differences, tests.better, tests.too_small
    )
    assert triangle.shown == MOST_RUNS
    assert len(triangle.plot().axes[0].patches) == MOST_RUNS * (MOST_RUNS - 1) // 2
    with figure_style("zh-TW"):
        figure = AccuracyCostPlot(accuracy_cost(comparison, TIME)).plot(lang="zh-TW")
    assert figure.axes[0].get_xscale() == "log"
    many = [compared_run(f"n-{n}", 0.5, first_index=n) for n in range(30)]
    rows = tables.network_rows(comparison_of(*many))
    assert len(rows) == tables.MOST_NETWORKS
    assert (rows[-1][0].en, rows[-1][2]) == ("all others", "14")


def test_names_in_the_figure_of_costs_do_not_overlap():
    runs = [compared_run(f"a-rather-long-name-{n}", range(60 + n), seconds=60.0 + n) for n in range(6)]
    figure = AccuracyCostPlot(accuracy_cost(comparison_of(*runs), TIME)).plot()
    names = figure.axes[0].texts
    assert names[0].get_text() == "a-rather-long-name-5"
    assert len(names) < len(runs)
    boxes = [name.get_window_extent() for name in names]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_the_triangle_colours_what_is_claimed(mixed):
    tests = PairwiseTests(mixed.sets[0])
    names = tuple(run.name for run in tests.runs)
    too_small = np.zeros_like(tests.too_small)
    too_small[0, 1] = too_small[1, 0] = True
    ax = PairwiseTriangle(names, tests.differences, tests.better, too_small).plot().axes[0]
    white = [patch for patch in ax.patches if patch.get_facecolor()[:3] == (1, 1, 1)]
    assert len(ax.patches) - len(white) == tests.claimed == 3
    assert [text.get_text() for text in ax.texts] == ["≈"]
    alt = say.triangle_alt(tests, 4)
    assert "3 squares are coloured, 1 of them in the first column; of the 3 along the diagonal" in alt.en
    assert alt.en.endswith("meet, 1.")
    assert "共 3 個" in alt.zh


def test_sentences_say_the_same_in_both_languages(mixed):
    tests = PairwiseTests(mixed.sets[0])
    told = [
        *say.overview(mixed), say.spread_of_seeds(mixed), say.of_pairs(tests), say.of_best(tests),
        *say.of_ensembles(mixed, ensembles(mixed)), *cheapest_of_the_best(tests, [TIME]),
    ]  # fmt: skip
    for text in told:
        numbers = [
            sorted(
                word.strip("%,.;:()")
                for word in part.replace("（", " ").replace("，", " ").split()
                if "." in word
            )
            for part in (text.en, text.zh)
        ]
        assert text.en.endswith(".")
        assert text.zh.endswith("。")
        assert "  " not in text.zh
        for number in numbers[0]:
            if number.replace(".", "").isdigit():
                assert number in text.zh, text
        for run in mixed.runs:
            assert (f"`{run.name}`" in text.en) == (f"`{run.name}`" in text.zh)
    assert "fold-0" in say.overview(mixed)[1].en


def test_what_is_not_named_is_counted():
    runs = [
        compared_run(f"net{pair}-s{seed}", 0.5 + pair / 50, seed, epochs=1 + pair, first_index=pair)
        for pair in range(20)
        for seed in (0, 1)
    ]
    comparison = comparison_of(*runs)
    _, by_set = say.overview(comparison)
    assert by_set.en.endswith(
        ": " + ", ".join(f"2 on {letter}" for letter in "ABCDEFGH") + " and 12 more sets. "
    )
    assert by_set.zh.endswith("、H 有 2 個，另有 12 批。")
    seeds = say.spread_of_seeds(comparison)
    assert "; of the other 12 the table of all runs says it; the most with " in seeds.en
    assert "；其餘 12 種見所有訓練的表；" in seeds.zh
    found = ensembles(comparison)
    assert len(tables.ensemble_rows(found)) == len(found) == 20
    assert len(tables.RunsTable(comparison).rows()) == 40
    assert not tables.RunsTable(comparison).is_long


def test_left_out_runs_are_named(tmp_path):
    def complete(name, right):
        run = make_run(tmp_path / name, right)
        metrics = json.loads((run.path / "metrics.json").read_text())
        del metrics["splits"]["train"]
        (run.path / "metrics.json").write_text(json.dumps(metrics))
        save_file({"w": np.zeros(2, np.float32)}, run.path / "best.safetensors")
        return run.path

    good, half, torn = complete("good", range(30)), complete("half", range(20)), complete("torn", range(10))
    (half / "metrics.json").unlink()
    (torn / "predictions.npz").write_bytes(b"PK")
    comparison = make_comparison([read_state(path) for path in (torn, half, good)])
    assert [run.name for run in comparison.runs] == ["good"]
    assert comparison.runs[0].validation.successes == 30
    told = say.left_out(comparison)
    assert told.en.startswith(
        "2 of the edition's 3 runs are not here: `torn` (broken: predictions.npz: damaged"
    )
    assert "`half` (unfinished: epoch 2 of 12)" in told.en
    assert "`half`（未完成：epoch 2 of 12）" in told.zh
    assert str(tmp_path) not in told.en
    assert say.left_out(make_comparison([read_state(good)])) is None
