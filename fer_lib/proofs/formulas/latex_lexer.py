r"""Tokens of LaTeX mathematics; what only changes the looks (``\left``, ``\,``, ``\mathbf``) is dropped."""

import re
from collections.abc import Set

from fer_lib.language import Text
from fer_lib.proofs.formulas import characters
from fer_lib.proofs.formulas.errors import FormulaError
from fer_lib.proofs.formulas.tokens import END, Token

_NUMBER = re.compile(r"\d+(\.\d+)?|\.\d+", re.ASCII)
_COMMAND = re.compile(r"\\(?:(?:left|right)\s*\.|([A-Za-z]+|.))", re.DOTALL)
_RUN = re.compile(r"[A-Za-z]+")
_UPRIGHT = re.compile(
    r"\\(?:mathrm|text|operatorname|textrm|textsf|texttt|textbf|textit|mathsf|mathtt|mathit|mbox)\*?"
    r"\s*\{((?:[^{}\\]|\\_)*)\}"
)
_INDICATOR = re.compile(
    r"\\(?:mathbb|mathbbm|mathds)\s*(?:\{\s*[1I]\s*\}|[1I])|\\(?:mathbf|boldsymbol|bm)\s*(?:\{\s*1\s*\}|1)"
)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{\s*([A-Za-z]+)\*?\s*\}")
_REMARK = re.compile(r"\\(?:label|tag|hspace|vspace)\*?\s*\{[^{}]*\}")
_NEW_LINE = re.compile(r"\\\\(\s*\[[^\]]*\])?|\\newline\b")
_CLOSING = re.compile(r"(?:\s|\$|\\\]|\\\)|\\\\|\\end\s*\{[^{}]*\})*$")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_DISPLAYS = _set("align aligned alignat equation gather gathered split eqnarray multline displaymath math")
GREEK = _set(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
_LETTERS = {name: name for name in GREEK} | {"varepsilon": "epsilon", "varphi": "phi", "ell": "l"}
_DROPPED = _set(
    "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr middle displaystyle textstyle limits "
    "nolimits quad qquad enspace thinspace nonumber notag mathcal mathscr mathrm mathbf mathit mathsf mathbb "
    "boldsymbol bm bf rm it pmb vec text operatorname , ; : ! [ ] ( ) #"
) | {" ", "\n"}
_SYMBOLS = {
    "cdot": "*", "times": "*", "ast": "*", "odot": "*", "circ": "*", "div": "/", "{": "(", "}": ")", "lbrace": "(",
    "rbrace": ")", "lbrack": "[", "rbrack": "]", "prime": "'", "_": "_", "gt": ">", "lt": "<", "le": "≤", "leq": "≤",
    "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "ne": "≠", "neq": "≠", "equiv": "=", "coloneqq": "=",
    "sum": "∑", "partial": "∂", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
}  # fmt: skip
_SAME = {"dfrac": "frac", "tfrac": "frac", "cfrac": "frac", "ln": "log"}
_COMMANDS = frozenset(("frac", "sqrt", "exp", "log", "over"))
ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
    "dot": "dot",
}  # fmt: skip
_PLAIN = frozenset("+-*/^_(){}[],=<>≤≥≠'∑∂⌊⌋⌈⌉√&")


