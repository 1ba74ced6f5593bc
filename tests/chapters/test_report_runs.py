"""Which run answers for a report: its own training first, else its network with what differs said, else none."""

import pytest

from fer_lib.chapters.report_runs import (
    network_text,
    report_config,
    report_runs,
    training_differences,
    unlike_photographs,
)
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.files import write_json
from tests.chapters.run_folders import make_run

SHORT = {"preset": "report-a", "epochs": 3, "optimizer": "adamw"}


def finished(edition, synthetic=False, class_names=CLASS_NAMES, adopted=()):
    """The edition's runs, finished."""
    for name, config in edition.configs.items():
        values = {
            key: value
            for key, value in config.model_dump().items()
            if key not in ("name", "runs_dir", "overwrite")
        }
        run = make_run(edition.folder / name, range(20), **values)
        provenance = run.provenance()
        provenance["data"] |= {"synthetic": synthetic, "class_names": list(class_names)}
        if name in adopted:
            provenance["adopted"] = {"unknown": []}
        write_json(run.path / "provenance.json", provenance)
    return edition


def names(found):
    return [run.name for run in found.runs]


def test_the_reports_own_training_answers_with_all_its_seeds_before_another(make_edition):
    edition = finished(make_edition({
        "main": SHORT,
        "long": {"preset": "report-a", "seeds": [0, 1]},
        "copies": {"preset": "report-a", "drop_leaked": True},
    }))  # fmt: skip
    found = report_runs(edition, "report-a")
    assert names(found) == ["long-s0", "long-s1"]
    assert found.is_as_reported
    assert found.reason is None
    assert found.described().en == (
        "Runs `long-s0` and `long-s1` of report A’s network answer, trained as in the report."
    )
    assert report_runs(edition, "report-a", training=True) == found


def test_another_training_of_the_network_answers_for_the_network_alone_and_says_what_differs(make_edition):
    edition = finished(make_edition({"main": SHORT}))
    found = report_runs(edition, "report-a")
    assert names(found) == ["main"]
    assert found.differences == ("epochs", "optimizer")
    assert "(other: the number of epochs and optimizer)" in found.described().en
    assert "（不同的是：epoch 數與最佳化器）" in found.described().zh
    asked = report_runs(edition, "report-a", training=True)
    assert asked.runs == ()
    (answer,) = asked.unasked("A3")
    assert answer.verdict == "unasked"
    assert (
        "trained report A’s network otherwise (other: the number of epochs and optimizer)"
        in answer.finding.en
    )
    with pytest.raises(ValueError, match="answer"):
        found.unasked("A3")


def test_of_several_other_trainings_the_nearest_answers(make_edition):
    edition = finished(make_edition({
        "elsewhere": {"preset": "report-a"},
        "main": SHORT,
        "nearer": {"preset": "report-a", "epochs": 3},
    }), adopted=["elsewhere"])  # fmt: skip
    found = report_runs(edition, "report-a")
    assert names(found) == ["nearer"]
    assert found.differences == ("epochs",)


@pytest.mark.parametrize(
    "settings",
    [
        {"shuffle_pixels": True},
        {"training_size": 100},
        {"split": "fold"},
        {"normalization": "none"},
        {"activation": "prelu"},
    ],
)
def test_other_images_or_another_network_never_answer(make_edition, settings):
    edition = finished(make_edition({"main": {"preset": "report-a", **settings}}))
    found = report_runs(edition, "report-a")
    assert found.run is None
    assert found.reason.en == "This edition has no training of report A’s network."
    assert found.described().en == ""


def test_drawn_faces_and_other_classes_never_answer(make_edition):
    edition = make_edition({"main": {"preset": "report-c"}})
    assert "computer-drawn" in report_runs(finished(edition, synthetic=True), "report-c").reason.en
    other = report_runs(finished(edition, class_names=["cat", "dog", "a", "b", "c"]), "report-c").reason
    assert other.en.endswith("have other classes: cat, dog, a and 2 more.")
    assert other.zh.endswith("另外 2 類。")


def test_a_run_from_elsewhere_answers_for_the_network_and_not_for_its_training(make_edition):
    edition = finished(make_edition({"main": {"preset": "report-c"}}), adopted=["main"])
    found = report_runs(edition, "report-c")
    assert found.is_adopted
    assert not found.is_as_reported
    assert "a way that is not known" in found.described().en
    assert "not known" in report_runs(edition, "report-c", training=True).reason.en
    both = finished(make_edition_again(edition), adopted=["main"])
    assert names(report_runs(both, "report-c")) == ["other"]


def make_edition_again(edition):
    """The same edition with a run that was trained here as the report's."""
    from fer_lib.editions import read_edition

    path = edition.root / "editions" / "test.yaml"
    path.write_text(path.read_text("utf8").replace("runs:\n", "runs:\n  other: {preset: report-c}\n"), "utf8")
    return read_edition("test", edition.root)


def test_an_unfinished_run_does_not_answer(make_edition):
    edition = finished(make_edition({"main": {"preset": "report-c"}}))
    (edition.run("main").path / "metrics.json").unlink()
    assert report_runs(edition, "report-c").run is None


def test_where_and_on_which_photographs_is_no_difference_and_everything_else_is(root):
    wanted = report_config(root, "report-b-cnn")
    same = wanted.model_copy(
        update={"split": "source", "seed": 5, "device": "cpu", "drop_leaked": True, "precision": "float32"}
    )
    assert training_differences(same, wanted) == ()
    assert training_differences(wanted.model_copy(update={"dropout": 0.1, "flip": True}), wanted) == (
        "dropout",
        "flip",
    )


def test_images_of_expressions_that_no_program_drew_are_like_the_reports():
    assert unlike_photographs(CLASS_NAMES, drawn=False) is None
    assert unlike_photographs(("happy", "contempt"), drawn=False) is None
    assert unlike_photographs(CLASS_NAMES, drawn=True) is not None


def test_every_preset_of_a_facial_report_has_a_name(root):
    for preset in (root / "presets").glob("report-[abcd]*.yaml"):
        assert "`" not in network_text(preset.stem).en or preset.stem in ("report-a-leaky", "report-a-prelu")
