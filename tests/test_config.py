import ast
import datetime
import inspect
import itertools
import json
from pathlib import Path

import pytest

from fer_lib.cli import main
from fer_lib.config import RunConfig, config_from_notebook, make_config
from fer_lib.errors import UserError
from fer_lib.presets import read_preset


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"epochz": 3}, ["unknown key 'epochz'", "did you mean 'epochs'"]),
        ({"epochs": "3"}, ["epochs", "'3' is text", "number"]),
        ({"learning_rate": "1e-3"}, ["learning_rate", "write 1.0e-3"]),
        ({"learning_rate": "1.5e3"}, ["learning_rate", "write 1.5e+3"]),
        ({"dropout": "1e-1"}, ["dropout: '1e-1' is text", "write 1.0e-1"]),
        ({"dropout": 1.5}, ["dropout: 1.5: 'network', or a number from 0 to below 1, is expected"]),
        ({"validation_size": "x"}, ["validation_size: 'x': a whole count from 1, or a share"]),
        (
            {"class_weights": [1, -1]},
            ["class_weights: [1, -1]: 'none', 'balanced', 'effective', or a list of numbers"],
        ),
        ({"class_weights": [0] * 7}, ["class_weights: ", "one weight must be above 0"]),
        ({"epochs": "1e3"}, ["epochs: '1e3' is text, a whole number is expected (write 1000)"]),
        ({"name": 123}, ['name: YAML does not read 123 as text; put it in quotes: "123"']),
        ({"name": datetime.date(2024, 1, 1)}, ['read 2024-01-01 as text; put it in quotes: "2024-01-01"']),
        ({"name": "a/b"}, ["name: 'a/b': letters, digits, '.', '_' and '-' are allowed"]),
        ({"epochs": 0}, ["epochs", "greater than or equal to 1"]),
        ({"epochs": True}, ["epochs"]),
        ({"epochs": 2.5}, ["epochs", "2.5"]),
        ({"learning_rate": float("nan")}, ["learning_rate", "nan"]),
        ({"batch_size": 1}, ["batch_size"]),
        ({"optimizer": "adan"}, ["optimizer", "'adan'", "'adam'"]),
        ({"flip": 1}, ["flip: 1: true or false is expected"]),
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
        ({"effective_number_beta": 1.0}, ["effective_number_beta", "less than 1"]),
        ({"focal_gamma": 2.0, "mixup": 0.2}, ["focal_gamma: the focal loss takes one label", "mixup makes"]),
        (
            {"sampling": "balanced", "resampling_rounds": 2},
            ["sampling: balanced batches", "resampling_rounds"],
        ),
        (
            {"resampling_rounds": 13},
            [
                "resampling_rounds: each of 13 rounds",
                "epochs: 12 are fewer; give 12 rounds at most, or 13 epochs",
            ],
        ),
        ({"restart_schedule": True}, ["restart_schedule", "there are none"]),
        (
            {"restart_schedule": True, "resampling_rounds": 2},
            ["for schedule: step and cosine, not one_cycle"],
        ),
        (
            {"restart_schedule": True, "resampling_rounds": 5, "schedule": "step"},
            ["restart_schedule: epochs: 12 cannot be divided into 5 rounds"],
        ),
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


def test_a_number_is_hinted_at_only_where_the_text_is_one():
    with pytest.raises(UserError, match=r"epochs: 'ten' is text, a whole number is expected$"):
        make_config({"epochs": "ten"})


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"epocs": "3"}, "-p epocs: unknown key 'epocs': did you mean 'epochs'?"),
        ({"epochs": "0"}, "-p epochs: 0: Input should be greater"),
        ({"name": "123"}, """-p name: YAML does not read 123 as text; put it in quotes: '"123"'"""),
        ({"flip": "true"}, "-p flip: shuffle_pixels: the images are shuffled before"),
        ({"model": "report-z"}, "-p model: there is no network 'report-z'"),
        ({"model": "report-b-cnn"}, "-p model: activation: report-b-cnn is built with its own"),
        ({"training_size": "9000", "synthetic_count": "100"}, "-p training_size: 9000 images are asked for"),
        ({"momentum": "0.5"}, "p.yaml: activation: report-b-cnn is built with its own"),
        (
            {"momentum": "0.5", "schedule": "x", "epochs": "0"},
            "-p epochs: 0: Input should be greater than or equal to 1; -p schedule: 'x': Input",
        ),
        ({"batch_size": "x", "model": "report-a"}, "-p batch_size: 'x' is text"),
    ],
)
def test_train_blames_the_place_that_a_mistake_stands_in(tmp_path, capsys, parameters, words):
    preset = {"epochs": 1, "runs_dir": str(tmp_path), "activation": "prelu", "shuffle_pixels": True}
    preset["model"] = "report-b-cnn" if "momentum" in parameters else "report-a"
    (tmp_path / "p.yaml").write_text(json.dumps(preset))
    options = [word for key, value in parameters.items() for word in ("-p", key, value)]
    assert main(["train", str(tmp_path / "p.yaml"), *options]) == 2
    error = capsys.readouterr().err
    assert error.removeprefix("error: ").replace(f"{tmp_path}/", "").startswith(words)
    assert len(error.splitlines()) == 1


