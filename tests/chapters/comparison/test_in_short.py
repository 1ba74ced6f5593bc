"""What chapter 17 says in short is true of whatever runs: equal ones, single ones, judged apart."""

import re

from hypothesis import given, settings

from fer_lib.chapters.comparison import in_short
from fer_lib.chapters.comparison.ensembles import make_ensembles
from fer_lib.chapters.comparison.pairs import pairwise_tests
from tests.chapters.compared_runs import N, compared_run, comparison_of
from tests.chapters.comparison.test_sentences_are_true import EDITIONS, named, runs_of, without_counts
from tests.chapters.numbers import assert_well_put


@settings(max_examples=25, deadline=None, derandomize=True)
@given(EDITIONS.filter(lambda drawn: len(drawn) > 1))
def test_findings(drawn) -> None:
    comparison = runs_of(drawn)
    tests, voted = pairwise_tests(comparison), make_ensembles(comparison)
    found = in_short.findings(comparison, tests, voted)
    assert 2 <= len(found) <= 4
    assert_well_put(without_counts(found))
    assert len(tests) == 0 or ("on the same share" in found[0].en) == all_level(tests[0].runs)
    assert (
        ("No two runs" in found[0].en)
        == ("沒有任何兩次" in found[0].zh)
        == (len({start for *_, start, _ in drawn}) == len(drawn))
    )
    shares = {run.name: run.validation.share for run in comparison.runs}
    if not tests:
        assert shares[named(found[1].en)[0]] == max(shares.values())
        return
    runs = tests[0].runs
    if all_level(runs):
        assert f"{100 * runs[0].validation.share:.1f}%" in found[0].en
        assert (len(runs) == 2) == ("both runs are" in found[0].en) == ("兩次訓練" in found[0].zh)
        assert ("is the better one" in found[1].en) == ("無法說哪一次較好" in found[1].zh)
        return
    assert shares[named(found[0].en)[0]] == max(run.validation.share for run in runs)
    assert f"Of {len(runs)} runs" in found[0].en
    worse = int(tests[0].better[0].sum())
    assert ("is better than" in found[1].en) == found[1].zh.startswith("它比") == (worse == len(runs) - 1)
    assert ("not shown to be better" in found[1].en) == ("看不出它比" in found[1].zh) == (worse == 0)
    if counts := re.search(r"Of the other (\d+), (\d+) ", found[1].en):
        assert [int(x) for x in counts.groups()] == [len(runs) - 1, len(runs) - 1 - worse]
    assert ("To average" in found[-1].en) == ("平均幾個種子" in found[-1].zh) == bool(voted)
    if voted:
        helping = [ensemble for ensemble in voted if ensemble.gain_interval[0] > 0]
        shown = "not shown to be" not in found[-1].en and "in no setting" not in found[-1].en
        assert shown == bool(helping)
        told = re.search(r"in (\d+) of (\d+) settings", found[-1].en)
        assert not told or [int(x) for x in told.groups()] == [len(helping), len(voted)]


def all_level(runs) -> bool:
    return len({run.validation.share for run in runs}) == 1


def test_a_run_that_is_better_than_all_others_and_two_that_are_equal() -> None:
    best = compared_run("best", range(N))
    for others in (1, 2):
        made = comparison_of(
            best, *(compared_run(f"poor-{k}", range(50 + k), epochs=k + 1) for k in range(others))
        )
        found = in_short.findings(made, pairwise_tests(made), ())
        assert_well_put(found)
        assert found[0].en.endswith("none is more accurate than `best`: 100.0%.")
        assert found[1].en.startswith(
            "It is better than the other" if others == 1 else "It is better than each"
        )
    made = comparison_of(best, compared_run("same", range(N), epochs=9))
    found = in_short.findings(made, pairwise_tests(made), ())
    assert found[0].en == "On the same validation images both runs are right on the same share, 100.0%."
    assert found[0].zh == "在同一批驗證影像上，兩次訓練的準確率相同，都是 100.0%。"
    nearly = comparison_of(best, compared_run("less", range(N - 1), epochs=9))
    assert in_short.findings(nearly, pairwise_tests(nearly), ())[1].zh == "看不出它比另一次準。"
