"""Out-of-fold predictions: the folds of a cross-validation as one."""

import json

import numpy as np
import pytest

from fer_lib.errors import UserError
from fer_lib.label_noise.out_of_fold import join_folds, out_of_fold
from fer_lib.runs import RunFolder
from tests.label_noise.made_up_labels import predictions_of


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


def test_folds_of_different_data_are_refused(folds):
    with pytest.raises(UserError, match="a, b: trained on different data"):
        out_of_fold([folds("a", 0), folds("b", 1, sha256="two")])
