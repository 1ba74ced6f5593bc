"""Durations as a clock shows them."""


def clock(seconds: float) -> str:
    """Minutes and seconds, with hours where there are any: ``2:05``, ``1:00:00``.

    Args:
        seconds: 0 or more.
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
