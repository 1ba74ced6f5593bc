"""The chapter's experiments on few units and epochs: they repeat themselves, and the claims follow the numbers."""

from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.backpropagation.zero_start import Settings
from fer_lib.chapters.digits.claims import DigitClaims
from fer_lib.chapters.digits.curves_figure import LateErrors, LearningCurves, plot_start_curves
from fer_lib.chapters.digits.experiments import Plan, last_matrix, moved_values, run_experiments, total_values
from fer_lib.chapters.digits.hidden_plane_figure import hidden_planes, plot_planes
from fer_lib.chapters.digits.jitter import late_jitter
from fer_lib.chapters.digits.matrices_figure import plot_digits, plot_matrices
from fer_lib.chapters.digits.report_e import TWO_UNITS_ACCURACIES, printed_sixty_units, printed_two_units
from fer_lib.chapters.digits.tables import (
    ACCURACY_COLUMNS,
    MOVED_COLUMNS,
    PAIR_COLUMNS,
    WRITTEN_COLUMNS,
    accuracy_rows,
    describe_written,
    moved_rows,
    pair_rows,
    written_rows,
)
from fer_lib.data.digits import load
from fer_lib.language import LANGUAGES, Text
from fer_lib.plots.style import figure_style
from fer_lib.scratch import PartHistory, TrainingHistory


def short_plan():
    main = Settings(hidden=12, epochs=40, batch_size=120, learning_rate=0.3, seeds=(0, 1), every=1)
    return Plan(
        main,
        replace(main, every=10),
        replace(main, epochs=6, every=10),
        replace(main, hidden=2, epochs=20, every=10),
    )


@pytest.fixture(scope="module")
def dataset():
    return load("built-in")


@pytest.fixture(scope="module")
def experiments(dataset):
    return run_experiments(dataset, short_plan())


@pytest.fixture(scope="module", params=[True, False], ids=["report's digits", "other digits"])
def claims(request, experiments):
    return DigitClaims(experiments, request.param)


def test_plan_is_the_reports_and_follows_the_data(dataset):
    plan = Plan.for_data(dataset)
    assert (plan.main.hidden, plan.main.epochs, plan.main.batch_size) == (60, 500, 120)
    assert (plan.two_units.hidden, plan.two_units.epochs) == (2, 200)
    assert plan.main.measured == list(range(501))
    assert (len(plan.main.seeds), plan.main.learning_rate) == (5, 0.1)
    images = np.zeros((12_000, 28, 28), np.uint8)
    labels = np.zeros(12_000, np.int64)
    course = replace(
        dataset, train_images=images, train_labels=labels, test_images=images, test_labels=labels
    )
    assert (len(Plan.for_data(course).main.seeds), Plan.for_data(course).main.learning_rate) == (3, 0.03)
    many = replace(course, train_images=np.broadcast_to(images[:1], (60_000, 28, 28)))
    assert len(Plan.for_data(many).main.seeds) == 2
    for text in (plan.describe().en, plan.describe().zh):
        assert "**5" in text
        assert "**0.1**" in text


def test_same_seeds_same_networks_to_the_bit(experiments, dataset):
    again = run_experiments(dataset, short_plan())
    for one, two in (
        *zip(experiments.main.histories, again.main.histories, strict=True),
        *zip(experiments.two_units.histories, again.two_units.histories, strict=True),
    ):
        assert np.array_equal(one.train.losses, two.train.losses)
        assert np.array_equal(one.test.predictions, two.test.predictions)
        last = max(one.networks)
        assert np.array_equal(one.networks[last].weights[0], two.networks[last].weights[0])
    first, second = experiments.main.histories
    assert not np.array_equal(first.train.losses, second.train.losses)


def test_random_weights_learn_and_all_zero_does_not(experiments):
    assert experiments.main.accuracies.min() > 0.9
    assert experiments.starts["zero"].accuracies.max() < 0.15
    assert experiments.main.histories[0].networks[0].weights[0].dtype == np.float32


