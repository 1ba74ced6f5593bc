"""What chapter 5 says is true of the errors, whatever they are: none, all wrong, one class absent, a single image."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.errors import examples, figures, sentences, tables
from fer_lib.chapters.errors.analysis import ErrorAnalysis
from fer_lib.language import Text
from fer_lib.proportion import wilson_interval
from tests.chapters.errors.drawn_errors import CLASSES, analyses
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_same_numbers, assert_well_put, texts_of_figure, texts_of_table
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=30, deadline=None, derandomize=True)


@contextmanager
def printed() -> Iterator[list[Text]]:
    """What is printed, apart from tables."""
    texts: list[Text] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fer_lib.publish.text", texts.append)
        patch.setattr("fer_lib.publish.nothing", texts.append)
        patch.setattr("fer_lib.publish.figure", lambda _name, _draw, *said: texts.extend(said))
        patch.setattr("fer_lib.publish.table", lambda _name, *_table: None)
        yield texts


ANALYSES = given(analyses())


@SETTINGS
@ANALYSES
def test_accuracies_and_the_mean_f1(errors: ErrorAnalysis) -> None:
    said = sentences.accuracies(errors)
    assert_well_put([said])
    shares = [
        np.trace(matrix.counts) / matrix.counts.sum() for matrix in (errors.training, errors.validation)
    ]
    assert re.findall(r"([\d.]+)% (?:of|\(95%)", said.en) == [f"{100 * share:.1f}" for share in shares]

    counts = errors.validation.counts
    occurring = [k for k in range(len(counts)) if counts[k].sum() + counts[:, k].sum()]
    f1 = np.mean([2 * counts[k, k] / (counts[k].sum() + counts[:, k].sum()) for k in occurring])
    said = sentences.macro_f1(errors.scores)
    assert f" is {100 * f1:.1f}% (" in said.en
    assert_true(
        said,
        {"counts every class alike": len(occurring) == len(counts), "every class that is a label or": True},
    )
    # Counts that leave nothing to chance: all right, or all images of one label and answer.
    fixed = not (counts.sum() - np.trace(counts)) or (counts > 0).sum() == 1
    assert_true(said, {"draws give the same": True, "95% bootstrap interval": not fixed})


@SETTINGS
@ANALYSES
def test_the_best_and_the_worst_class(errors: ErrorAnalysis) -> None:
    said, counts = sentences.extremes(errors.scores), errors.validation.counts
    recalls = {
        CLASSES[k]: (row[k] / row.sum(), *wilson_interval(row[k], row.sum()))
        for k, row in enumerate(counts)
        if row.sum()
    }
    shares = sorted(share for share, _, _ in recalls.values())
    one = len(recalls) == 1
    all_alike = shares[0] == shares[-1]
    named = re.findall(r"\*\*(\w+)\*\*", said.en)
    best = [name for name, (share, _, _) in recalls.items() if share == shares[-1]]
    worst = [name for name, (share, _, _) in recalls.items() if share == shares[0]]
    meets = bool(named) and any(recalls[named[-1]][2] >= recalls[named[0]][1] for _ in named)
    assert_true(
        said,
        {
            ("Only one class", "只有一類"): one,
            ("have the same recall", "召回率都是"): all_alike and not one,
            ("do not tell which class", "不足以判斷"): meets and not all_alike,
            ("Recognised best is", "認得最好的是"): not meets and not all_alike,
        },
    )
    if len(named) == 2:
        assert named[0] in best
        assert named[1] in worst
    for share, alike in ((shares[-1], best), (shares[0], worst)):
        if "other class shares" in said.en or "other classes share" in said.en:
            assert max(len(best), len(worst)) > 1
        assert 0 <= share <= 1
        assert alike
    for part in said.en.split("Recognised worst") if "Recognised best" in said.en else []:
        (name,) = re.findall(r"\*\*(\w+)\*\*", part)
        near = {
            other
            for other, (_, low, high) in recalls.items()
            if other != name and low <= recalls[name][2] and high >= recalls[name][1]
        }
        assert ("no other class's interval touches" in part) == (not near)
        assert all(other in part for other in near)


@SETTINGS
@ANALYSES
def test_errors_against_chance_and_where_they_go(errors: ErrorAnalysis) -> None:
    counts = errors.validation.counts - np.diag(np.diag(errors.validation.counts))
    with printed() as texts:
        figures.publish_against_chance(errors)
        figures.publish_destinations(errors)
    assert_well_put(texts)
    judged = errors.expected >= 1
    no_error, pair = not counts.sum(), len(counts) == 2
    chance, where = (texts[0], texts[-1])
    if no_error or pair or not judged.any():
        assert_true(
            chance,
            {
                ("makes no mistake", "沒有任何錯誤"): no_error,
                ("With two classes", "只有兩類"): pair,
                ("errors are too few", "錯誤太少"): not judged.any(),
            },
        )
    else:
        said = texts[2]
        among = np.argwhere(judged & (counts > 0))
        assert_true(
            said,
            {
                ("Each of the", "每一種在"): judged.sum() == len(counts) * (len(counts) - 1),
                ("Only", "只有"): judged.sum() < len(counts) * (len(counts) - 1),
            },
        )
        assert_true(
            said,
            {
                ("None of those that can be judged occurs", "一種也沒有出現"): not len(among)
                and judged.sum() > 1,
                ("This one does not occur", "這一種並沒有出現"): not len(among) and judged.sum() == 1,
                ("The highest multiple is", "倍數最高的是"): len(among) > 0,
            },
        )
        if len(among):
            highest = max(counts[i, j] / errors.expected[i, j] for i, j in among)
            assert f"multiple is {highest:.1f}:" in said.en
            times, by_chance = re.findall(
                r"for \w+ (once|\d+ times), where chance gives ([\d.]+)\.", said.en
            )[0]
            observed = 1 if times == "once" else int(times.split()[0])
            assert f"{observed / float(by_chance):.1f}" == f"{highest:.1f}"  # as printed, they fit together
            assert_beyond_chance(said, counts, errors.expected)
    if no_error or pair:
        return
    errors_of, rates = counts.sum(1), errors.training.counts.sum(1) / errors.training.counts.sum()
    generator = np.random.default_rng(0)
    for k in range(len(counts)):
        chances = [0 if i == k else rates[k] / (1 - rates[i]) for i in range(len(counts))]
        drawn = sum(generator.binomial(n, min(p, 1), 4000) for n, p in zip(errors_of, chances, strict=True))
        above, below = (drawn >= counts[:, k].sum()).mean(), (drawn <= counts[:, k].sum()).mean()
        over = re.search(rf"Above the range: [^.]*(?:\.\d[^.]*)*{CLASSES[k]}", where.en)
        under = re.search(rf"Below the range: .*{CLASSES[k]}", where.en)
        assert not over or above < 0.04
        assert not under or below < 0.04
        assert over or above > 0.015
        assert under or below > 0.015
        if "No class lies outside" in where.en:
            assert min(above, below) > 0.015
    if "No class lies outside" in where.en:
        expected = [
            sum(errors_of[i] * rates[k] / (1 - rates[i]) for i in range(len(counts)) if i != k)
            for k in range(len(counts))
        ]
        few, equal = max(expected) < 1, len(set(rates)) == 1
        assert_true(
            where,
            {
                ("too few to tell", "無法判斷"): few,
                ("But two errors are", "單憑兩個錯誤"): few and counts.sum() == 2,
                ("equally large", "一樣大"): equal and not few,
                ("more than the sizes of the classes", "除了類別大小"): not equal and not few,
            },
        )


def assert_beyond_chance(said: Text, counts: np.ndarray, expected: np.ndarray) -> None:
    """What is more than chance is so by upper tails of binomials, step by step times their number."""
    tails = {}
    for i, j in np.argwhere(expected >= 1):
        n, p = int(counts[i].sum()), min(expected[i, j] / counts[i].sum(), 1.0)
        tails[i, j] = sum(math.comb(n, x) * p**x * (1 - p) ** (n - x) for x in range(counts[i, j], n + 1))
    beyond, left = set(), len(tails)
    for cell, tail in sorted(tails.items(), key=lambda entry: entry[1]):
        if tail * left >= 0.05:
            break
        beyond.add(cell)
        left -= 1
    one = len(tails) == 1
    assert_true(
        said,
        {
            ("none is shown to be more frequent", "看不出有哪一種多於"): not one and not beyond,
            ("this is not shown to be more", "看不出這多於"): one and not beyond,
            ("this is more than chance", "，這多於隨機情況"): one and bool(beyond),
            ("more frequent than chance is ", "多於隨機情況的是"): not one and len(beyond) == 1,
            "more frequent than chance are ": not one and 1 < len(beyond) <= 6,
            f"{len(beyond)} are more frequent than chance": not one and len(beyond) > 6,
        },
    )
    if not one and 0 < len(beyond) <= 6:
        named = {(CLASSES[i], CLASSES[j]) for i, j in beyond}
        assert set(re.findall(r"(\w+) taken for (\w+)", said.en.split("by Holm's method")[1])) == named


@SETTINGS
@ANALYSES
def test_captions_tables_and_galleries(errors: ErrorAnalysis) -> None:
    counts = errors.validation.counts
    wrong = counts - np.diag(np.diag(counts))
    for figure in (figures.confusion(errors), figures.class_scores(errors), figures.reliability(errors)):
        assert_well_put(texts_of_figure(figure))
    complete = bool((counts.sum(0) > 0).all() and (counts.sum(1) > 0).all())
    assert_true(
        figures.class_scores(errors).alt, {"Three points": complete, "Up to three points": not complete}
    )
    assert_same_numbers([tables.folded_counts(errors)])
    assert_well_put(texts_of_table(tables.class_scores(errors)))
    with printed() as texts:
        figures.publish_pair_images(errors)
        figures.publish_extreme_images(errors)
        tables.publish_pairs(errors)
    assert_well_put(texts)
    assert ("no mistake" in texts[0].en) == (not wrong.sum())
    none = sum("There is no such image here" in text.en for text in texts)
    assert none == (not wrong.sum()) + (not np.trace(counts))
    if not wrong.sum():
        return
    if len(counts) > 2:
        figure, most = figures.error_destinations(errors), (wrong.sum(0) == wrong.sum(0).max()).sum()
        assert_well_put(texts_of_figure(figure))
        assert_true(
            figure.alt,
            {
                ("The most frequent wrong answer is", "最常見的錯誤答案是"): most == 1,
                ("No wrong answer is more frequent than", "沒有哪個錯誤答案多於"): most > 1,
            },
        )
    lower = [wilson_interval(wrong[i, j], counts[i].sum()) for i, j in np.argwhere(wrong) if counts[i].sum()]
    rivals = sum(high >= max(lower)[0] for _, high in lower) - 1
    for text in (texts[0], figures.confusion(errors).alt):
        assert ("of one other overlaps" in text.en) == (rivals == 1)
        assert (f"of {rivals} others overlap" in text.en) == (rivals > 1)
    table = tables.pairs(errors)
    assert_well_put(texts_of_table(table))
    occurring, possible = (wrong > 0).sum(), (counts.sum(1) > 0).sum() * (len(counts) - 1)
    assert_true(
        table.caption,
        {
            ("most frequent of", "最常見的"): occurring > tables.PAIRS_SHOWN,
            ("The only kind", "唯一出現的"): occurring == 1,
            ("All ", "可能的全部"): 2 < occurring == possible,
            ("Both ", "可能的兩種"): 2 == occurring == possible,
            "kinds of confusion that occur on": 1 < occurring < possible,
            ("The two kinds", "出現的兩種"): 2 == occurring < possible,
        },
    )
    assert all(re.fullmatch(r"(\d+)|(\d+)–(?!\2$)\d+", str(row[5])) for row in table.rows)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=4), st.integers(0, 12), st.integers(1, 4000))
def test_sizes_and_galleries(images: list[int], shown: int, there: int) -> None:
    said = sentences.sizes(np.array(images))
    assert_true(said, {"Each class has": len(set(images)) == 1, "The classes have": len(set(images)) > 1})
    shown = min(max(shown, 1), there)
    said = sentences.shown_of(shown, there)
    assert_true(
        said,
        {
            ("The only image", "只有一張影像"): there == 1,
            ("Both", "共兩張，全部"): shown == there == 2,
            "All ": shown == there > 2,
            " of ": shown < there,
        },
    )


def test_no_sentence_is_left_out() -> None:
    assert_well_put([sentences.no_errors(), sentences.two_classes(), sentences.too_few_errors()])
    for has_test in (True, False):
        said = sentences.commands(SimpleNamespace(name="some", main_run="plain"), has_test)
        assert_well_put([said])
        assert ("--split test" in said.en) == has_test == ("--split test" in said.zh)
    published = {sentences.against_chance, sentences.destinations, figures.against_chance, examples.describe}
    assert len(published) == 4  # as the page prints them, above
    assert untried(__file__, sentences, examples, figures, tables) == set()