def test_all_problems_are_named_at_once_each_at_its_place():
    with pytest.raises(UserError, match=r"^p\.yaml: batch_size: 0: .*; unknown key 'x'; -p epochs: 0: "):
        make_config({"epochs": 0, "batch_size": 0, "x": 1}, "p.yaml", {"epochs"})


def test_a_whole_number_serves_as_a_decimal():
    assert make_config({"learning_rate": 1}).learning_rate == 1.0


def test_hash_changes_with_what_decides_the_result_and_with_nothing_else():
    base = RunConfig()
    assert base.hash() == RunConfig(name="other", runs_dir="x", overwrite=True, data="y").hash()
    changed = {"epochs": 13, "seed": 1, "fold": 1, "activation": "prelu", "learning_rate": 1e-3, "flip": True}
    hashes = {RunConfig(**{key: value}).hash() for key, value in changed.items()}
    assert len(hashes | {base.hash()}) == len(changed) + 1


def test_options_of_a_network_may_be_text_as_papermill_has_them():
    options = {"depth": 18, "channels": [8, 16], "norm": None}
    for given in (
        options,
        "{depth: 18, channels: [8, 16], norm: null}",
        "depth: 18\nchannels: [8, 16]\nnorm:",
    ):
        assert make_config({"model_options": given}).model_options == options
    assert make_config({"model_options": ""}).model_options == {}
    assert RunConfig(model_options={"depth": 18}).hash() != RunConfig().hash()


@pytest.mark.parametrize(
    "given", ["{depth: 18", "18", [18], {1: 2}, {"when": datetime.date(2024, 1, 1)}, None]
)
def test_options_of_a_network_are_names_and_plain_values(given):
    with pytest.raises(
        UserError, match=r"model_options: .*: names and values .* are expected, as \{depth: 18\}$"
    ):
        make_config({"model_options": given})


def test_where_the_file_of_a_network_lies_is_no_part_of_the_run():
    here, there = RunConfig(model="my_net.py:Net"), RunConfig(model="/a/b/my_net.py:Net")
    assert here.hash() == there.hash() != RunConfig(model="my_net.py:Other").hash()
    assert here.differences(there) == {}
    assert there.recorded()["model"] == there.settings()["model"] == "my_net.py:Net"
    assert there.model == "/a/b/my_net.py:Net"


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


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("smoke", "smoke: there is no such preset; did you mean presets/smoke.yaml?"),
        ("nope", "nope: there is no such preset; there are presets/{record,"),
        ("presets", "presets: this is a folder; give a preset's file: there are presets/{record,"),
        (
            "presets/smoke.yaml/x",
            "presets/smoke.yaml/x: cannot be read (Not a directory); give a preset's file: ",
        ),
    ],
)
def test_what_is_no_preset_s_file_is_one_error(root, monkeypatch, given, words):
    monkeypatch.chdir(root)
    with pytest.raises(UserError) as caught:
        read_preset(Path(given))
    assert str(caught.value).startswith(words)


def test_every_key_says_what_it_is():
    body = ast.parse(inspect.getsource(RunConfig)).body[0].body
    documented = {
        key.target.id
        for key, text in itertools.pairwise(body)
        if isinstance(key, ast.AnnAssign) and isinstance(text, ast.Expr)
    }
    assert documented == set(RunConfig.model_fields)


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
