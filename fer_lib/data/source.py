"""``Source``: files of the user's whose form is recognised, not yet read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fer_lib.data.not_read import NOTHING, NotRead
from fer_lib.data.raw import RawSet
from fer_lib.data.reading import FileState


@dataclass(frozen=True)
class Source:
    """User files of a recognised form.

    Attributes:
        form: a key of ``reading.FORMS``.
        root: the folder that holds the files.
        files: every file that the content depends on.
        read: parses the files.
        not_read: what lies there beside them.
        key: what else distinguishes this source from another one in the same folder.
    """

    form: str
    root: Path
    files: tuple[FileState, ...]
    read: Callable[[], RawSet]
    not_read: NotRead = NOTHING
    key: str = ""
