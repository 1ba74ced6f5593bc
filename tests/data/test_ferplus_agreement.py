"""Votes of FER+ and labels are matched by the order of the rows: their agreement is said, and near chance refused."""

import re

import numpy as np
import pytest

from fer_lib.data import load, make_card
from fer_lib.data.ferplus import VOTE_NAMES
from fer_lib.data.ferplus_labels import COLUMNS
from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError
from tests.data.face_files import random_images, write_csv, write_fer2013

N = 120


def write(folder, order=slice(None), labels=None):
    """Faces whose label is what nine of ten chose, for three of four of them; the votes in another order."""
    random = np.random.default_rng(0)
    labels = random.integers(0, 7, N) if labels is None else labels
    chosen = np.where(np.arange(N) % 4 < 3, labels, random.integers(0, 7, N))
    votes = np.zeros((N, len(VOTE_NAMES)), int)
    votes[np.arange(N), np.array(COLUMNS)[chosen]] = 9
    votes[:, -2] = 1
    write_fer2013(folder / "fer2013.csv", random_images(N), labels.tolist(), ["Training"] * N)
    rows = [f"Training,x.png,{','.join(map(str, row))}" for row in votes[order]]
    write_csv(folder / "fer2013new.csv", "Usage,Image name," + ",".join(VOTE_NAMES), rows)
    return int((chosen == labels).sum())


def test_the_agreement_stands_on_the_card(folder):
    agree = write(folder)
    card = make_card(load(folder, cache=False))
    assert (card.votes["images"], card.votes["agree"]) == (N, agree)
    assert 0.1 < card.votes["by_chance"] < 0.2
    assert re.search(
        rf"votes       FER\+: .* {agree} of {N} images \({agree / N:.1%}; 1\d\.\d% by chance\)",
        card.to_text(),
    )
    assert make_card(load(folder, options=DataOptions(labels="plurality"), cache=False)).votes == card.votes


@pytest.mark.parametrize("labels", ["hard", "plurality", "distribution"])
@pytest.mark.parametrize(
    "order", [slice(None, None, -1), np.random.default_rng(1).permutation(N)], ids=["turned", "mixed"]
)
def test_votes_in_another_order_are_refused(folder, order, labels):
    write(folder, order)
    with pytest.raises(
        UserError, match=r"fer2013new\.csv: .* hardly more than by chance .* rows of fer2013\.csv"
    ):
        load(folder, options=DataOptions(labels=labels), cache=False)


def test_a_few_images_are_never_refused(folder):
    write_fer2013(folder / "fer2013.csv", random_images(3), [0, 1, 2], ["Training"] * 3)
    rows = [f"Training,x.png,{'0,' * 9}10" for _ in range(2)] + ["Training,x.png,0,10,0,0,0,0,0,0,0,0"]
    write_csv(folder / "fer2013new.csv", "Usage,Image name," + ",".join(VOTE_NAMES), rows)
    assert make_card(load(folder, cache=False)).votes == {"images": 1, "agree": 0, "by_chance": 0.0}
