"""How numbers are written in the book."""


def percent(share: float, digits: int = 1) -> str:
    """A share between 0 and 1 as a percentage, as both languages write it: ``71.3%``."""
    return f"{100 * share:.{digits}f}%"


def interval_percent(bounds: tuple[float, float], digits: int = 1) -> str:
    """An interval of shares in percent: ``58.5–61.7%``."""
    return f"{100 * bounds[0]:.{digits}f}–{100 * bounds[1]:.{digits}f}%"
