"""What a chapter says and shows, in both languages at once.

Every function computes once and emits one notebook output for each language, with the language, the
caption and the alt text in the output's metadata under ``fer``. In JupyterLab one reads both; the book's
extensions keep the page's language and turn figures and tables into numbered ones:

    metadata["fer"] = {"lang", "kind": "text" | "note" | "table" | "figure" | "caption" | "card"
                                | "nothing" | "edition",
                       "name", "caption", "alt", "width", "admonition", "title", "body"}
"""

from fer_lib.publish.figures import BookFigure, figure
from fer_lib.publish.prose import note, nothing, text
from fer_lib.publish.tables import BookTable, table

__all__ = ["BookFigure", "BookTable", "figure", "note", "nothing", "table", "text"]
