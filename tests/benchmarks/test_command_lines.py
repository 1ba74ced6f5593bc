"""Each program in benchmarks/ says what it does, and what is wrong with how it was called, without a traceback."""

import importlib
from pathlib import Path

import pytest

from benchmarks import training_speed

PROGRAMS = sorted(path.stem for path in Path("benchmarks").glob("*.py") if path.stem != "__init__")


@pytest.fixture(params=PROGRAMS)
def program(request):
    return importlib.import_module(f"benchmarks.{request.param}")


def test_help_is_what_the_program_says_of_itself(program, capsys):
    with pytest.raises(SystemExit) as left:
        program.main(["--help"])
    assert left.value.code == 0
    first = program.__doc__.splitlines()[0]
    assert first[:40] in " ".join(capsys.readouterr().out.split())


def test_a_wrong_option_is_named(program, capsys):
    with pytest.raises(SystemExit) as left:
        program.main(["--no-such-option"])
    assert left.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1].count("error: ") == 1


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("data_loading", [], "the following arguments are required: data"),
        ("data_loading", ["no-such.csv"], "no-such.csv"),
        ("adam_collapse", ["no-such.yaml"], "no-such.yaml"),
        ("explain_speed", ["everything"], "invalid choice: 'everything'"),
        ("training_speed", ["report-x"], "report-x: no network of this comparison"),
    ],
)
def test_what_is_missing_is_named(name, arguments, said, capsys):
    with pytest.raises(SystemExit) as left:
        importlib.import_module(f"benchmarks.{name}").main(arguments)
    assert left.value.code == 2
    assert said in capsys.readouterr().err.splitlines()[-1]


def test_the_quick_comparison_measures_fewer_images(monkeypatch):
    asked = []
    monkeypatch.setattr(training_speed, "compare", lambda *what: asked.append(what))
    training_speed.main(["--quick", "report-c"])
    training_speed.main(["report-c"])
    (_, few, rounds), (_, images, all_rounds) = asked
    assert few < images
    assert rounds < all_rounds


def test_the_comparison_prints_as_it_goes(monkeypatch, capsys):
    seen = []

    def measured(command, **_):
        seen.append(capsys.readouterr().out)
        found = '{"images_per_second": 12, "peak": 3, "outside": 0.5}'
        return training_speed.subprocess.CompletedProcess(command, 0, stdout=found)

    monkeypatch.setattr(training_speed.subprocess, "run", measured)
    monkeypatch.setattr(training_speed, "limits", lambda *_: None)
    training_speed.compare("report-c", 100, 2)
    assert all(seen)
    assert "engine / plain loop" in capsys.readouterr().out
