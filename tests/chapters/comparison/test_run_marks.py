"""What a reader may ask of the figures of costs."""

import json
import math
import re
from types import SimpleNamespace

import pytest

from fer_lib.chapters.comparison.accuracy_cost_figure import AccuracyCostPlot
from fer_lib.chapters.comparison.costs import PARAMETERS, TIME, accuracy_cost
from fer_lib.chapters.comparison.run_marks import WORDS, read_histories, run_marks
from fer_lib.language import LANGUAGES, Text
from fer_lib.publish.interactive import places_of_axes
from fer_lib.runs.history import EpochRecord, History
from fer_lib.wording import percent
from tests.chapters.compared_runs import compared_run, comparison_of
from tests.chapters.numbers import assert_same_numbers


def history(*losses: float) -> History:
    """Accuracies rise; the training losses are given."""
    return History(
        tuple(
            EpochRecord(epoch, loss, epoch / 9, 1.23456, epoch / 11, 0.5, 0.01, 1.0, 100.0)
            for epoch, loss in enumerate(losses, 1)
        )
    )


def test_each_point_of_the_figure_has_its_run(mixed):
    values = accuracy_cost(mixed, PARAMETERS)
    asked = run_marks(values, mixed, {})
    points = asked.data["points"]
    assert {point["name"] for point in points} == {point.name for point in values.points}
    (ax,) = AccuracyCostPlot(values).plot().axes
    drawn = [
        (line.get_xdata()[0], line.get_ydata()[0], line.get_color())
        for line in ax.lines
        if len(line.get_xdata()) == 1
    ]
    for point in points:  # where the picture has it, and in its colour
        assert any(
            math.isclose(x, point["x"], rel_tol=1e-5)
            and abs(y - point["y"]) < 1e-3
            and color == point["color"]
            for x, y, color in drawn
        )
        assert places_of_axes(ax.figure)[0]["x"][0] < point["x"] < places_of_axes(ax.figure)[0]["x"][1]
    assert [point["x"] for point in points] == sorted(point["x"] for point in points)
    assert not any(point["curves"] for point in points)
    assert asked.parts == {}
    json.dumps(asked.data, allow_nan=False)


def test_what_is_said_of_a_run_is_what_the_chapter_says(mixed):
    asked = run_marks(accuracy_cost(mixed, TIME), mixed, {})
    place = {point["name"]: k for k, point in enumerate(asked.data["points"])}
    names, about = asked.words["names"], asked.words["about"]
    assert_same_numbers(names)
    # Parameters are counted in millions and in 萬.
    in_millions = [
        Text(text.en, re.sub("([0-9]+) 萬", lambda n: f"{int(n[1]) / 100:.2f}", text.zh)) for text in about
    ]
    assert_same_numbers(in_millions)
    big, small = next(run for run in mixed.runs if run.name == "big"), place["small-s0"]
    assert names[place["big"]].en == f"big: {percent(big.validation.share)}, 15.0 minutes"
    assert "network report-c;" in about[place["big"]].en
    assert "9.00 million parameters; 15.0 minutes; weights kept from epoch 3 of 4." in about[place["big"]].en
    assert "900 萬個參數；15.0 分鐘；保留第 3 個 epoch 的權重（共 4 個）。" in about[place["big"]].zh
    assert "seeds" not in about[place["big"]].en
    (seeds,) = mixed.seeds
    assert about[small].en.endswith(f"mean of its 2 seeds {percent(seeds.mean)}.")
    assert "judged on validation images A" in about[small].en  # there is a run on other images


def test_runs_that_differ_in_their_seed_are_joined(mixed):
    asked = run_marks(accuracy_cost(mixed, TIME), mixed, {})
    names = [point["name"] for point in asked.data["points"]]
    assert [[names[place] for place in group] for group in asked.data["joined"]] == [["small-s0", "small-s1"]]
    alone = comparison_of(
        compared_run("x-s0", 0.5, seconds=10.0), compared_run("x-s1", 0.5, seed=1, seconds=None),
        compared_run("y", 0.4, model="report-c"),
    )  # fmt: skip
    assert (
        run_marks(accuracy_cost(alone, TIME), alone, {}).data["joined"] == []
    )  # one has no place in the figure


def test_curves_are_those_of_the_history(mixed):
    values = accuracy_cost(mixed, TIME)
    asked = run_marks(
        values, mixed, {"big": history(2.0, math.nan, math.inf), "not-in-the-figure": history(1.0)}
    )
    (at,) = (k for k, point in enumerate(asked.data["points"]) if point["curves"])
    assert asked.data["points"][at]["name"] == "big"
    assert asked.data["points"][at]["kept"] == 3
    assert list(asked.parts) == [f"run-{at}"]
    assert asked.parts[f"run-{at}"] == {
        "epochs": [1, 2, 3],
        "train_loss": [2.0, None, None],
        "train_accuracy": [0.1111, 0.2222, 0.3333],
        "validation_loss": [1.2346] * 3,
        "validation_accuracy": [0.0909, 0.1818, 0.2727],
    }


def test_histories_are_read_as_far_as_there_are_any(mixed, tmp_path):
    folder = tmp_path / "big"
    folder.mkdir()
    (folder / "config.yaml").write_text("best_metric: validation_loss\n")
    history(2.0, 1.0).write(folder / "history.csv")
    (found,) = read_histories(SimpleNamespace(folder=tmp_path), mixed).items()
    assert found == ("big", History(history(2.0, 1.0).records, "validation_loss"))


def test_an_adopted_run_says_only_what_is_known():
    unknown = compared_run("theirs", 0.5, parameters=None, seconds=10.0, is_adopted=True)
    unknown.figures.selected.epoch = None
    comparison = comparison_of(unknown, compared_run("ours", 0.6))
    asked = run_marks(accuracy_cost(comparison, TIME), comparison, {})
    at = [point["name"] for point in asked.data["points"]].index("theirs")
    assert asked.data["points"][at]["kept"] is None
    assert "million" not in asked.words["about"][at].en
    assert "epoch" not in asked.words["about"][at].en


def test_the_hint_is_for_mouse_touch_and_keys():
    hint = WORDS["hint"]
    assert not re.search("[Pp]oint at|[Cc]lick", hint.en)
    assert "游標" not in hint.zh
    for key in ("Tab", "Enter"):
        assert key in hint.en
        assert key in hint.zh


@pytest.mark.parametrize("lang", LANGUAGES)
def test_gaps_in_the_words_are_the_same(lang):
    gaps = {
        key: sorted(part.split("}")[0] for part in text[lang].split("{")[1:]) for key, text in WORDS.items()
    }
    assert gaps["curves"] == ["n", "quantity", "run"]
    assert gaps["curve"] == ["first", "last", "set"]
    assert gaps["kept"] == ["epoch"]
