"""Unicode in formulas: ``ŷ`` is yhat, ``𝛾`` is gamma, ``x₁²`` is x_1^2, ``×`` is a product, ``（`` a parenthesis."""

import re
import unicodedata

_SAME = {
    "−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "∗": "*", "∙": "*", "⊙": "*", "÷": "/", "∕": "/", "⁄": "/",
    "′": "'", "’": "'", "‘": "'", "´": "'", "⩽": "≤", "⩾": "≥", "Σ": "∑", "≡": "=",
}  # fmt: skip
_MARKS = {"\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde", "\u0307": "dot"}
_GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+)$")
_SCRIPT = {"<super>": "^", "<sub>": "_"}


def plain(character: str) -> str:
    """The usual form of a character: wide, bold and italic ones without that, several minus signs as one."""
    usual = unicodedata.normalize("NFKC", character)
    usual = usual if len(usual) == 1 else character
    return _SAME.get(usual, usual)


def _letter(character: str) -> str:
    """ASCII name of a letter without accents; empty if it is no Latin or Greek one."""
    base = unicodedata.normalize("NFKD", character)[0]
    if base.isascii():
        return base if base.isalpha() else ""
    greek = _GREEK.match(unicodedata.name(base, ""))
    if not greek:
        return ""
    # Unicode spells lambda otherwise than LaTeX and SymPy do.
    name = greek[2].replace("LAMDA", "LAMBDA").lower()
    return name if greek[1] == "SMALL" else name.capitalize()


def letter_name(cluster: str) -> str:
    """ASCII name of a letter, perhaps with accents: ``γ`` is gamma, ``Γ`` is Gamma, ``ŷ`` is yhat."""
    marks = [mark for mark in unicodedata.normalize("NFKD", cluster) if unicodedata.combining(mark)]
    # An accent that is not known must not vanish: the name with it is another name.
    named = (_MARKS.get(mark, "".join(unicodedata.name(mark, "").split()[1:]).lower()) for mark in marks)
    return _letter(cluster[0]) + "".join(named)


def letter_end(formula: str, start: int) -> int:
    """End of the letter that begins at ``start``, with its accents."""
    end = start + 1
    while end < len(formula) and unicodedata.combining(formula[end]):
        end += 1
    return end


def is_letter(character: str) -> bool:
    """Whether a character is a Latin or Greek letter, and not the sign of a sum."""
    return bool(_letter(character)) and plain(character) != "∑" and not _script(character)


def _script(character: str) -> str:
    return _SCRIPT.get(unicodedata.decomposition(character).partition(" ")[0], "")


def script(formula: str, start: int) -> tuple[str, str, int] | None:
    """Characters set high or low: ``x⁻¹`` and ``x₁₂``.

    Returns:
        ``^`` or ``_``, the characters as usual ones, and where they end; ``None`` if there are none.
    """
    kind, end = _script(formula[start]), start
    while end < len(formula) and kind and _script(formula[end]) == kind:
        end += 1
    if end == start:
        return None
    usual = "".join(unicodedata.normalize("NFKC", character) for character in formula[start:end])
    return kind, usual.replace("−", "-"), end


def fraction(character: str) -> tuple[str, str] | None:
    """Numerator and denominator of a character such as ``½``."""
    if not unicodedata.decomposition(character).startswith("<fraction>"):
        return None
    above, _, below = unicodedata.normalize("NFKC", character).partition("⁄")
    return (above, below) if above and below else None
