"""Type, colours and sizes of every figure, in both languages.

The colours are Okabe and Ito's (2008), which people with any common colour blindness tell apart; lines
that share an axis also differ in dash or marker, so that they survive a grey print.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import matplotlib as mpl
import noto_cjk_sans_otc
from cycler import cycler
from matplotlib import font_manager

from fer_lib.language import Language

COLORS = {
    "blue": "#0072B2",
    "orange": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "amber": "#E69F00",
    "grey": "#6B7280",
}
CLASS_COLORS = tuple(COLORS.values())
POINTS_AN_INCH = 72
CJK_FAMILY = "Noto Sans CJK TC"
BOLD = font_manager.weight_dict["bold"]


@cache
def _register_cjk_font() -> None:
    """Make the package's CJK font the only one of its family, so that a figure is the same on every machine.

    The package has no bold face, and without one matplotlib warns on the page; the regular one takes its place.
    """
    manager = font_manager.fontManager
    manager.ttflist = [font for font in manager.ttflist if font.name != CJK_FAMILY]
    for collection in Path(noto_cjk_sans_otc.__file__).parent.glob("*.ttc"):
        manager.addfont(collection)
    manager.ttflist += [replace(font, weight=BOLD) for font in manager.ttflist if font.name == CJK_FAMILY]


@contextmanager
def figure_style(lang: Language = "en") -> Iterator[None]:
    """Draw inside this context to get the project's figure style.

    Args:
        lang: the language of the labels. For Chinese the CJK family comes first, because matplotlib gives
            text with ``$…$`` no fallback family.
    """
    _register_cjk_font()
    latin = ["DejaVu Sans"]
    families = [CJK_FAMILY, *latin] if lang == "zh-TW" else [*latin, CJK_FAMILY]
    with mpl.rc_context(
        {
            "font.family": families,
            "font.size": 10,
            "axes.titlesize": 10.5,
            "axes.titlelocation": "left",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": "#4B5563",
            "axes.labelcolor": "#1F2937",
            "axes.prop_cycle": cycler(color=list(COLORS.values())),
            "axes.unicode_minus": True,
            "text.color": "#111827",
            "xtick.color": "#374151",
            "ytick.color": "#374151",
            "grid.color": "#E5E7EB",
            "legend.frameon": False,
            "legend.fontsize": 9,
            "figure.figsize": (7.2, 3.4),
            "figure.dpi": 100,
            "figure.constrained_layout.use": True,
            "savefig.facecolor": "white",
            "image.cmap": "gray",
            "pdf.fonttype": 3,  # Type 3 embeds the few glyphs used; Type 42 of a CJK font is slow and larger
        }
    ):
        yield
