"""Editions: which data and which runs a book is made from."""

from fer_lib.editions.edition import Edition, check_sources, edition_names, read_edition
from fer_lib.editions.roles import LeakedRuns, NetworkPair, Regularization, Roles

__all__ = [
    "Edition",
    "LeakedRuns",
    "NetworkPair",
    "Regularization",
    "Roles",
    "check_sources",
    "edition_names",
    "read_edition",
]
