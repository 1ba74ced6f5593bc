"""What the pipeline hands to papermill beside the preset."""

import yaml


def test_an_edition_can_set_a_preset_value_back_to_the_default(workspace, pipeline):
    preset = workspace / "presets" / "other.yaml"
    preset.write_text("name: other\nseed: 7\nepochs: 3\n", "utf8")
    edition = yaml.safe_load((workspace / "editions" / "quick.yaml").read_text("utf8"))
    edition["runs"] = {"report-a": {"preset": "other", "seed": 0}}
    del edition["parts"]
    path = workspace / "editions" / "overrides.yaml"
    path.write_text(yaml.safe_dump(edition, allow_unicode=True), "utf8")
    result = pipeline("runs", "--dry-run", "--printshellcmds", config=["edition=overrides"])
    assert result.returncode == 0, result.stderr
    assert '"seed": 0' in result.stdout + result.stderr
    assert '"epochs"' not in result.stdout + result.stderr
    preset.unlink()
    path.unlink()
