r"""Tokens of LaTeX mathematics; what only changes the looks (``\left``, ``\,``, ``\mathrm``) is dropped."""

import re

from fer_lib.language import Text
from fer_lib.proofs.formulas.errors import FormulaError
from fer_lib.proofs.formulas.tokens import END, Token, is_letter, letter_end, letter_name

_NUMBER = re.compile(r"\d+(\.\d+)?|\.\d+", re.ASCII)
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Phi",
        "Psi",
        "Omega",
    ]
)
_LETTERS = {name: name for name in GREEK} | {"varepsilon": "epsilon", "varphi": "phi", "ell": "l"}
_DROPPED = frozenset(
    [
        "left",
        "right",
        "big",
        "Big",
        "bigg",
        "Bigg",
        "bigl",
        "bigr",
        "Bigl",
        "Bigr",
        "biggl",
        "biggr",
        "Biggl",
        "Biggr",
        "displaystyle",
        "textstyle",
        "limits",
        "nolimits",
        "quad",
        "qquad",
        "mathcal",
        "mathrm",
        "mathbf",
        "mathit",
        "mathsf",
        "boldsymbol",
        "bm",
        "text",
        "operatorname",
    ]
) | frozenset(",;:!\\ ")
_SYMBOLS = {
    "cdot": "*",
    "times": "*",
    "ast": "*",
    "odot": "*",
    "div": "/",
    "{": "(",
    "}": ")",
    "lbrace": "(",
    "rbrace": ")",
    "prime": "'",
    "gt": ">",
    "le": "≤",
    "leq": "≤",
}
_SAME = {"dfrac": "frac", "tfrac": "frac", "widehat": "hat", "ln": "log"}
_COMMANDS = frozenset(
    ["frac", "sqrt", "sum", "exp", "log", "hat", "partial", "lfloor", "rfloor", "lceil", "rceil"]
)
_PLAIN = frozenset("+-*/^_(){}[],=>≤'")
_UNICODE = {"−": "-", "·": "*", "×": "*", "⋅": "*", "′": "'"}


def tokenize(formula: str) -> list[Token]:
    """Split a formula into tokens; the kind of a command token is its name with the backslash.

    Raises:
        FormulaError: at an unknown command or character.
    """
    tokens = []
    place = 0
    while place < len(formula):
        start = place
        character = formula[place]
        if character.isspace() or character in "$~&":
            place += 1
        elif command := _COMMAND.match(formula, place):
            place = command.end()
            token = _command(formula, start, command[1])
            if token:
                tokens.append(token)
        elif number := _NUMBER.match(formula, place):
            place = number.end()
            tokens.append(Token(start, "number", number[0]))
        elif is_letter(character):
            place = letter_end(formula, place)
            tokens.append(Token(start, "name", letter_name(formula[start:place])))
        else:
            kind = _UNICODE.get(character, character)
            if kind not in _PLAIN:
                raise FormulaError(
                    formula,
                    start,
                    Text(f"“{character}” does not belong in a formula", f"式子中不應有「{character}」"),
                )
            place += 1
            tokens.append(Token(start, kind, character))
    return [*tokens, Token(len(formula), END, "")]


def _command(formula: str, position: int, name: str) -> Token | None:
    if name in _DROPPED:
        return None
    if name in _LETTERS:
        return Token(position, "name", _LETTERS[name])
    if name in _SYMBOLS:
        return Token(position, _SYMBOLS[name], f"\\{name}")
    known = _SAME.get(name, name)
    if known not in _COMMANDS:
        raise FormulaError(formula, position, Text(f"“\\{name}” is not known here", f"不認得「\\{name}」"))
    return Token(position, f"\\{known}", f"\\{name}")
