r"""Words inside formulas, such as ``\text{left}``, in the book's languages."""

import re

from fer_lib.language import Text

WORDS = {
    "left": "左式",
    "right": "右式",
    "naive": "直接計算",
    "line": "第幾行",
    "count": "實際個數",
    "counted": "實際個數",
    "printed": "報告所列",
    "formula": "公式",
    "difference": "差",
    "sides": "邊長",
    "work": "運算量",
    "operations": "運算次數",
    "biases a filter": "每個濾波器的偏差項",
}
"""What counterexamples and refuted statements call by a word; a name such as ReLU stays what it is."""
TEXT = re.compile(r"\\text\{([^{}]*)\}")


def in_both_languages(formula: str) -> Text:
    r"""A formula with the words in its ``\text{…}`` translated.

    Args:
        formula: LaTeX with English words.

    Returns:
        The formula as it is, and with those of ``WORDS`` in Chinese.
    """
    return Text(formula, TEXT.sub(lambda found: rf"\text{{{WORDS.get(found[1], found[1])}}}", formula))
