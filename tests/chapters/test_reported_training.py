"""The training that claims on curves are asked of: the edition's own first, then the kept one, else a reason."""

from dataclasses import replace

import pytest

from fer_lib.chapters.reported_training import kept_seeds, reported_training
from fer_lib.project import project_root
from fer_lib.runs.results import Result
from tests.chapters.run_folders import history
from tests.chapters.test_report_runs import finished


@pytest.fixture
def kept(make_edition):
    """A function that makes a kept result of a preset."""
    from fer_lib.chapters.report_runs import report_config

    edition = make_edition({"main": {"preset": "report-c"}})

    def make(name, preset="report-a", **changed):
        config = {
            **report_config(edition.root, preset).recorded(),
            "name": name,
            "split": "source",
            **changed,
        }
        return Result(
            name,
            {"splits": {"validation": {"n": 10, "correct": 6}}, "seconds_per_epoch": 1.0},
            {"config": config, "device": {"name": "a processor"}, "precision": "float32"},
            history(0.5, 0.6),
        )

    return edition, make


def names(found):
    return [seed.name for seed in found]


def test_kept_runs_answer_by_their_settings_one_a_seed_copies_kept_first(kept):
    edition, make = kept
    results = [
        make("dropped", drop_leaked=True),
        make("b", seed=1),
        make("a"),
        make("a-again"),
        make("short", epochs=3),
    ]
    assert names(kept_seeds(edition, results, "report-a")) == ["b", "a"]
    assert names(kept_seeds(edition, results[:1], "report-a")) == ["dropped"]
    assert kept_seeds(edition, results, "report-b-dnn") == ()
    old = replace(make("old"), provenance={"config": {"no_such_key": 1}})
    assert kept_seeds(edition, [old], "report-a") == ()


def test_the_editions_own_training_comes_first_and_none_has_a_reason(kept):
    edition, make = kept
    finished(edition)
    own = reported_training(edition, [make("kept-c", preset="report-c")], "report-c")
    assert names(own.seeds) == ["main"]
    assert not own.is_kept
    other = reported_training(edition, [make("kept-a")], "report-a")
    assert names(other.seeds) == ["kept-a"]
    assert other.is_kept
    none = reported_training(edition, [], "report-a")
    assert none.seeds == ()
    (answer,) = none.unasked("A3")
    assert answer.verdict == "unasked"
    assert (
        "no training of report A’s network. Nor is such a training among the kept results."
        in answer.finding.en
    )
    with pytest.raises(ValueError, match="answer"):
        other.unasked("A3")


def test_the_projects_own_kept_trainings_of_the_reports_are_found(make_edition):
    from fer_lib.runs.results import read_results

    edition = make_edition({"main": {"preset": "report-c"}})
    results = read_results(project_root() / "results")
    for preset in ("report-a", "report-b-dnn", "report-c"):
        assert kept_seeds(edition, results, preset), preset
