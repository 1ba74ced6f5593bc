"""What chapter 3 says of a training is true of it, whatever its curves: drawn at random, collapses among them."""

import re
from statistics import median

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.training import augmentation_sentences, sentences
from fer_lib.chapters.training.augmentation_analysis import ShownAugmentation
from fer_lib.chapters.training.duplicates_effect import DuplicatesEffect
from fer_lib.chapters.training.run_summary import RunSummary
from fer_lib.config import RunConfig
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.runs.history import EpochRecord, History
from fer_lib.runs.results import Result
from tests.chapters.numbers import assert_well_put
from tests.chapters.truth import assert_true

SHARES = st.sampled_from([0.0, 0.1432, 0.1433, 0.5, 0.5001, 0.73, 0.999, 1.0])
LOSSES = st.sampled_from([0.0, 0.004, 0.5, 1.0, 1.01, 1.02, 1.03, 3.35])
EPOCHS = st.lists(st.tuples(LOSSES, SHARES, LOSSES, SHARES), min_size=1, max_size=6)
COUNTS = st.tuples(st.integers(0, 400), st.integers(0, 40))


def history_of(epochs, repeated=1):
    rows = [row for row in epochs for _ in range(repeated)]
    return History(
        tuple(
            EpochRecord(n, train_loss, train, validation_loss, validation, validation, 1e-3, 2.0, 500.0)
            for n, (train_loss, train, validation_loss, validation) in enumerate(rows, 1)
        )
    )


def summary(epochs, counts=(300, 20), repeated=1, adopted=False):
    train, validation = Proportion(counts[0], 400), Proportion(counts[1], 40)
    history = history_of(epochs, repeated)
    return RunSummary("run", "report-a", history, train, validation, len(epochs), 1.0, adopted)


@given(EPOCHS, st.sampled_from([1, 1, 10]))
@settings(max_examples=150)
def test_the_course_of_the_curves(epochs, repeated):
    history = history_of(epochs, repeated)
    said = sentences.learning_curves(history)
    assert_well_put([said])
    shares = [record.validation_accuracy for record in history.records]
    best, shown = shares.index(max(shares)) + 1, [f"{100 * share:.1f}%" for share in shares]
    last = len(shares)
    if last == 1:
        assert said.en.startswith(f"After the only epoch validation accuracy is {shown[0]};")
    elif best == 1:
        assert f"is best in epoch 1, {shown[0]}, and {shown[-1]} in the last, {last};" in said.en
    else:
        rises = re.search(
            r"goes from (\S+) in epoch 1 to its best, (\S+), in (?:the last epoch, |epoch )(\d+)", said.en
        )
        stays = re.search(
            r"is (\S+) in epoch 1, and hardly higher at its best, in (?:the last epoch, |epoch )(\d+)",
            said.en,
        )
        assert bool(stays) == (shown[0] == shown[best - 1])
        assert (rises or stays).groups() == tuple(dict.fromkeys([shown[0], shown[best - 1], str(best)]))
        assert ("in the last epoch, " in said.en) == ("最後一個（第" in said.zh) == (best == last)
    end = history.last
    assert f"training accuracy ends at {100 * end.train_accuracy:.1f}%" in said.en
    same = f"{end.train_loss:.2f}" == f"{end.validation_loss:.2f}"
    assert ("both losses end at" in said.en) == ("的損失最後都是" in said.zh) == same


def assert_end_of_the_loss(said, losses, rises):
    """A loss that has not risen again is told by its own numbers, and never by the threshold."""
    assert (
        ("nothing shows so far" in said.en) == ("還看不出死背" in said.zh) == (not rises and len(losses) > 1)
    )
    if rises or len(losses) < 2:
        return
    lowest, tail = min(losses), len(losses) // 10
    end = median(losses[-max(1, tail) :])
    above = f"{100 * (end / lowest - 1):.1f}%" if end > lowest else "0.0%"
    at_lowest = losses[-1] == lowest
    assert_true(
        said,
        {
            (f"ends at its lowest, {lowest:.2f}", f"就在最低點（{lowest:.2f}）"): at_lowest,
            ("about as low as it ever was", "和最低點差不多"): not at_lowest and above == "0.0%",
            (f" {above} above its lowest", f"只比最低點高 {above}"): not at_lowest and above != "0.0%",
        },
    )
    assert ("as the median of its last" in said.en) == (tail > 1 and not at_lowest)


