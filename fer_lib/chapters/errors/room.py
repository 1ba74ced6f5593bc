"""How much room the names of the classes have in a drawing, where the classes may be two or a hundred."""

POINTS = 72
"""Points of an inch."""
LARGEST, SMALLEST = 10.0, 4.0
"""Sizes of letters, in points."""


def letters_for(inches: float) -> float:
    """Size of letters in points, for lines that stand so far apart.

    Args:
        inches: from one line to the next.
    """
    return max(SMALLEST, min(LARGEST, 0.85 * POINTS * inches))
