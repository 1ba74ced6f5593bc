"""What chapter 6 says of images that stand in two splits is true: none, exact ones, near ones, labels alike or not."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.label_noise import duplicate_sentences, duplicate_tables, figures, image_pairs, names
from fer_lib.chapters.label_noise.duplicates_analysis import DuplicatesAnalysis
from fer_lib.chapters.label_noise.leaked_experiment import LeakedExperiment
from fer_lib.chapters.named_comparison import NamedComparison
from fer_lib.chapters.seed_groups import GroupComparison
from fer_lib.data import DataShape, ImageDataset
from fer_lib.label_noise.near_duplicates import THRESHOLD, CrossSplitDuplicates
from fer_lib.language import Text
from fer_lib.metrics.seed_spread import SeedSpread
from fer_lib.proportion import Proportion
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put, texts_of_figure, texts_of_table
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=40, deadline=None, derandomize=True)
PROPORTIONS = st.integers(1, 300).flatmap(
    lambda n: st.sampled_from([0, n // 3, n]).map(lambda s: Proportion(s, n))
)


@st.composite
def copies(draw: st.DrawFn) -> DuplicatesAnalysis:
    """Exact and near copies across splits, none or many, whose labels agree, differ or are not there."""
    images = np.random.default_rng(0).integers(0, 255, (12, 8, 8)).astype(np.uint8)
    labels = np.array(draw(st.lists(st.sampled_from([-1, 0, 1]), min_size=12, max_size=12)))
    across = []
    for later, earlier in (("validation", "train"), ("test", "train"))[: draw(st.integers(0, 2))]:
        size = draw(st.integers(0, 5))
        values = st.sampled_from([THRESHOLD, 0.99999, 0.9]) if draw(st.booleans()) else st.just(0.91)
        correlations = np.array(sorted(draw(st.lists(values, min_size=size, max_size=size)))[::-1], float)
        pairs = np.array([[6 + k, k] for k in range(size)], np.intp).reshape(-1, 2)
        exact = np.arange(draw(st.integers(0, 2)), dtype=np.intp)
        across.append(CrossSplitDuplicates(later, earlier, exact, pairs, correlations, 6))
    form = draw(st.sampled_from(["synthetic", "class-folders"]))
    dataset = ImageDataset(images, labels, np.zeros(12, np.uint8), ("happy", "sad"), {"form": form})
    return DuplicatesAnalysis(dataset, across, {"darker": draw(PROPORTIONS)})


@SETTINGS
@given(copies())
def test_what_is_said_of_copies(found: DuplicatesAnalysis) -> None:
    said = duplicate_sentences.duplicates(found)
    tables_there = (duplicate_tables.duplicates(found), duplicate_tables.alterations(found))
    assert_well_put([said, *(text for table in tables_there for text in texts_of_table(table))])
    exact = sum(len(splits.exact) for splits in found.across)
    pairs = [p for s in found.across for p, r in zip(s.pairs, s.correlations, strict=True) if r >= THRESHOLD]
    labels = [found.dataset.labels[pair].tolist() for pair in pairs]
    differing, near = sum(a != b and -1 not in (a, b) for a, b in labels), len(pairs)
    none = bool(found.across) and not exact and not near
    assert_true(
        said,
        {
            ("one split only", "只有一個資料分割"): not found.across,
            ("No image is in two splits", "沒有任何影像同時"): none,
            "Across the splits there": exact + near > 0,
        },
    )
    if not exact + near:
        assert ("where the search begins" in said.en) == (bool(found.across) and not found.has_pairs)
        if found.has_pairs:
            assert_well_put(texts_of_figure(figures.pairs(found)))
        return
    assert ("no exact copy" in said.en) == (not exact) == ("沒有完全相同" in said.zh)
    assert ("no near one" in said.en) == (not near) == ("沒有近似複本" in said.zh)
    if near:
        assert_true(
            said,
            {
                ("No near one carries another", "沒有哪張近似複本"): not differing,
                ("Every near one carries", "全都與原圖不同"): differing == near,
                ("Of the near ones", "近似複本中有"): 0 < differing < near,
            },
        )
        assert ("labelled twice, differently" in said.en) == bool(differing)
        assert_well_put([figures.describe_pairs(found)])
    if found.has_pairs:
        drawn = image_pairs.image_pairs(found)
        assert_well_put(line for row in drawn.lines for line in row)


COUNTS = st.tuples(*[st.integers(0, 30)] * 4).filter(any)


@SETTINGS
@given(
    st.lists(COUNTS, min_size=1, max_size=2),
    st.none() | st.just((0, 0, 0, 1)) | COUNTS,
    st.sampled_from([(90, 90), (90, 60)]),
    st.none() | st.tuples(*[st.integers(0, 400)] * 3),
)
def test_what_leaving_copies_out_changes(everywhere, on_copies, images, correct) -> None:
    def compared(each: Any, least: float = 0.0) -> GroupComparison:
        pairs = tuple(NamedComparison(*counts, names=names.TRAINING_NAMES) for counts in each)
        return GroupComparison(pairs, least)

    seeds = SeedSpread((tuple(n / 400 for n in correct),)) if correct else None
    groups = {"all": compared(everywhere, seeds.limit if seeds else 0.0)}
    if on_copies:
        groups["duplicated"] = compared([on_copies] * len(everywhere))
    found = LeakedExperiment(groups, images, seeds, Text("`plain` (3 seeds)", " `plain`（3 個種子）"))
    said = duplicate_sentences.leaked(found)
    assert_well_put([*said, *texts_of_table(duplicate_tables.leaked(found))])
    assert_true(
        said[0], {"takes none of": images[0] == images[1], "takes 30 of 90 images": images == (90, 60)}
    )
    assert said[0].en.lower().endswith(groups["all"].describe().en.lower())
    single = len(everywhere) == 1
    assert len(said) == 1 + single + bool(on_copies)
    if single:
        judged = said.pop(1)
        assert_true(
            judged,
            {
                ("was not measured on these images", "這裡沒有測量"): seeds is None,
                ("another seed moves nothing", "完全不變"): seeds is not None and len(set(correct)) == 1,
                ("is not called a difference", "不算差異"): seeds is not None and len(set(correct)) > 1,
            },
        )
        if seeds and seeds.limit:
            assert f"less than {100 * seeds.limit:.1f} points apart" in judged.en
    if on_copies:
        a, b, c, d = on_copies
        shares = [f"{100 * right / (a + b + c + d):.1f}%" for right in (a + b, a + c)]
        assert f"learned the copies is right on {shares[0]}" in said[1].en
        assert f"the one that did not on {shares[1]}" in said[1].en
        assert said[1].en.startswith("With the first seed") == (len(everywhere) > 1)


def test_no_sentence_is_left_out() -> None:
    methods = [duplicate_sentences.method(DataShape(2, 1, side, 48)) for side in (20, 48)]
    assert_well_put([duplicate_sentences.nothing_leaked(), *methods])
    assert untried(__file__, duplicate_sentences, duplicate_tables, image_pairs) == set()
