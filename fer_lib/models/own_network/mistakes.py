"""An error in the user's code as one sentence, with the line of the user's files that it arose in."""

import re

from fer_lib.errors import UserError
from fer_lib.network_code import NetworkCode

PREFIX = "_fer_lib_network_"
"""Begin of the names under which networks of one's own are loaded."""
_LOADED_NAME = re.compile(rf"{PREFIX}[0-9a-f]+\.?")


def mistake_in(code: NetworkCode, what: str, error: BaseException, hint: str = "") -> UserError:
    """Say what went wrong.

    Args:
        code: the network's files.
        what: it was that failed.
        error: as Python has it.
        hint: what to do.
    """
    said = _LOADED_NAME.sub("", " ".join(str(error).split()))[:300]
    if isinstance(error, ModuleNotFoundError) and error.name and not hint:
        name = _LOADED_NAME.sub("", error.name).split(".")[0]
        hint = f"put {name}.py beside the file" if error.name.startswith(PREFIX) else f"install {name}"
    text = f"{what}: {type(error).__name__}{f': {said}' if said else ''}{f'; {hint}' if hint else ''}"
    return UserError(f"{place_of(code, error)}: {text}")


def place_of(code: NetworkCode, error: BaseException) -> str:
    """``my_net.py:12``, the innermost line of the user's files that an error came through; else the file."""
    places = {str((code.folder / name).resolve()): name for name in code.files}
    found = code.shown(code.main)
    traceback = error.__traceback__
    while traceback:
        if name := places.get(traceback.tb_frame.f_code.co_filename):
            found = f"{code.shown(name)}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return found
