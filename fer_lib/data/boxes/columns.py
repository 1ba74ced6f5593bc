"""The columns of a CSV of boxes."""

COLUMNS = ("filename", "width", "height", "label", "xmin", "ymin", "xmax", "ymax")
EDGES = frozenset(COLUMNS[4:])
"""Those that no other form has."""