@given(EPOCHS, COUNTS, st.sampled_from([1, 1, 10, 30]), st.booleans())
@settings(max_examples=200)
def test_what_is_said_of_learning_by_heart(epochs, counts, repeated, adopted):
    run = summary(epochs, counts, repeated, adopted)
    said = sentences.overfitting(run)
    assert_well_put([said])
    gap = 100 * (counts[0] / 400 - counts[1] / 40)
    assert (f"a gap of {gap:.1f} points" in said.en) == (round(gap, 1) >= 0)
    more = f"{-gap:.1f} points more than of the training images"
    assert (more in said.en) == ("反而高出" in said.zh) == (round(gap, 1) < 0)
    assert ("Which of these images the network had seen is not known" in said.en) == adopted
    validation = [record.validation_loss for record in run.history.records]
    train = [record.train_loss for record in run.history.records]
    tenth = max(1, len(validation) // 10)
    rises = median(validation[-tenth:]) > 1.02 * min(validation)
    change = median(train[-tenth:]) - train[int(np.argmin(validation))]
    assert (
        ("The validation loss rises again at the end" in said.en)
        == ("驗證損失在後段回升" in said.zh)
        == rises
    )
    assert_end_of_the_loss(said, validation, rises)
    heart = rises and change < 0
    assert (
        ("from there on the network learns its images by heart" in said.en)
        == ("就是在死背影像了" in said.zh)
        == heart
    )
    worse = rises and change > 0
    assert ("a training that gets worse" in said.en) == ("訓練本身變差了" in said.zh) == worse


def test_what_is_not_known_of_the_settings_is_only_so_of_a_training_elsewhere():
    for adopted in (True, False):
        said = sentences.settings(summary([(1.0, 0.5, 1.0, 0.5)], adopted=adopted))
        assert_well_put([said])
        assert ("as far as that is known" in said.en) == ("未知" in said.zh) == adopted


def test_a_collapse_in_the_last_of_many_epochs_is_no_rise():
    steady = [(0.5, 0.9, 1.0, 0.6)] * 196
    said = sentences.overfitting(summary([*steady, (3.35, 0.2, 3.35, 0.15), *[(1.3, 0.5, 1.01, 0.5)] * 3]))
    assert "ends, as the median of its last 20 epochs, about as low as it ever was" in said.en


NAN = float("nan")


@given(
    st.lists(st.tuples(*[st.one_of(st.just(NAN), st.just(0.5), st.just(1.0))] * 4), min_size=1, max_size=4)
)
@settings(max_examples=60)
def test_curves_with_gaps(epochs):
    said = sentences.learning_curves(history_of(epochs))
    assert_well_put([said])
    for column, name in enumerate(
        ("training loss", "training accuracy", "validation loss", "validation accuracy")
    ):
        known = [n for n, row in enumerate(epochs, 1) if row[column] == row[column]]
        if len({len(epochs)} & {sum(row[k] == row[k] for row in epochs) for k in range(4)}) and len(
            known
        ) == len(epochs):
            continue
        if "Not known, or not of every epoch" in said.en:
            tail = said.en.split("Not known, or not of every epoch: ")[1]
            assert (name in tail) == (len(known) < len(epochs))
        for epoch in {min(known, default=0), max(known, default=0)} - {0}:
            assert f"in epoch {epoch}" in said.en


@given(st.integers(1, 30_000), st.integers(0, 30_000))
@settings(max_examples=60)
def test_copies_are_counted(rest, copies):
    def kept(name, n):
        return Result(
            name, {"splits": {"train": {"n": n}}}, {"config": {}}, history_of([(1.0, 0.5, 1.0, 0.5)])
        )

    said = sentences.leaked_duplicates(DuplicatesEffect(kept("a", rest + copies), kept("b", rest)))
    assert_well_put([said])
    assert ("There are no such copies" in said.en) == ("沒有這樣的複本" in said.zh) == (copies == 0)
    assert copies == 0 or f"The copies are {copies:,} of the {rest + copies:,} training images" in said.en


DRAWN = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.0, 3.04, 3.02, 9.9]), st.booleans(), st.booleans()),
    min_size=6,
    max_size=6,
)


@given(DRAWN, st.booleans(), st.booleans(), st.booleans())
@settings(max_examples=100)
def test_what_was_drawn_is_told(drawn, flip, rotation, erasing):
    angles = np.radians([angle for _, angle, _, _ in drawn])
    matrices = np.zeros((6, 2, 3))
    matrices[:, 0, 0], matrices[:, 0, 1] = np.cos(angles), -np.sin(angles)
    matrices[:, 1, 0], matrices[:, 1, 1] = np.sin(angles), np.cos(angles)
    mirrored = np.array([is_mirrored for is_mirrored, *_ in drawn])
    matrices[mirrored, :, 0] *= -1
    originals = np.zeros((1, 8, 8), np.uint8)
    variants = np.zeros((1, 6, 8, 8), np.uint8)
    for place, (_, _, _, is_changed) in enumerate(drawn):
        variants[0, place, 0] = is_changed
    covered = np.array([is_covered for _, _, is_covered, _ in drawn])
    config = RunConfig(flip=flip, rotation=10.0 * rotation, erasing=0.5 * erasing)
    said = augmentation_sentences.drawn(
        ShownAugmentation("a", "b", False, config, (Text("c", "丙"),), originals, variants, matrices, covered)
    )
    assert_well_put([said])
    alone = flip and not rotation and not erasing
    for on, are, what in ((flip, mirrored, "mirrored"), (erasing, covered, "with a grey rectangle")):
        told = "none " if not are.any() else "all " if are.all() else f"{are.sum()} of 6 "
        if alone and on:
            told = f"{told.replace(' of 6', '')}{'is' if are.sum() == 1 else 'are'} "
        assert (told + what in said.en) == on
    low, high = (f"{np.degrees(angle):.1f}" for angle in (angles.min(), angles.max()))
    assert ((f"turns of {low}°" if low == high else f"turns of {low} to {high}°") in said.en) == rotation
    same, mirroring_alone = (
        len({is_changed for *_, is_changed in drawn}) == 1,
        flip and not rotation and not erasing,
    )
    assert (
        ("another value than in the original" in said.en)
        == (not mirroring_alone)
        == ("與原圖不同" in said.zh)
    )
    assert (
        ("much the same in each" in said.en) == ("每次都差不多" in said.zh) == (same and not mirroring_alone)
    )
