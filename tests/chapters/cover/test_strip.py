import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.cover.strip import MOST, strip
from fer_lib.data import ImageDataset
from fer_lib.metrics.predictions import Predictions
from tests.chapters.numbers import assert_well_put


def drawn(labels, answers, classes):
    """A data set of unlike images, and predictions of all of them with these answers."""
    n = len(labels)
    rng = np.random.default_rng(n)
    names = tuple(f"class-{k}" for k in range(classes))
    images = rng.integers(0, 256, (n, 4, 4), np.uint8)
    dataset = ImageDataset(images, np.array(labels), np.ones(n, np.uint8), names, {})
    logits = rng.normal(size=(n, classes)).astype(np.float32)
    logits[np.arange(n), answers] += 20
    return dataset, Predictions(np.arange(n), np.array(labels), logits)


@settings(max_examples=25)
@given(st.integers(2, 9), st.data())
def test_shown_are_hits_and_then_mistakes(classes, data):
    pairs = data.draw(
        st.lists(st.tuples(*[st.integers(0, classes - 1)] * 2), min_size=1, max_size=12),
        label="label, answer",
    )
    labels, answers = map(list, zip(*pairs, strict=True))
    figure = strip(*drawn(labels, answers, classes))
    assert_well_put([figure.caption, figure.alt])
    shown = [part.split(" ")[0::2][:2] for part in figure.alt.en.split("; ")]
    hits = [label == answer for label, answer in shown]
    right = {label for label, answer in pairs if label == answer}
    wrong = {pair for pair in pairs if pair[0] != pair[1]}
    assert sum(hits) == min(MOST, len(right))
    assert hits == sorted(hits, reverse=True)
    assert len(hits) - sum(hits) == min(MOST, len(wrong))
    assert ("with =" in figure.caption.en) == bool(right)
    assert ("with ≠" in figure.caption.en) == bool(wrong)
    assert (
        ("one of each label and answer" in figure.caption.en)
        == bool(wrong)
        == ("每種「標籤→答案」只取一張" in figure.caption.zh)
    )
    never = {label for label, _ in pairs} - right
    several = len(right) > MOST
    assert ("of 6 classes each" in figure.caption.en) == several == ("取自 6 個類別" in figure.caption.zh)
    told = bool(right) and bool(never) and not several
    assert ("it recognises none" in figure.caption.en) == told == ("一張都沒認對" in figure.caption.zh)
    if told and len(never) <= 3:
        assert set(re.findall("“class-(.)”", figure.caption.en)) == {str(k) for k in never}
    elif told:
        assert f"of {len(never)} classes it recognises none" in figure.caption.en


@pytest.mark.parametrize("lang", ["en", "zh-TW"])
def test_it_is_drawn(lang):
    figure = strip(*drawn([0, 1, 2, 0], [0, 1, 1, 2], 3))
    assert len(figure.draw(lang).axes) >= 4
