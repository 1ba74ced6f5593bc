"""In which settings two trainings differ: what is asked of may be the cause only if nothing else differs."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.compared_settings import compare_settings, differ_in
from fer_lib.chapters.report_runs import keys_text
from fer_lib.config import RunConfig
from fer_lib.language import Text
from tests.chapters.numbers import assert_well_put

VALUES = {
    "epochs": st.integers(1, 300),
    "batch_size": st.integers(2, 4000),
    "dropout": st.sampled_from(["network", 0.0, 0.5]),
    "schedule": st.sampled_from(["constant", "cosine", "one_cycle"]),
    "learning_rate": st.sampled_from([1.0, 2e-3, 1e-5]),
    "flip": st.booleans(),
    "normalization": st.sampled_from(["batch", "none"]),
    "model_options": st.sampled_from([{}, {"depth": 18}]),
    "seed": st.integers(0, 3),
    "name": st.sampled_from(["a", "b"]),
    "checkpoint_every": st.integers(1, 3),
}
CONFIGS = st.fixed_dictionaries({}, optional=VALUES).map(lambda values: RunConfig(**values))
KINDS = st.lists(st.tuples(CONFIGS, CONFIGS), min_size=1, max_size=3)
ASKED = st.sets(st.sampled_from(["normalization", "flip", "epochs"]), min_size=1)
WHAT = Text("the thing", "這件事")


@given(KINDS, ASKED)
@settings(max_examples=150)
def test_every_key_that_differs_is_said_and_no_other(pairs, asked):
    found = compare_settings([one for one, _ in pairs], [other for _, other in pairs], asked)
    said = differ_in(WHAT, found)
    assert_well_put([said])
    differing = {
        key
        for one, other in pairs
        for key in RunConfig.model_fields
        if key not in ("name", "checkpoint_every") and getattr(one, key) != getattr(other, key)
    }
    assert set(found.asked) == differing & asked
    assert set(found.others) == differing - asked
    assert found.is_fair == bool(differing and differing <= asked)
    assert (said.en == "The two differ in the thing alone.") == found.is_fair
    assert ("cannot be put down to the thing alone" in said.en) == ("不能只歸因於這件事" in said.zh)
    assert ("cannot be put down to" in said.en) == bool(differing & asked and differing - asked)
    assert ("have the same settings" in said.en) == (not differing)
    for key in VALUES:
        name = keys_text([key])
        in_chinese = name.zh in said.zh.replace("學習率排程", "" if key == "learning_rate" else "學習率排程")
        assert (name.en in said.en) == in_chinese == (key in differing - asked), key


def test_values_are_shown_beside_their_keys():
    one, other = RunConfig(batch_size=16), RunConfig(batch_size=2000, flip=True, dropout=0.5)
    found = compare_settings([one], [other], ("flip",))
    said = differ_in(WHAT, found, (Text("`a`", "`a`"), Text("`b`", "`b`")))
    listed = "dropout (`network`, 0.5) and batch size (16, 2,000)"
    assert f"`a` and `b` do not differ in the thing alone, but in this as well: {listed}." in said.en


def test_the_seed_counts():
    found = compare_settings([RunConfig(seed=0)], [RunConfig(seed=1, flip=True)], ("flip",))
    assert found.others == {"seed": (0, 1)}
