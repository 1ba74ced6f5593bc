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


def test_data_of_single_chapters_are_made_for_these_alone(
    planned: Callable[..., str], workspace: Path
) -> None:
    toc = workspace / "_toc.yml"
    original = toc.read_text("utf8")
    book = yaml.safe_load(original)
    (workspace / "my masks").mkdir()
    try:
        book["parts"] = [{"caption": "A | 甲", "chapters": [{"file": "chapters/14_pca"}]}]
        toc.write_text(yaml.safe_dump(book, allow_unicode=True), "utf8")
        assert rules(planned("chapters")) == {"data", "train", "chapter", "chapters"}
        book["parts"][0]["chapters"] += [{"file": "chapters/15_digits"}, {"file": "chapters/16_masks"}]
        toc.write_text(yaml.safe_dump(book, allow_unicode=True), "utf8")
        shown = planned("chapters", masks={"source": "my masks", "skip_bad_rows": True})
        assert {"digits", "masks", "mask_runs"} <= rules(shown)
        assert "prepare-digits built-in -o runs/overrides/digits" in shown
        assert "prepare-masks 'my masks' -o runs/overrides/masks --skip-bad-rows" in shown
        shown = planned("runs/overrides/masks", ("masks=|2-\n  my masks\n",))
        assert "prepare-masks 'my masks' -o runs/overrides/masks" in shown
        assert "--skip-bad-rows" not in shown
    finally:
        toc.write_text(original, "utf8")
        (workspace / "my masks").rmdir()


def test_a_gpu_is_asked_for_by_trainings_alone(planned: Callable[..., str]) -> None:
    assert re.findall(r"gpu=\d", planned("runs", ("gpus=2", "jobs=2"))) == ["gpu=1"]
    assert re.findall(r"gpu=\d", planned("runs")) == ["gpu=0"]
