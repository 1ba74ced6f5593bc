"""What another seed moves, and what is said of it: measured on three seeds or more, or said not to be."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.seed_effect import described, limit_text, measure
from tests.chapters.compared_runs import N, compared_run, comparison_of
from tests.chapters.numbers import assert_well_put

FILE = "editions/mine.yaml"
RIGHT = st.sampled_from([0, 40, 57, 58, 60, 200, 240, 240, 241, 399, N])
SETTINGS = st.lists(
    st.tuples(st.lists(RIGHT, min_size=1, max_size=4), st.booleans(), st.booleans()), min_size=1, max_size=6
)


def runs_of(drawn):
    """Runs of each setting, on these images or on others, trained here or elsewhere."""
    return comparison_of(
        *(
            compared_run(
                f"x{number}-s{seed}", range(right), seed=seed, epochs=number + 1,
                first_index=0 if is_here else 1000, is_adopted=is_adopted,
            )
            for number, (each, is_here, is_adopted) in enumerate(drawn)
            for seed, right in enumerate(each)
        )
    )  # fmt: skip


@given(SETTINGS)
@settings(max_examples=150)
def test_what_is_said_of_seeds_is_true_of_them(drawn):
    comparison = runs_of(drawn)
    here = compared_run("here", range(100), epochs=99)
    effect = measure(comparison, here.images)
    counted = {
        f"x{number}": each
        for number, (each, is_here, is_adopted) in enumerate(drawn)
        if len(each) >= 3 and is_here and not is_adopted
    }
    # 58 of 400 labels are the most frequent class; Wilson's lower bound of 57, 58 and 60 lies below that share.
    learned = {name: each for name, each in counted.items() if min(each) >= 100}
    said = described(effect, FILE)
    assert_well_put([said])
    assert {s.name for s in effect.settings} == set(learned)
    assert {s.name for s in effect.not_learned} == set(counted) - set(learned)
    for name in counted.keys() - learned.keys():
        assert (f"`{name}`" in said.en) == (f"`{name}`" in said.zh)
    left_out = bool(counted.keys() - learned.keys())
    assert ("Not counted, because" in said.en) == ("不計入的設定" in said.zh) == left_out
    assert ("was not measured" in said.en) == ("這裡沒有測量" in said.zh) == (not learned)
    if not learned:
        assert effect.limit == 0
        assert FILE in said.en
        return
    residuals = np.concatenate([np.array(each) / N - np.mean(each) / N for each in learned.values()])
    freedom = len(residuals) - len(learned)
    s = float(np.sqrt((residuals**2).sum() / freedom))
    still = all(len(set(each)) == 1 for each in learned.values())
    assert ("came to the same accuracy" in said.en) == ("準確率完全相同" in said.zh) == still
    if not still:
        assert f"s = {100 * s:.2f} points" in said.en
        assert f"with {freedom} degrees of freedom" in said.en
        assert f"√2·t·s = {limit_text(effect)} points" in said.en
        assert ("(pooled)" in said.en) == (len(learned) > 1)
    for name, each in list(learned.items()) if len(learned) <= 4 else []:
        assert f"`{name}` ({len(each)} seeds)" in said.en
        assert f"`{name}`（{len(each)} 個種子）" in said.zh


def test_of_many_settings_the_rest_is_counted():
    effect = measure(runs_of([([240, 241, 244], True, False)] * 6), compared_run("here", range(9)).images)
    said = described(effect, FILE)
    assert "(3 seeds) and 2 more settings: its standard" in said.en
    assert "與另外 2 種設定測量的" in said.zh
