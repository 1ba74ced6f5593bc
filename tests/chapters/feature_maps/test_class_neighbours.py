"""Which classes lie close in a layer and which apart, held against neighbours counted one by one."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.feature_maps import class_neighbours
from fer_lib.explain.embedding.layers import ChosenLayer
from fer_lib.explain.embedding.reading import Place
from tests.chapters.every_sentence import untried
from tests.chapters.truth import assert_true

TOP = ChosenLayer(Place("top", "fc"), 2, 2, (16,), 0)
NAMES = ("happy", "sad", "fear", "angry", "neutral", "surprise", "disgust", "calm")


@st.composite
def layers(draw: st.DrawFn):
    """Labels and neighbours: at random, own ones alone, or own ones but for a few."""
    classes, n, k = draw(st.integers(1, 8)), draw(st.integers(16, 40)), draw(st.sampled_from([1, 3, 6]))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    labels = np.sort(random.integers(0, classes, n))
    strangers = draw(st.sampled_from([0.0, 0.0, 0.02, 0.5]))
    nearest = np.zeros((n, k), int)
    for i in range(n):
        own = np.flatnonzero((labels == labels[i]) & (np.arange(n) != i))
        others = np.flatnonzero(np.arange(n) != i)
        for place in range(k):
            of = own if len(own) and random.random() >= strangers else others
            nearest[i, place] = random.choice(of)
    return labels, nearest


def found_of(labels, nearest):
    return SimpleNamespace(
        labels=labels,
        layers=[SimpleNamespace(layer=TOP, nearest=nearest)],
        network=SimpleNamespace(dataset=SimpleNamespace(class_names=NAMES)),
    )


@settings(max_examples=150)
@given(layers())
def test_what_lies_close_and_apart_is_told_as_it_is(drawn) -> None:
    labels, nearest = drawn
    said = class_neighbours.close_and_apart(found_of(labels, nearest))
    there = sorted(set(labels.tolist()))
    if len(there) < 2:
        assert said == []
        return
    (text,) = said
    own = {c for c in there if all(labels[j] == c for i in np.flatnonzero(labels == c) for j in nearest[i])}
    crossing = {}
    for a, b in combinations(there, 2):
        of = [
            (labels[i], labels[j]) for i in np.flatnonzero((labels == a) | (labels == b)) for j in nearest[i]
        ]
        crossing[a, b] = sum(pair in ((a, b), (b, a)) for pair in of) / len(of)
    most = max(crossing.values())
    ties = [pair for pair, share in crossing.items() if share == pytest.approx(most, abs=1e-9)]
    mixed = len(own) < len(there)
    assert_true(
        text,
        {
            ("lie apart", "彼此分開"): not mixed,
            ("lie closest to each other", "最接近的兩類是"): mixed and len(ties) == 1,
            ("no two classes lie closer", "沒有哪兩類比"): mixed and len(ties) > 1,
        },
    )
    assert ("both classes" in text.en) == ("兩類彼此" in text.zh) == (not mixed and len(there) == 2)
    if not mixed:
        return
    assert any(f"{NAMES[a]} and {NAMES[b]}" in text.en for a, b in ties)
    assert f"{100 * most:.1f}%" in text.en
    assert ("no class has neighbours of its own" in text.en) == ("沒有任何一類的鄰居" in text.zh) == (not own)
    if own:
        count = "one" if len(own) == 1 else f"{len(own)}"
        assert f"; {count} of the {len(there)} classes ha" in text.en
        listed = text.en.rpartition("(")[2]
        assert len(own) > class_neighbours.MOST_NAMED or all(NAMES[c] in listed for c in own)


def test_a_share_that_rounds_to_nothing_is_said_to_be_small() -> None:
    labels = np.repeat([0, 1], 800)
    nearest = np.tile(labels[:, None] * 800, (1, 10))
    nearest[1, 0] = 900
    (text,) = class_neighbours.close_and_apart(found_of(labels, nearest))
    assert ": < 0.1% of their neighbours" in text.en
    assert "有 < 0.1% 屬於" in text.zh


def test_no_sentence_is_left_out() -> None:
    assert untried(__file__, class_neighbours) == set()
