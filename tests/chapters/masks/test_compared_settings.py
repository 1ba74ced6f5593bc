"""In which settings the methods differ from what they are compared with: in their remedy, or in more."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.masks import compared_settings
from fer_lib.chapters.masks.names import METHOD_TITLES
from fer_lib.config import RunConfig
from tests.chapters.masks.made_up_runs import made_up_runs
from tests.chapters.numbers import assert_well_put

RUNS = made_up_runs(0.5)
BASE = RunConfig(schedule="step", epochs=20)
REMEDIES = {
    "fixed": {"schedule": "constant"},
    "decay": {},
    "weights": {"class_weights": [2.0, 3.0, 0.5]},
    "focal": {"focal_gamma": 2.0},
    "balanced": {"sampling": "balanced"},
}
MORE = st.dictionaries(
    st.sampled_from(list(REMEDIES)), st.sampled_from([{"epochs": 30}, {"learning_rate": 1e-4}])
)


@given(MORE, st.sets(st.sampled_from(["weights", "focal", "balanced"])))
@settings(max_examples=50)
def test_a_method_that_differs_in_more_is_named(more, useless):
    runs = RUNS
    configs = {
        name: BASE.model_copy(update={**({} if name in useless else keys), **more.get(name, {})})
        for name, keys in REMEDIES.items()
    }
    some = next(iter(runs.by_method.values()))
    runs = replace(runs, by_method={name: replace(some, config=config) for name, config in configs.items()})
    said = compared_settings.differences(runs)
    assert_well_put([said])
    alone = said.en.split("remedy alone: ")[1].split(".")[0] if "in the remedy alone: " in said.en else ""
    for name in REMEDIES:
        if name == "fixed":
            continue
        other = "fixed" if name == "decay" else "decay"
        same = more.get(name, {}) == more.get(other, {})
        title = METHOD_TITLES[name].en
        assert (title in alone) == (same and name not in useless)
        unfair = f"{title} against {METHOD_TITLES[other].en} in "
        assert (unfair in said.en) == (not same)
        assert (f"{title[0].upper()}{title[1:]} and {METHOD_TITLES[other].en} have the same" in said.en) == (
            same and name in useless
        )
