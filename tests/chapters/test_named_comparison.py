import numpy as np
import pytest

from fer_lib.chapters.named_comparison import NamedComparison, compare_named, compare_named_runs
from fer_lib.errors import UserError
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from tests.chapters.numbers import assert_same_numbers
from tests.chapters.run_folders import make_run

A, B = Text("network A", "甲模型"), Text("network B", "乙模型")


def comparison(*counts: int) -> NamedComparison:
    return NamedComparison(*counts, names=(A, B))


def test_sentences_come_from_the_numbers():
    better = comparison(500, 100, 50, 350)
    assert better.counts().en == (
        "Of 1,000 images, network A alone is right on 100 and network B alone on 50 "
        "(McNemar's test: p\u00a0<\u00a00.001)."
    )
    assert "只有甲模型答對的有 100 張，只有乙模型答對的有 50 張" in better.counts().zh
    assert better.describe().en.startswith("Network A is right more often than network B, by 5.0 points")
    assert "甲模型的準確率比乙模型高 5.0 個百分點" in better.describe().zh
    worse = comparison(500, 50, 100, 350).describe()
    assert worse.en.startswith("Network B is right more often than network A, by 5.0 points")
    assert "乙模型的準確率比甲模型高" in worse.zh
    none = comparison(500, 60, 50, 390).describe()
    assert "no difference is shown: +1.0 points" in none.en
    assert "看不出差異" in none.zh
    small = comparison(5000, 100, 40, 4860).describe(0.02)
    assert (
        "less than the 2.0 points that the seed alone can move, so it is not called a difference" in small.en
    )
    assert "小於只換種子就可能有的 2.0 個百分點，不算差異" in small.zh
    near = comparison(5000, 100, 40, 4860).describe(0.0061)
    assert "are 0.60 points apart" in near.en
    assert "less than the 0.61 points" in near.en
    assert_same_numbers([better.counts(), better.describe(), worse, none, small])


def test_predictions_of_different_images_are_refused_by_the_networks_names():
    logits = np.eye(7, dtype=np.float32)
    first = Predictions(np.array([3, 4]), np.array([0, 1]), logits[[0, 1]])
    second = Predictions(np.array([3, 5]), np.array([0, 1]), logits[[0, 1]])
    assert compare_named(first, first, (A, B)) == comparison(2, 0, 0, 0)
    with pytest.raises(UserError, match="network A and network B cannot be compared"):
        compare_named(first, second, (A, B))


def test_runs_are_compared_with_the_weights_they_kept(tmp_path):
    one = make_run(tmp_path / "one", range(30))
    other = make_run(tmp_path / "other", range(10, 35))
    found = compare_named_runs(one, other, (A, B))
    assert (found.both_right, found.only_first, found.only_second, found.both_wrong) == (20, 10, 5, 5)
    assert found.names == (A, B)
    with pytest.raises(
        UserError, match="one and third cannot be compared: they were trained on different data"
    ):
        compare_named_runs(one, make_run(tmp_path / "third", range(30), data="xyz"), (A, B))
    with pytest.raises(UserError, match="different images"):
        compare_named_runs(one, make_run(tmp_path / "fourth", range(30), first_index=7), (A, B))
