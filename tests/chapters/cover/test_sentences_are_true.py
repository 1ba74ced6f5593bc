"""What the cover says is true of the edition, its images and its main run, whatever they are."""

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.cover import sentences, tables
from fer_lib.data import ImageDataset
from fer_lib.proportion import Proportion
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put, texts_of_table
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
CHAPTERS = ("cover", "01_data", "05_errors", "13_backpropagation")


@SETTINGS
@given(
    st.lists(st.booleans(), min_size=1, max_size=3),
    st.sets(st.sampled_from(CHAPTERS)),
    st.sampled_from([("happy", "sad"), ("bread", "egg"), tuple(map(str, range(40)))]),
    st.sampled_from([(4, 4), (4, 6), (4, 4, 3)]),
)
def test_what_the_report_does(elsewhere, chapters, names, shape) -> None:
    runs = {f"run-{n}": None for n in range(len(elsewhere))}
    adopted = {name: None for name, away in zip(runs, elsewhere, strict=True) if away}
    book: Any = SimpleNamespace(main_configs=runs, adopted=adopted, main_run="run-0")
    images = np.zeros((3, *shape), np.uint8)
    dataset = ImageDataset(images, np.arange(3) % 2, np.zeros(3, np.uint8), names, {"form": "x"})
    said, several = sentences.about(book, dataset, chapters), len(runs) > 1
    assert_true(
        said,
        {
            ("trains neural networks", "訓練神經網路"): not elsewhere[0] and several,
            ("trains a neural network", "訓練一個神經網路"): not elsewhere[0] and not several,
            ("some of them elsewhere", "有的在別處訓練"): elsewhere[0] and not all(elsewhere),
            ("neural networks that were trained elsewhere", "幾個在別處訓練的"): all(elsewhere) and several,
            ("a neural network that was trained elsewhere", "一個在別處訓練的"): all(elsewhere)
            and not several,
        },
    )
    assert (" and where " in said.en) == ("05_errors" in chapters) == ("錯在哪裡" in said.zh)
    assert ("derives the mathematics" in said.en) == ("13_backpropagation" in chapters) == ("推導" in said.zh)
    assert ("facial expressions" in said.en) == (names == ("happy", "sad")) == ("臉部表情" in said.zh)
    assert ("colour images" in said.en) == (len(shape) == 3)
    assert f"{shape[0]} × {shape[1]} pixels" in said.en
    if "into" in said.en:
        assert f"into {len(names)} classes" in said.en


@SETTINGS
@given(
    st.sampled_from([1, 2, 200]),
    st.sampled_from([0.4, 1.2, 83.0]),
    st.sampled_from(["epoch", "validation_accuracy"]),
    st.booleans(),
    st.sampled_from(["here", "with curves", "without"]),
)
def test_how_the_main_run_was_trained(epochs, seconds, kept, has_test, where) -> None:
    splits = ["train", "validation", *(["test"] if has_test else [])]
    here = where == "here"
    chosen = (
        {"epoch": max(1, epochs // 2) if kept != "epoch" else epochs, "of": epochs}
        if here
        else {"epoch": None}
    )
    run: Any = SimpleNamespace(
        metrics=lambda: {
            "selected": chosen,
            "seconds": seconds,
            "splits": dict.fromkeys(splits),
            "parameters": 7000,
        },
        config=lambda: SimpleNamespace(best_metric=kept),
        adopted=None if here else {},
        has_history=where == "with curves",
        history=lambda gaps: SimpleNamespace(records=[None] * epochs),
        accuracy=lambda split: Proportion(9, 10),
    )
    said, table = sentences.training(run), tables.headline(run)
    assert_well_put(texts_of_table(table))
    assert len(table.rows) == len(splits)
    if not here:
        assert_true(
            said,
            {
                ("the curves of its", "訓練曲線"): where == "with curves",
                ("without the curves", "沒有訓練曲線"): where == "without",
            }
            if where == "with curves"
            else {"without the curves": where == "without"},
        )
        assert (
            ("validation and test images is believable" in said.en)
            == has_test
            == ("驗證與測試影像" in said.zh)
        )
        return
    assert re.search(rf"for {epochs} epochs? in {seconds:.0f} seconds?;", said.en)
    last = kept == "epoch"
    assert_true(
        said,
        {
            ("that epoch has made its weights", "權重就取自這個 epoch"): epochs == 1,
            ("weights are those of the last one", "權重取自最後一個 epoch"): last and epochs > 1,
            (f"epoch {chosen['epoch']} was chosen because it did best", "選用它的權重"): not last
            and epochs > 1,
        },
    )
    assert_true(
        said,
        {
            "took no part in that choice": has_test and not last,
            "The test images were scored once, at the end": has_test and last,
            "so the validation images have to do.": not has_test and last,
            "as they chose the epoch": not has_test and not last,
        },
    )


def test_no_sentence_is_left_out() -> None:
    assert untried(__file__, sentences, tables) == set()