def test_with_everything_zero_only_the_output_bias_moves_under_relu(experiments):
    (weights, biases), (out_weights, out_biases) = moved_values(experiments.starts["zero"])
    assert (weights.tolist(), biases.tolist(), out_weights.tolist()) == ([0, 0], [0, 0], [0, 0])
    assert out_biases.tolist() == [10, 10]
    (weights, biases), (out_weights, _) = moved_values(experiments.sigmoid_all_zero)
    assert weights.min() > 0
    assert (biases.tolist(), out_weights.tolist()) == ([12, 12], [120, 120])
    assert total_values(experiments.main) == 64 * 12 + 12 + 12 * 10 + 10


def test_with_everything_zero_the_answer_is_the_same_for_every_image(experiments):
    for history in experiments.starts["zero"].histories:
        assert all(len(np.unique(row)) == 1 for row in history.test.predictions)
        assert history.train.losses[-1] == pytest.approx(np.log(10), abs=0.02)


def test_relu_units_that_start_dead_stay_so(experiments):
    runs = experiments.starts["zero weights"]
    below = [int((h.networks[0].biases[0] < 0).sum()) for h in runs.histories]
    assert min(below) > 0
    assert runs.unmoved_units.tolist() == below


def test_best_rate_counts_for_what_is_written(experiments):
    for written, by_rate in experiments.as_written.items():
        assert list(by_rate) == [0.3, 0.9, 3.0]
        _, best = experiments.best_as_written(written)
        assert best.accuracies.mean() == max(runs.accuracies.mean() for runs in by_rate.values())


def test_matrix_is_that_of_the_last_epoch(experiments):
    history = experiments.main.histories[1]
    matrix = last_matrix(history.test)
    assert matrix.n == 450
    assert matrix.accuracy.share == pytest.approx(1 - history.test.errors[-1])


def test_jitter_is_the_spread_of_the_changes(experiments):
    jitter = late_jitter(experiments.main.histories, 10)
    errors = experiments.main.histories[0].test.errors
    assert jitter.test[0] == pytest.approx(np.diff(errors[-11:]).std())
    assert (jitter.n_train, jitter.n_test, jitter.epochs) == (1347, 450, 10)
    still = experiments.main.histories[0]
    frozen = PartHistory(still.test.labels, still.test.losses, still.test.predictions[:1].repeat(41, axis=0))
    jitter = late_jitter((TrainingHistory(still.epochs, still.train, frozen, {}),) * 2, 10)
    assert jitter.test.tolist() == [0, 0]
    assert jitter.train[0] > 0
    assert jitter.beyond_training.high < 0


def test_every_claim_is_answered_in_both_languages(claims):
    answers = claims.answers()
    assert [answer.id for answer in answers] == ["E1", "E2", "E3", "E4", "E5"]
    for answer in answers:
        described = answer.describe()
        assert "{" not in described.en + described.zh
        assert "None" not in described.en
        assert any("\u4e00" <= c <= "\u9fff" for c in described.zh)
    assert answers[0].verdict == "holds"
    expected = "With another seed" if claims.same_digits else "digits are others"
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
def test_answer_to_e3_follows_the_numbers(experiments, zero_weights, rises, all_zero, verdict):
    starts = dict(experiments.starts)
    if all_zero == "sigmoid":
        starts["zero"] = experiments.sigmoid_all_zero
    starts["random"] = with_test_accuracies(starts["random"], (0.941, 0.951))
    starts["zero weights"] = with_test_accuracies(starts["zero weights"], zero_weights)
    for start, rise in (("random", 0.0), ("zero weights", rises)):
        losses = np.ones_like(starts[start].losses)
        losses[:, 5] += [rise, rise + 0.01] if rise else 0.0
        starts[start] = replace(starts[start], losses=losses)
    answer = DigitClaims(replace(experiments, starts=starts), True).e3()
    assert answer.verdict == verdict
    assert f"rises by {rises + 0.005 * (rises > 0):.3f} in all from zero weights" in answer.finding.en
    assert ("the output biases alone" in answer.finding.en) == (all_zero == "relu")


