"""The answers to report E's claims follow the numbers."""

from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.digits import sentences
from fer_lib.chapters.digits.claims import DigitClaims
from tests.chapters.numbers import assert_same_numbers


@pytest.mark.parametrize("kind", ["same_digits", "other_digits"])
def test_every_claim_is_answered_in_both_languages(kind, request):
    digits = request.getfixturevalue(kind)
    answers = DigitClaims(digits).answers()
    assert [answer.id for answer in answers] == ["E1", "E2", "E3", "E4", "E5"]
    assert_same_numbers(answer.finding for answer in answers)
    for answer in answers:
        assert "{" not in answer.finding.en + answer.finding.zh
        assert "None" not in answer.finding.en
    assert answers[0].verdict == "holds"
    expected = "With another seed" if digits.same_digits else "digits are others"
    assert expected in answers[3].finding.en
    assert expected in answers[4].finding.en


def with_test_accuracies(runs, shares):
    """The same networks, as if they had ended with these shares of the test images right."""
    histories = []
    for history, share in zip(runs.histories, shares, strict=True):
        labels = history.test.labels
        predictions = history.test.predictions.copy()
        predictions[-1] = np.where(
            np.arange(len(labels)) < round(share * len(labels)), labels, (labels + 1) % 10
        )
        test = replace(history.test, predictions=predictions)
        histories.append(replace(history, test=test))
    accuracies = np.array([1 - history.test.errors[-1] for history in histories])
    return replace(runs, histories=tuple(histories), accuracies=accuracies)


@pytest.mark.parametrize(
    ("zero_weights", "rises", "all_zero", "verdict"),
    [
        ((0.94, 0.95), 0.3, "relu", "holds"),
        ((0.94, 0.95), 0.0, "sigmoid", "partly"),  # as well, and that is all
        ((0.5, 0.51), 0.0, "relu", "partly"),  # worse, but nothing moves with zero biases
        ((0.5, 0.51), 0.0, "sigmoid", "fails"),
        ((0.2, 0.95), 0.0, "sigmoid", "fails"),  # the end is not to be told
        ((0.5, 0.51), 0.3, "sigmoid", "partly"),  # worse, but rougher
    ],
)
def test_answer_to_e3_follows_the_numbers(same_digits, zero_weights, rises, all_zero, verdict):
    experiments = same_digits.experiments
    starts = dict(experiments.starts)
    if all_zero == "sigmoid":
        starts["zero"] = experiments.sigmoid_all_zero
    starts["random"] = with_test_accuracies(starts["random"], (0.941, 0.951))
    starts["zero weights"] = with_test_accuracies(starts["zero weights"], zero_weights)
    for start, rise in (("random", 0.0), ("zero weights", rises)):
        losses = np.ones_like(starts[start].losses)
        losses[:, 5] += [rise, rise + 0.01] if rise else 0.0
        starts[start] = replace(starts[start], losses=losses)
    answer = DigitClaims(replace(same_digits, experiments=replace(experiments, starts=starts))).e3()
    assert answer.verdict == verdict
    assert f"rises by {rises + 0.005 * (rises > 0):.3f} in all from zero weights" in answer.finding.en
    assert ("the output biases alone" in answer.finding.en) == (all_zero == "relu")


@pytest.mark.parametrize(("reached", "fits"), [(0.738, True), (0.95, False)])
def test_answer_to_e4_asks_whether_the_printed_accuracy_fits(same_digits, reached, fits):
    experiments = same_digits.experiments
    runs = with_test_accuracies(experiments.two_units, (reached, reached + 0.01))
    digits = replace(same_digits, experiments=replace(experiments, two_units=runs))
    answer = DigitClaims(digits).e4()
    assert "95% of such trainings would lie within" in answer.finding.en
    assert (answer.verdict == "holds") <= fits
    activation = sentences.which_activation(digits)
    assert ("those of a ReLU network" in activation.en) == fits
    assert_same_numbers([activation])
