import numpy as np

from fer_lib.chapters.errors.sentences import extremes
from fer_lib.metrics.confusion import ConfusionMatrix
from fer_lib.metrics.per_class import class_scores

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