@pytest.mark.parametrize(("reached", "verdict"), [(0.738, True), (0.95, False)])
def test_answer_to_e4_asks_whether_the_printed_accuracy_fits(experiments, reached, verdict):
    runs = with_test_accuracies(experiments.two_units, (reached, reached + 0.01))
    answer = DigitClaims(replace(experiments, two_units=runs), True).e4()
    assert "95% of such trainings would lie within" in answer.finding.en
    assert (answer.verdict == "holds") <= verdict
    described = describe_written(replace(experiments, two_units=runs), True)
    assert ("those of a ReLU network" in described.en) == verdict
    assert "other digits" in describe_written(experiments, False).en


def test_printed_matrices_are_the_reports():
    sixty, two = printed_sixty_units(), printed_two_units()
    assert sixty.counts.sum(axis=1).tolist() == [664, 661, 584, 600, 651, 407, 502, 449, 572, 678]
    assert two.counts.sum(axis=1).tolist() == sixty.counts.sum(axis=1).tolist()
    assert sixty.accuracy.share == pytest.approx(0.94678, abs=5e-6)
    assert two.accuracy.share == pytest.approx(TWO_UNITS_ACCURACIES.test_last, abs=5e-9)


def test_tables_have_a_cell_for_each_column(experiments):
    pairs = pair_rows([(Text("a", "甲"), printed_sixty_units()), (Text("b", "乙"), printed_two_units())])
    for columns, rows in (
        (ACCURACY_COLUMNS, accuracy_rows(experiments)),
        (MOVED_COLUMNS, moved_rows(experiments)),
        (PAIR_COLUMNS, pairs),
        (WRITTEN_COLUMNS, written_rows(experiments)),
    ):
        assert all(len(row) == len(columns) for row in rows)
    assert [row[1] for row in pairs] == ["2–3", "4–9", "6–7", "4–8", "5–7", "2–3", "4–9", "7–8"]
    assert moved_rows(experiments)[0][1:] == ["0 / 768", "0 / 12", "0 / 120", "10 / 10"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_show_the_numbers(experiments, dataset, lang):
    with figure_style(lang):
        curves = LearningCurves(experiments.main.histories).plot(lang=lang)
        starts = plot_start_curves(experiments.starts, lang)
        late = LateErrors(experiments.main.histories[0], 10).plot(lang=lang)
        digits = plot_digits(dataset, lang)
        matrices = plot_matrices(
            printed_sixty_units(), printed_two_units(), (Text("a", "甲"), Text("b", "乙")), lang
        )
    losses = np.mean([history.test.losses for history in experiments.main.histories], axis=0)
    assert np.array_equal(curves.axes[0].lines[1].get_ydata(), losses)
    errors = 100 * (1 - experiments.main.accuracies.mean())
    assert starts.axes[1].lines[0].get_ydata()[-1] == pytest.approx(errors)
    assert len(late.axes[0].lines[0].get_ydata()) == 10
    assert late.axes[0].lines[1].get_ydata().mean() == pytest.approx(0, abs=1e-12)
    assert len(digits.axes) == 40
    assert "657" in [text.get_text() for text in matrices.axes[0].texts]


def test_planes_show_images_where_the_network_puts_them(experiments, dataset):
    history = experiments.two_units.histories[0]
    first, last = hidden_planes(history, dataset)
    network = history.networks[20]
    assert np.array_equal(last.decisions(last.activations), network.predict(last.x))
    assert last.accuracy.share == pytest.approx(1 - history.test.errors[-1])
    assert last.accuracy.share > first.accuracy.share
    across, up, answers = last.panel
    point = np.array([[across[7], up[390]]], np.float32)
    assert answers[390, 7] == last.decisions(point)[0]
    with figure_style("en"):
        figure = plot_planes(first, last)
    drawn = sum(len(line.get_xdata()) for line in figure.axes[1].lines)
    assert drawn == len(last.labels) == 450