class LatexLexer:
    r"""Splits LaTeX into tokens; the kind of a command token is its name with the backslash.

    Args:
        formula: what was typed.
        words: names of several letters that need no ``\text``; any other letters are names each.
    """

    def __init__(self, formula: str, words: Set[str]) -> None:
        self.formula = formula
        self.words = words
        self.tokens: list[Token] = []

    def tokenize(self) -> list[Token]:
        """All tokens, the last of kind ``end``.

        Raises:
            FormulaError: at an unknown command or character.
        """
        place = 0
        while place < len(self.formula):
            place = self._next(place)
        return [*self.tokens, Token(len(self.formula), END, "")]

    def _add(self, position: int, kind: str, text: str) -> None:
        self.tokens.append(Token(position, kind, text))

    def _next(self, place: int) -> int:
        """Add what stands at a place, and return where the rest begins."""
        formula, character = self.formula, self.formula[place]
        if character.isspace() or character in "$~":
            return place + 1
        if character in ".,;。，；" and _CLOSING.match(formula, place + 1):
            return place + 1
        if character == "\\":
            return self._backslash(place)
        if character == "𝟙":
            self._add(place, "indicator", character)
            return place + 1
        if formula.startswith(":=", place):
            self._add(place, "=", ":=")
            return place + 2
        if number := _NUMBER.match(formula, place):
            self._add(place, "number", number[0])
            return number.end()
        if (run := _RUN.match(formula, place)) and run[0] in self.words:
            self._add(place, "name", run[0])
            return run.end()
        if characters.is_letter(character):
            end = characters.letter_end(formula, place)
            self._add(place, "name", characters.letter_name(formula[place:end]))
            return end
        return self._sign(place)

    def _sign(self, place: int) -> int:
        """A sign, or digits and letters that are set high or low."""
        character = self.formula[place]
        if high_or_low := characters.script(self.formula, place):
            kind, text, end = high_or_low
            inside = LatexLexer(text, frozenset()).tokenize()[:-1]
            self.tokens += [
                Token(place, kind, character),
                Token(place, "{", character),
                *(Token(place, token.kind, token.text) for token in inside),
                Token(place, "}", character),
            ]
            return end
        if parts := characters.fraction(character):
            self.tokens += [
                Token(place, kind, text)
                for kind, text in (
                    ("(", "("),
                    ("number", parts[0]),
                    ("/", "/"),
                    ("number", parts[1]),
                    (")", ")"),
                )
            ]
            return place + 1
        kind = characters.plain(character)
        if kind not in _PLAIN:
            raise self._failure(
                place, f"“{character}” does not belong in a formula", f"式子中不應有「{character}」"
            )
        self._add(place, kind, character)
        return place + 1

    def _backslash(self, place: int) -> int:
        formula = self.formula
        if remark := _REMARK.match(formula, place):
            return remark.end()
        if line := _NEW_LINE.match(formula, place):
            self._add(place, "newline", "\\\\")
            return line.end()
        if indicator := _INDICATOR.match(formula, place):
            self._add(place, "indicator", indicator[0])
            return indicator.end()
        if environment := _ENVIRONMENT.match(formula, place):
            self._environment(place, environment)
            return environment.end()
        if upright := _UPRIGHT.match(formula, place):
            self._upright(upright)
            return upright.end()
        command = _COMMAND.match(formula, place)
        if command is None:
            raise self._failure(place, "a command is missing after “\\”", "「\\」之後缺少指令")
        if command[1]:
            self._command(place, command[1])
        return command.end()

    def _upright(self, found: re.Match[str]) -> None:
        """A word such as softmax, or words and signs such as “if i = t”."""
        start, end = found.span(1)
        place = start
        while place < end:
            word = _RUN.match(self.formula, place, end)
            if word:
                self._add(place, "name", word[0])
                place = word.end()
            else:
                place = self._next(place)

    def _environment(self, place: int, found: re.Match[str]) -> None:
        if found[2] == "cases":
            self._add(place, f"\\{found[1]}", found[0])
        elif found[2] not in _DISPLAYS:
            raise self._failure(place, f"“{found[0]}” is not known here", f"不認得「{found[0]}」")

    def _command(self, place: int, name: str) -> None:
        if name in _DROPPED:
            return
        text = f"\\{name}"
        known = _SAME.get(name, name)
        if name in _LETTERS:
            self._add(place, "name", _LETTERS[name])
        elif name in _SYMBOLS:
            self._add(place, _SYMBOLS[name], text)
        elif name in ACCENTS:
            self._add(place, "accent", text)
        elif known in _COMMANDS:
            self._add(place, f"\\{known}", text)
        else:
            raise self._failure(place, f"“{text}” is not known here", f"不認得「{text}」")

    def _failure(self, place: int, en: str, zh: str) -> FormulaError:
        return FormulaError(self.formula, place, Text(en, zh))
