"""Whether the votes of FER+ belong to the images beside them: the two files are matched by their order alone."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from fer_lib.data.class_words import LARGEST_NUMBER, ORDERS, expression_of, number_of
from fer_lib.data.ferplus import FILE_NAME
from fer_lib.data.ferplus_labels import COLUMNS, FERPLUS_CLASSES, plurality
from fer_lib.data.options import DataOptions
from fer_lib.data.raw import RawSet
from fer_lib.errors import UserError

ENOUGH = 50
"""Images from which on the agreement says something."""
LEAST = 0.25
"""Cohen's kappa below which the rows do not belong together: it is 0.58 for FER2013, of 50 of its images never below
0.37 in 300 draws, and below 0.23 where the votes are those of other rows."""


def checked(raw: RawSet, options: DataOptions) -> RawSet:
    """The same with the agreement of votes and labels as the remark ``votes``, where there are votes.

    Args:
        raw: images, perhaps with ``votes``.
        options: ``numbers`` says in whose order labels are that are numbers.

    Raises:
        UserError: if labels and votes agree no better than by chance.
    """
    votes = raw.of_each_image.get("votes")
    if votes is None:
        return raw
    meaning = ORDERS[options.numbers if isinstance(options.numbers, str) else "fer2013"]
    class_of = {word: _class(word, meaning) for word in set(raw.labels)}
    labels = np.array([class_of[word] for word in raw.labels], np.int64)
    voted = np.full(len(labels), -1, np.int64)
    columns = plurality(votes)
    for number, column in enumerate(COLUMNS):
        voted[columns == column] = number
    both = (labels >= 0) & (voted >= 0)
    labels, voted = labels[both], voted[both]
    n = len(labels)
    if not n:
        return raw
    shares = [np.bincount(part, minlength=len(FERPLUS_CLASSES)) / n for part in (labels, voted)]
    agree, by_chance = float((labels == voted).mean()), float(shares[0] @ shares[1])
    if n >= ENOUGH and agree < by_chance + LEAST * (1 - by_chance):
        raise UserError(
            f"{FILE_NAME}: what most people chose is the label of {agree:.1%} of the images, hardly more than by "
            f"chance ({by_chance:.1%}; 65 % for FER2013), so these are not the rows of {raw.source.split(',')[0]}. Put "
            "one of the two files back into its original order, or move this one away."
        )
    told = {"images": n, "agree": int((labels == voted).sum()), "by_chance": round(by_chance, 4)}
    return replace(raw, remarks={**raw.remarks, "votes": told})


def _class(word: str, meaning: Mapping[int, str]) -> int:
    number = number_of(word, LARGEST_NUMBER) if word else None
    name = expression_of(word) if number is None else meaning.get(number)
    return FERPLUS_CLASSES.index(name) if name in FERPLUS_CLASSES else -1
