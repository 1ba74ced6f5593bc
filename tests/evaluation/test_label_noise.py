"""Label noise: out-of-fold predictions, rankings, and what they are held against."""

import json

import numpy as np
import pytest

from fer_lib.chapters.label_noise.folds import fold_rows, how_trained
from fer_lib.config import RunConfig
from fer_lib.data import CLASS_NAMES, FaceDataset
from fer_lib.data.ferplus import VOTE_NAMES
from fer_lib.errors import UserError
from fer_lib.label_noise.detection import Detection, detect
from fer_lib.label_noise.exclusion import Exclusion
from fer_lib.label_noise.out_of_fold import join_folds, out_of_fold
from fer_lib.label_noise.ranking import SCORES, marked_by_confident_learning, rank_labels
from fer_lib.label_noise.reference import UNKNOWN, Reference, crowd_labels, find_reference
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder


def predictions_of(probabilities, labels, indices=None) -> Predictions:
    """Predictions whose softmax is what is given."""
    logits = np.log(np.asarray(probabilities, np.float64)).astype(np.float32)
    where = np.arange(len(labels)) if indices is None else np.asarray(indices)
    return Predictions(where, np.asarray(labels, np.int64), logits)


def noisy_predictions(n=700, flips=40, seed=0, sharpness=4.0):
    """Labels of which the first ``flips`` are wrong, and the probabilities of a network that is mostly right."""
    generator = np.random.default_rng(seed)
    truth = np.arange(n) % 7
    given = np.where(np.arange(n) < flips, (truth + generator.integers(1, 7, n)) % 7, truth)
    logits = generator.normal(0, 1, (n, 7)).astype(np.float32)
    logits[np.arange(n), truth] += sharpness
    return Predictions(np.arange(n), given, logits), truth


# Out of fold


def test_folds_are_joined_in_the_order_of_the_data():
    one = predictions_of(np.full((2, 7), 1 / 7), [1, 2], [5, 0])
    other = predictions_of(np.full((1, 7), 1 / 7), [3], [2])
    joined = join_folds([one, other])
    assert joined.indices.tolist() == [0, 2, 5]
    assert joined.labels.tolist() == [2, 3, 1]


def test_an_image_held_out_twice_is_refused():
    one = predictions_of(np.full((2, 7), 1 / 7), [1, 2], [5, 0])
    other = predictions_of(np.full((1, 7), 1 / 7), [1], [5])
    with pytest.raises(UserError, match="image 5 of the data is held out in two of the fold runs"):
        join_folds([one, other])


@pytest.fixture
def folds(tmp_path):
    """Two folders with what a run of a fold leaves behind, as far as it is read here."""

    def write(name, fold, sha256="one"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "provenance.json").write_text(json.dumps({"data": {"sha256": sha256}}))
        (folder / "config.yaml").write_text(f"split: fold\nfolds: 2\nfold: {fold}\n")
        splits = {"train": {"n": 6, "correct": 6}, "validation": {"n": 2, "correct": 1}}
        (folder / "metrics.json").write_text(json.dumps({"splits": splits}))
        arrays = {
            "validation_indices": np.array([fold, fold + 2]),
            "validation_labels": np.array([fold, 3]),
            "validation_logits": np.zeros((2, 7), np.float32),
        }
        np.savez(folder / "predictions.npz", **arrays)
        return RunFolder(folder)

    return write


def test_out_of_fold_reads_the_validation_images_of_every_fold(folds):
    runs = [folds("a", 1), folds("b", 0)]
    assert out_of_fold(runs).indices.tolist() == [0, 1, 2, 3]
    assert [row[:4] for row in fold_rows(runs)] == [[2, "6", "2", "50.0%"], [1, "6", "2", "50.0%"]]


def test_folds_of_different_data_are_refused(folds):
    with pytest.raises(UserError, match="a, b: trained on different data"):
        out_of_fold([folds("a", 0), folds("b", 1, sha256="two")])


def test_the_text_says_only_what_the_configuration_does():
    accuracy = Proportion(3, 4)
    plain = how_trained(RunConfig(), accuracy)
    careful = how_trained(RunConfig(best_metric="epoch", drop_leaked=True), accuracy)
    assert "75.0%" in plain.en
    assert "75.0%" in plain.zh
    assert "last epoch" not in plain.en
    assert "exact copy" not in plain.en
    assert careful.en.startswith(plain.en)
    assert careful.zh.startswith(plain.zh)
    assert "last epoch" in careful.en
    assert "exact copy" in careful.en


