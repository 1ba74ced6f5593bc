from hypothesis import given, settings

from fer_lib.chapters.activation_maximization import in_short, sentences, statements
from tests.chapters.activation_maximization.test_sentences_are_true import analyses
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put


@settings(max_examples=25)
@given(analyses())
def test_findings(analysis) -> None:
    told = in_short.findings(analysis)
    assert_well_put(told)
    assert told[0] == statements.reached_classes(analysis.main, analysis.names)
    assert (statements.not_activated(analysis.main) in told) == bool(analysis.main.layers)
    others = analysis.other_networks
    assert len(told) == 1 + bool(analysis.main.layers) + bool(others)
    assert not others or told[-1] == sentences.other_networks(analysis)


def test_none_is_left_out() -> None:
    assert untried(__file__, in_short) == set()
