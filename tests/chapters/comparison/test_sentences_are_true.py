"""What chapter 17 says of runs is true of them: drawn at random, equal ones, single ones and extremes among them."""

import re
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters import seed_effect
from fer_lib.chapters.comparison import cost_sentences, ensemble_sentences, figures, sentences, tables
from fer_lib.chapters.comparison.costs import COSTS, accuracy_cost
from fer_lib.chapters.comparison.ensembles import make_ensembles
from fer_lib.chapters.comparison.names import NAMES_LISTED
from fer_lib.chapters.comparison.pairs import pairwise_tests
from fer_lib.language import Text
from tests.chapters.compared_runs import N, compared_run, comparison_of
from tests.chapters.numbers import assert_well_put, texts_of_figure, texts_of_table

RIGHT = st.sampled_from([0, 57, 200, 201, 215, 216, 240, 241, 300, 390, N])
RUN = st.tuples(
    st.integers(0, 2), RIGHT, st.sampled_from([0, 0, 0, 1000]), st.sampled_from([None, 400_000, 2_000_000])
)
"""Setting, right images, first image, parameters."""
EDITIONS = st.lists(RUN, min_size=1, max_size=7)


def runs_of(drawn):
    seeds = [sum(other[0] == setting for other in drawn[:place]) for place, (setting, *_) in enumerate(drawn)]
    return comparison_of(
        *(
            compared_run(
                f"x{setting}-s{seed}", range(right), seed=seed, epochs=setting + 1, first_index=first,
                parameters=parameters, seconds=60.0 * (1 + setting),
            )
            for (setting, right, first, parameters), seed in zip(drawn, seeds, strict=True)
        )
    )  # fmt: skip


def without_counts(texts):
    """Without the numbers of parameters, which the two languages count in millions and in 萬."""
    counts = re.compile(r"[\d.,]+(?: million parameters| 萬個參數)")
    return [Text(counts.sub("", text.en), counts.sub("", text.zh)) for text in texts]


def named(text):
    return re.findall(r"`([^`]+)`", text)


@given(EDITIONS)
@settings(max_examples=100)
def test_overview_and_seeds(drawn):
    comparison = runs_of(drawn)
    said = [*sentences.overview(comparison), sentences.spread_of_seeds(comparison)]
    assert_well_put(said)
    plural = "" if len(drawn) == 1 else "s"
    assert f"The edition has {len(drawn)} complete run{plural} " in said[0].en
    first = comparison.sets[0].runs
    (best,) = named(said[0].en.split("most accurate is")[1])
    share = next(run.validation.share for run in first if run.name == best)
    assert share == max(run.validation.share for run in first)
    spread = said[-1]
    groups = {}
    for setting, right, start, _ in drawn:
        groups.setdefault(setting, []).append((right / N, start))
    measured = {
        f"x{setting}": float(np.std([share for share, _ in group], ddof=1))
        for setting, group in groups.items()
        if len(group) > 1 and len({start for _, start in group}) == 1
    }
    assert (
        ("cannot say by how much the seed moves" in spread.en) == ("無法得知" in spread.zh) == (not measured)
    )
    for name, deviation in measured.items():
        assert re.search(rf"`{name}` {100 * deviation:.1f} \(\d seeds\)", spread.en)
    if "the most with" in spread.en:
        (most,) = named(spread.en.split("the most with")[1])
        assert all(measured[most] > other for name, other in measured.items() if name != most)


