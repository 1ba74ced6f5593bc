"""A formula with signs of equality: what stands left is the name of the result, each other side is a formula."""

from fer_lib.language import Text
from fer_lib.proofs.formulas import cost
from fer_lib.proofs.formulas.errors import FormulaError
from fer_lib.proofs.formulas.tokens import END, Token

_OPENING = frozenset(("(", "[", "{", "⌊", "⌈", "\\begin"))
_CLOSING = frozenset((")", "]", "}", "⌋", "⌉", "\\end"))
_JOINING = frozenset(("=", "+", "-", "*", "/", END, ""))


def sides(formula: str, tokens: list[Token]) -> list[list[Token]]:
    """The tokens of each side, each with an ``end``; an empty left side is left out.

    Raises:
        FormulaError: for a number that is too long, and for lines that do not make one formula.
    """
    parts: list[list[Token]] = [[]]
    depth, cases = 0, 0
    for place, token in enumerate(tokens):
        if token.kind == "number" and len(token.text) > cost.LONGEST_NUMBER:
            reason = Text(f"more than {cost.LONGEST_NUMBER} digits", f"超過 {cost.LONGEST_NUMBER} 位數")
            raise FormulaError(formula, token.position, reason)
        depth += (token.kind in _OPENING) - (token.kind in _CLOSING)
        cases += (token.kind == "\\begin") - (token.kind == "\\end")
        if token.kind in ("&", "newline") and not cases:
            _refuse_two_formulas(formula, tokens, place)
        elif token.kind == "=" and depth <= 0:
            parts[-1].append(Token(token.position, END, ""))
            parts.append([])
        else:
            parts[-1].append(token)
    return parts[1:] if len(parts) > 1 and len(parts[0]) == 1 else parts


def _refuse_two_formulas(formula: str, tokens: list[Token], place: int) -> None:
    """A line goes on with = or an operator; else two lines would be read as a product."""
    if tokens[place].kind == "&":
        return
    before = next((t.kind for t in tokens[:place][::-1] if t.kind not in ("&", "newline")), "")
    after = next(t.kind for t in tokens[place:] if t.kind not in ("&", "newline"))
    if not {before, after} & _JOINING:
        reason = Text(
            "a new line goes on with = or an operator; give one formula at a time",
            "換行後應接等號或運算符號；一次只給一個式子",
        )
        raise FormulaError(formula, tokens[place].position, reason)
