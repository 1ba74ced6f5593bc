"""How figures look: one style for every drawing of the project, and the drawings that several chapters share."""

from fer_lib.plots.style import CLASS_COLORS, COLORS, figure_style

__all__ = ["CLASS_COLORS", "COLORS", "figure_style"]
