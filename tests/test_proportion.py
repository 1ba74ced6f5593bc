import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from fer_lib.proportion import Proportion, difference_interval
from fer_lib.wording import proportion_text


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, table I: Wilson's interval without continuity correction.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval_agrees_with_the_published_table(successes, n, low, high):
    assert Proportion(successes, n).wilson_interval == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_share_and_stays_a_share(case):
    proportion = Proportion(*case)
    low, high = proportion.wilson_interval
    assert 0 <= low <= proportion.share + 1e-12
    assert proportion.share - 1e-12 <= high <= 1


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_is_that_of_statsmodels(case):
    theirs = proportion_confint(*case, alpha=0.05, method="wilson")
    assert Proportion(*case).wilson_interval == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_interval_of_a_difference_agrees_with_the_published_table(first, second, low, high):
    assert difference_interval(Proportion(*first), Proportion(*second)) == pytest.approx(
        (low, high), abs=5e-5
    )


def test_a_proportion_is_described_with_interval_and_n_in_both_languages():
    text = proportion_text(Proportion(2156, 3589))
    assert text.en == "60.1% (95% interval 58.5–61.7%, n\u00a0=\u00a03,589)"
    assert text.zh == "60.1%（95% 信賴區間 58.5–61.7%，n\u00a0=\u00a03,589）"


@pytest.mark.parametrize("case", [(3, 2), (-1, 2), (0, 0)])
def test_impossible_proportions_are_refused(case):
    with pytest.raises(ValueError, match="not a proportion"):
        Proportion(*case)
