"""What every page says of its edition, its images and its run is so: one run or many, here or elsewhere, no source."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters import edition_note, shown_run, subject
from fer_lib.data import DataShape, ImageDataset
from fer_lib.language import Text
from fer_lib.publish import BookTable
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=60, deadline=None, derandomize=True)
RUNS = st.lists(st.none() | st.sampled_from([1, 2, 2, 50]), max_size=3)
"""Epochs of each run, None for one that was trained elsewhere."""


@SETTINGS
@given(
    RUNS,
    st.booleans(),
    st.sampled_from(["synthetic", "shapes"]),
    st.sampled_from(["", "a", "a, b"]),
    st.sampled_from([2, 9, 4000]),
    st.sampled_from([0, 1, 2, 3000]),
)
def test_the_remark_on_the_edition(runs, drawn, form, source, n, unlabelled) -> None:
    known = {"form": form, "synthetic": drawn, "sha256": "abc", "source": source}
    without = min(unlabelled, n - 1)
    labels = np.where(np.arange(n) < without, -1, 0)
    dataset = ImageDataset(np.zeros((n, 4, 4), np.uint8), labels, np.zeros(n, np.uint8), ("x", "y"), known)
    finished = [
        SimpleNamespace(
            provenance=lambda epochs=epochs: {"adopted": {}} if epochs is None else {},
            metrics=lambda epochs=epochs: {"selected": {"of": epochs}},
        )
        for epochs in runs
    ]
    book: Any = SimpleNamespace(title=Text("Test", "測試"), file="editions/test.yaml")
    said: list[Text] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edition_note, "edition_remark", lambda *remark: said.append(remark[0]))
        patch.setattr(edition_note, "_finished_runs", lambda _edition, _dataset: finished)
        edition_note.edition_note(book, dataset)
    assert_well_put([*said, edition_note.missing_runs(book, "some")])
    (text,) = said
    assert (" labelled" in text.en) == ("附標籤" in text.zh) == (without > 0)
    assert (f"uses {n - without:,} " in text.en) == (f"使用 {n - without:,} 張" in text.zh)
    assert (
        (f"another {without:,} without a label" in text.en)
        == (f"另有 {without:,} 張沒有標籤" in text.zh)
        == (without > 0)
    )
    own, away = [epochs for epochs in runs if epochs], runs.count(None)
    assert ("computer-drawn" in text.en) == drawn == ("電腦繪製" in text.zh)
    assert ("real faces" in text.en) == (drawn and form == "synthetic") == ("真實人臉" in text.zh)
    assert all(f"`{part}`" in text.en for part in source.split(", ") if part and not drawn)
    if not runs:
        assert "network" not in text.en
        return
    span = (
        f"{min(own)} to {max(own)} epochs" if own and min(own) < max(own) else f"{max(own, default=0)} epoch"
    )
    assert_true(
        text,
        {
            " and a network that was trained elsewhere": not own and away == 1,
            " and networks that were trained elsewhere": not own and away > 1,
            f"of which some were trained for {span}": bool(own) and away > 0,
            f" and a network that was trained for {span}": len(own) == 1 and not away,
            f" and networks that were trained for {span}": len(own) > 1 and not away,
        },
    )


@SETTINGS
@given(st.sampled_from([None, 1, 2, 90]), st.sampled_from([1, 2, 4000]), st.sampled_from(["main", "other"]))
def test_the_run_of_a_caption(epochs, n, model) -> None:
    run: Any = SimpleNamespace(
        name="main", adopted=None if epochs else {}, config=lambda: SimpleNamespace(model=model),
        metrics=lambda: {"selected": {"of": epochs}, "splits": {"train": {"n": n}}},
    )  # fmt: skip
    said = shown_run.run_text(run)
    assert_true(
        said,
        {
            ("trained elsewhere", "在別處訓練"): epochs is None,
            (f"trained for {epochs} epoch", f"訓練 {epochs} 個 epoch"): bool(epochs),
        },
    )
    assert ("of the network `other`" in said.en) == (model == "other")
    for run.is_complete in (True, False):
        figure = shown_run.of_run_if_finished(run, BookTable(Text("A table.", "一張表。"), [], [], ""))
        assert (said.en in figure.caption.en) == (said.zh in figure.caption.zh) == run.is_complete
    table = shown_run.of_run(run, BookTable(Text("A table.", "一張表。"), [], [], ""))
    assert table.caption == Text(f"A table. {said.en}", f"一張表。{said.zh}")


@given(st.integers(1, 60), st.integers(1, 60), st.sampled_from([1, 3]))
def test_what_the_images_are(height: int, width: int, channels: int) -> None:
    shape = DataShape(2, channels, height, width)
    said = subject.size_text(shape)
    assert_well_put([said, subject.colour_text(shape)])
    assert ("(height × width)" in said.en) == (height != width) == ("（高 × 寬）" in said.zh)
    assert said.en.startswith(f"{height} × {width} pixels")
    assert (subject.colour_text(shape).en == "grey") == (channels == 1)


def test_none_is_left_out() -> None:
    assert untried(__file__, edition_note, shown_run, subject) == set()