# Rankings


def test_scores_are_those_of_their_definitions():
    p = np.array([[0.7, 0.2, 0.02, 0.02, 0.02, 0.02, 0.02], [0.05, 0.9, 0.01, 0.01, 0.01, 0.01, 0.01]])
    predictions = predictions_of(p, [0, 0])
    assert rank_labels(predictions).quality == pytest.approx([0.7, 0.05], abs=1e-6)
    assert rank_labels(predictions, "normalized_margin").quality == pytest.approx(
        [(0.7 - 0.2 + 1) / 2, (0.05 - 0.9 + 1) / 2], abs=1e-6
    )
    entropy = rank_labels(predictions, "confidence_weighted_entropy").quality
    assert entropy[1] < entropy[0]
    for score in SCORES:
        assert rank_labels(predictions, score).order.tolist() == [1, 0]


def test_equal_scores_keep_the_order_of_the_data():
    predictions = predictions_of(np.full((5, 7), 1 / 7), [3, 1, 0, 2, 6])
    ranking = rank_labels(predictions)
    assert ranking.order.tolist() == [0, 1, 2, 3, 4]
    assert ranking.first(2).tolist() == [0, 1]
    assert len(ranking.first(99)) == 5


def test_confident_learning_marks_flips_and_leaves_what_fits():
    predictions, truth = noisy_predictions(sharpness=9.0)
    marked = marked_by_confident_learning(predictions)
    wrong = predictions.labels != truth
    assert marked[wrong].mean() > 0.8
    assert marked[~wrong].mean() < 0.02


def test_confident_learning_with_missing_classes():
    probabilities = np.full((8, 7), 0.02)
    probabilities[np.arange(8), [2, 2, 2, 2, 5, 5, 5, 2]] = 0.88
    predictions = predictions_of(probabilities, [2, 2, 2, 2, 5, 5, 5, 5])
    assert np.flatnonzero(marked_by_confident_learning(predictions)).tolist() == [7]
    assert not marked_by_confident_learning(predictions_of(probabilities, [2] * 8)).any()


# What the labels are held against


def votes(**counts):
    return [counts.get(name.lower(), 0) for name in VOTE_NAMES]


def test_crowd_labels_need_a_class_with_most_votes():
    given = np.array(
        [
            votes(anger=6, fear=4),
            votes(sadness=5, neutral=5),  # a tie
            votes(contempt=8, neutral=2),  # no class
            votes(nf=10),
            votes(happiness=4, unknown=3, neutral=3),
            votes(),  # nobody voted
        ],
        np.uint8,
    )
    labels, most = crowd_labels(given, CLASS_NAMES)
    assert labels.tolist() == [CLASS_NAMES.index("angry"), -1, -1, -1, CLASS_NAMES.index("happy"), -1]
    assert most.tolist() == [6, 0, 0, 0, 4, 0]


def toy(provenance, votes=None):
    n = 3 if votes is None else len(votes)
    return FaceDataset(
        np.zeros((n, 48, 48), np.uint8),
        np.zeros(n, np.int64),
        np.zeros(n, np.uint8),
        provenance=provenance,
        votes=votes,
    )


def test_the_reference_is_the_truth_of_synthetic_faces_else_the_votes(tmp_path):
    from fer_lib.data.prepared import write_prepared
    from fer_lib.data.sources import load
    from fer_lib.data.synthetic import generate

    made = generate(120, 1)
    truth = {"expression": made.expression, "flipped": made.flipped, "intensity": made.intensity}
    write_prepared(tmp_path / "data", made.dataset, truth)
    dataset = load(tmp_path / "data")
    found = find_reference(dataset, tmp_path / "data")
    assert found is not None
    assert found.kind == "truth"
    everything = np.arange(120)
    assert np.array_equal(found.differs(everything, dataset.labels), made.flipped)
    assert found.known(everything).all()

    crowd = find_reference(toy({}, np.array([votes(fear=9, sadness=1), votes(nf=10)], np.uint8)), tmp_path)
    assert crowd is not None
    assert crowd.kind == "crowd"
    assert crowd.known(np.arange(2)).tolist() == [True, False]
    assert crowd.differs(np.arange(2), np.array([0, 0])).tolist() == [True, False]
    assert find_reference(toy({}), tmp_path) is None


# Detection


