"""What labels are held against: the truth of synthetic faces, or the votes of FER+."""

import numpy as np

from fer_lib.data import ImageDataset
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.ferplus import VOTE_NAMES
from fer_lib.label_noise.reference import UNKNOWN, Reference, crowd_labels, find_reference


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
    return ImageDataset(
        np.zeros((n, 48, 48), np.uint8),
        np.zeros(n, np.int64),
        np.zeros(n, np.uint8),
        CLASS_NAMES,
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


def test_unknown_is_no_class():
    assert UNKNOWN not in range(len(CLASS_NAMES))
    assert Reference("truth", np.array([UNKNOWN])).known(np.array([0])).tolist() == [False]
