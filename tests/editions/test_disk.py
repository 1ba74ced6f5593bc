from pathlib import Path

import pytest
import yaml
from safetensors.torch import save_file

from fer_lib.config import RunConfig
from fer_lib.editions import read_edition
from fer_lib.editions.disk import CHECKPOINTS, checkpoint_bytes, disk_of, kept_bytes
from fer_lib.editions.estimate import edition_data
from fer_lib.models.of_config import network_of
from fer_lib.runs.files import METRICS


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    (tmp_path / "presets").symlink_to(root / "presets")
    (tmp_path / "editions").mkdir()
    edition = {
        "title": {"en": "Test", "zh-TW": "測試"},
        "data": {"source": "synthetic", "count": 100, "seed": 0},
        "main_run": "a",
        "runs": {"a": {"preset": "report-a"}, "b": {"preset": "report-a", "optimizer": "sgd"}},
    }
    (tmp_path / "editions" / "mine.yaml").write_text(yaml.safe_dump(edition, allow_unicode=True), "utf8")
    return tmp_path


def test_weights_are_counted_as_they_are_written(tmp_path: Path) -> None:
    network = network_of(RunConfig(model="report-a"))
    parameters = sum(p.numel() for p in network.parameters())
    save_file(dict(network.named_parameters()), tmp_path / "best.safetensors")
    size = (tmp_path / "best.safetensors").stat().st_size
    # The file has a head with the tensors' names.
    assert 0 <= size - (kept_bytes(parameters, 0, 7) - kept_bytes(0, 0, 7)) < 10_000


def test_checkpoints_hold_weights_best_weights_and_optimizer() -> None:
    plain = RunConfig(optimizer="sgd")
    assert checkpoint_bytes(plain, 10) == CHECKPOINTS * 4 * 10 * 3
    assert checkpoint_bytes(RunConfig(optimizer="adamw", ema=0.9), 10) == CHECKPOINTS * 4 * 10 * 5


def test_what_is_there_needs_no_more(project: Path) -> None:
    edition = read_edition("mine", project)
    datasets = edition_data(edition)
    all_of_it = disk_of(edition, datasets, 2)
    assert all_of_it.data == 100 * 48 * 48
    assert all_of_it.unknown == ()
    one_at_a_time = disk_of(edition, datasets, 1)
    assert one_at_a_time.runs < all_of_it.runs
    (project / "runs" / "mine" / "a").mkdir(parents=True)
    (project / "runs" / "mine" / "a" / METRICS).write_text("{}", "utf8")
    (project / "runs" / "mine" / "data").mkdir()
    rest = disk_of(edition, datasets, 2)
    assert rest.data == 0
    assert 0 < rest.runs < one_at_a_time.runs


def test_data_that_nobody_has_named_are_named(project: Path) -> None:
    edition = read_edition("mine", project)
    assert disk_of(edition, {}, 1).unknown == ("data",)
