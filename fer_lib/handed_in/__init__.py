"""Runs that others hand in: whether their weights give their figures, and a table of many."""
