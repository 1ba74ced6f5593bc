"""Images that are not alike, where a network needs one size and one colour: counted, and refused with a remedy."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from fer_lib.data.options import DataOptions
from fer_lib.data.picture_kinds import Kind
from fer_lib.data.reading import shorten
from fer_lib.errors import UserError

LISTED = 5
RARE = 0.05
"""Share of the images up to which one of a kind is named: somebody may want to look at it."""


class Look(NamedTuple):
    """What all images of a data set must have in common."""

    width: int
    height: int
    kind: Kind

    def shape(self) -> tuple[int, ...]:
        """Of the array of one image."""
        return (self.height, self.width) if self.kind == "grey" else (self.height, self.width, 3)


def refuse_unlike(root: Path, looks: Mapping[Look, Sequence[str]], options: DataOptions) -> NoReturn:
    """Say which sizes and kinds there are, how many images have each, and what to do.

    Args:
        root: what the images' names are relative to.
        looks: names of the images by their look.
        options: those that the images were read with.

    Raises:
        UserError: always.
    """
    sizes: dict[tuple[int, int], list[str]] = {}
    kinds: dict[str, list[str]] = {}
    for look, names in looks.items():
        sizes.setdefault((look.width, look.height), []).extend(names)
        kinds.setdefault(look.kind, []).extend(names)
    said, remedies, keys = [], [], []
    if len(sizes) > 1:
        counts = {f"{width}×{height}": names for (width, height), names in sizes.items()}
        said.append(f"{len(sizes):,} sizes: {_counted(counts)}")
        width, height = max(sizes, key=lambda size: len(sizes[size]))
        usual = 2 * len(sizes[width, height]) > sum(map(len, sizes.values()))
        high, wide = (str(height), str(width)) if usual else ("H", "W")
        remedies.append(f"--size {high} {wide} (height, width; --resize crop, squash or pad)")
        keys.append(f"size: [{high}, {wide}]")
    if len(kinds) > 1:
        said.append(f"grey and colour: {_counted(kinds)}")
        remedies.append("--channels 1 (grey) or --channels 3 (colour)")
        keys.append("channels: 1")
    raise UserError(
        f"{root}: the images are not alike: {'; '.join(said)}. Make them alike with `data prepare … "
        f"{' and '.join(remedies)}`, or in an edition with `{', '.join(keys)}` under `data:`."
    )


def _counted(groups: Mapping[str, Sequence[str]]) -> str:
    """The most frequent first, each with a file of it where it is rare enough to be looked for."""
    ordered = sorted(groups.items(), key=lambda item: -len(item[1]))
    total = sum(len(names) for names in groups.values())
    parts = [
        f"{len(names):,} {what}" + (f" ({shorten(names[0])})" if len(names) <= total * RARE else "")
        for what, names in ordered[:LISTED]
    ]
    return ", ".join(parts) + (f", and {len(ordered) - LISTED:,} more" if len(ordered) > LISTED else "")
