from collections import Counter

from hypothesis import given, settings

from fer_lib.chapters.saliency import in_short
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put
from tests.chapters.saliency.drawn import GUIDED, analyses


@settings(max_examples=25)
@given(analyses())
def test_findings(analysis) -> None:
    told = in_short.findings(analysis)
    assert_well_put(told)
    methods = analysis.results.methods
    assert len(told) == 2 + (GUIDED in methods)
    counts = Counter(analysis.is_sane(method) for method in methods)
    every = "both" if len(methods) == 2 else f"all {len(methods)}"
    for outcome, verb in ((True, "pass"), (False, "fail")):
        said = counts[outcome]
        assert (f"{verb}es " in told[0].en or f"{verb}s" in told[0].en or verb in told[0].en) == (said > 0)
        assert not said or f"{said} {verb}" in told[0].en or f"{every} methods {verb}" in told[0].en
    if GUIDED in methods:
        assert ("fails it" in told[1].en) == (analysis.is_sane(GUIDED) is False)
    faster = analysis.finds_needed_pixels.count(True)
    assert ("None of the" in told[-1].en) == (faster == 0)
    assert (every in told[-1].en) == (faster == len(methods))
    assert 0 < faster < len(methods) or f"{faster} of the" not in told[-1].en


def test_none_is_left_out() -> None:
    assert untried(__file__, in_short) == set()
