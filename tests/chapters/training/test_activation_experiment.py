import pytest

from fer_lib.chapters.training import experiment_sentences, figures, tables
from fer_lib.chapters.training.activation_experiment import read_activations
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table


@pytest.fixture
def activations(edition):
    """A function that makes the experiment: the right images of LeakyReLU, and whether PReLU is there."""

    def make(leaky, prelu=True):
        roles = {"relu": "main", "leaky_relu": "leaky", **({"prelu": "prelu"} if prelu else {})}
        results = {"main": range(20), "leaky": leaky, "prelu": range(1, 21)}
        found = read_activations(edition({"activations": roles}, results))
        assert found is not None
        return found

    return make


def test_an_edition_without_such_runs_has_no_experiment(edition):
    assert read_activations(edition({}, {})) is None


def test_activations_that_differ_little_show_no_difference(activations):
    experiment = activations(range(2, 22))
    assert experiment.family.verdicts == ("none",) * 3
    told = experiment.describe()
    assert told.en == "In none of the 3 comparisons is a difference shown."
    assert told.zh == "3 項比較都看不出差異。"


def test_the_limits_of_the_test_are_said(activations):
    experiment = activations(range(2, 22))
    limits = experiment_sentences.detection_limits(experiment)
    assert "not the same as equal" in limits.en
    assert f"below about {100 * experiment.family.detectable_difference:.1f} points" in limits.en
    bounds = [abs(b) for c in experiment.family.comparisons for b in c.comparisons[0].difference_interval]
    assert f"leave room for up to {100 * max(bounds):.1f} points" in limits.en
    assert "trained once" in limits.en
    assert "只訓練了一次" in limits.zh


def test_an_activation_that_is_better_is_said_to_be(activations):
    told = activations(range(40)).describe()
    assert told.en.startswith("LeakyReLU is right more often than ReLU, by 50.0 points")
    assert "LeakyReLU 的準確率比 ReLU 高 50.0 個百分點" in told.zh


def test_two_activations_make_one_comparison(activations):
    same = activations(range(20), prelu=False)
    assert same.describe().en == "The one comparison shows no difference."
    assert "with two activations" in figures.activations(same).caption.en
    assert tables.activation_tests(same).caption.zh.startswith("兩種活化函數在")
    better = activations(range(40), prelu=False)
    assert better.family.verdicts == ("second",)
    assert experiment_sentences.detection_limits(better) is None


def test_both_languages_show_the_same_numbers(activations):
    for experiment in (activations(range(2, 22)), activations(range(40))):
        table = tables.activation_tests(experiment)
        assert [row[0].en for row in table.rows] == ["ReLU − LeakyReLU", "ReLU − PReLU", "LeakyReLU − PReLU"]
        assert [row[0].zh for row in table.rows] == ["ReLU − LeakyReLU", "ReLU − PReLU", "LeakyReLU − PReLU"]
        figure = figures.activations(experiment)
        assert "LeakyReLU" in figure.alt.en
        texts = [experiment.describe(), experiment_sentences.detection_limits(experiment)]
        assert_same_numbers([*texts, *texts_of_table(table), *texts_of_figure(figure)])
