"""How numbers are written in the book."""


def percent(share: float, digits: int = 1) -> str:
    """A share between 0 and 1 as a percentage, with the thin gap that both languages allow: ``71.3 %``."""
    return f"{100 * share:.{digits}f} %"
