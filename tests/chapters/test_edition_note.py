"""The remark on the edition says what its images and its runs are."""

import numpy as np
import pytest

from fer_lib.chapters import edition_note
from fer_lib.data import ImageDataset
from tests.chapters.numbers import assert_same_numbers
from tests.chapters.run_folders import history, make_run
from tests.runs.finished_run import change_json


@pytest.fixture
def said(make_edition, monkeypatch):
    """``said(dataset, lengths, elsewhere)``: the remark on an edition with such runs, and its kind."""
    remarks = []
    monkeypatch.setattr(edition_note, "edition_remark", lambda *remark: remarks.append(remark))

    def say(dataset, lengths=(), elsewhere=(), other=()):
        names = ["main", *(f"run-{k}" for k in range(len(lengths) + len(elsewhere) + len(other)))]
        edition = make_edition({name: {"preset": "report-a"} for name in names})
        for place, epochs in enumerate([*lengths, *elsewhere, *other]):
            run = make_run(edition.folder / names[place], range(30), history(*[0.5] * (epochs or 1)))
            if len(lengths) <= place < len(lengths) + len(elsewhere):
                change_json(run.path / "provenance.json", adopted={"unknown": []})
                change_json(run.path / "metrics.json", selected={"by": None, "epoch": None, "of": epochs})
            if place >= len(lengths) + len(elsewhere):
                change_json(run.path / "provenance.json", data={"sha256": "other"})
        edition_note.edition_note(edition, dataset)
        text, kind, *badge = remarks[-1]
        assert_same_numbers([text, *badge])
        assert [part for part in badge if part] if kind == "warning" else not badge, (
            "only drawn images need it"
        )
        return text, kind

    return say


def images(form="class-folders", drawn=False, names=("bread", "egg"), source="food-11"):
    known = {"form": form, "synthetic": drawn, "sha256": "abc", "source": source}
    return ImageDataset(np.zeros((9, 8, 8), np.uint8), np.arange(9) % 2, np.zeros(9, np.uint8), names, known)


def test_drawn_faces_with_runs_of_several_lengths(said):
    text, kind = said(images("synthetic", drawn=True), lengths=(3, 12, 5))
    assert kind == "warning"
    assert text.en == (
        "**Test.** This edition uses 9 computer-drawn faces and networks that were trained for 3 to 12 epochs. Its "
        "numbers show how this book works; they say nothing about real faces."
    )
    assert "9 張電腦繪製的人臉，模型訓練了 3 到 12 個 epoch。" in text.zh


def test_other_drawn_images_are_no_faces(said):
    text, _ = said(images("shapes", drawn=True), lengths=(1,))
    assert "computer-drawn images and a network that was trained for 1 epoch." in text.en
    assert "real photographs" in text.en


def test_photographs_are_named_and_not_warned_of(said):
    text, kind = said(images(), lengths=(200,), other=(7,))
    assert kind == "note"
    assert text.en == (
        "**Test.** This edition uses 9 images (`food-11`) and a network that was trained for 200 epochs."
    )


@pytest.mark.parametrize("epochs", [None, 4])
def test_what_was_trained_elsewhere_is_said(said, epochs):
    text, _ = said(images(), elsewhere=(epochs,))
    assert text.en.endswith("(`food-11`) and a network that was trained elsewhere.")
    text, _ = said(images(), lengths=(10, 10), elsewhere=(epochs,))
    assert text.en.endswith(" and networks of which some were trained for 10 epochs and others elsewhere.")
    assert text.zh.endswith("模型有的訓練了 10 個 epoch，有的是在別處訓練的。")


def test_a_run_that_is_not_finished_does_not_count(said):
    assert said(images(source=""))[0].zh == "**測試**：這一版使用 9 張影像。"
