"""Claim A2: two activations are equal only within a margin, of trainings that differ in nothing else."""

import pytest

from fer_lib.chapters.training.activation_experiment import read_activations
from fer_lib.chapters.training.claims import a2
from fer_lib.files import write_json
from tests.chapters.numbers import assert_same_numbers
from tests.chapters.training.conftest import edition_of

RUNS = {
    "main": {"preset": "report-a"},
    "leaky": {"preset": "report-a", "activation": "leaky_relu"},
    "prelu": {"preset": "report-a", "activation": "prelu"},
}


@pytest.fixture
def asked(make_edition):
    """A function that asks the claim; the right images of each activation, 40 in all."""

    def ask(leaky=range(20), prelu=range(20), relu=range(20), synthetic=False, changed=None):
        runs = {name: {**values, **(changed or {}).get(name, {})} for name, values in RUNS.items()}
        roles = {"activations": {"relu": "main", "leaky_relu": "leaky", "prelu": "prelu"}}
        edition = edition_of(make_edition, runs, roles, {"main": relu, "leaky": leaky, "prelu": prelu})
        run = edition.run("main")
        provenance = run.provenance()
        write_json(
            run.path / "provenance.json", {**provenance, "data": {"synthetic": synthetic, "sha256": "abc"}}
        )
        answer = a2(edition, read_activations(edition))
        assert_same_numbers([answer.describe()])
        return answer

    return ask


def test_equal_on_few_images_is_not_equal_and_far_apart_is_not(asked):
    equal = asked()
    assert (equal.verdict, equal.parts) == ("open", (None, None))
    assert "LeakyReLU less ReLU: 0.0 points" in equal.finding.en
    assert "trained as in the report" in equal.finding.en
    apart = asked(leaky=range(40), prelu=range(39))
    assert (apart.verdict, apart.parts) == ("fails", (False, False))
    assert "PReLU 減 ReLU：+47.5 個百分點" in apart.finding.zh
    assert asked(leaky=range(40)).verdict == "open"


def test_two_activations_within_the_margin_hold(asked, monkeypatch):
    from fer_lib.metrics.comparison import Comparison

    monkeypatch.setattr(Comparison, "difference_interval", property(lambda c: (-0.01, 0.02)))
    assert asked().verdict == "holds"


def test_a_different_training_is_said_and_answers(asked):
    shorter = {name: {"epochs": 3} for name in RUNS}
    answer = asked(leaky=range(40), prelu=range(40), changed=shorter)
    assert answer.verdict == "fails"
    assert "otherwise than in the report (other: the number of epochs)" in answer.finding.en


@pytest.mark.parametrize(
    ("synthetic", "changed", "reason"),
    [
        (True, {}, "computer-drawn"),
        (False, {"leaky": {"epochs": 3}}, "do not differ in the activation alone"),
        (False, {name: {"normalization": "none"} for name in RUNS}, "not of report A’s network"),
    ],
)
def test_what_cannot_answer_is_not_asked(asked, synthetic, changed, reason):
    answer = asked(synthetic=synthetic, changed=changed)
    assert answer.verdict == "unasked"
    assert reason in answer.finding.en
