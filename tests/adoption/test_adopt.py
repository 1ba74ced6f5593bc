"""A training from elsewhere becomes a run."""

import json

import numpy as np
import pytest
import torch

from fer_lib.adoption.adopt import Elsewhere, adopt
from fer_lib.config import RunConfig
from fer_lib.data.splits import assign_split
from fer_lib.errors import UserError
from fer_lib.models.own_input import InputNormalization
from fer_lib.runs import RunFolder
from fer_lib.runs.archive import export_run, import_run
from fer_lib.runs.state import read_state
from tests.adoption.elsewhere import CLASSES, food, network, own_logits, write_network

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


@pytest.fixture
def dataset():
    return assign_split(food(), "source")


@pytest.fixture
def make(tmp_path, dataset):
    """Adopts the network, with its weights saved as Lightning does."""
    file = write_network(tmp_path / "code")

    def run(name="colab", options=None, given=(), **changed):
        model = network(**(options or {}))
        torch.save(
            {"state_dict": {"model." + k: v for k, v in model.state_dict().items()}}, tmp_path / "m.ckpt"
        )
        values = {"name": name, "model": f"{file}:Net", "model_options": options or {}, **dict(given)}
        elsewhere = Elsewhere(
            RunConfig(**values),
            tmp_path / "m.ckpt",
            given=frozenset(dict(given)),
            **{"trust": True, **changed},
        )
        folder = RunFolder(tmp_path / "runs" / name)
        return folder, adopt(elsewhere, dataset, folder)

    return run


def normalized(**changed):
    return {"normalization": InputNormalization(tuple(MEAN), tuple(STD)), **changed}


def test_the_run_has_what_somebodys_own_loop_computes(make, dataset, tmp_path):
    run, notes = make(**normalized())
    for split in ("train", "validation", "test"):
        expected = own_logits(network(), dataset, split, MEAN, STD)
        predictions = run.predictions(split)
        assert np.allclose(predictions.logits, expected, atol=1e-3)
        assert np.array_equal(predictions.labels, dataset.labels[dataset.labelled_indices(split)])
        assert run.accuracy(split).successes == (expected.argmax(1) == predictions.labels).sum()
    assert len(set(run.predictions("test").predicted.tolist())) > 3
    assert "the prefix 'model.' was taken off the names of the weights" in notes
    assert run.class_names == CLASSES
    assert run.shape == (11, 3, 16, 12)


def test_the_folder_alone_gives_the_same_network(make, dataset, tmp_path):
    run, _ = make(**normalized())
    (tmp_path / "code" / "net.py").unlink()
    moved = RunFolder(run.path.rename(tmp_path / "moved"))
    images = torch.from_numpy(dataset.images[dataset.labelled_indices("test")])
    from fer_lib.models.prediction import predict_logits

    assert torch.allclose(
        predict_logits(moved.model(), images), torch.from_numpy(moved.predictions("test").logits), atol=1e-4
    )


def test_what_nobody_has_said_is_not_known(make):
    run, _ = make(given=[("optimizer", "sgd"), ("epochs", 60)])
    state = read_state(run.path)
    assert state.state == "complete"
    assert (run.known("optimizer"), run.known("epochs")) == ("sgd", 60)
    assert (run.known("model"), run.known("split"), run.known("model_options")) == (
        "net.py:Net",
        "source",
        {},
    )
    for key in ("batch_size", "learning_rate", "seed", "best_metric", "activation", "dropout"):
        assert run.known(key) is None
        assert state.known(key) is None
        assert key not in run.provenance()["config"]
    assert state.known_epochs is None
    assert run.metrics()["selected"] == {"by": None, "epoch": None, "of": 60}
    assert run.metrics()["seconds"] is None
    assert run.metrics()["parameters"] == sum(p.numel() for p in network().parameters())


def test_without_history(make):
    run, _ = make()
    assert not run.has_history
    with pytest.raises(
        UserError, match=r"adopted without a history of its epochs; `runs adopt … --history FILE"
    ):
        run.history()


def test_with_history(make, tmp_path):
    (tmp_path / "h.json").write_text(
        json.dumps({"loss": [2, 1], "val_accuracy": [9.0, 10.0], "val_iou": [1, 2]})
    )
    run, notes = make(history=tmp_path / "h.json")
    history = run.history(gaps=True)
    assert [record.validation_accuracy for record in history.records] == [0.09, 0.1]
    assert read_state(run.path).known_epochs == 2
    assert run.metrics()["selected"]["of"] == 2
    assert history.best.epoch == 2
    assert not history.has("seconds")
    assert "history: not used: val_iou" in notes
    assert run.adopted["history"] == {"file": "h.json", "form": "json"}


def test_a_history_that_is_not_of_these_weights_is_said(make, tmp_path):
    (tmp_path / "h.json").write_text(json.dumps({"val_acc": [0.9, 0.95]}))
    _, notes = make(history=tmp_path / "h.json")
    assert any("and the history goes from 90.0% to 95.0%" in note for note in notes)


def test_logits_from_a_file(make, dataset, tmp_path):
    given = own_logits(network(), dataset, "test", MEAN, STD)
    given[:3] = given[3]
    np.save(tmp_path / "v.npy", given)
    run, notes = make(**normalized(scores=tmp_path / "v.npy", scores_split="test"))
    assert np.array_equal(run.predictions("test").logits, given)
    assert run.adopted["predictions"] == {"train": "weights", "validation": "weights", "test": "v.npy"}
    same = int((given.argmax(1) == own_logits(network(), dataset, "test", MEAN, STD).argmax(1)).sum())
    assert run.adopted["agreement"] == {"split": "test", "n": 22, "same": same}
    assert any(f"the same class for {same} of 22 images" in note for note in notes)
    assert read_state(run.path).state == "complete"


