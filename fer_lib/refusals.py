"""What the machine refuses, and what helps: a full disk, no rights, no temporary folder, no memory, an odd name."""

import errno
import re
import sys

_ROOM = "make room there, or choose another place"
_RIGHTS = "change its permissions, or choose another place"
REMEDIES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), _ROOM),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _RIGHTS),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), "close other programs, or raise the limit (ulimit -n)"),
    errno.EIO: "the disk does not answer as it should; try another one",
    errno.ENAMETOOLONG: "choose a shorter name",
}
"""What the operating system refuses, by its number, and what helps."""


def refusal_of_machine(error: BaseException) -> str | None:
    """What the machine refuses, such as a full disk, as a sentence with a remedy; None for any other error.

    Args:
        error: as it came out of a command, so that it is nobody's mistake in what was given.
    """
    if isinstance(error, MemoryError):
        return (
            f"not enough memory{f' ({error})' if str(error) else ''}: close other programs, or give less data"
        )
    if isinstance(error, UnicodeEncodeError) and "surrogates" in error.reason:
        name = re.findall(r"[^\s\"]*[\udc80-\udcff][^\s\"]*", error.object)[0][:80]
        encoding = sys.getfilesystemencoding()
        way_out = "rename it" if encoding == "utf-8" else "export PYTHONUTF8=1, or rename it"
        return f"{name}: this name is no text in {encoding}: {way_out}"
    if not isinstance(error, OSError):
        return None
    if "No usable temporary directory" in str(error.strerror):
        return "no folder for temporary files can be written: make room in it, or name another: export TMPDIR=path"
    remedy = REMEDIES.get(error.errno or 0)
    return f"{error.filename or 'the output'}: {error.strerror}; {remedy}" if remedy else None
