import shutil

import numpy as np
import pytest
import torch

from fer_lib.chapters.training.sentences import learning_curves
from fer_lib.config import RunConfig
from fer_lib.errors import UserError
from fer_lib.runs import RunFolder
from fer_lib.runs.history import EpochRecord, History
from fer_lib.training import trainer
from fer_lib.training.loop import train
from tests.conftest import toy_faces

CONFIG = RunConfig(name="toy", epochs=5, batch_size=16, learning_rate=3e-3, device="cpu", shift=0.05)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return train(CONFIG, toy_faces(), RunFolder(tmp_path_factory.mktemp("runs") / "toy"))


def test_a_run_learns_and_leaves_all_its_files(run):
    files = {p.name for p in run.path.iterdir()}
    assert files == {
        "config.yaml", "history.csv", "best.safetensors", "predictions.npz", "provenance.json", "metrics.json",
    }  # fmt: skip
    metrics = run.metrics()
    assert metrics["parameters"] == 2_109_031
    assert set(metrics["splits"]) == {"train", "validation", "test"}
    assert metrics["splits"]["train"]["accuracy"] > 0.9
    history = run.history()
    assert [r.epoch for r in history.records] == [1, 2, 3, 4, 5]
    assert history.last.train_loss < history.records[0].train_loss
    # The kept weights are those of the best epoch: their score is the best epoch's score.
    assert metrics["splits"]["validation"]["accuracy"] == pytest.approx(history.best.validation_accuracy)


def test_predictions_are_those_of_the_saved_weights(run):
    faces, predictions = toy_faces(), run.predictions("validation")
    assert np.array_equal(predictions.labels, faces.labels[predictions.indices])
    assert set(faces.split[predictions.indices]) == {1}
    assert run.accuracy("validation").successes == predictions.correct
    images = torch.from_numpy(faces.images[predictions.indices])
    from fer_lib.models.prediction import predict_logits

    logits = predict_logits(run.model(), images).numpy()
    assert (logits.argmax(1) == predictions.predicted).mean() > 0.95  # float32 here, perhaps bfloat16 there


def test_the_same_seed_gives_the_same_weights_to_the_bit(run, tmp_path):
    again = train(CONFIG, toy_faces(), RunFolder(tmp_path / "toy"))
    first, second = run.model().state_dict(), again.model().state_dict()
    assert all(torch.equal(first[k], second[k]) for k in first)
    other = train(CONFIG.model_copy(update={"seed": 1}), toy_faces(), RunFolder(tmp_path / "other"))
    assert not torch.equal(first["features.0.0.weight"], other.model().state_dict()["features.0.0.weight"])


def test_an_interrupted_run_goes_on_and_ends_with_the_same_bits(run, tmp_path, monkeypatch, capsys):
    folder = RunFolder(tmp_path / "toy")
    run_epoch = trainer.Trainer.run_epoch

    def killed_in_epoch_3(self, number, progress):
        if number == 3:
            raise KeyboardInterrupt
        return run_epoch(self, number, progress)

    monkeypatch.setattr(trainer.Trainer, "run_epoch", killed_in_epoch_3)
    with pytest.raises(KeyboardInterrupt):
        train(CONFIG, toy_faces(), folder)
    assert not folder.is_complete
    assert len(folder.history().records) == 2
    monkeypatch.setattr(trainer.Trainer, "run_epoch", run_epoch)
    train(CONFIG, toy_faces(), folder)
    assert "going on after epoch 2" in capsys.readouterr().out
    first, second = run.model().state_dict(), folder.model().state_dict()
    assert all(torch.equal(first[k], second[k]) for k in first)
    assert np.array_equal(run.predictions("test").logits, folder.predictions("test").logits)


def test_a_complete_run_is_left_alone_and_another_one_is_not_overwritten(run, tmp_path, capsys):
    folder = RunFolder(tmp_path / "toy")
    shutil.copytree(run.path, folder.path)
    before = {p.name: p.read_bytes() for p in folder.path.iterdir()}
    train(CONFIG, toy_faces(), folder)
    assert "already complete" in capsys.readouterr().out
    changed = CONFIG.model_copy(update={"epochs": 1})
    with pytest.raises(UserError, match="another configuration"):
        train(changed, toy_faces(), folder)
    assert before == {p.name: p.read_bytes() for p in folder.path.iterdir()}
    (folder.path / "provenance.json").write_text("{}")
    with pytest.raises(UserError, match=r"provenance\.json: damaged"):
        train(CONFIG, toy_faces(), folder)
    (folder.path / "provenance.json").write_bytes(before["provenance.json"])
    train(changed.model_copy(update={"overwrite": True}), toy_faces(), folder)
    assert len(folder.history().records) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a checkpoint", bytes(5000)])
def test_a_damaged_checkpoint_is_one_clear_error(tmp_path, content):
    folder = RunFolder(tmp_path / "toy")
    folder.path.mkdir()
    (folder.path / "checkpoint.pt").write_bytes(content)
    with pytest.raises(UserError, match=r"checkpoint\.pt: damaged"):
        train(CONFIG, toy_faces(), folder)


def test_a_loss_that_is_not_finite_stops_the_run(tmp_path):
    wild = CONFIG.model_copy(update={"learning_rate": 100.0, "optimizer": "sgd", "schedule": "constant"})
    with pytest.raises(UserError, match=r"not finite in epoch \d.*lower learning_rate"):
        train(wild.model_copy(update={"epochs": 30}), toy_faces(), RunFolder(tmp_path / "wild"))


def test_an_odd_number_of_images_can_be_taken_two_a_step(tmp_path):
    """Batch normalization after a fully connected layer has no variance of a single image."""
    pairs = CONFIG.model_copy(update={"batch_size": 2, "training_size": 11, "epochs": 1})
    train(pairs, toy_faces(), RunFolder(tmp_path / "pairs"))
    assert RunFolder(tmp_path / "pairs").is_complete


def test_data_without_validation_images_are_refused(tmp_path):
    faces = toy_faces()
    with pytest.raises(UserError, match="0 validation"):
        train(CONFIG, faces.subset(faces.indices("train")), RunFolder(tmp_path / "toy"))


def test_weights_of_another_network_are_refused(run, tmp_path):
    folder = RunFolder(tmp_path / "toy")
    shutil.copytree(run.path, folder.path)
    weights = folder.path / "best.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(UserError, match=r"best\.safetensors: not the weights of report-a"):
        folder.model()


def test_provenance_names_what_made_the_run_and_no_place(run, tmp_path_factory):
    provenance = run.provenance()
    assert provenance["config_sha256"] == CONFIG.hash()
    assert provenance["packages"]["torch"] == torch.__version__.split("+")[0] or "+" in torch.__version__
    for name in ("provenance.json", "config.yaml", "metrics.json", "history.csv"):
        assert str(run.path.parent) not in (run.path / name).read_text("utf8")
        assert "/" + "home/" not in (run.path / name).read_text("utf8")


def test_history_round_trip_and_best(tmp_path):
    records = [
        EpochRecord(n, 1 / n, 0.1 * n, 2 / n, accuracy, accuracy / 2, 1e-3, 0.1, 100.0 / 3)
        for n, accuracy in enumerate((0.3, 0.5, 0.5), 1)
    ]
    history = History(tuple(records))
    history.write(tmp_path / "history.csv")
    assert History.read(tmp_path / "history.csv") == history
    assert history.best.epoch == 2
    assert "50.0%" in learning_curves(history).en
    assert "50.0%" in learning_curves(history).zh
