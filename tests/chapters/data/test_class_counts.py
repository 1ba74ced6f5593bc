import pytest

from fer_lib.chapters.data.class_counts import ClassCounts
from fer_lib.data import make_card
from tests.chapters.data.conftest import dataset_of


def test_all_splits_are_counted_together(counts):
    assert counts.images.tolist() == [6, 0, 2, 4, 0, 1, 2]
    assert (counts.n, counts.unlabelled) == (15, 2)
    assert [counts.names[k].en for k in counts.absent] == ["disgust", "sad"]
    assert counts.present == [0, 2, 3, 5, 6]


def test_a_class_without_images_is_not_the_smallest(counts):
    assert (counts.largest, counts.smallest) == (0, 5)
    assert counts.ratio == 6
    assert counts.majority_share == pytest.approx(6 / 15)


def test_one_class_alone_is_largest_and_smallest():
    counts = ClassCounts(make_card(dataset_of([3, 3], [0, 1])))
    assert (counts.largest, counts.smallest, counts.ratio) == (3, 3, 1)
