"""Trainings of a network of one's own: its files are part of the run, and its code of what the run is."""

import re
import shutil
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
import yaml

from fer_lib.cli import main
from fer_lib.config import RunConfig
from fer_lib.errors import UserError
from fer_lib.models.of_config import read_code
from fer_lib.models.prediction import predict_logits
from fer_lib.runs import RunFolder
from fer_lib.training.loop import train
from fer_lib.training.own_network import check_before_training
from tests.conftest import toy_faces

BLOCKS = "from torch import nn\n\n\ndef activation():\n    return nn.ReLU()\n"
NET = """
from blocks import activation
from torch import nn


class Net(nn.Module):
    def __init__(self, num_classes, in_channels=3, channels=4):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, channels, 3, stride=4, padding=1)
        self.norm, self.act = nn.BatchNorm2d(channels), activation()
        self.fc = nn.Linear(channels * 12 * 12, num_classes)

    def forward(self, x):
        x = self.act(self.norm(self.conv(x)))
        return self.fc(x.view(len(x), -1))
"""


@pytest.fixture
def net(tmp_path: Path) -> Path:
    """A network's file, with another beside it."""
    folder = tmp_path / "nets"
    folder.mkdir()
    (folder / "blocks.py").write_text(BLOCKS, "utf8")
    (folder / "my_net.py").write_text(NET, "utf8")
    return folder / "my_net.py"


def config(net: Path, **values: object) -> RunConfig:
    settings = {"epochs": 2, "batch_size": 32, "device": "cpu", "model": f"{net}:Net", **values}
    return RunConfig(name="mine", **settings)


def trained(net: Path, folder: Path, **values: object) -> RunFolder:
    return train(config(net, **values), toy_faces(), RunFolder(folder / "runs" / "mine"))


def test_the_run_holds_the_network_and_needs_the_file_no_more(net, tmp_path):
    run = trained(net, tmp_path, model_options={"channels": 3})
    files = sorted(path.relative_to(run.path).as_posix() for path in (run.path / "network").rglob("*"))
    assert files == ["network/blocks.py", "network/my_net.py"]
    assert (run.path / "network" / "my_net.py").read_text("utf8") == NET
    written = (run.path / "config.yaml").read_text("utf8")
    assert yaml.safe_load(written)["model"] == "my_net.py:Net"
    assert str(tmp_path) not in written + (run.path / "provenance.json").read_text("utf8")
    assert run.provenance()["network"] == run.network_code().described()
    assert run.provenance()["network"]["reference"] == "my_net.py:Net"
    shutil.rmtree(net.parent)
    moved = RunFolder(run.path.rename(tmp_path / "moved"))
    predictions = moved.predictions("validation")
    images = torch.from_numpy(toy_faces().images[predictions.indices])
    assert (predict_logits(moved.model(), images).numpy().argmax(1) == predictions.predicted).mean() > 0.95
    assert moved.metrics()["parameters"] == sum(p.numel() for p in moved.model().parameters())
    assert moved.model().conv.out_channels == 3


def test_what_was_loaded_in_the_run_is_not_what_is_loaded_of_the_changed_file(net, tmp_path):
    run = trained(net, tmp_path)
    (net.parent / "blocks.py").write_text(BLOCKS.replace("ReLU", "Tanh"), "utf8")
    assert isinstance(run.model().act, torch.nn.ReLU)


def test_the_same_seed_gives_the_same_weights_wherever_the_file_lies(net, tmp_path):
    first = trained(net, tmp_path / "a").model().state_dict()
    other = net.parent.rename(tmp_path / "elsewhere") / net.name
    second = trained(other, tmp_path / "b").model().state_dict()
    assert all(torch.equal(first[key], second[key]) for key in first)


def test_only_the_code_decides_whether_the_run_is_complete(net, tmp_path, capsys):
    trained(net, tmp_path)
    capsys.readouterr()
    (net.parent / "blocks.py").write_text(f"# A remark.\n{BLOCKS}\n", "utf8")
    moved = net.parent.rename(tmp_path / "elsewhere") / net.name
    trained(moved, tmp_path)
    assert "already complete" in capsys.readouterr().out
    (moved.parent / "blocks.py").write_text(BLOCKS.replace("ReLU", "Tanh"), "utf8")
    with pytest.raises(UserError, match="holds a complete run with other code of the network"):
        trained(moved, tmp_path)
    run = trained(moved, tmp_path, overwrite=True)
    assert "Tanh" in (run.path / "network" / "blocks.py").read_text("utf8")
    assert isinstance(run.model().act, torch.nn.Tanh)