def test_auroc_is_the_share_of_pairs_in_the_right_order():
    quality = np.array([0.1, 0.4, 0.2, 0.9, 0.4])
    wrong = np.array([True, True, False, False, False])
    detection = Detection(quality, wrong, np.argsort(quality, kind="stable"))
    # pairs (wrong, right): 0.1 is below all three; 0.4 is below 0.9, equal to 0.4, above 0.2
    assert detection.auroc == pytest.approx((3 + 1 + 0.5) / 6)
    assert detection.precision(1) == Proportion(1, 1)
    assert detection.precision(3) == Proportion(2, 3)
    assert detection.precision(99) == Proportion(2, 5)
    assert detection.base_rate == Proportion(2, 5)
    assert detection.found.tolist() == [1, 1, 2, 2, 2]


def test_auroc_agrees_with_scikit_learn():
    from sklearn.metrics import roc_auc_score

    predictions, truth = noisy_predictions(sharpness=1.5)
    wrong = predictions.labels != truth
    detection = detect(rank_labels(predictions), wrong, np.ones(len(wrong), np.bool_))
    assert detection is not None
    assert detection.auroc == pytest.approx(roc_auc_score(wrong, -rank_labels(predictions).quality))
    low, high = detection.auroc_interval
    assert low < detection.auroc < high


def test_the_interval_of_auroc_covers_at_its_rate():
    """Normal scores one standard deviation apart have AUROC Φ(1/√2); 95 % intervals hold it about that often."""
    from scipy.stats import norm

    generator = np.random.default_rng(0)
    wrong = np.arange(300) < 40
    true, trials, covered = norm.cdf(1 / np.sqrt(2)), 200, 0
    for _ in range(trials):
        quality = generator.normal(np.where(wrong, -1.0, 0.0))
        low, high = Detection(quality, wrong, np.argsort(quality)).auroc_interval
        covered += low <= true <= high
    assert 0.9 <= covered / trials <= 0.99


@pytest.mark.parametrize("sign", [1, -1])
def test_a_ranking_without_a_mistake_has_an_interval_all_the_same(sign):
    quality = sign * np.arange(30.0)
    detection = Detection(quality, np.arange(30) < 10, np.argsort(quality))
    assert detection.auroc == (1.0 if sign == 1 else 0.0)
    low, high = detection.auroc_interval
    ten_of_ten = Proportion(10, 10).wilson_interval
    assert (low, high) == (ten_of_ten if sign == 1 else pytest.approx((0.0, 1 - ten_of_ten[0])))


def test_nothing_to_tell_apart_is_no_detection():
    ranking = rank_labels(predictions_of(np.full((4, 7), 1 / 7), [0, 1, 2, 3]))
    known, none = np.ones(4, np.bool_), np.zeros(4, np.bool_)
    assert detect(ranking, none, known) is None
    assert detect(ranking, known, known) is None
    assert detect(ranking, known, none) is None
    some = np.array([True, False, False, True])
    assert detect(ranking, some, np.array([True, True, True, False])).base_rate == Proportion(1, 3)


# Exclusion


def test_leaving_images_out_counts_what_is_left():
    exclusion = Exclusion(np.array([False, True, False, True, True]), np.array([2, 1, 0, 3, 4]))
    assert exclusion.without(0) == Proportion(3, 5)
    assert exclusion.without(1) == Proportion(3, 4)
    assert exclusion.without(3) == Proportion(2, 2)
    assert exclusion.without(99) == Proportion(1, 1)
    counts = np.array([0, 1, 3])
    assert exclusion.curve(counts) == pytest.approx([3 / 5, 3 / 4, 1.0])
    assert exclusion.ceiling(counts) == pytest.approx([3 / 5, 3 / 4, 1.0])


def test_the_band_of_chance_holds_the_draws():
    generator = np.random.default_rng(0)
    right = np.arange(400) < 300
    exclusion = Exclusion(right, np.arange(400))
    low, high = exclusion.at_random(80)
    draws = np.array([right[generator.permutation(400)[80:]].mean() for _ in range(2000)])
    assert low < 0.75 < high
    assert 0.94 <= np.mean((draws >= low) & (draws <= high)) <= 0.985
    assert exclusion.at_random(0) == (0.75, 0.75)


def test_unknown_is_no_class():
    assert UNKNOWN not in range(len(CLASS_NAMES))
    assert Reference("truth", np.array([UNKNOWN])).known(np.array([0])).tolist() == [False]
