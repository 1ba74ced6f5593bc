import numpy as np
import pytest

from fer_lib.data import load
from fer_lib.data.ferplus import VOTE_NAMES
from fer_lib.errors import UserError
from tests.data.face_files import USAGES, random_images, write_csv, write_fer2013

HEADER = "Usage,Image name," + ",".join(VOTE_NAMES)
VOTES = np.array([[4, 0, 0, 1, 3, 2, 0, 0, 0, 0], [0, 10, 0, 0, 0, 0, 0, 0, 0, 0], [0] * 9 + [10]], np.uint8)


@pytest.fixture
def rows(folder):
    write_fer2013(folder / "fer2013.csv", random_images(3), [4, 3, 2], list(USAGES))
    names = ["fer0000000.png", "fer0000001.png", ""]
    return [f"{u},{n},{','.join(map(str, v))}" for u, n, v in zip(USAGES, names, VOTES.tolist(), strict=True)]


def test_votes_beside_fer2013(folder, rows):
    write_csv(folder / "fer2013new.csv", HEADER, rows)
    for _ in range(2):  # parsed, then from the cache
        dataset = load(folder / "fer2013.csv")
        assert np.array_equal(dataset.votes, VOTES)
        assert dataset.votes.dtype == np.uint8
    assert dataset.provenance["source"] == "fer2013.csv, fer2013new.csv"
    assert np.array_equal(dataset.subset(np.array([2, 0])).votes, VOTES[[2, 0]])


def test_columns_in_another_order(folder, rows):
    order = [2, 1, 0, *range(3, 12)]
    swap = lambda row: ",".join(row.split(",")[i] for i in order)  # noqa: E731
    write_csv(folder / "fer2013new.csv", swap(HEADER), [swap(row) for row in rows], "\r\n", "\ufeff")
    assert np.array_equal(load(folder).votes, VOTES)


def test_votes_that_come_later_are_noticed(folder, rows):
    assert load(folder).votes is None
    write_csv(folder / "fer2013new.csv", HEADER, rows)
    assert load(folder).votes is not None


def test_votes_alone(folder, rows):
    path = write_csv(folder / "fer2013new.csv", HEADER, rows)
    with pytest.raises(UserError, match=r"holds the votes of FER\+: put it beside fer2013\.csv"):
        load(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows[:2], r"2 rows of votes for 3 images"),
        (lambda rows: [*rows, rows[2]], r"4 rows of votes for 3 images"),
        (lambda rows: [rows[1], rows[0], rows[2]], r"line 2 .*Usage is PublicTest, unlike .*\(1 more line"),
        (
            lambda rows: [rows[0], rows[1].replace("10", "ten"), rows[2]],
            r'line 3 .*"ten" is no number of votes',
        ),
        (lambda rows: [rows[0], rows[1] + ",1", rows[2]], r"line 3 .*13 columns instead of 12"),
    ],
    ids=["too few", "too many", "other order", "no number", "a column too many"],
)
def test_votes_that_do_not_fit(folder, rows, change, message):
    write_csv(folder / "fer2013new.csv", HEADER, change(rows))
    with pytest.raises(UserError, match=r"fer2013new\.csv.*" + message):
        load(folder)


def test_wrong_header(folder, rows):
    write_csv(folder / "fer2013new.csv", HEADER.replace("anger", "rage"), rows)
    with pytest.raises(UserError, match=r"fer2013new\.csv, line 1: .*expected \"Usage,Image name,neutral"):
        load(folder)
