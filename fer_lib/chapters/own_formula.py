"""The cell of a chapter in which a reader's own formula is checked."""

from fer_lib import publish
from fer_lib.language import Text
from fer_lib.proofs.against import Answer, compare
from fer_lib.proofs.equality.decision import show
from fer_lib.proofs.formulas import FormulaError


def check(target_id: str, formula: str) -> None:
    r"""Print in both languages whether a formula is proved equal, refuted with values, or cannot be read.

    Args:
        target_id: e.g. ``batchnorm.dx``.
        formula: in SymPy syntax or LaTeX, e.g. ``r"\gamma\sum_i g_i"``.

    Raises:
        UserError: for an unknown id; the message lists the nearest names.
    """
    try:
        answer = compare(target_id, formula)
    except FormulaError as error:
        publish.text(_unreadable(error))
        return
    publish.text(_reading(answer), _sentence(answer))


def _reading(answer: Answer) -> Text:
    """How the formula was read, with letters that other authors use."""
    formulas = " = ".join(f"`{side}`" for side in answer.reading.written)
    if not answer.reading.letters:
        return Text(f"Read as {formulas}.", f"讀作 {formulas}。")
    english = ", ".join(
        f"{typed} is {usual}, {meaning.en}" for typed, usual, meaning in answer.reading.letters
    )
    chinese = "；".join(
        f"{typed} 就是 {usual}，{meaning.zh}" for typed, usual, meaning in answer.reading.letters
    )
    return Text(f"Read as {formulas}, where {english}.", f"讀作 {formulas}，其中 {chinese}。")


def _unreadable(error: FormulaError) -> Text:
    place = error.position + 1
    pointer = f"```text\n{error.pointer}\n```"
    return Text(
        f"**Cannot parse**, character {place}: {error.reason.en}\n\n{pointer}",
        f"**無法解讀**，第 {place} 個字元：{error.reason.zh}\n\n{pointer}",
    )


def _sentence(answer: Answer) -> Text:
    symbol, scope = f"${answer.target.latex}$", answer.target.scope
    verdict = answer.decision.verdict
    if verdict == "proved":
        return Text(
            f"**Proved**: the formula equals {symbol} for {scope.en}.",
            f"**已證明**：對{scope.zh}，這個式子都等於 {symbol}。",
        )
    if verdict == "refuted":
        # One formula for each value, so that the line can break between them.
        values = [f"${given.latex}={show(given.value)}$" for given in answer.decision.given]
        own, correct = answer.sides
        return Text(
            f"**Refuted**: at {', '.join(values)} the formula gives ${own}$, but {symbol} is ${correct}$.",
            f"**已推翻**：當 {'、'.join(values)} 時，這個式子得 ${own}$，但 {symbol} 是 ${correct}$。",
        )
    if answer.time_up:
        return Text(
            "**Not decided**: the time ran out before a proof or a counterexample was found.",
            "**未決**：時間用完，尚未找到證明或反例。",
        )
    points = answer.decision.points
    return Text(
        f"**Not decided**: the formula agrees with {symbol} at {points} points, but no proof was found.",
        f"**未決**：這個式子在 {points} 個點上與 {symbol} 相符，但未找到證明。",
    )
