"""Editions: which data and which runs a book is made from."""

from fer_lib.editions.edition import Edition, check_sources, edition_names, read_edition
from fer_lib.editions.parts import LeakedRuns, NetworkPair, Parts, Regularization

__all__ = [
    "Edition",
    "LeakedRuns",
    "NetworkPair",
    "Parts",
    "Regularization",
    "check_sources",
    "edition_names",
    "read_edition",
]
