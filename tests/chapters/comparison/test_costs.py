import pytest

from fer_lib.chapters.compared_runs import ImageSet
from fer_lib.chapters.comparison import cost_sentences, figures
from fer_lib.chapters.comparison.cost_sentences import duration, millions
from fer_lib.chapters.comparison.costs import PARAMETERS, TIME, accuracy_cost
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.language import LANGUAGES
from tests.chapters.compared_runs import compared_run, comparison_of


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
        assert all(
            f"`{point.name}`" in cost_sentences.frontier(quickest)[lang] for point in quickest.frontier
        )
        assert all(point.name in figures.accuracy_cost(quickest).alt[lang] for point in quickest.frontier)
    assert accuracy_cost(comparison_of(mixed.runs[0]), TIME) is None


def test_the_cheapest_of_the_best(mixed):
    tests = PairwiseTests(mixed.sets[0])
    assert {run.name for run in tests.not_worse_than_best()} == {"big", "small-s0", "small-s1"}
    smallest, quickest = cost_sentences.cheapest(tests)
    assert "`small-s0`: 0.40 million parameters, against 9.00 million parameters of `big`" in smallest.en
    assert "40 萬個參數" in smallest.zh
    assert "30 seconds, against 15.0 minutes" in quickest.en
    alone = PairwiseTests(ImageSet("A", (compared_run("a", 0.9), compared_run("b", 0.2))))
    assert cost_sentences.cheapest(alone) == []


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(4.26, "4.3 seconds"), (48, "48 seconds"), (192, "3.2 minutes"), (18_360, "5.1 hours")],
)
def test_durations(seconds, words):
    assert duration(seconds).en == words


def test_millions():
    assert [millions(n) for n in (2_109_031, 59_200_000, 1_234_500_000, 307_000, 31_000)] == [
        "2.11", "59.2", "1,234.5", "0.31", "0.031",
    ]  # fmt: skip


def test_the_best_may_itself_be_the_cheapest():
    runs = [
        compared_run("a", range(380), parameters=1_000_000),
        compared_run("b", range(378), parameters=9_000_000),
    ]
    (smallest,) = cost_sentences.cheapest(PairwiseTests(ImageSet("A", tuple(runs))))  # both take a minute
    assert "of the 2 runs" in smallest.en.lower()
    assert smallest.en.endswith("none is smaller than the best itself, `a` (1.00 million parameters).")
    assert smallest.zh.endswith("其中沒有一個比最準的 `a` 更小（100 萬個參數）。")


def test_two_runs_are_told_as_two():
    runs = [
        compared_run("a", range(380), parameters=9_000_000),
        compared_run("b", range(378), parameters=1_000_000),
    ]
    as_good = compared_run("b", range(380), parameters=1_000_000)
    (level,) = cost_sentences.cheapest(PairwiseTests(ImageSet("A", (runs[0], as_good))))
    assert level.en.startswith("`b` is as accurate as `a` and smaller: 1.00 million")
    (smallest,) = cost_sentences.cheapest(PairwiseTests(ImageSet("A", tuple(runs))))
    assert smallest.en == (
        "`b` is not shown to be worse than the most accurate run, `a`, and is smaller: 1.00 million parameters against "
        "9.00 million parameters."
    )
    assert smallest.zh == "看不出 `b` 比最準的 `a` 差，而它更小：100 萬個參數，後者則是 900 萬個參數。"


def test_nothing_is_said_of_a_cost_that_all_runs_share():
    alike = comparison_of(compared_run("a", range(380), seconds=50.0), compared_run("b", range(378)))
    assert accuracy_cost(alike, PARAMETERS) is None
    times = accuracy_cost(alike, TIME)
    assert figures.accuracy_cost(times).caption.en.startswith(
        "Validation accuracy of each run against the time"
    )
    (quickest,) = cost_sentences.cheapest(PairwiseTests(alike.sets[0]))
    assert "quicker" in quickest.en


def test_the_runs_that_none_beats_are_told_in_a_sentence(mixed):
    two = comparison_of(
        compared_run("a", range(380), seconds=64.0), compared_run("b", range(378), seconds=62.0)
    )
    told = cost_sentences.frontier(accuracy_cost(two, TIME))
    assert told.en == (
        "Both runs took about as long (62 to 64 seconds); less than 10% is not called a difference here, for a "
        "machine also does other things."
    )
    assert told.zh.startswith("兩次訓練花的時間差不多（62 秒到 64 秒）；")
    two = comparison_of(
        compared_run("a", range(380), seconds=74.0), compared_run("b", range(378), seconds=62.0)
    )
    told = cost_sentences.frontier(accuracy_cost(two, TIME))
    assert told.en == "Of the 2 runs, the more accurate always takes more time: none is beaten in both."
    assert told.zh == "這 2 次訓練中，較準的總是較花時間，沒有哪一個兩方面都輸給別的。"
    beaten = compared_run("c", range(300), seconds=90.0)
    told = cost_sentences.frontier(accuracy_cost(comparison_of(*two.runs, beaten), TIME))
    assert told.en == "No other run is as accurate in as little time as `b` or `a`."
    assert told.zh == "`b` 與 `a` 的準確率，沒有其他訓練能用同樣短的時間達到。"
    assert cost_sentences.frontier(accuracy_cost(mixed, TIME)).zh.startswith("在影像 A 上，")


def test_costs_that_lie_close_together_have_ticks():
    two = comparison_of(
        compared_run("a", range(380), seconds=64.0), compared_run("b", range(378), seconds=62.0)
    )
    (axes,) = figures.accuracy_cost(accuracy_cost(two, TIME)).draw("en").axes
    low, high = axes.get_xlim()
    assert sum(low <= tick <= high for tick in axes.get_xticks()) >= 2


def test_nothing_is_cheapest_where_the_best_says_no_cost():
    runs = [
        compared_run("a", range(380), seconds=None),
        compared_run("b", range(378)),
        compared_run("c", range(377)),
    ]
    assert cost_sentences.cheapest(PairwiseTests(ImageSet("A", tuple(runs))), [TIME]) == []
