"""How numbers, shares with intervals, p-values and lists are worded, in both languages."""

import math
import re
from collections.abc import Sequence

from fer_lib.language import Text
from fer_lib.proportion import Proportion

_HALF_WIDTH = re.compile(r"[!-~]")
"""A letter, digit or sign that Chinese text keeps apart by a space."""
MOST_DIGITS = 8
"""After the point of a percentage; what would take more is no share of anything counted."""


def percent(share: float, digits: int = 1) -> str:
    """A share between 0 and 1 as a percentage, as both languages write it: ``71.3%``.

    What is neither none nor all does not look so: ``99.98%``, ``0.03%``.
    """
    for more in range(MOST_DIGITS - digits):
        text = f"{100 * share:.{digits + more}f}"
        if share <= 0 or share >= 1 or float(text) not in (0, 100):
            return f"{text}%"
    return f"{100 * share:.{digits}f}%"


def at_least_percent(share: float) -> str:
    """A lower bound in percent, rounded down: ``99.9%`` for 0.99998, for ``at least 100.0%`` would not be true."""
    return percent(math.floor(1000 * share + 1e-9) / 1000)


def interval_percent(bounds: tuple[float, float], digits: int = 1) -> str:
    """An interval of shares in percent, with as many more digits as its ends need to differ: ``58.5–61.7%``.

    One number where both ends are the same: ``100.0%``.
    """
    low, high = (100 * bound for bound in bounds)
    digits = _telling_digits(low, high, digits)
    if f"{low:.{digits}f}" == f"{high:.{digits}f}":
        return f"{low:.{digits}f}%"
    return f"{low:.{digits}f}–{high:.{digits}f}%"


def _telling_digits(low: float, high: float, digits: int) -> int:
    """So many digits that two numbers do not look alike which are not; as asked for where they are one number."""
    if math.isclose(low, high, abs_tol=1e-9):
        return digits
    while round(low, digits) == round(high, digits):
        digits += 1
    return digits


def proportion_text(proportion: Proportion, digits: int = 1) -> Text:
    """Share, interval and n: ``60.4% (95% interval 58.8–62.0%, n = 3,589)``."""
    share = percent(proportion.share, digits)
    interval = interval_percent(proportion.wilson_interval, digits)
    n = f"n\u00a0=\u00a0{proportion.n:,}"  # no line break inside
    return Text(f"{share} (95% interval {interval}, {n})", f"{share}（95% 信賴區間 {interval}，{n}）")


def points(difference: float, digits: int = 1) -> str:
    """A difference of shares in percentage points, with its sign: ``−1.2``."""
    return signed(100 * difference, digits)


def points_interval(bounds: tuple[float, float], digits: int = 1) -> Text:
    """An interval of such differences, with as many more digits as its ends need to differ: ``−2.7 to +1.1``."""
    digits = _telling_digits(100 * bounds[0], 100 * bounds[1], digits)
    low, high = (points(bound, digits) for bound in bounds)
    return Text(f"{low} to {high}", f"{low} 到 {high}")


def points_with_interval(difference: float, bounds: tuple[float, float]) -> Text:
    """For a table: ``−1.2 (−2.7 to +0.3)``."""
    shown, interval = points(difference), points_interval(bounds)
    return Text(f"{shown} ({interval.en})", f"{shown}（{interval.zh}）")


def decimal(value: float, digits: int = 2) -> str:
    """A number with the minus sign of the book, which a rounded 0 does not have: ``−0.24``, ``0.00``."""
    # Adding 0 turns −0.00 into 0.00.
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def signed(value: float, digits: int = 2) -> str:
    """A number with its sign, the minus sign being the book's: ``+0.24``; a rounded 0 has none."""
    shown = f"{value:+.{digits}f}".replace("-", "−")
    return shown.lstrip("+−") if float(shown.replace("−", "-")) == 0 else shown


def p_value_number(p: float) -> str:
    """A p-value under a head that says p: ``0.047``, ``< 0.001``."""
    return "<\u00a00.001" if p < 0.001 else f"{p:.{2 if p >= 0.1 else 3}f}"


def p_value_text(p: float) -> str:
    """A p-value as it is printed: ``p = 0.047``, ``p < 0.001``."""
    return f"p\u00a0{p_value_number(p)}" if p < 0.001 else f"p\u00a0=\u00a0{p_value_number(p)}"


def capitalized(text: Text) -> Text:
    """The text with a capital letter, for names that begin a sentence."""
    return Text(text.en[:1].upper() + text.en[1:], text.zh)


def listed_clauses(clauses: Sequence[Text]) -> Text:
    """Clauses one after another, which 與 does not join: ``a is 1, b is 2 and c is 3``; ``a 是 1，b 是 2，c 是 3``."""
    return Text(listed(clauses).en, "，".join(clause.zh for clause in clauses))


def all_of(count: int, what: Text) -> Text:
    """All of several: ``all 5 runs``, ``全部 5 次訓練``; of two ``both runs``, ``兩次訓練``.

    Args:
        count: two or more.
        what: in English the plural, in Chinese with its measure word.
    """
    if count == 2:
        return Text(f"both {what.en}", f"兩{what.zh}")
    return Text(f"all {count:,} {what.en}", f"全部 {count:,} {what.zh}")


def tidy(text: Text) -> Text:
    """The text without spaces beside Chinese punctuation, which names with a space on either side leave."""
    return Text(text.en, re.sub(" *([，。；：、（）]) *", r"\1", text.zh).strip(" "))


def spaced(chinese: str) -> str:
    """Chinese with a space wherever a Chinese character meets a letter or a digit: ``最好的 LIME 通過``."""
    before = re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])", " ", chinese)
    return re.sub(r"(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])", " ", before)


def paragraph(*sentences: Text) -> Text:
    """The sentences one after another, English ones with a space between them; empty ones are left out."""
    return Text(
        " ".join(sentence.en for sentence in sentences if sentence.en),
        "".join(sentence.zh for sentence in sentences),
    )


def listed(names: Sequence[Text]) -> Text:
    """``angry, fear and sad``; ``生氣、恐懼與難過``, ``梯度與 LIME``. Empty for no names."""
    if len(names) < 2:
        return names[0] if names else Text("", "")
    english, chinese = [name.en for name in names], [name.zh for name in names]
    before, after = (
        " " if re.fullmatch(r"[\w`$.%+−-]", end, re.ASCII) else ""
        for end in (chinese[-2][-1:], chinese[-1][:1])
    )
    return Text(
        f"{', '.join(english[:-1])} and {english[-1]}",
        f"{'、'.join(chinese[:-1])}{before}與{after}{chinese[-1]}",
    )
