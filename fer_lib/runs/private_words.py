"""Taking out of a text what tells on which machine, and by whom, it was made."""

import contextlib
import getpass
import re
import socket
from functools import cache
from pathlib import Path

_NAME = r"[\w.@+\-]+"
_BACKSLASH = r"\\{1,2}"  # JSON and Python double it
# A folder named from its root or from the user's home. Not inside of an address (https://host/path), a fraction or a
# relative path.
_FOLDERS = re.compile(
    rf"(?<![\w.\-~/:\\%])(?:(?:file://)?~?/(?:{_NAME}/)+|[A-Za-z]:(?:{_BACKSLASH}|/)(?:{_NAME}(?:{_BACKSLASH}|/))*)"
)
_HOMES = re.compile(
    rf"(?<![\w.\-~])(?:/home/|/Users/|[A-Za-z]:{_BACKSLASH}Users{_BACKSLASH})[^/\\\s\"'<>()\[\],;:]+"
)


@cache
def _names() -> re.Pattern[str] | None:
    """Names of this host and user; only such as cannot be a word, because a host may be called "training"."""
    found = {socket.gethostname(), socket.gethostname().split(".")[0]}
    with contextlib.suppress(OSError, KeyError, ImportError):  # a user without a name has none to hide
        found.add(getpass.getuser())
    telling = sorted((n for n in found if len(n) > 5 and re.search(r"[\d-]", n)), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, telling))})\b") if telling else None


def without_private_words(text: str) -> str:
    """The text with only the last name of every absolute path, and without the names of host and user.

    ``data = "/home/someone/faces/fer2013.csv"`` becomes ``data = "fer2013.csv"``. What is no path stays as it is.
    """
    home = str(Path.home())
    if len(home) > 1:
        text = re.sub(rf"(?<![\w.-]){re.escape(home)}(?![\w.-])", "~", text)
    text = _FOLDERS.sub("", _HOMES.sub("~", text))
    names = _names()
    return names.sub("…", text) if names else text
