"""What chapter 11 says in short is what was proved and what the curves are, whatever they are."""

from dataclasses import replace

from hypothesis import given, settings

from fer_lib.chapters.batchnorm import in_short
from fer_lib.chapters.compared_settings import ComparedSettings
from fer_lib.proofs import Finding
from tests.chapters.assumed_proofs import expected_results
from tests.chapters.batchnorm.test_sentences_are_true import experiments, means
from tests.chapters.numbers import assert_well_put
from tests.chapters.truth import assert_true


@settings(max_examples=25, deadline=None)
@given(experiments())
def test_speed_is_that_of_the_curves(made) -> None:
    *_, said = found = in_short.findings(expected_results("batchnorm"), made)
    without, with_norm = means(made.without_norm), means(made.with_norm)
    slow = int(without.argmax()) + 1
    fast = next((n for n, value in enumerate(with_norm, 1) if value >= without.max()), None)
    assert len(found) == 3
    assert_well_put(found)
    assert_true(
        said,
        {
            ("never reach", "始終沒有達到"): fast is None,
            ("as many epochs", "同樣多的 epoch"): fast == slow,
            ("need fewer epochs", "比較少"): fast is not None and fast < slow,
            ("need more epochs", "比較多"): fast is not None and fast > slow,
        },
    )
    unlike = replace(made, settings=ComparedSettings(("normalization",), {"epochs": (3, 6)}))
    more = in_short.findings(expected_results("batchnorm"), unlike)[-1]
    assert ("other settings differ" in said.en, "other settings differ" in more.en) == (False, True)


def test_nothing_is_said_of_trainings_that_are_not_there() -> None:
    found = in_short.findings(expected_results("batchnorm"), None)
    assert len(found) == 2
    assert_well_put(found)
    assert "proved twice for a batch of any size" in found[0].en


def test_what_was_not_proved_is_not_said_to_be() -> None:
    results = expected_results("batchnorm")
    for name in ("batchnorm.sum_dx", in_short.gradients.CLAIMS[0].id):
        results[name] = replace(results[name], finding=Finding("undecided"))
    found = in_short.findings(results, None)
    assert_well_put(found)
    assert "Not every gradient" in found[0].en
    assert "could not be proved" in found[1].en