def test_an_interrupted_run_goes_on_with_its_code_and_with_no_other(net, tmp_path, monkeypatch):
    complete = trained(net, tmp_path / "whole", epochs=3).model().state_dict()
    from fer_lib.training import trainer

    epoch = trainer.Trainer.run_epoch

    def stop_in_the_third(self, number, progress):
        if number == 3:
            raise KeyboardInterrupt
        return epoch(self, number, progress)

    monkeypatch.setattr(trainer.Trainer, "run_epoch", stop_in_the_third)
    with pytest.raises(KeyboardInterrupt):
        trained(net, tmp_path, epochs=3)
    monkeypatch.undo()
    kept = (tmp_path / "runs" / "mine" / "network" / "my_net.py").read_text("utf8")
    net.write_text(NET.replace("channels=4", "channels=5"), "utf8")
    with pytest.raises(UserError, match="belongs to an interrupted run with other code of the network"):
        trained(net, tmp_path, epochs=3)
    assert (tmp_path / "runs" / "mine" / "network" / "my_net.py").read_text("utf8") == kept
    net.write_text(NET, "utf8")
    resumed = trained(net, tmp_path, epochs=3).model().state_dict()
    assert all(torch.equal(complete[key], resumed[key]) for key in complete)


def test_a_network_of_the_project_leaves_no_files_of_another(net, tmp_path):
    run = trained(net, tmp_path)
    train(config(net, model="report-b-dnn", overwrite=True), toy_faces(), run)
    assert not (run.path / "network").exists()
    assert "network" not in run.provenance()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("12 * 12", "11 * 11", r"my_net\.py:15: fails for images \[2, 1, 48, 48\] in evaluation mode: .*Linear layer"),
        ("channels, 3, stride", "channels + 1, 3, stride", r"my_net\.py:14: fails for images"),
        ("* 12, num_classes", "* 12, 1000", r"my_net\.py:Net: gives \[2, 1000\] for images .*, expected \[2, 7\]"),
        ("return self.fc", "return self.gc", r"my_net\.py:15: .*AttributeError"),
        ("super().__init__()", "super().__init__(); open('gone')", r"my_net\.py:8: Net\(.*\) fails: FileNotFound"),
    ],
)  # fmt: skip
def test_what_cannot_be_trained_is_refused_before_anything_is_written(net, tmp_path, old, new, words):
    net.write_text(NET.replace(old, new), "utf8")
    assert net.read_text("utf8") != NET
    with pytest.raises(UserError, match=words) as caught:
        trained(net, tmp_path)
    assert caught.value.key == "model"
    assert not (tmp_path / "runs").exists()


def test_a_network_that_needs_another_file_beside_it_is_refused_before_the_first_epoch(net, tmp_path):
    reading = "from pathlib import Path\nSIZE = int((Path(__file__).parent / 'size.txt').read_text())\n"
    net.write_text(reading + NET, "utf8")
    (net.parent / "size.txt").write_text("4")
    with pytest.raises(UserError, match=r"size\.txt.*the copy of the network in the run's folder"):
        trained(net, tmp_path)
    assert list((tmp_path / "runs").iterdir()) == []


def test_parameters_that_are_shared_are_kept(net, tmp_path):
    tied = NET.replace(
        "    def forward",
        "        self.again = self.norm\n        self.weight = self.conv.weight\n\n    def forward",
    )
    net.write_text(tied, "utf8")
    run = trained(net, tmp_path)
    model = run.model()
    assert model.weight is model.conv.weight


def test_what_is_only_remarked_is_printed(net, tmp_path, capsys):
    net.write_text(NET.replace("-1))", "-1)).softmax(1)"), "utf8")
    trained(net, tmp_path)
    assert "note: " in (said := capsys.readouterr().out)
    assert "ends in a softmax" in said


def test_the_command_line_takes_options_as_papermill_does(net, tmp_path, capsys):
    preset = tmp_path / "p.yaml"
    values = {
        "epochs": 1,
        "synthetic_count": 120,
        "runs_dir": str(tmp_path / "runs"),
        "model": f"{net}:Net",
        "name": "x",
    }
    preset.write_text(yaml.safe_dump(values), "utf8")
    assert main(["train", str(preset), "-p", "model_options", "{channels: 2}"]) == 0
    assert RunFolder(tmp_path / "runs" / "x").config().model_options == {"channels": 2}
    capsys.readouterr()
    for parameters, words in (
        (
            ["model_options", "{depth: 2}"],
            r"-p model_options: .*my_net\.py:Net: takes no 'depth'; it takes channels",
        ),
        (["model", f"{net}:Not"], r"-p model: .*my_net\.py: has no Not; did you mean Net\?"),
        (["dropout", "0.5"], r"-p dropout: a network of one's own gets .* model_options: \{dropout: 0\.5\}"),
    ):
        assert main(["train", str(preset), "-p", *parameters]) == 2
        assert re.match(f"error: {words}", capsys.readouterr().err)


def test_several_processes_would_wait_for_a_gradient_that_does_not_come(net):
    net.write_text(
        NET.replace("        self.fc =", "        self.unused = nn.Linear(2, 2)\n        self.fc ="), "utf8"
    )
    mine = config(net)
    for processes in (1, 2):
        fabric = SimpleNamespace(device=torch.device("cpu"), world_size=processes, is_global_zero=False)
        with pytest.raises(UserError, match=r"reaches unused\.weight") if processes > 1 else nullcontext():
            check_before_training(mine, toy_faces(), fabric, read_code(mine))
