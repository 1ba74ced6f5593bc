"""Every sentence of chapter 11 about trainings holds of the curves that it was made from, whatever they are."""

import re
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.batchnorm import figures, names, sentences, tables
from fer_lib.chapters.batchnorm.experiment import BatchNormExperiment
from fer_lib.chapters.batchnorm.gradient_checks import CancelledBiases
from fer_lib.plots.convergence import Group
from fer_lib.proofs.claim import VERDICT_NAMES, Finding
from tests.chapters.batchnorm.made_up import experiment, group, history
from tests.chapters.numbers import assert_well_put, texts_of_figure, texts_of_table
from tests.chapters.truth import assert_true

MOST_FREQUENT = 5 / 32
"""Of the validation images."""
KINDS = ("any", "rising", "flat", "collapse", "perfect", "zero", "same")


def curves(draw: st.DrawFn) -> Group:
    """One to three trainings of one to six epochs."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    seeds, epochs = draw(st.integers(1, 3)), draw(st.integers(1, 6))
    rows = random.integers(0, 33, (seeds, epochs)) / 32
    kind = draw(st.sampled_from(KINDS))
    if kind == "rising":
        rows = np.sort(rows, axis=1)
    elif kind == "flat":
        rows[:, : epochs - 1] = MOST_FREQUENT
    elif kind == "collapse":
        rows = np.sort(rows, axis=1)
        rows[:, -1] = 0
    elif kind != "any":
        rows[:] = {"perfect": 1.0, "zero": 0.0, "same": 0.5}[kind]
    return group(*(history(*row) for row in rows.tolist()))


@st.composite
def experiments(draw: st.DrawFn) -> BatchNormExperiment:
    """Trainings with and without, and how much their logits differ before them."""
    made = experiment(curves(draw), curves(draw))
    spread = st.sampled_from([0.0, 1e-6, 0.05, 0.1, 1.0, 3.0])
    vars(made)["logit_spread"] = {"batch": draw(spread), "none": draw(spread)}
    return made


def means(group: Group) -> np.ndarray:
    return np.array([[r.validation_accuracy for r in h.records] for h in group.histories]).mean(axis=0)


@settings(max_examples=150)
@given(experiments(), st.booleans())
def test_sentences_hold_of_the_curves(made, reports) -> None:
    without, with_norm = means(made.without_norm), means(made.with_norm)
    best, slow = without.max(), int(without.argmax()) + 1
    fast = next((n for n, value in enumerate(with_norm, 1) if value >= best), None)
    text = sentences.convergence(made)
    assert_true(
        text,
        {
            ("the one with it never does", "始終沒有達到"): fast is None,
            ("is already as good", "就有這個水準"): fast is not None and fast < slow,
            ("the same epoch is as good", "也在這個 epoch 達到"): fast == slow,
            ("that takes until epoch", "才達到"): fast is not None and fast > slow,
        },
    )
    assert f"{100 * best:.1f}%" in text.en
    assert re.search(rf"in epoch {slow}\b", text.en)
    if fast not in (None, slow):
        assert re.search(rf"(?:with it, |until )epoch {fast}\b", text.en)
    seeds = [[r.validation_accuracy for r in h.records] for h in made.without_norm.histories]
    low = np.all(np.array(seeds) <= MOST_FREQUENT + 0.01, axis=0)
    held = int(low.argmin()) if not low.all() else len(low)
    plateau = sentences.plateau(made)
    if not held:
        assert not plateau.en
    else:
        assert_true(
            plateau,
            {
                ("the first epoch", "第一個 epoch"): held == 1 < len(low),
                (f"or the first {held} epochs", f"最初 {held} 個 epoch"): 1 < held < len(low),
                ("o its end", "直到結束"): held == len(low),
            },
        )
        assert ("What is slow is the beginning" in plateau.en) is (fast is not None and fast < slow)
    spread, logits = made.logit_spread, sentences.spread_of_logits(made)
    is_reason = fast is not None and fast < slow and spread["none"] <= 0.1 * spread["batch"]
    assert ("A likely reason" in logits.en) is is_reason
    seeds_of = [len(g.histories) for g in (made.with_norm, made.without_norm)]
    assert ("with and" in names.seeds_text(made).en) is (seeds_of[0] != seeds_of[1])
    rows = tables.accuracy(made).rows
    assert [row[2] != "–" for row in rows] == [k < len(without) for k in range(len(rows))]
    shown = [*texts_of_figure(figures.curves(made, reports)), *texts_of_table(tables.accuracy(made))]
    assert_well_put([text, logits, sentences.limits(), sentences.experiment_follows(), *shown])


@given(st.integers(1, 10**6), st.sampled_from([0.0, 1e-17, 1e-12, 1e-3]), st.floats(1e-3, 10), st.booleans())
def test_biases_without_a_gradient_could_be_left_out(number, bias, weight, reports) -> None:
    text = sentences.cancelled_biases(CancelledBiases(number, bias, weight), reports)
    is_rounding = bias < 1e-9 * weight
    assert_true(text, {"could be left out": is_rounding, "more than rounding": not is_rounding})
    assert ("which is rounding" in text.en) is (is_rounding and bias > 0)


def test_the_verdict_on_the_page_is_that_of_the_finding() -> None:
    for verdict, name in VERDICT_NAMES.items():
        text = sentences.live_verdict(replace(Finding("proved"), verdict=verdict))
        assert f"**{name.en}**" in text.en
        assert f"**{name.zh}**" in text.zh
        assert_well_put([text])
