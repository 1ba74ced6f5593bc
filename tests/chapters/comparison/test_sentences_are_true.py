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
from tests.chapters.truth import assert_true

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
                parameters=parameters, seconds=60.0 * (1 + setting) + seed,
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
    most = max(run.validation.share for run in first)
    level = [run.name for run in first if run.validation.share == most]
    all_level = 1 < len(level) == len(first)
    assert_true(
        said[0],
        {
            ("most accurate is", "最準的是 `"): len(level) == 1,
            "most accurate are": 1 < len(level) < len(first),
            ("right on the same share", "的準確率相同，都是"): all_level,
            "oth runs are right": all_level and len(first) == 2,
        }
        if len(level) in (1, len(first))
        else {"most accurate are": True},
    )
    if not all_level:
        assert named(said[0].en.split("most accurate")[1]) == level
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
        shares = [run.validation.share for run in tests.runs]
        level = {run.name for run, share in zip(tests.runs, shares, strict=True) if share == max(shares)}
        assert (
            "equally many of these" in best.en
            or "none of these images" in best.en
            or "all of these" in best.en
        ) == (len(level) > 1)
        if len(level) > 1:
            assert "most accurate" not in best.en
            assert "最準" not in best.zh
            assert (
                ("no other run on more" in best.en)
                == ("沒有其他訓練答對更多" in best.zh)
                == (len(level) < len(shares))
            )
            assert (
                ("Both runs" in best.en)
                == ("兩次訓練答對" in best.zh or "兩次訓練全部" in best.zh)
                == (len(level) == len(shares) == 2)
            )
            if len(level) == len(shares):
                continue
            equal -= level
            assert set(named(best.en.split(".")[0])) == level
            told = set(named(best.en.split(".", 1)[1])) - {tests.runs[0].name}
        else:
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
        costs = [point.cost for point in main]
        close = max(costs) <= (1.1 if cost.key == "time" else 1) * min(costs)
        assert ("about as long" in said.en or "the same number of parameters" in said.en) == (
            close and len(main) > 1
        )
        if close and len(main) > 1:
            assert ("花的時間差不多" in said.zh) == (cost.key == "time")
            continue
        if "always" in said.en:
            ordered = sorted(main, key=lambda point: point.cost)
            far = 1.1 if cost.key == "time" else 1
            assert all(
                far * a.cost < b.cost and a.accuracy.share < b.accuracy.share for a, b in pairwise(ordered)
            )
            continue
        more = "is more accurate" in said.en
        for point in (p for p in main if f"`{p.name}`" in said.en):
            for other in main:
                if other is not point and other.cost <= point.cost:
                    assert other.accuracy.share <= point.accuracy.share
                as_little = other.cost <= (1.1 if cost.key == "time" else 1) * point.cost
                if other is not point and as_little and other.accuracy.share <= point.accuracy.share:
                    assert more or other.accuracy.share < point.accuracy.share
    for tests in pairwise_tests(comparison)[:1]:
        said = cost_sentences.cheapest(tests)
        assert_well_put(without_counts(said))
        candidates = {run.name: run for run in tests.not_worse_than_best()}
        for cost, text in zip([c for c in COSTS if cost_sentences.cheapest(tests, [c])], said, strict=True):
            known = {name: cost.of(run) for name, run in candidates.items() if cost.of(run) is not None}
            told = named(text.en)
            assert set(told) <= set(known)
            least, of_best = min(known.values()), known[tests.runs[0].name]
            margin = 1.1 if cost.key == "time" else 1
            shared = sum(run.validation.share == tests.runs[0].validation.share for run in tests.runs) > 1
            assert not (shared and ("most accurate" in text.en or "best" in text.en or "最準" in text.zh))
            if "none is" in text.en:
                assert of_best <= margin * least
            else:
                assert known[told[0]] == least < of_best / margin
                assert ("one of" in text.en) == (sum(value <= margin * least for value in known.values()) > 1)
                level = candidates[told[0]].validation.share == tests.runs[0].validation.share
                assert (
                    ("is as accurate as" in text.en) == ("一樣準" in text.zh) == (level and len(known) == 2)
                )


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
        assert (f"In {'both' if count == 2 else f'all {count}'} settings" in said[0].en) == (
            len(helping) == count
        )
        assert (f"In {len(helping)} of {count} settings" in said[0].en) == (0 < len(helping) < count)
        best = max(voted, key=lambda ensemble: ensemble.gain)
        assert f"The highest gain is that of `{best.seeds.name}`" in said[0].en
