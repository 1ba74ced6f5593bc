import pytest

from fer_lib.chapters.training import figures, tables
from fer_lib.language import Text
from fer_lib.runs.results import Result
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table
from tests.chapters.run_folders import history


@pytest.fixture
def results():
    """A run with both test splits and all training images, and one without either."""
    metrics = {"selected": {"epoch": 2, "of": 3}, "seconds": 150.0}
    provenance = {"device": {"name": "a processor"}}
    return [
        Result(
            name,
            {**metrics, "splits": {split: {"n": 100, "correct": 60} for split in splits}},
            {**provenance, "config": {"drop_leaked": dropped}},
            history(0.2, 0.7, 0.6),
        )
        for name, splits, dropped in (("a", ("validation", "test"), False), ("b", ("validation",), True))
    ]


def test_the_kept_runs_in_a_table(results):
    table = tables.kept_runs(results)
    kept, dropped = table.rows
    assert kept == ["a", Text("kept", "保留"), "2/3", "60.0% (50.2–69.1)", "60.0% (50.2–69.1)", "2"]
    assert (dropped[1].zh, dropped[4]) == ("去除", "–")
    assert "(device: a processor)" in table.caption.en
    assert_same_numbers([*texts_of_table(table), *texts_of_figure(figures.kept_runs(results))])
