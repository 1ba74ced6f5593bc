"""What is seen in the trainings follows the numbers, and speaks of no report."""

from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.digits import observations
from fer_lib.chapters.digits.pairs import confused_digits
from fer_lib.data.digits import CLASS_NAMES
from fer_lib.metrics.confusion import ConfusionMatrix
from tests.chapters.numbers import assert_same_numbers


def test_every_observation_is_said_in_both_languages_and_of_no_report(without_reports):
    seen = [
        observations.learning(without_reports),
        observations.jitter(without_reports),
        observations.zero_start(without_reports),
        observations.two_units(without_reports),
        observations.confusions(without_reports),
    ]
    assert_same_numbers(seen)
    for text in seen:
        assert "report" not in text.en
        assert "報告" not in text.zh


@pytest.mark.parametrize(("rising", "said"), [(True, True), (False, False)])
def test_overfitting_is_said_where_the_test_loss_rises_again(without_reports, rising, said):
    runs = without_reports.experiments.main
    falling = np.linspace(2, 0.1, len(runs.epochs))
    histories = []
    for history in runs.histories:
        test = falling.copy()
        test[-5:] += rising
        histories.append(
            replace(
                history,
                train=replace(history.train, losses=falling),
                test=replace(history.test, losses=test),
            )
        )
    main = replace(runs, histories=tuple(histories), losses=np.array([falling] * len(histories)))
    starts = {**without_reports.experiments.starts, "random": main}
    digits = replace(without_reports, experiments=replace(without_reports.experiments, starts=starts))
    assert ("overfitted" in observations.learning(digits).en) == said
    assert ("過擬合" in observations.learning(digits).zh) == said


def test_the_matrix_without_reports_is_that_of_random_weights(without_reports, other_digits):
    last = without_reports.experiments.main.histories[0].test
    assert without_reports.matrix_sixty_units.accuracy.share == pytest.approx(1 - last.errors[-1])
    last = other_digits.experiments.starts["zero weights"].histories[0].test
    assert other_digits.matrix_sixty_units.accuracy.share == pytest.approx(1 - last.errors[-1])


def test_one_error_is_one_time():
    counts = np.eye(10, dtype=np.int64) * 40
    counts[2, 3] = 1
    matrix = ConfusionMatrix(counts, CLASS_NAMES)
    _, text = observations.confusion_of(matrix, confused_digits(matrix)[0])
    assert text.en.startswith("2–3 are taken for each other 1 time")


def test_networks_without_an_error_confuse_nothing(without_reports):
    perfect = ConfusionMatrix(np.eye(10, dtype=np.int64) * 40, CLASS_NAMES)
    digits = replace(without_reports)
    for name in ("matrix_sixty_units", "matrix_two_units"):
        digits.__dict__[name] = perfect  # what cached_property would have found
    text = observations.confusions(digits)
    assert text.en.count("no two digits are taken for each other") == 2
    assert text.zh.count("沒有數字互相認錯") == 2
