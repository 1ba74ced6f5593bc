"""One altered input, read as a user would, and what came of it."""

import contextlib
import io
import json
import os
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.fuzzing.changes import alter
from benchmarks.fuzzing.forms import FORMS, WORDS, Form
from fer_lib import cli
from fer_lib.adoption.history.reading import read_history
from fer_lib.data.cache import ENVIRONMENT_VARIABLE
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.options import DataOptions
from fer_lib.data.to_label import read_to_label
from fer_lib.editions.file import read_edition_file
from fer_lib.errors import UserError
from fer_lib.presets import read_preset

ROOM_FOR_ALL = 1 << 30
TIMES_THE_INPUT = 4
"""Memory that reading may take: so many times the input, and 1 GiB."""
OF_A_RUN = DataOptions.model_validate({"classes": CLASS_NAMES, "size": (8, 8), "channels": 1})
"""What ``predict`` asks for, by the run."""
GOOD = ("read", "refused")
Listing = dict[str, tuple[int, int]]


@dataclass
class Outcome:
    """What came of one input.

    Attributes:
        number: which.
        form: a key of ``FORMS``.
        changes: what was done to it.
        outcome: ``read``, ``refused`` or a fault: ``traceback``, ``crash``, ``hang``, ``memory``, ``left behind``,
            ``input changed``, ``said more`` (than one line).
        seconds: of reading.
        memory: bytes that reading took beyond what the process had.
        size: bytes of the input.
        said: the error's line, or the end of a traceback.
    """

    number: int
    form: str
    changes: list[str] = field(default_factory=list)
    outcome: str = "read"
    seconds: float = 0.0
    memory: int = 0
    size: int = 0
    said: str = ""

    def to_json(self) -> str:
        """As one line."""
        return json.dumps(asdict(self))


def make_sources(base: Path, names: list[str]) -> None:
    """A whole source of each of these forms, from which the inputs are made; each is read, and so are its modules.

    Raises:
        RuntimeError: if one that is whole is not read.
    """
    for name in names:
        folder = base / name
        folder.mkdir(parents=True)
        FORMS[name].make(folder)
        with tempfile.TemporaryDirectory() as room, _environment(Path(room) / "cache", Path(room)):
            words = FORMS[name].words(random.Random(0), folder, Path(room) / "output")
            words = [word for word in words if word not in WORDS and word != "--classes"]
            code, said, last = _read(words, FORMS[name])
        if code != 0:
            raise RuntimeError(f"{name}: a source that is whole is not read: {said}{last}")


def examine(number: int, seed: int, names: list[str], base: Path, room: Path) -> Outcome:
    """Make one input, read it and look around afterwards.

    Args:
        number: which; with the seed it decides everything.
        seed: of all inputs.
        names: the forms, one of which is taken.
        base: where ``make_sources`` put them.
        room: a folder that is not there yet; the input stays in it.
    """
    rng = random.Random(f"{seed} {number}")
    outcome = Outcome(number, rng.choice(names))
    folder, output, scratch, cache = (room / name for name in ("input", "output", "tmp", "cache"))
    shutil.copytree(base / outcome.form, folder)
    scratch.mkdir()
    outcome.changes = alter(folder, rng)
    before = _listing(folder)
    outcome.size = sum(size for size, _ in before.values())
    words = FORMS[outcome.form].words(rng, folder, output)
    with _environment(cache, scratch):
        memory = _begin_to_measure()
        started = time.monotonic()
        code, said, last = _read(words, FORMS[outcome.form])
        outcome.seconds, outcome.memory = time.monotonic() - started, _peak() - memory
    outcome.outcome, outcome.said = _judged(code, said, last, words)
    if outcome.outcome in GOOD:
        outcome.outcome = _around(room, before, code == 0 and "prepare" in words) or outcome.outcome
    if outcome.outcome in GOOD and outcome.memory > TIMES_THE_INPUT * outcome.size + ROOM_FOR_ALL:
        outcome.outcome = "memory"
    return outcome


def _read(words: list[str], form: Form) -> tuple[int | None, str, str]:
    """Exit status (None: a traceback), what stands on stderr, and the traceback."""
    error = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(error):
        try:
            code = (
                cli.main(words)
                if form.command in ("data", "evaluate")
                else _read_alone(form.command, Path(words[1]))
            )
        except SystemExit as exit_:  # argparse
            return 2, error.getvalue().splitlines()[-1] + "\n" if exit_.code else "", ""
        except BaseException:
            return None, error.getvalue(), traceback.format_exc()
    return code, error.getvalue(), ""


def _read_alone(command: str, path: Path) -> int:
    """What a command reads, where all else that it does would need a run or a network; as ``cli.main`` does it."""
    try:
        if command == "predict":
            read_to_label(path, OF_A_RUN)
        elif command == "history":
            read_history(path)
        elif command == "preset":
            read_preset(path)
        else:
            read_edition_file(path, str(path))
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def _judged(code: int | None, said: str, last: str, words: list[str]) -> tuple[str, str]:
    """The outcome, and what is kept of what was said."""
    lines = said.splitlines()
    if code is None:
        return "traceback", last[-1500:]
    if code == 0:
        # What evaluate did with the files stands there.
        return ("read", "") if not lines or words[0] == "evaluate" else ("said more", said[:500])
    if (
        len(lines) == 1
        and (lines[0].startswith("error: ") or ": error: " in lines[0])
        and said.endswith("\n")
    ):
        return "refused", lines[0][:300]
    return "said more", said[:500]


def _around(room: Path, before: Listing, wrote: bool) -> str | None:
    """What reading left behind or changed."""
    if _listing(room / "input") != before:
        return "input changed"
    there = {path.name for path in room.iterdir()}
    files = {path.relative_to(room).as_posix() for path in room.rglob("*")}
    unfinished = [
        name for name in files if ".partial" in name.rpartition("/")[2] and not name.startswith("input/")
    ]
    unfinished += [name for name in files if name.startswith(("cache/data/.new", "tmp/"))]
    if unfinished or there - {"input", "tmp", "cache", "output"} or ("output" in there) != wrote:
        return "left behind"
    return None


def _listing(folder: Path) -> Listing:
    """Size and time of all that lies in a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        found[str(path.relative_to(folder))] = (
            status.st_size,
            status.st_mtime_ns if not path.is_dir() else 0,
        )
    return found


@contextlib.contextmanager
def _environment(cache: Path, scratch: Path):  # type: ignore[no-untyped-def]
    """With an own cache and an own folder for what is temporary."""
    kept = {name: os.environ.get(name) for name in (ENVIRONMENT_VARIABLE, "TMPDIR")}
    os.environ[ENVIRONMENT_VARIABLE], os.environ["TMPDIR"] = str(cache), str(scratch)
    of_module, tempfile.tempdir = tempfile.tempdir, None
    try:
        yield
    finally:
        tempfile.tempdir = of_module
        for name, value in kept.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _begin_to_measure() -> int:
    """Forget the most memory that this process has had, where the system can; what it has now, in bytes."""
    with contextlib.suppress(
        OSError
    ):  # other systems than Linux: then only an input that takes more than all before
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    return _peak()


def _peak() -> int:
    """The most memory that this process has had, in bytes."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text("ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
