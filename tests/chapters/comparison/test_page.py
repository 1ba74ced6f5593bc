"""Chapter 17's own code, run on editions of every size."""

from types import SimpleNamespace

import pytest

from fer_lib.runs.state import RunState
from tests.chapters.compared_runs import compared_run, comparison_of
from tests.rendered_chapter import execute


@pytest.fixture
def chapter(root, monkeypatch, tmp_path):
    """``chapter(comparison)`` runs the notebook's code and returns what it has published."""

    def run(comparison):
        book = SimpleNamespace(data=lambda: None, file="reports/mine/edition.yaml", folder=tmp_path)
        monkeypatch.setattr("fer_lib.editions.read_edition", lambda name: book)
        monkeypatch.setattr("fer_lib.chapters.edition_note.edition_note", lambda book, dataset: None)
        monkeypatch.setattr("fer_lib.chapters.compared_runs.read_comparison", lambda book: comparison)
        return execute("17_comparison", root).published

    return run


def text_of(shown, lang="en"):
    return "\n".join(
        out.data.get("text/markdown", "")
        for out in shown
        if out.about["lang"] == lang and out.about["kind"] != "caption"
    )


def names_of(shown, kind):
    return [out.about["name"] for out in shown if out.about["kind"] == kind and out.about["lang"] == "en"]


def kinds_of(shown):
    return {out.about["kind"] for out in shown}


def test_no_run(chapter, tmp_path):
    left_out = (RunState(tmp_path / "only", "unfinished", "epoch 3 of 12"),)
    shown = chapter(comparison_of().__class__((), left_out))
    assert names_of(shown, "table") == names_of(shown, "figure") == []
    assert "1 of the edition's 1 runs is not here: `only` (unfinished: epoch 3 of 12)." in text_of(shown)
    assert "two runs of `reports/mine/edition.yaml` have to be complete" in text_of(shown)
    assert kinds_of(shown) == {"nothing"}


def test_one_run_has_nothing_to_be_compared_with(chapter):
    assert kinds_of(chapter(comparison_of(compared_run("only", 0.5)))) == {"nothing"}


def test_runs_that_say_no_costs_and_have_no_seeds(chapter):
    shown = chapter(
        comparison_of(
            compared_run("one", 0.5, parameters=None, seconds=None, epochs=3),
            compared_run("other", 0.6, parameters=None, seconds=None),
        )
    )
    assert names_of(shown, "figure") == []
    assert names_of(shown, "table") == ["sortable-runs", "against-best"]
    reasons = [out.data["text/markdown"] for out in shown if out.about["kind"] == "nothing"]
    assert any("differ in what they cost" in reason for reason in reasons)
    assert any("in a run of `reports/mine/edition.yaml`" in reason for reason in reasons)


def test_two_runs_of_other_data(chapter):
    shown = chapter(comparison_of(compared_run("one", 0.5), compared_run("other", 0.6, first_index=1)))
    assert "can be compared image by image: none." in text_of(shown)
    assert "no pair can be compared" in text_of(shown)
    assert names_of(shown, "table") == ["sortable-runs"]


def test_two_runs_alike(chapter):
    shown = chapter(comparison_of(compared_run("one", 0.5), compared_run("other", 0.6, seconds=61.0)))
    captions = {
        out.about["name"]: out.about["caption"]
        for out in shown
        if out.about["lang"] == "en" and "caption" in out.about
    }
    assert "The most accurate run, `other`, and the other, `one`; n = 400 " in captions["against-best"]
    assert "raised" not in captions["against-best"]  # of a single pair
    assert captions["accuracy-time"].endswith(" (n = 400). Vertical lines: 95% intervals.")
    assert "three sets of images" not in text_of(shown)


def test_more_sets_of_images_than_are_compared(chapter):
    runs = [compared_run(f"run-{k}-{n}", 0.4 + n / 10, first_index=k) for k in range(5) for n in range(2)]
    shown = chapter(comparison_of(*runs))
    told = "These were the three sets of images with the most runs. Further sets with several runs, which are not "
    assert told + "compared here: 2." in text_of(shown)
    assert "另有 2 批影像也有兩個以上的訓練" in text_of(shown, "zh-TW")


def test_many_runs(chapter, tmp_path):
    runs = [
        compared_run(
            f"run-{n}",
            0.3 + n / 120,
            seed=n,
            model=f"net-{n % 9}",
            epochs=1 + n,
            parameters=10**6 + n,
            seconds=60.0 + n,
        )
        for n in range(50)
    ]
    seeds = [compared_run(f"twin-s{n}", 0.7, seed=n) for n in range(3)]
    made = comparison_of(*runs, *seeds, compared_run("fold-0", 0.6, first_index=7))
    shown = chapter(made.__class__(made.runs, (RunState(tmp_path / "torn", "broken", "config.yaml: x"),)))
    assert names_of(shown, "table") == ["sortable-networks", "sortable-runs", "against-best", "ensembles"]
    assert names_of(shown, "figure") == ["accuracy-parameters", "accuracy-time", "pairs-A"]
    assert "`torn` (broken: config.yaml: x)" in text_of(shown)
    both = {
        lang: [(out.about["kind"], out.about.get("name")) for out in shown if out.about["lang"] == lang]
        for lang in ("en", "zh-TW")
    }
    assert both["en"] == both["zh-TW"]
    for out in shown:
        about = out.about
        if about["kind"] == "table":
            lines = out.data["text/markdown"].count("\n") + 1
            assert lines == 2 + len(made.runs) if about["name"] == "sortable-runs" else lines <= 33
        if about["kind"] == "figure":
            assert "n = 400" in about["caption"]
            assert "Vertical lines" not in about["caption"]  # of more than 40 runs they would hide the points
            assert len(about["alt"]) > 40
            assert about["alt"] != about["caption"]