def test_a_softmax_is_recognised_and_said(make, dataset):
    run, notes = make(options={"softmax": True}, **normalized())
    expected = own_logits(network(softmax=True), dataset, "test", MEAN, STD)
    assert np.allclose(run.predictions("test").probabilities, expected, atol=1e-4)
    assert any("ends in a softmax" in note for note in notes)
    assert run.adopted["output"] == "probabilities"


def test_a_network_of_the_project_needs_no_trust(tmp_path, faces):
    config = RunConfig(name="again", model="report-b-dnn", activation="relu")
    from fer_lib.models import network_of

    torch.save(network_of(config).state_dict(), tmp_path / "m.pt")
    run = RunFolder(tmp_path / "again")
    adopt(Elsewhere(config, tmp_path / "m.pt"), assign_split(faces, "source"), run)
    assert read_state(run.path).state == "complete"
    assert run.known("activation") == "relu"
    assert run.network_code() is None


def test_an_adopted_run_is_packed_and_taken_in(make, tmp_path):
    run, _ = make(**normalized())
    export_run(run.path, tmp_path / "a.zip")
    assert b"m.ckpt" in (tmp_path / "a.zip").read_bytes()
    assert str(tmp_path).encode() not in (tmp_path / "a.zip").read_bytes()
    with pytest.raises(UserError, match="--trust"):
        import_run(tmp_path / "a.zip", tmp_path / "others")
    taken = RunFolder(import_run(tmp_path / "a.zip", tmp_path / "others", trust=True))
    assert np.array_equal(taken.predictions("test").logits, run.predictions("test").logits)
    assert taken.adopted == run.adopted


def refused(make, tmp_path, **changed):
    before = sorted(path for path in tmp_path.rglob("*"))
    with pytest.raises(UserError) as caught:
        make(**changed)
    assert [path for path in sorted(tmp_path.rglob("*")) if path.name != "m.ckpt"] == [
        path for path in before if path.name != "m.ckpt"
    ]
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_somebodys_code_is_not_run_without_trust(make, tmp_path):
    (tmp_path / "code" / "net.py").write_text(f"open({str(tmp_path / 'executed')!r}, 'w')\nclass Net: pass\n")
    message = refused(make, tmp_path, trust=False)
    assert "this is Python code, which runs on this machine now and whenever the run is used" in message
    assert not (tmp_path / "executed").exists()


def test_weights_of_another_network(make, tmp_path):
    file = tmp_path / "code" / "net.py"
    file.write_text(file.read_text().replace("width=6", "width=7"))
    message = refused(make, tmp_path)
    assert "m.ckpt: not the weights of this network: conv.weight is 6×3×3×3 and not 7×3×3×3" in message


def test_a_network_that_fails_is_named_with_its_line(make, tmp_path):
    file = tmp_path / "code" / "net.py"
    file.write_text(file.read_text().replace("x = self.fc(x.flatten(1))", "x = self.fc(x)"))
    assert "net.py:16: the network fails for images of 3×16×12: RuntimeError" in refused(make, tmp_path)


def test_answers_of_another_shape(make, tmp_path):
    file = tmp_path / "code" / "net.py"
    file.write_text(file.read_text().replace("else x\n", "else x[:, :4]\n"))
    assert "the network gives [22, 4] for 22 images" in refused(make, tmp_path)


def test_normalization_of_other_channels(make, tmp_path):
    message = refused(make, tmp_path, normalization=InputNormalization((0.1, 0.2), (1, 1)))
    assert "mean: 2 numbers, and the images have 3 channels" in message


def test_code_that_reads_another_file_beside_it(make, tmp_path):
    file = tmp_path / "code" / "net.py"
    (tmp_path / "code" / "names.txt").write_text("x")
    file.write_text(
        "import pathlib\npathlib.Path(__file__).with_name('names.txt').read_text()\n" + file.read_text()
    )
    assert "where only its Python files are" in refused(make, tmp_path)


def test_a_run_is_replaced_only_if_told_to(make, tmp_path):
    run, _ = make()
    assert "is there already; choose another name, or --overwrite" in refused(make, tmp_path)
    (run.path / "notes.txt").write_text("mine")
    assert "holds notes.txt" in refused(make, tmp_path, overwrite=True)
    (run.path / "notes.txt").unlink()
    make(overwrite=True, **normalized())
    assert run.adopted["input"]["mean"] == MEAN


def test_a_normalization_that_somebody_has_changed_in_the_folder(make):
    run, _ = make(**normalized())
    path = run.path / "provenance.json"
    path.write_text(path.read_text().replace("0.229", '"0.229"'))
    with pytest.raises(UserError, match=r"provenance\.json: adopted: .* is no input normalization"):
        run.model()


def test_a_history_with_gaps_is_given_only_to_who_wants_it(make, tmp_path):
    (tmp_path / "h.json").write_text(json.dumps({"loss": [2, 1], "val_loss": [2, 1], "val_acc": [0.1, 0.1]}))
    run, _ = make(history=tmp_path / "h.json")
    with pytest.raises(
        UserError, match="the history of this training does not say train accuracy of every epoch"
    ):
        run.history()
    assert [record.train_loss for record in run.history(gaps=True).records] == [2, 1]
