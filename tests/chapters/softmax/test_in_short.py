"""What chapter 12 says in short is what was proved, whatever that is."""

from dataclasses import replace

import pytest

from fer_lib.chapters.softmax import in_short
from fer_lib.proofs import Finding
from tests.chapters.assumed_proofs import expected_results
from tests.chapters.numbers import assert_well_put
from tests.chapters.truth import assert_true


@pytest.mark.parametrize("gradient", ["proved", "undecided", "refuted"])
@pytest.mark.parametrize("other", ["refuted", "undecided"])
def test_findings(gradient, other):
    results = expected_results("softmax")
    assert results["softmax.binary_sum"].verdict == "refuted"
    for name, verdict in (("softmax.gradient", gradient), ("softmax.binary_sum", other)):
        results[name] = replace(results[name], finding=Finding(verdict))
    found = in_short.findings(results)
    assert_well_put(found)
    assert_true(
        found[0],
        {
            ("prediction minus label", "預測減標籤"): gradient == "proved",
            ("could not be proved", "沒有證明"): gradient != "proved",
        },
    )
    assert any("is another loss" in text.en for text in found) == (other == "refuted")
    assert "once a score reaches 89 in float32 or 710 in float64" in found[-1].en
