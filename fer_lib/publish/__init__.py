"""What a chapter says and shows, in both languages at once.

Every function computes once and emits one notebook output for each language, with the language, the
caption and the alt text in the output's metadata under ``fer``. In JupyterLab one reads both; the book's
extensions keep the page's language and turn figures and tables into numbered ones:

    metadata["fer"] = {"lang", "kind": "text" | "note" | "table" | "figure" | "caption" | "card"
                                | "nothing" | "edition" | "exercise" | "in-short" | "interactive",
                       "name", "caption", "alt", "width", "chart", "admonition", "title", "body",
                       "solution", "findings", "interactive"}
"""

from fer_lib.publish.exercises import Exercise, exercises
from fer_lib.publish.figures import BookFigure, figure
from fer_lib.publish.in_short import in_short
from fer_lib.publish.interactive import Interactive, Sheet, interactive
from fer_lib.publish.prose import note, nothing, text
from fer_lib.publish.tables import BookTable, table

__all__ = [
    "BookFigure",
    "BookTable",
    "Exercise",
    "Interactive",
    "Sheet",
    "exercises",
    "figure",
    "in_short",
    "interactive",
    "note",
    "nothing",
    "table",
    "text",
]
