import json
from pathlib import Path

import pytest

from fer_lib.config import RunConfig, config_from_notebook, make_config, read_preset
from fer_lib.errors import UserError


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"epochz": 3}, ["unknown key 'epochz'", "did you mean 'epochs'"]),
        ({"epochs": "3"}, ["epochs", "'3' is text", "number"]),
        ({"learning_rate": "1e-3"}, ["learning_rate", "write 1.0e-3"]),
        ({"epochs": 0}, ["epochs", "greater than or equal to 1"]),
        ({"epochs": True}, ["epochs"]),
        ({"epochs": 2.5}, ["epochs", "2.5"]),
        ({"learning_rate": float("nan")}, ["learning_rate", "nan"]),
        ({"batch_size": 1}, ["batch_size"]),
        ({"optimizer": "adan"}, ["optimizer", "'adan'", "'adam'"]),
        ({"flip": 1}, ["flip"]),
        ({"name": "../elsewhere"}, ["name", "../elsewhere"]),
        (
            {"shuffle_pixels": True, "rotation": 5.0, "flip": True},
            ["shuffle_pixels", "flip, rotation means nothing"],
        ),
        ({"validation_size": 1.5}, ["validation_size", "1.5"]),
        ({"seed": -1}, ["seed"]),
        ({"fold": 5}, ["fold: 5 is not among the folds 0 to 4 that folds: 5 makes"]),
        ({"fold": 3, "folds": 3}, ["fold: 3 is not among the folds 0 to 2"]),
        ({"folds": 1}, ["folds", "greater than or equal to 2"]),
        ({"best_metric": "epoch", "early_stopping": 3}, ["best_metric: epoch", "early_stopping"]),
        ({"best_metric": "epoch", "schedule": "plateau"}, ["best_metric: epoch", "plateau"]),
    ],
)
def test_bad_values_are_refused_with_the_key_and_what_is_expected(values, words):
    with pytest.raises(UserError) as caught:
        make_config(values, "presets/x.yaml")
    message = str(caught.value)
    assert message.startswith("presets/x.yaml: ")
    for word in words:
        assert word in message
    assert "\n" not in message


def test_all_problems_are_named_at_once():
    with pytest.raises(UserError, match=r"(?s)epochs.*batch_size"):
        make_config({"epochs": 0, "batch_size": 0})


def test_a_whole_number_serves_as_a_decimal():
    assert make_config({"learning_rate": 1}).learning_rate == 1.0


def test_hash_changes_with_what_decides_the_result_and_with_nothing_else():
    base = RunConfig()
    assert base.hash() == RunConfig(name="other", runs_dir="x", overwrite=True, data="y").hash()
    changed = {"epochs": 13, "seed": 1, "fold": 1, "activation": "prelu", "learning_rate": 1e-3, "flip": True}
    hashes = {RunConfig(**{key: value}).hash() for key, value in changed.items()}
    assert len(hashes | {base.hash()}) == len(changed) + 1


def test_presets_of_the_repository_are_valid(root):
    presets = sorted((root / "presets").glob("*.yaml"))
    assert presets
    for path in presets:
        assert make_config(read_preset(path), path.name).name == path.stem


@pytest.mark.parametrize(
    ("text", "words"), [("- a\n- b\n", "key: value"), ("a: [", "not readable as YAML"), ("", "key: value")]
)
def test_preset_files_that_are_none(tmp_path: Path, text, words):
    path = tmp_path / "p.yaml"
    path.write_text(text)
    with pytest.raises(UserError, match=words):
        read_preset(path)


def test_a_missing_preset_names_those_there_are(root):
    with pytest.raises(UserError, match="report-a"):
        read_preset(root / "presets" / "nope.yaml")


def test_notebook_parameters_are_the_defaults(root):
    """The parameters cell of train.ipynb repeats RunConfig's defaults, so that one place cannot drift."""
    notebook = json.loads((root / "notebooks" / "train.ipynb").read_text("utf8"))
    cell = next(c for c in notebook["cells"] if c["metadata"].get("tags") == ["parameters"])
    namespace: dict[str, object] = {}
    exec("".join(cell["source"]), namespace)
    namespace.pop("__builtins__")
    assert namespace == RunConfig().model_dump()


def test_a_misspelt_parameter_of_a_notebook_is_refused():
    namespace = {**RunConfig().model_dump(), "learnig_rate": 0.1, "_i": "x", "In": [], "Path": Path}
    with pytest.raises(UserError, match="did you mean 'learning_rate'"):
        config_from_notebook(namespace)
    namespace.pop("learnig_rate")
    assert config_from_notebook(namespace) == RunConfig()