@given(EDITIONS)
@settings(max_examples=120)
def test_pairs_and_best(drawn):
    comparison = runs_of(drawn)
    for tests in pairwise_tests(comparison):
        limit, adjusted = tests.seeds.limit, tests.adjusted
        counts = {"better": 0, "too small": 0, "none": 0}
        worse = set()
        for i in range(len(tests.runs)):
            for j in range(i + 1, len(tests.runs)):
                c = tests.comparison(i, j)
                low, high = c.difference_interval
                apart = adjusted[i, j] < 0.05 and not low <= 0 <= high
                kind = "none" if not apart else "too small" if abs(c.difference) < limit else "better"
                counts[kind] += 1
                assert tests.verdict(i, j) == kind
                if kind == "better" and i == 0:
                    worse.add(tests.runs[j].name)
        effect = seed_effect.described(tests.seeds, "editions/mine.yaml")
        pairs, best = sentences.pairs(tests), sentences.best(tests)
        assert_well_put([effect, pairs, best])
        assert_well_put(texts_of_table(tables.against_best(tests)))
        assert counts["too small"] == 0 or limit > 0
        small = (
            f"but by less than the {seed_effect.limit_text(tests.seeds)} points that the seed alone can move"
        )
        chinese = f"小於只換種子就可能有的 {seed_effect.limit_text(tests.seeds)} 個百分點"
        assert (small in pairs.en) == (chinese in pairs.zh) == (counts["too small"] > 0)
        assert ("no difference is shown" in pairs.en) == ("看不出差異" in pairs.zh) == (counts["none"] > 0)
        if tests.pairs > 1:
            assert ("one run is better" in pairs.en) == ("有一方較準" in pairs.zh) == (counts["better"] > 0)
            kinds = [count for count in counts.values() if count]
            assert ("In all of them" in pairs.en) == (len(kinds) == 1)
            for count, what in zip(
                counts.values(), ("one run is better", "the test tells", "no difference"), strict=True
            ):
                assert not count or len(kinds) == 1 or re.search(rf"(?:In|in) {count} {what}", pairs.en)
            assert f"{tests.not_adjusted} pair" in pairs.en
            caption = figures.pairs(tests)
            assert_well_put(texts_of_figure(caption))
            assert ("≈" in caption.caption.en) == ("≈" in caption.caption.zh) == (counts["too small"] > 0)
        equal = {run.name for run in tests.runs[1:]} - worse
        told = set(named(best.en)) - {tests.runs[0].name}
        assert told == (equal if len(equal) <= NAMES_LISTED else told)
        assert ("not shown to be better" in best.en or "Not shown to be worse" in best.en) == bool(equal)
        assert (f"is better than {len(worse)} of the others" in best.en) == bool(worse and equal)
        assert ("is better than the other run" in best.en) == (len(tests.runs) == 2 and bool(worse))


@given(EDITIONS)
@settings(max_examples=100)
def test_costs(drawn):
    comparison = runs_of(drawn)
    for cost in COSTS:
        values = accuracy_cost(comparison, cost)
        if values is None:
            continue
        said = cost_sentences.frontier(values)
        assert_well_put(without_counts([said, *texts_of_figure(figures.accuracy_cost(values))]))
        main = [point for point in values.points if point.main]
        if "always" in said.en:
            ordered = sorted(main, key=lambda point: point.cost)
            assert all(a.cost < b.cost and a.accuracy.share < b.accuracy.share for a, b in pairwise(ordered))
            continue
        more = "is more accurate" in said.en
        for point in (p for p in main if f"`{p.name}`" in said.en):
            for other in main:
                if other is not point and other.cost <= point.cost:
                    assert other.accuracy.share <= point.accuracy.share
                    assert more or other.accuracy.share < point.accuracy.share
    for tests in pairwise_tests(comparison)[:1]:
        said = cost_sentences.cheapest(tests)
        assert_well_put(without_counts(said))
        candidates = {run.name: run for run in tests.not_worse_than_best()}
        for cost, text in zip([c for c in COSTS if cost_sentences.cheapest(tests, [c])], said, strict=True):
            known = {name: cost.of(run) for name, run in candidates.items() if cost.of(run) is not None}
            told = named(text.en)
            assert set(told) <= set(known)
            least = min(known.values())
            if "none is" in text.en:
                assert known[tests.runs[0].name] == least
            else:
                assert known[told[0]] == least < known[tests.runs[0].name]
                assert ("one of" in text.en) == (sum(value == least for value in known.values()) > 1)


@given(EDITIONS)
@settings(max_examples=80)
def test_ensembles(drawn):
    comparison = runs_of(drawn)
    voted = make_ensembles(comparison)
    if not voted:
        assert_well_put([ensemble_sentences.no_ensemble(comparison, "editions/mine.yaml")])
        return
    said = ensemble_sentences.ensembles(comparison, voted)
    assert_well_put([*said, *texts_of_table(tables.ensembles(voted))])
    helping = [ensemble.seeds.name for ensemble in voted if ensemble.gain_interval[0] > 0]
    count = len(voted)
    if count == 1:
        assert ("is not shown to be better" in said[0].en) == ("看不出" in said[0].zh) == (not helping)
    else:
        assert ("In none of the" in said[0].en) == ("都沒有比" in said[0].zh) == (not helping)
        assert (f"In all {count} settings" in said[0].en) == (len(helping) == count)
        assert (f"In {len(helping)} of {count} settings" in said[0].en) == (0 < len(helping) < count)
        best = max(voted, key=lambda ensemble: ensemble.gain)
        assert f"The highest gain is that of `{best.seeds.name}`" in said[0].en
