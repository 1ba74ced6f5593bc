from types import SimpleNamespace

import numpy as np
import pytest

from fer_lib.chapters.errors.sentences import against_chance, destinations, extremes, shown_of, sizes
from fer_lib.chapters.errors.tables import pairs
from fer_lib.language import Text
from fer_lib.metrics.confused_pairs import ranked_pairs
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.error_destinations import error_destinations
from fer_lib.metrics.per_class import class_scores
from fer_lib.names import class_texts
from tests.chapters.numbers import assert_same_numbers

NAMES = ("happy", "sad", "fear")


def matrix(counts, names=NAMES):
    return ConfusionMatrix(np.array(counts), names)


def test_extremes_are_named_where_the_intervals_support_it():
    clear = class_scores(matrix([[95, 5, 0], [50, 50, 0], [95, 0, 5]]))
    assert clear.not_told_from(0) == [0]
    text = extremes(clear)
    assert text.en.startswith("Recognised best is **happy**, 95.0% (95% interval ")
    assert "Recognised worst is **fear**, 5.0%" in text.en
    assert text.en.count("no other class's interval touches this one") == 2
    assert text.zh.startswith("認得最好的是**高興**，召回率 95.0%")
    assert "認得最差的是**恐懼**" in text.zh

    tie = extremes(class_scores(matrix([[95, 5, 0], [8, 92, 0], [95, 0, 5]])))
    assert "but the interval of sad overlaps with it" in tie.en
    assert "但難過的信賴區間與它重疊" in tie.zh


def test_extremes_are_not_named_where_nothing_is_told_apart():
    text = extremes(class_scores(matrix([[3, 1, 0], [1, 2, 0], [1, 1, 1]])))
    assert "do not tell which class is recognised best" in text.en
    assert "不足以判斷哪一類認得最好" in text.zh


def test_classes_that_share_the_best_recall_are_counted():
    seven = np.diag([40] * 4)
    seven[3] = [6, 0, 0, 34]
    text = extremes(class_scores(matrix(seven, ("happy", "sad", "fear", "angry"))))
    assert text.en.startswith("The best recall is that of **happy**, 100.0% (")
    assert "n\u00a0=\u00a040), which 2 other classes share. Its interval overlaps" in text.en
    assert "the worst, **angry**, 85.0% (" in text.en
    assert text.zh.startswith("召回率最高的是**高興**，100.0%（")
    assert "另有 2 類相同；最低的是**生氣**" in text.zh


@pytest.mark.parametrize(
    ("images", "words"),
    [
        ([40, 40], "Each class has 40 images."),
        ([1, 1], "Each class has 1 image."),
        ([3, 9], "have 3 to 9 images"),
    ],
)
def test_a_range_of_one_number_is_no_range(images, words):
    assert words in sizes(np.array(images)).en


def test_a_gallery_that_shows_all_says_so():
    assert shown_of(1, 1) == Text("The only image.", "只有一張影像。")
    assert shown_of(2, 2) == Text("Both are shown.", "共兩張，全部列出。")
    assert shown_of(6, 6) == Text("All 6 are shown.", "共 6 張，全部列出。")
    assert shown_of(12, 1429) == Text("12 of 1,429 are shown.", "共 1,429 張，列出 12 張。")


@pytest.mark.parametrize(
    ("judged", "observed", "words"),
    [
        (1, 1, "Only one of the 110 kinds of confusion would have at least"),
        (4, 6, "Only 4 of the 110 kinds of confusion would have at least"),
        (110, 6, "Each of the 110 kinds"),
        (4, 0, "None of those that can be judged occurs."),
        (1, 0, "This one does not occur."),
    ],
)
def test_the_question_after_chance_is_answered(judged, observed, words):
    bread, greens = Text("Bread", "麵包"), Text("Vegetables", "蔬果")
    text = against_chance(110, judged, (bread, greens), (observed, 4.2), [])
    assert words in text.en
    assert ("taken for Vegetables once" in text.en) == (observed == 1)
    assert ("highest multiple" in text.en) == bool(observed)
    assert_same_numbers([text])


def test_few_errors_are_no_more_than_chance_and_the_numbers_fit_together():
    sad, angry = Text("sad", "難過"), Text("angry", "生氣")
    text = against_chance(42, 9, (sad, angry), (4, 2.151), [])
    assert "multiple is 1.9: sad is taken for angry 4 times, where chance gives 2.15." in text.en
    assert "corrected by Holm's method, none is shown to be more frequent than chance." in text.en
    assert "看不出有哪一種多於隨機情況" in text.zh
    more = against_chance(42, 9, (sad, angry), (40, 20.0), [(sad, angry)])
    assert "more frequent than chance is sad taken for angry." in more.en


@pytest.mark.parametrize("wrong", [0, 30])
def test_the_classes_that_draw_more_errors_than_their_size_explains_are_named(wrong):
    counts = np.full((3, 3), 5) + np.diag([60] * 3)
    counts[:2, 2] += wrong
    analysis = analysis_of(matrix(counts))
    text = destinations(analysis)
    assert ("Above the range: fear (" in text.en) == bool(wrong)
    assert ("No class lies outside its range" in text.en) == (not wrong)


def test_equal_shares_have_the_same_rank_and_a_list_of_all_says_so():
    analysis = analysis_of(matrix([[34, 6, 0], [1, 39, 0], [0, 1, 39]]))
    caption, _, rows, *_ = pairs(analysis)
    assert [row[0] for row in rows] == [1, 2, 2]
    assert caption.en.startswith(
        "The 3 kinds of confusion that occur on the 120 validation images, of 6 possible ones"
    )
    assert pairs(analysis_of(matrix([[34, 6, 0], [0, 40, 0], [0, 0, 40]]))).caption.en.startswith(
        "The only kind"
    )


def analysis_of(validation):
    """The errors of a run whose captions do not matter here."""
    return SimpleNamespace(
        run=None,
        validation=validation,
        names=class_texts(validation.names),
        pairs=ranked_pairs(validation),
        destinations=error_destinations(validation, validation),
    )


@pytest.fixture(autouse=True)
def no_run(monkeypatch):
    monkeypatch.setattr("fer_lib.chapters.errors.tables.of_run", lambda run, shown: shown)
