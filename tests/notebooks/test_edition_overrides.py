"""What the pipeline would do for an edition, in a dry run: nothing is executed."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml


def rules(shown: str) -> set[str]:
    """Names of the rules that would run."""
    return set(re.findall(r"^(?:local)?rule (\w+):", shown, re.MULTILINE))


@pytest.fixture
def planned(workspace: Path, pipeline: Callable[..., Any]) -> Iterator[Callable[..., str]]:
    """``planned(target, config=[…], runs={…})``: what Snakemake would do, with its shell commands."""
    preset = workspace / "presets" / "other.yaml"
    preset.write_text("name: other\nseed: 7\nepochs: 3\n", "utf8")
    edition = yaml.safe_load((workspace / "editions" / "quick.yaml").read_text("utf8"))
    edition["runs"] = {"report-a": {"preset": "other", "seed": 0}}
    del edition["roles"]
    path = workspace / "editions" / "overrides.yaml"

    def plan(target: str, config: tuple[str, ...] = (), **changes: Any) -> str:
        path.write_text(yaml.safe_dump({**edition, **changes}, allow_unicode=True), "utf8")
        result = pipeline(target, "--dry-run", "--printshellcmds", config=["edition=overrides", *config])
        assert result.returncode == 0, result.stderr
        return str(result.stdout + result.stderr)

    yield plan
    preset.unlink()
    path.unlink()


def test_an_edition_can_set_a_preset_value_back_to_the_default(planned: Callable[..., str]) -> None:
    shown = planned("runs")
    assert re.search(r"[{,] ?seed: 0[,}]", shown)  # the edition's, in the training's configuration
    assert re.search(r"[{,] ?epochs: 3[,}]", shown)  # the preset's
    assert "seed: 7" not in shown


def test_each_run_is_trained_on_the_data_that_it_names(
    planned: Callable[..., str], workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = workspace / "my images"
    mine.mkdir()
    try:
        shown = planned(
            "runs",
            data={"source": "synthetic", "count": 300, "seed": 4, "leave_out": ["disgust"]},
            other_data={
                "food-11": {
                    "source": "my images",
                    "size": [64, 48],
                    "classes": {"bread": "麵包", "egg": None},
                }
            },
            runs={"report-a": {"preset": "other"}, "food": {"preset": "other", "data": "food-11"}},
        )
        assert "prepare synthetic -o runs/overrides/data --leave-out disgust --count 300 --seed 4" in shown
        assert (
            "prepare 'my images' -o runs/overrides/food-11 --classes 'bread=麵包' egg --size 64 48" in shown
        )
        assert re.search(r"data: runs/overrides/food-11[,}]", shown)
        assert re.search(r"data: runs/overrides/data[,}]", shown)
        monkeypatch.setenv("DATA", str(mine))
        shown = planned("runs", data={"source": "synthetic", "count": 300})
        assert "prepare 'my images' -o runs/overrides/data --resize squash --labels hard" in shown
        assert "--count" not in shown
    finally:
        mine.rmdir()


def test_a_gpu_is_asked_for_by_trainings_alone(planned: Callable[..., str]) -> None:
    assert re.findall(r"gpu=\d", planned("runs", ("gpus=2", "jobs=2"))) == ["gpu=1"]
    assert re.findall(r"gpu=\d", planned("runs")) == ["gpu=0"]
