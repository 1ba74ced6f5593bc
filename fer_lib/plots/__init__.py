"""How figures look: one style for every drawing of the project, and drawings that belong to no dataclass."""

from fer_lib.plots.style import CLASS_COLORS, COLORS, class_names, class_texts, figure_style

__all__ = ["CLASS_COLORS", "COLORS", "class_names", "class_texts", "figure_style"]
