"""What chapter 6 says is true of rankings, of exclusion, of votes and of copies, whatever they are."""

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.label_noise import (
    figures,
    names,
    sentences,
    tables,
)
from fer_lib.chapters.label_noise.crowd_analysis import CrowdAnalysis
from fer_lib.chapters.label_noise.detection_analysis import DetectionAnalysis
from fer_lib.chapters.label_noise.exclusion_analysis import ExclusionAnalysis
from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.label_noise.crowd import CrowdAgreement
from fer_lib.label_noise.detection import Detection
from fer_lib.label_noise.exclusion import Exclusion
from fer_lib.label_noise.ranking import SCORES, rank_labels
from fer_lib.label_noise.reference import Reference
from fer_lib.metrics.comparison import Comparison
from fer_lib.metrics.predictions import Predictions
from fer_lib.proportion import Proportion
from tests.chapters.drawn_runs import run
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put, texts_of_figure, texts_of_table
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=40, deadline=None, derandomize=True)
TRUTH, CROWD = Reference("truth", np.zeros(3, np.int64)), Reference("crowd", np.zeros(3, np.int64))
REFERENCES = st.sampled_from([TRUTH, CROWD])
PROPORTIONS = st.integers(1, 300).flatmap(
    lambda n: st.sampled_from([0, n // 3, n]).map(lambda s: Proportion(s, n))
)


@st.composite
def detections(draw: st.DrawFn) -> DetectionAnalysis:
    """Rankings that find all, none, or as chance does, of one wrong label or of all but one."""
    n = draw(st.sampled_from([2, 9, 150]))
    number = draw(st.sampled_from([1, n - 1, max(1, n // 4)]))
    skill, seed = draw(st.sampled_from([-9.0, 0.0, 1.0, 9.0])), draw(st.integers(0, 5))
    wrong = np.arange(n) < number
    quality = np.random.default_rng(seed).normal(size=n) - skill * wrong
    detection = Detection(quality, wrong, np.argsort(quality))
    marked = draw(st.sampled_from(["none", "right", "mixed", "false"]))
    share = {
        "none": None,
        "right": Proportion(number, number),
        "mixed": Proportion(number, n),
        "false": Proportion(0, 1),
    }
    k = number if draw(st.booleans()) else n
    confirmed = Proportion(draw(st.integers(0, k)), k)
    reference = draw(REFERENCES)
    return DetectionAnalysis(reference, dict.fromkeys(SCORES, detection), confirmed, share[marked], 0)


@SETTINGS
@given(detections())
def test_what_the_ranking_finds(found: DetectionAnalysis) -> None:
    base, k, main = found.main.base_rate, found.depth, found.main
    said, marked = sentences.detection(found)
    assert_well_put(
        [said, marked, *texts_of_table(tables.scores(found)), *texts_of_figure(figures.found_labels(found))]
    )
    hits = int(main.wrong[np.argsort(main.quality)[:k]].sum())
    assert f"finds {hits:,}, " in said.en
    assert re.search(r"There (are|is) (\d+)", said.en).group(2) == str(int(main.wrong.sum()))
    assert f"as many at random hold about {sentences.about(k * base.share)}." in said.en
    assert abs(float(sentences.about(k * base.share)) - k * main.wrong.mean()) <= 0.5
    assert ("flipped label" in said.en) == (found.reference.kind == "truth")
    if found.marked is None:
        assert_true(marked, {("marks no label", "沒有標出任何標籤"): True})
        return
    others = found.marked.n - found.marked.successes
    assert_true(
        marked,
        {
            ("It marks no others", "沒有標出別的"): not others,
            (" as well, so the number", "它也標出了"): others > 0,
        },
    )
    low, high = main.auroc_interval
    assert_true(
        marked,
        {
            "ranking is better than chance": low > 0.5,
            "ranking is worse than chance": high < 0.5,
            "ranking is not shown to be better": low <= 0.5 <= high,
        },
    )


@st.composite
def exclusions(draw: st.DrawFn) -> ExclusionAnalysis:
    """Answers all right, all wrong or mixed; left out as the ranking has it, at random, or the right ones first."""
    n = draw(st.sampled_from([4, 40, 400]))
    share, how = (
        draw(st.sampled_from([0.0, 0.5, 0.9, 1.0])),
        draw(st.sampled_from(["errors", "random", "right"])),
    )
    generator = np.random.default_rng(draw(st.integers(0, 3)))
    right = generator.permutation(n) < share * n
    order = {"errors": np.argsort(right), "random": generator.permutation(n), "right": np.argsort(~right)}[
        how
    ]
    curve, k = Exclusion(right, order), draw(st.integers(1, max(1, n // 4)))
    control_right = generator.permutation(n) < draw(st.sampled_from([0.5, 1.0])) * n
    control = Exclusion(control_right, draw(st.sampled_from([np.argsort(control_right), np.arange(n)])))
    match draw(st.sampled_from(["none", "crowd", "truth"])):
        case "none":
            return ExclusionAnalysis(k, curve, None, None, None, None)
        case "crowd":
            return ExclusionAnalysis(k, curve, Exclusion(control_right, np.arange(n)), None, None, CROWD)
        case _:
            return ExclusionAnalysis(k, curve, Exclusion(control_right, order), curve, control, TRUTH)


def move(curve: Exclusion, k: int) -> int:
    """Whether the accuracy that is printed rises, falls or stays."""
    left = curve.right[curve.order[k:]]
    before, after = (f"{100 * each.mean():.1f}" for each in (curve.right, left))
    return 0 if before == after else int(np.sign(left.mean() - curve.right.mean()))


@SETTINGS
@given(exclusions())
def test_what_follows_from_leaving_labels_out(found: ExclusionAnalysis) -> None:
    said, k = sentences.exclusion(found), found.k
    figure = figures.exclusion(found)
    assert_well_put([*texts_of_table(tables.exclusion(found)), *texts_of_figure(figure)])
    first, _, rest = said.en.partition("The control")
    rise = move(found.by_label, k)
    for part, curve in ((first, found.by_label), (rest, found.control)):
        if curve:
            moved = {"accuracy rises": 1, "accuracy falls": -1, "accuracy stays": 0}
            assert [m for words, m in moved.items() if words in part] == [move(curve, k)]
    errors = int((~found.by_label.right[found.by_label.order[:k]]).sum())
    assert_true(
        said,
        {"wrong on none": errors == 0, "wrong on all": errors == k, f"wrong on {errors}": 0 < errors < k},
    )
    most = min(1.0, found.by_label.right.sum() / (found.by_label.n - k))
    assert f"would make it {100 * most:.1f}%" in first
    assert ("Such a rise is to be expected" in said.en) == (rise > 0) == ("在意料之中" in said.zh)
    steady = found.control is not None and move(found.control, k) <= 0
    assert (
        ("So a rise says nothing" in said.en) == (rise > 0 and not steady) == ("不能說明標籤有錯" in said.zh)
    )
    assert ("has to do with the labels" in said.en) == (rise > 0 and steady) == ("與標籤有關" in said.zh)
    assert ("a judge other than the label" in said.en) == (found.by_reference is not None)
    curves = [found.by_label, found.by_reference, found.control]
    ends = re.findall(r"it (rises|falls|stays)", figure.alt.en)
    assert ends == [("falls", "stays", "rises")[1 + move(c, found.excluded_from(c))] for c in curves if c]
    for curve in filter(None, curves):
        assert_well_put([sentences.becomes(curve, k)])
    assert_well_put(figures.curve_names(found))


@SETTINGS
@given(
    st.lists(st.none() | PROPORTIONS, min_size=2, max_size=3).filter(any),
    st.sampled_from([0, 1, 7]),
    st.tuples(*[st.integers(0, 40)] * 4).filter(any),
    PROPORTIONS,
    PROPORTIONS,
)
def test_what_the_crowd_says(by_class, undecided, counts, ceiling, network) -> None:
    known = [share for share in by_class if share]
    total = Proportion(sum(p.successes for p in known), sum(p.n for p in known))
    agreement = CrowdAgreement(tuple(by_class), total, undecided)
    classes = ("happy", "sad", "fear")[: len(by_class)]
    found = CrowdAnalysis(classes, agreement, Comparison(*counts), ceiling, network)
    agreed, judged, limit = sentences.crowd(found)
    assert_well_put([agreed, judged, limit, *texts_of_table(tables.crowd(found))])
    ends = [f"{100 * pick(p.share for p in known):.1f}%" for pick in (min, max)]
    assert ("It ranges from" in agreed.en) == (ends[0] != ends[1]) == ("各類從" in agreed.zh)
    if ends[0] != ends[1]:
        assert re.search(f"from {ends[0]} of the labels .* to {ends[1]} of", agreed.en)
    assert_true(
        agreed,
        {
            ("no image lacks one", "沒有影像缺少"): not undecided,
            ("one image has none", "另有一張"): undecided == 1,
            (f"{undecided} images have none", f"另有 {undecided} 張"): undecided > 1,
        },
    )
    assert_true(
        limit,
        {
            ("more than that", "比這還高"): network.share > ceiling.share,
            ("less than that", "比這還低"): network.share < ceiling.share,
            ("just that", "正是這個"): network.share == ceiling.share,
        },
    )


@SETTINGS
@given(
    PROPORTIONS,
    st.sampled_from(["epoch", "validation_accuracy"]),
    st.booleans(),
    st.sampled_from([None, TRUTH, CROWD]),
)
def test_folds_and_candidates(accuracy, kept, dropped, reference) -> None:
    config = RunConfig(name="a", best_metric=kept, drop_leaked=dropped)
    said = sentences.how_trained(config, accuracy)
    assert_well_put([said, sentences.untested_ranking(reference)])
    assert f"{100 * accuracy.share:.1f}% (95%" in said.en
    assert ("weights are those of the last epoch" in said.en) == (kept == "epoch")
    assert (
        "No network judges an exact copy of an image that it trained on; nor has any" in said.en
    ) == dropped
    assert ("Nothing else is known" in sentences.untested_ranking(reference).en) == (reference is None)

    n = accuracy.n % 24 + 1
    images = np.random.default_rng(1).integers(0, 255, (n, 4, 4)).astype(np.uint8)
    dataset = ImageDataset(images, np.arange(n) % 2, np.zeros(n, np.uint8), ("happy", "sad"), {"form": "x"})
    logits = np.random.default_rng(2).normal(size=(n, 2)).astype(np.float32)
    given_labels = Predictions(np.arange(n), dataset.labels, logits)
    known = None if reference is None else Reference(reference.kind, np.arange(n) % 2)
    one = run("fold", np.ones(n, bool))
    one.adopted, one.config = None, lambda: SimpleNamespace(fold=0)
    found: Any = SimpleNamespace(
        dataset=dataset, predictions=given_labels, ranking=rank_labels(given_labels), reference=known,
        accuracy=Proportion(given_labels.correct, n), config=config, runs=[one],
    )  # fmt: skip
    caption = figures.candidates(found).caption
    assert_well_put([*texts_of_figure(figures.candidates(found)), sentences.folds(found)])
    assert_true(
        caption, {("All labels", "全部標籤"): n <= 18, ("most doubtful of", "個標籤中最可疑的"): n > 18}
    )
    assert_well_put(texts_of_table(tables.folds(found)))


def test_no_sentence_is_left_out() -> None:
    assert_well_put([sentences.no_votes(), sentences.ceiling_on_fer2013()])
    for reference in (TRUTH, CROWD):
        called = (names.reference_name, names.label_against, names.labels_against)
        assert len({name(reference).zh for name in called}) == (2 if reference.kind else 3)
    of_copies = (figures.pairs, figures.describe_pairs)  # in test_duplicate_sentences_are_true.py
    assert len({*of_copies, figures.describe_candidates}) == 3
    assert untried(__file__, sentences, figures, tables, names) == set()
