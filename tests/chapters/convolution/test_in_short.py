"""What chapter 10 says in short is what was proved and measured, whatever that is."""

from dataclasses import replace
from itertools import product

import pytest

from fer_lib.chapters.convolution import in_short
from fer_lib.proofs import Finding
from tests.chapters.assumed_proofs import expected_results
from tests.chapters.convolution.made_up_times import times_of
from tests.chapters.numbers import assert_well_put
from tests.chapters.truth import assert_true


@pytest.mark.parametrize(
    ("size", "ceiling"), list(product(("proved", "undecided", "refuted"), ("refuted", "undecided")))
)
def test_findings(size, ceiling):
    results = expected_results("conv")
    results["conv.output_size"] = replace(results["conv.output_size"], finding=Finding(size))
    results["conv.ceiling"] = replace(results["conv.ceiling"], finding=Finding(ceiling))
    first, *_ = found = in_short.findings(results, times_of(1.0))
    assert_well_put(found)
    assert_true(
        first,
        {
            ("rounded down", "floor"): size == "proved",
            ("did not come to a proof", "沒有完成"): size != "proved",
            ("does not fit", "放不下"): size == "proved" and ceiling == "refuted",
        },
    )
    assert len(found) == 3


@pytest.mark.parametrize(
    ("exponent", "says"), [(1.0, "nearly proportional"), (0.8, "only roughly"), (0.5, "not proportional")]
)
def test_time_is_what_was_measured(exponent, says):
    last = in_short.findings(expected_results("conv"), times_of(exponent))[-1]
    assert says in last.en
    assert [words.en for words in in_short.TIME.values()].count(last.en) == 1


def test_an_unexpected_gradient_is_not_praised():
    results = expected_results("conv")
    name = in_short.gradients.CLAIMS[0].id
    results[name] = replace(results[name], finding=Finding("undecided"))
    assert len(found := in_short.findings(results, times_of(1.0))) == 2
    assert "gradients" not in "".join(text.en for text in found)
