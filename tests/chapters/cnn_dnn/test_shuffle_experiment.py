import pytest

from fer_lib.chapters.cnn_dnn import figures, shuffle_sentences, tables
from fer_lib.chapters.cnn_dnn.pair_experiment import read_pairs
from fer_lib.chapters.cnn_dnn.shuffle_experiment import shuffle_experiments
from tests.chapters.cnn_dnn.conftest import PAIR_B, PAIR_D, RUNS
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table
from tests.chapters.training.conftest import edition_of


@pytest.fixture
def shuffle(read):
    """A function that makes the experiment from the right images of CNN and DNN, before and after."""

    def make(*right):
        names = ("cnn", "dnn", "cnn-shuffled", "dnn-shuffled")
        pairs = read([PAIR_B], **{name: range(n) for name, n in zip(names, right, strict=True)})
        (experiment,) = shuffle_experiments(pairs)
        return experiment

    return make


def test_a_pair_without_shuffled_runs_has_no_experiment(edition):
    book = edition([PAIR_D], **{"d-cnn": range(30), "d-dnn": range(20)})
    assert shuffle_experiments(read_pairs(book)) == []
    assert "`editions/test.yaml`" in shuffle_sentences.no_shuffled_pair(book).en
    assert_same_numbers([shuffle_sentences.no_shuffled_pair(book)])


@pytest.mark.parametrize(
    ("right", "lost", "words"),
    [
        ((36, 16, 20, 16), 0.8, "goes from +50.0 to +10.0 points; 80% of it is lost. As expected"),
        ((36, 16, 34, 16), 0.1, "half of the lead or more is left and no loss of the CNN is shown."),
        ((36, 16, 12, 16), 1.2, "ahead by 50.0 points; on shuffled pixels it is not ahead any more. As expected"),
        ((36, 16, 26, 4), -0.1, "half of the lead or more is left and the DNN, too, has changed."),
        ((36, 16, 6, 16), 1.5, "not ahead any more. How much of its lead a CNN keeps that has begun to learn"),
        ((16, 16, 16, 16), None, "No lead of the CNN is shown here"),
        ((16, 36, 16, 36), None, "No lead of the CNN is shown here"),
    ],
)  # fmt: skip
def test_what_becomes_of_the_lead(shuffle, right, lost, words):
    experiment = shuffle(*right)
    assert experiment.lost_lead == (lost if lost is None else pytest.approx(lost))
    changes, lead = shuffle_sentences.shuffling(experiment)
    assert words in lead.en
    same = right[3] == right[1]
    assert ("makes no difference to the DNN" if same else "takes 30.0 points from the DNN") in changes.en
    assert ("對 DNN 的影響，從這些影像看不出來" if same else "讓 DNN 失去 30.0 個百分點") in changes.zh
    assert ("it has not begun to learn there" in changes.en) == (right[2] == 6)
    assert_same_numbers([changes, lead])


def test_a_network_that_gains_by_the_shuffling(shuffle):
    changes, _ = shuffle_sentences.shuffling(shuffle(10, 10, 30, 10))
    assert "Shuffling gives the CNN 50.0 points (+50.0 points, 95% interval" in changes.en
    assert "打亂像素讓 CNN 增加 50.0 個百分點" in changes.zh


def test_the_table_of_the_shuffling(shuffle):
    experiment = shuffle(36, 16, 20, 16)
    table = tables.shuffling(experiment)
    cnn, dnn, lead = table.rows
    assert cnn[1].en.startswith("90.0% (")
    assert cnn[3].en.startswith("−40.0 (")
    assert dnn[3].zh.startswith("0.0（")
    assert lead[1:] == ["+50.0", "+10.0", "−40.0"]
    assert_same_numbers(texts_of_table(table))
    assert experiment.n == 40


def test_the_figure_of_the_shuffling(shuffle):
    figure = figures.shuffling(shuffle(36, 16, 20, 16))
    assert figure.alt.zh == "由左到右的兩條線：CNN 從 90.0% 到 50.0%，DNN 兩端都是 40.0%。"
    assert_same_numbers(texts_of_figure(figure))
    values = [t.get_text() for t in figure.draw("en").axes[0].texts]
    assert values[:4] == ["90.0", "CNN 50.0", "40.0", "DNN 40.0"]


def test_a_shuffled_training_that_differs_in_more_names_no_cause(make_edition):
    runs = {**RUNS, "cnn-shuffled": {**RUNS["cnn-shuffled"], "epochs": 9}}
    right = {"cnn": range(36), "dnn": range(16), "cnn-shuffled": range(20), "dnn-shuffled": range(16)}
    (experiment,) = shuffle_experiments(
        read_pairs(edition_of(make_edition, runs, {"cnn_against_dnn": [PAIR_B]}, right))
    )
    changes, lead = shuffle_sentences.shuffling(experiment)
    assert "in this as well: the number of epochs (200, 9)" in changes.en
    assert "On shuffled pixels the CNN is right less often by 40.0 points" in changes.en
    assert "Shuffling takes" not in changes.en
    assert "As expected" not in lead.en
    assert "these trainings cannot tell" in lead.en
    assert_same_numbers([changes, lead])
