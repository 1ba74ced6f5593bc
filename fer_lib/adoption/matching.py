"""Which row of one list of images is which of another: by the names of the images, never by chance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from fer_lib.adoption.classes import whole

_MOST_NAMED = 3


@dataclass(frozen=True)
class Matched:
    """Of each wanted image the row that is about it.

    Attributes:
        rows: positions, one a wanted image.
        how: what they were matched by.
    """

    rows: list[int]
    how: str


def _as_written(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./")


def _file_name(name: str) -> str:
    return PurePosixPath(_as_written(name)).name


def _stem(name: str) -> str:
    stem = PurePosixPath(_as_written(name)).stem if whole(name) is None else name
    number = whole(stem)
    return stem if number is None else str(number)


_LEVELS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("id", _as_written),
    ("file name without its folder", _file_name),
    ("file name without its ending", _stem),
)


def match_names(
    wanted: Sequence[str], given: Sequence[str], wanted_from: str, given_from: str
) -> tuple[Matched | None, list[str]]:
    """Match by the names as they are, else without folders, else without endings and leading zeros too.

    Args:
        wanted: names of the images that are looked for.
        given: names of the rows.
        wanted_from: where the first are from, for messages.
        given_from: where the second are from.

    Returns:
        The matching, or None and what is in its way.
    """
    best: tuple[int, list[str]] = (-1, [])
    for how, simplify in _LEVELS:
        ours, theirs = [simplify(name) for name in wanted], [simplify(name) for name in given]
        place = {name: row for row, name in enumerate(theirs)}
        problems = [
            problem
            for problem in (
                _said(_twice(theirs), f"{given_from}: stands more than once"),
                _said(_twice(ours), f"{wanted_from}: stands more than once"),
                _said(
                    [name for name in dict.fromkeys(ours) if name not in place], f"{given_from}: nothing of"
                ),
                _said(
                    sorted(set(theirs) - set(ours)), f"{given_from}: not among the images of {wanted_from}"
                ),
            )
            if problem
        ]
        if not problems:
            return Matched([place[name] for name in ours], how), []
        same = len(set(ours) & set(theirs))
        if same > best[0]:
            best = same, problems
    return None, best[1]


def _twice(names: Sequence[str]) -> list[str]:
    seen: set[str] = set()
    found: dict[str, None] = {}
    for name in names:
        if name in seen:
            found[name] = None
        seen.add(name)
    return list(found)


def _said(names: Sequence[str], problem: str) -> str:
    if not names:
        return ""
    shown = ", ".join(name[:60] or "(empty)" for name in names[:_MOST_NAMED])
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return f"{problem} {shown}{more}"


def match_numbers(given: Sequence[str], n: int) -> Matched | None:
    """Rows by their ids where these are 0 to n − 1, the images having no names; None where they are not."""
    numbers = [whole(name) for name in given]
    if sorted(number for number in numbers if number is not None) != list(range(n)) or len(numbers) != n:
        return None
    rows = [0] * n
    for row, number in enumerate(numbers):
        rows[number or 0] = row
    return Matched(rows, f"ids 0 to {n - 1}, which count the images")
