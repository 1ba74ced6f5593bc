"""The answers to report E's claims follow the numbers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.digits import sentences
from fer_lib.chapters.digits.analysis import DigitAnalysis
from fer_lib.chapters.digits.claims import OTHER_DIGITS, RATE_WAS_CHOSEN, DigitClaims
from fer_lib.chapters.digits.jitter import Jitter
from fer_lib.chapters.digits.report_e import printed_sixty_units, printed_two_units
from fer_lib.chapters.digits.seeds import SeedAccuracies, gap_beyond_printed
from fer_lib.chapters.judgement import is_near_zero
from fer_lib.data.digits import CLASS_NAMES
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.proportion import Proportion
from tests.chapters.numbers import assert_same_numbers


def test_every_claim_is_answered_in_both_languages(same_digits):
    answers = DigitClaims(same_digits).answers()
    assert [answer.id for answer in answers] == ["E1", "E2", "E3", "E4", "E5"]
    assert_same_numbers(answer.finding for answer in answers)
    for answer in answers:
        assert answer.is_asked
        assert "nan" not in answer.finding.en
        assert "{" not in answer.finding.en + answer.finding.zh
    assert answers[0].verdict == "holds"


def test_of_other_digits_only_the_start_at_zero_is_asked(other_digits):
    answers = {answer.id: answer for answer in DigitClaims(other_digits).answers()}
    assert answers.pop("E3").is_asked
    assert {answer.verdict for answer in answers.values()} == {"unasked"}
    assert {answer.finding for answer in answers.values()} == {OTHER_DIGITS}


def changed(digits, **kinds):
    """The same trainings with some of their runs replaced: ``random``, ``two_units``."""
    experiments = digits.experiments
    if "two_units" in kinds:
        experiments = replace(experiments, two_units=kinds.pop("two_units"))
    return replace(digits, experiments=replace(experiments, starts={**experiments.starts, **kinds}))


def with_curves(runs, losses, errors):
    """As if every seed had gone through these training losses and errors."""
    histories = []
    for k, history in enumerate(runs.histories):
        labels = history.train.labels
        wrong = np.array([np.arange(len(labels)) < round(share * len(labels)) for share in errors])
        train = replace(
            history.train, losses=losses + 1e-4 * k, predictions=np.where(wrong, (labels + 1) % 10, labels)
        )
        histories.append(replace(history, train=train))
    each = np.array([history.train.losses for history in histories])
    each[:, 0] += np.linspace(0, 0.01, len(each))
    return replace(runs, histories=tuple(histories), losses=each)


@pytest.mark.parametrize(
    ("losses", "errors", "verdict"),
    [
        ("early", "falling", "holds"),
        ("late", "falling", "partly"),
        ("early", "rising", "partly"),
        ("late", "rising", "fails"),
        ("late", "constant", "fails"),
    ],
)
def test_loss_and_error_fall_together_and_early(same_digits, losses, errors, verdict):
    runs = same_digits.experiments.main
    epochs = np.arange(len(runs.epochs))
    loss = {"early": np.exp(-epochs / 4), "late": 1 / (1 + np.exp((epochs - 30) / 2))}[losses]
    share = {"falling": loss / 2, "rising": 0.5 - loss / 2, "constant": loss * 0 + 0.3}[errors]
    answer = DigitClaims(changed(same_digits, random=with_curves(runs, loss, share))).e1()
    assert answer.verdict == verdict
    assert_same_numbers([answer.finding])


@pytest.mark.parametrize(
    ("test", "part", "verdict"),
    [(3.0, 1.0, "holds"), (1.0, 2.0, "partly"), (0.2, 1.0, "fails"), ((0.1, 5.0), 1.0, "open")],
)
def test_jitter_is_held_against_both_errors(same_digits, test, part, verdict):
    digits = replace(same_digits)
    seeds = np.array([0.0, 0.02])
    train, as_many, own = ((number + seeds) / 100 for number in (0.5, part, np.array(test)))
    digits.__dict__["jitter"] = Jitter(100, 1000, 400, train, as_many, own)
    assert DigitClaims(digits).e2().verdict == verdict


def with_accuracies(runs, shares, part="test", measured=-1):
    """The same networks, as if they had ended with these shares of the images right."""
    histories = []
    for history, share in zip(runs.histories, shares, strict=True):
        own = getattr(history, part)
        labels, predictions = own.labels, own.predictions.copy()
        predictions[measured] = np.where(
            np.arange(len(labels)) < round(share * len(labels)), labels, (labels + 1) % 10
        )
        histories.append(replace(history, **{part: replace(own, predictions=predictions)}))
    accuracies = np.array([1 - history.test.errors[-1] for history in histories])
    return replace(runs, histories=tuple(histories), accuracies=accuracies)


@pytest.mark.parametrize(
    ("zero_weights", "rises", "all_zero", "verdict"),
    [
        ((0.94, 0.95), 0.3, "relu", "holds"),
        ((0.94, 0.95), 0.0, "sigmoid", "partly"),  # as well, and that is all
        ((0.5, 0.51), 0.0, "relu", "partly"),  # worse, but nothing moves with zero biases
        ((0.5, 0.51), -0.3, "sigmoid", "fails"),
        ((0.2, 0.95), -0.3, "sigmoid", "open"),  # the end is not to be told
        ((0.5, 0.51), 0.3, "sigmoid", "partly"),  # worse, but rougher
    ],
)
def test_answer_to_e3_follows_the_numbers(same_digits, zero_weights, rises, all_zero, verdict):
    starts = dict(same_digits.experiments.starts)
    if all_zero == "sigmoid":
        starts["zero"] = same_digits.experiments.sigmoid_all_zero
    starts["random"] = with_accuracies(starts["random"], (0.941, 0.951))
    starts["zero weights"] = with_accuracies(starts["zero weights"], zero_weights)
    for start, rise in (("random", max(-rises, 0.0)), ("zero weights", max(rises, 0.0))):
        losses = np.ones_like(starts[start].losses)
        losses[:, 5] += [rise, rise + 0.01] if rise else 0.0
        starts[start] = replace(starts[start], losses=losses)
    if not rises:  # the seeds differ, so that neither is clearly rougher
        for start, order in (("random", 1), ("zero weights", -1)):
            losses = np.ones_like(starts[start].losses)
            losses[:, 5] += [0.2, 0.3][::order]
            starts[start] = replace(starts[start], losses=losses)
    answer = DigitClaims(changed(same_digits, **starts)).e3()
    expected = "open" if not rises else verdict
    assert answer.verdict == expected
    assert ("the output biases alone" in answer.finding.en) == (all_zero == "relu")
    assert_same_numbers([answer.finding])


def test_a_loss_that_never_rises_is_said_to_rise_from_neither_start(same_digits):
    starts = {
        start: replace(runs, losses=np.ones_like(runs.losses))
        for start, runs in same_digits.experiments.starts.items()
    }
    answer = DigitClaims(changed(same_digits, **starts)).e3()
    assert "the loss rises from neither start" in answer.finding.en
    assert "0.000" not in answer.finding.en
    assert answer.parts[1] is None
    assert_same_numbers([answer.finding])


def confused(pairs, n=400):
    """A matrix with a few errors everywhere, and many between some digits."""
    counts = np.full((10, 10), 2) + np.eye(10, dtype=np.int64) * n
    for i, j in pairs:
        counts[i, j] = counts[j, i] = 60
    return ConfusionMatrix(counts, CLASS_NAMES)


def apart(matrix, i, j):
    """Two digits that are often mistaken, but never for each other."""
    matrix.counts[i, j] = matrix.counts[j, i] = 0
    for k in (0, 1, 6):
        matrix.counts[[i, j], k] += 20
        matrix.counts[k, [i, j]] += 20


def mixed_up(digits, name, matrix) -> DigitAnalysis:
    other = replace(digits)
    other.__dict__[name] = matrix  # what cached_property would have found
    return other


@pytest.mark.parametrize(
    ("train", "first", "pairs", "verdict"),
    [
        ((0.781, 0.783), 0.15, [(2, 3)], "holds"),
        ((0.95, 0.952), 0.15, [(2, 3)], "partly"),
        ((0.781, 0.783), 0.15, [(5, 7)], "partly"),
        ((0.95, 0.952), 0.9, [(5, 7), (2, 8), (3, 9)], "fails"),
        ((0.6, 0.95), 0.15, [(2, 3)], "open"),
    ],
)
def test_two_units_are_judged_by_what_did_not_choose_the_rate(same_digits, train, first, pairs, verdict):
    runs = many_test_images(same_digits.experiments.two_units)
    runs = with_accuracies(runs, (0.738, 0.74))
    runs = with_accuracies(runs, (first, first + 0.01), measured=runs.epochs.index(1))
    runs = with_accuracies(runs, train, "train")
    matrix = confused(pairs)
    if (2, 3) not in pairs:
        apart(matrix, 2, 3)
    answer = DigitClaims(mixed_up(changed(same_digits, two_units=runs), "matrix_two_units", matrix)).e4()
    assert answer.verdict == verdict
    assert RATE_WAS_CHOSEN.en in answer.finding.en
    assert "the report prints 73.8%" in answer.finding.en
    assert_same_numbers([answer.finding])


def many_test_images(runs, times=12):
    """As if there were more test images of the same kind."""
    histories = [
        replace(
            history,
            test=replace(
                history.test,
                labels=np.tile(history.test.labels, times),
                predictions=np.tile(history.test.predictions, (1, times)),
            ),
        )
        for history in runs.histories
    ]
    return replace(runs, histories=tuple(histories))


@pytest.mark.parametrize(
    ("pairs", "verdict"),
    [([(2, 3), (4, 9)], "holds"), ([(2, 3)], "partly"), ([], "fails")],
)
def test_sixty_units_are_judged_by_the_pairs(same_digits, pairs, verdict):
    matrix = confused([*pairs, (5, 7)])
    for i, j in ((2, 3), (4, 9)):
        if (i, j) not in pairs:
            apart(matrix, i, j)
    answer = DigitClaims(mixed_up(same_digits, "matrix_sixty_units", matrix)).e5()
    assert answer.verdict == verdict
    assert "the report prints 94.7%" in answer.finding.en
    assert_same_numbers([answer.finding])


def test_without_errors_the_pairs_are_open(same_digits):
    perfect = ConfusionMatrix(np.eye(10, dtype=np.int64) * 40, CLASS_NAMES)
    assert DigitClaims(mixed_up(same_digits, "matrix_sixty_units", perfect)).e5().verdict == "open"


def test_the_reports_own_matrices_bear_its_pairs_out(same_digits):
    sixty = DigitClaims(mixed_up(same_digits, "matrix_sixty_units", printed_sixty_units())).e5()
    assert sixty.verdict == "holds"
    two = DigitClaims(mixed_up(same_digits, "matrix_two_units", printed_two_units())).e4()
    assert two.parts[2] is True


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=2, max_size=5),
    st.integers(500, 5000),
)
def test_fewer_test_images_never_make_gaps_alike(shares, n):
    def part(k, times):
        return SeedAccuracies(tuple(Proportion(pair[k] * times, 100 * times) for pair in shares))

    few, many = (gap_beyond_printed(part(0, k), part(1, k), 0.043, 0.738, n) for k in (1, 4))
    judged = [is_near_zero((gap.low, gap.high), 0.03) for gap in (few, many)]
    assert judged[0] in (None, judged[1])


@pytest.mark.parametrize(("reached", "fits"), [(0.738, True), (0.95, False)])
def test_which_activation_follows_the_printed_accuracy(same_digits, reached, fits):
    runs = with_accuracies(same_digits.experiments.two_units, (reached, reached + 0.01))
    activation = sentences.which_activation(changed(same_digits, two_units=runs))
    assert ("those of a ReLU network" in activation.en) == fits
    assert_same_numbers([activation])
