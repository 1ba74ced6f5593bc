"""Tokens of SymPy syntax and of formulas in Unicode: ``γ·ĝ_k``, ``⌊(W−F+2P)/S⌋ + 1``, ``Σ_j g_j``."""

import re

from fer_lib.language import Text
from fer_lib.proofs.formulas import characters
from fer_lib.proofs.formulas.errors import FormulaError
from fer_lib.proofs.formulas.tokens import END, Token

_NUMBER = re.compile(r"\d+(\.\d+)?|\.\d+", re.ASCII)
_PAIRS = {"**": "^", "//": "//", "!=": "≠", "<=": "≤", ">=": "≥", ":=": "=", "==": "="}
_SINGLE = frozenset("+-*/^()[],=<>≤≥≠'∑∂⌊⌋⌈⌉√")


def tokenize(formula: str) -> list[Token]:
    """Split a formula into tokens.

    Raises:
        FormulaError: at a character that no formula contains.
    """
    tokens: list[Token] = []
    place = 0
    while place < len(formula):
        start, character = place, formula[place]
        if character.isspace() or (character in ".,;。，；" and not formula[place + 1 :].strip()):
            place += 1
        elif number := _NUMBER.match(formula, place):
            place = number.end()
            tokens.append(Token(start, "number", number[0]))
        elif characters.is_letter(character):
            text, place = _name(formula, place)
            tokens.append(Token(start, "name", text))
        elif high_or_low := characters.script(formula, place):
            kind, text, place = high_or_low
            inside = tokenize(text)[:-1]
            tokens += [Token(start, kind, character), Token(start, "(", character)]
            tokens += [Token(start, token.kind, token.text) for token in inside]
            tokens.append(Token(start, ")", character))
        elif parts := characters.fraction(character):
            place += 1
            pieces = (("(", "("), ("number", parts[0]), ("/", "/"), ("number", parts[1]), (")", ")"))
            tokens += [Token(start, kind, text) for kind, text in pieces]
        elif character == "_" and tokens and tokens[-1].kind in ("∑", ")", "]"):
            place += 1
            tokens.append(Token(start, "_", character))
        else:
            kind, place = _sign(formula, place)
            tokens.append(Token(start, kind, formula[start:place]))
    return [*tokens, Token(len(formula), END, "")]


def _name(formula: str, place: int) -> tuple[str, int]:
    """The name that begins at a place, letters spelt out, and where it ends; ``x̂ₖ`` is ``xhat_k``."""
    start, text = place, ""
    while place < len(formula):
        character = formula[place]
        low = characters.script(formula, place)
        if low and low[0] == "_":
            text, place = f"{text}_{low[1]}", low[2]
        elif characters.is_letter(character):
            end = characters.letter_end(formula, place)
            text, place = text + characters.letter_name(formula[place:end]), end
        elif character in "_0123456789":
            text, place = text + character, place + 1
        else:
            break
    text = text.replace("_hat", "hat")
    if "__" in text or text.endswith("_"):
        raise FormulaError(formula, start, Text(f"“{text}” is no name", f"「{text}」不是名稱"))
    return text, place


def _sign(formula: str, place: int) -> tuple[str, int]:
    pair = _PAIRS.get(formula[place : place + 2])
    if pair:
        return pair, place + 2
    character = formula[place]
    kind = characters.plain(character)
    if character == "_":
        raise FormulaError(formula, place, Text("“_” begins no name", "「_」不能作為名稱的開頭"))
    if kind not in _SINGLE:
        reason = Text(
            f"“{character}” does not belong in a formula (LaTeX is recognised by \\, {{ or $)",
            f"式子中不應有「{character}」（含 \\、{{ 或 $ 者視為 LaTeX）",
        )
        raise FormulaError(formula, place, reason)
    return kind, place + 1
