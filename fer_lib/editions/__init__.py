"""Editions: which data and which runs a book is made from."""

from fer_lib.editions.assignments import Assignment, Question, assignments_of
from fer_lib.editions.edition import Edition, check_sources, read_edition
from fer_lib.editions.place import edition_names
from fer_lib.editions.roles import LeakedRuns, NetworkPair, Regularization, Roles

__all__ = [
    "Assignment",
    "Edition",
    "LeakedRuns",
    "NetworkPair",
    "Question",
    "Regularization",
    "Roles",
    "assignments_of",
    "check_sources",
    "edition_names",
    "read_edition",
]
