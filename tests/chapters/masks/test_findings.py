"""What is said of differences between methods is true of them, whatever they are."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.chapters.masks import findings
from fer_lib.chapters.masks.comparison import Comparisons, Difference, compare_methods
from fer_lib.chapters.masks.names import METHOD_TITLES, METRIC_TITLES
from fer_lib.chapters.masks.scores import METRICS
from tests.chapters.masks.made_up_runs import made_up_runs
from tests.chapters.numbers import assert_same_numbers

METHODS = ("weights", "focal", "balanced")


def difference(sign: int, p: float, is_bound: bool) -> Difference:
    value = 0.07 * (sign or 1)
    return Difference(value, (value - 0.05, value + 0.05), p if sign else 0.3, 1, 3, is_bound and bool(sign))


DIFFERENCES = st.builds(
    difference, st.sampled_from([-1, 0, 0, 1]), st.sampled_from([0.0004, 0.019, 0.04]), st.booleans()
)
COMPARISONS = st.dictionaries(
    st.sampled_from(METHODS), st.fixed_dictionaries(dict.fromkeys(METRICS, DIFFERENCES)), min_size=1
).map(lambda by_method: Comparisons(by_method, (9, 9, 9), 9))


@given(COMPARISONS)
def test_every_sentence_is_true_of_the_differences(comparisons) -> None:
    text = findings.answer(comparisons)
    assert_same_numbers([text])
    signs = {name: {m: d.sign for m, d in own.items()} for name, own in comparisons.by_method.items()}
    for name, own in signs.items():
        title = METHOD_TITLES[name].en
        (sentence,) = [part for part in _sentences(text.en) if title in part]
        gained = [own[m] for m in ("macro_f1", "average_precision")]
        if sentence.startswith("Nothing is shown"):
            assert not any(own.values())
        if sentence.startswith("More of the rare class"):
            assert own["recall"] == 1
            assert 1 not in gained
        if sentence.startswith("Beyond noise th"):
            assert 1 in gained
            assert -1 not in gained
        if sentence.startswith("On the whole it gets worse"):
            assert -1 in gained
            assert 1 not in gained
        if sentence.startswith("Single scores change"):
            assert any(own.values())
        if own["recall"] == -1 and own["macro_f1"] == own["average_precision"] == 0:
            assert METRIC_TITLES["recall"].en in sentence
    if "neither macro F1 nor the average precision" in text.en:
        assert not [n for n, own in signs.items() if 1 in (own["macro_f1"], own["average_precision"])]
    assert "None of the 1 " not in text.en
    for own in comparisons.by_method.values():
        for one in own.values():
            shown = findings.shown_difference(one)
            assert ("≤" in shown.en) == ("≤" in shown.zh) == (one.is_bound and one.p >= 0.001)


def _sentences(text: str) -> list[str]:
    """Apart from the leading one on all methods; the figures in brackets hold full stops."""
    return re.split(r"(?<=[.])\s(?=Nothing|More of|Beyond|On the whole|Single|The differences)", text)


def test_a_method_that_helps_is_named_and_one_that_does_not_is_not() -> None:
    helped, same = (compare_methods(made_up_runs(better), draws=500) for better in (2.5, 0.0))
    assert "**focal loss** (" in findings.answer(helped).en
    assert "each with p\u00a0≤\u00a0" in findings.answer(helped).en
    assert "都有 p\u00a0≤\u00a0" in findings.answer(helped).zh
    assert "p\u00a0" not in findings.answer(same).en
    assert "interval" not in findings.answer(helped).en
    assert findings.answer(same).en.startswith("**The change does not help beyond noise**: neither macro F1")
    assert "Nothing is shown for focal loss." in findings.answer(same).en
    assert_same_numbers([findings.answer(helped), findings.answer(same), findings.resolution(same)])
    # The plain method is not among these runs.
    assert findings.answer_against_plain(same).en == ""
    assert findings.answer_on_the_ladder(same) == findings.answer(same)


@pytest.mark.parametrize(("p", "said"), [(0.019, "p\u00a0≤\u00a00.019"), (0.0005, "p\u00a0<\u00a00.001")])
def test_p_at_the_floor_of_the_bootstrap_is_a_bound(p, said) -> None:
    assert said in findings.shown_difference(difference(1, p, True)).en
