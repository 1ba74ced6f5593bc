import itertools

import numpy as np

from fer_lib.chapters.comparison import figures
from fer_lib.chapters.comparison.accuracy_cost_figure import INTERVALS_DRAWN, AccuracyCostPlot
from fer_lib.chapters.comparison.costs import COSTS, TIME, accuracy_cost
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.chapters.comparison.pairwise_figure import RUNS_DRAWN, PairwiseTriangle
from fer_lib.plots.style import figure_style
from tests.chapters.compared_runs import compared_run, comparison_of
from tests.chapters.numbers import assert_same_numbers, texts_of_figure


def test_both_languages_have_the_same_numbers(mixed):
    made = [figures.accuracy_cost(accuracy_cost(mixed, TIME)), figures.pairs(PairwiseTests(mixed.sets[0]))]
    assert_same_numbers(text for figure in made for text in texts_of_figure(figure))


def test_captions_of_costs_have_the_number_of_images(mixed):
    captions = [figures.accuracy_cost(accuracy_cost(mixed, cost)).caption for cost in COSTS]
    assert all("(n = 400). Vertical lines: 95% intervals." in caption.en for caption in captions)
    assert "number of parameters" in captions[0].en
    assert "time of its whole training" in captions[1].en


def test_hundreds_of_runs():
    runs = [
        compared_run(f"run-{n}", 0.3 + n / 500, seed=n, seconds=60.0 + n) for n in range(INTERVALS_DRAWN * 5)
    ]
    comparison = comparison_of(*runs)
    pairs = figures.pairs(PairwiseTests(comparison.sets[0]))
    assert f"The {RUNS_DRAWN} most accurate runs on images A, n = 400." in pairs.caption.en
    assert len(pairs.draw("en").axes[0].patches) == RUNS_DRAWN * (RUNS_DRAWN - 1) // 2
    costs = figures.accuracy_cost(accuracy_cost(comparison, TIME))
    assert "Vertical lines" not in costs.caption.en  # so many would hide the points
    with figure_style("zh-TW"):
        figure = costs.draw("zh-TW")
    assert figure.axes[0].get_xscale() == "log"


def test_names_in_the_figure_of_costs_do_not_overlap():
    runs = [compared_run(f"a-rather-long-name-{n}", range(60 + n), seconds=60.0 + n) for n in range(6)]
    figure = AccuracyCostPlot(accuracy_cost(comparison_of(*runs), TIME)).plot()
    names = figure.axes[0].texts
    assert names[0].get_text() == "a-rather-long-name-5"
    assert len(names) < len(runs)
    boxes = [name.get_window_extent() for name in names]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_few_runs_are_all_named_and_inside_the_frame():
    for high in (14.59, 900.0):
        runs = [
            compared_run("mine-plain", range(380), seconds=13.99),
            compared_run("mine", range(380), seconds=high),
        ]
        axes = AccuracyCostPlot(accuracy_cost(comparison_of(*runs), TIME)).plot().axes[0]
        assert {text.get_text() for text in axes.texts} == {"mine", "mine-plain"}
        frame = axes.get_window_extent()
        assert all(frame.x0 <= text.get_window_extent().x0 for text in axes.texts)
        assert all(text.get_window_extent().x1 <= frame.x1 for text in axes.texts)


def test_the_triangle_colours_what_is_claimed(mixed):
    tests = PairwiseTests(mixed.sets[0])
    names = tuple(run.name for run in tests.runs)
    too_small = np.zeros_like(tests.too_small)
    too_small[0, 1] = too_small[1, 0] = True
    ax = PairwiseTriangle(names, tests.differences, tests.better, too_small).plot().axes[0]
    white = [patch for patch in ax.patches if patch.get_facecolor()[:3] == (1, 1, 1)]
    assert len(ax.patches) - len(white) == tests.claimed == 3
    assert [text.get_text() for text in ax.texts] == ["≈"]
    alt = figures.pairs(tests).alt
    assert "3 squares are coloured, 1 of them in the first column; of the 3 along the diagonal" in alt.en
    assert alt.en.endswith("meet, 1.")
    assert "共 3 個" in alt.zh
