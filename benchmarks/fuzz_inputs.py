"""Whether any input ends in anything but a result or one clear error: thousands of altered ones, over all readers.

Sources of every form are altered at random, bytes flipped and cut, rows and cells exchanged, names changed, and read as
a user would, each in a process of its own that is watched:

    python benchmarks/fuzz_inputs.py --inputs 10000

What was found goes into a file, line by line; the same command again goes on from there. ``--only`` names a form,
``--one`` does a single input again and keeps it, to look at.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from tqdm import tqdm

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.fuzzing.examine import GOOD, Outcome, examine, make_sources
from benchmarks.fuzzing.forms import FORMS

SECONDS = 10.0
"""After which an input hangs."""
IN_A_ROW = 25
"""Inputs that one process reads; if one ends it, another process reads the others."""


@dataclass
class _Watched:
    """A process that reads some inputs, one after the other."""

    numbers: list[int]
    process: BaseProcess
    pipe: Connection
    room: Path
    limit: float
    since: float = field(default_factory=time.monotonic)
    ended: bool = False

    def found(self) -> list[Outcome]:
        """What came of inputs since it was asked last; afterwards ``numbers`` are those that are still to be read."""
        found: list[Outcome] = []
        while not self.ended and self.pipe.poll():
            try:
                found.append(self.pipe.recv())
                self.numbers.remove(found[-1].number)
                self.since = time.monotonic()
            except EOFError:
                self._end()
                if self.numbers:
                    said = f"ended with {self.process.exitcode}"
                    found.append(Outcome(self.numbers.pop(0), "?", outcome="crash", said=said))
        if not self.ended and time.monotonic() - self.since > self.limit:
            self.process.kill()
            found.append(Outcome(self.numbers.pop(0), "?", outcome="hang", seconds=self.limit))
            self._end()
        return found

    def _end(self) -> None:
        if self.numbers:
            self.process.kill()
        self.process.join()
        self.pipe.close()
        shutil.rmtree(self.room, ignore_errors=True)
        self.ended = True


def _child(pipe: Connection, numbers: list[int], seed: int, names: list[str], base: Path, room: Path) -> None:
    for number in numbers:
        one = examine(number, seed, names, base, room)
        shutil.rmtree(room)
        pipe.send(one)
    pipe.close()


def watch(
    numbers: list[int], seed: int, names: list[str], folder: Path, jobs: int, limit: float = SECONDS
) -> Iterator[Outcome]:
    """The outcome of each input, in the order in which they end.

    Args:
        numbers: the inputs.
        seed: of all of them.
        names: the forms.
        folder: an empty one, to work in.
        jobs: processes at a time.
        limit: seconds after which one hangs.
    """
    base = folder / "sources"
    make_sources(base, names)
    context = multiprocessing.get_context(
        "fork"
    )  # what is imported here is there: a process costs milliseconds
    waiting, working = list(reversed(numbers)), list[_Watched]()
    try:
        while waiting or working:
            while waiting and len(working) < jobs:
                some = [waiting.pop() for _ in range(min(IN_A_ROW, len(waiting)))]
                mine, theirs = context.Pipe(duplex=False)
                room = folder / str(some[0])
                process = context.Process(
                    target=_child, args=(theirs, list(some), seed, names, base, room), daemon=True
                )
                process.start()
                theirs.close()
                working.append(_Watched(some, process, mine, room, limit))
            wait([one.pipe for one in working], timeout=0.5)
            for one in list(working):
                yield from one.found()
                if one.ended:
                    working.remove(one)
                    waiting += reversed(one.numbers)
    finally:
        for one in working:
            one.process.kill()
            one.process.join()


def read_results(path: Path, seed: int) -> list[Outcome]:
    """What an earlier call has found; where it was killed within a line, this line is taken away."""
    if not path.exists():
        return []
    lines = path.read_text("utf8").splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        del lines[-1]
        path.write_text("".join(lines), "utf8")
    found = []
    for line in lines:
        values = json.loads(line)
        if values.pop("seed") != seed:
            sys.exit(f"error: {path}: of another --seed; name another file with --results")
        found.append(Outcome(**values))
    return found


def report(found: list[Outcome]) -> str:
    """All outcomes in a few lines."""
    faults = [one for one in found if one.outcome not in GOOD]
    lines = [f"{len(found):,} inputs, {len(faults):,} faults"]
    forms = Counter((one.form, one.outcome) for one in found)
    for form in [*FORMS, "?"]:
        counts = {outcome: n for (name, outcome), n in sorted(forms.items()) if name == form}
        if counts:
            lines.append(f"{form:<24}" + ", ".join(f"{outcome} {n:,}" for outcome, n in counts.items()))
    if found:
        slowest, largest = max(found, key=lambda one: one.seconds), max(found, key=lambda one: one.memory)
        lines += [
            f"slowest: {slowest.seconds:.1f} s (number {slowest.number}, {slowest.form})",
            f"most memory: {largest.memory / 2**20:,.0f} MiB for {largest.size:,} bytes (number {largest.number}, "
            f"{largest.form})",
        ]
    for one in sorted(faults, key=lambda one: (one.outcome, one.form, one.number)):
        last = one.said.strip().splitlines()[-1:] or [""]
        lines.append(f"--one {one.number}: {one.outcome}, {one.form}: {last[0][:200]}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the inputs and say what came of them: 0 without a fault, else 1."""
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0] if __doc__ else "",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--inputs", type=int, default=1000, help="how many")
    parser.add_argument("--seed", type=int, default=0, help="decides all of them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument(
        "--only", action="append", choices=list(FORMS), help="a form, alone; may stand more than once"
    )
    parser.add_argument(
        "--results", type=Path, default=Path("fuzz-results.jsonl"), help="what was found, line by line"
    )
    parser.add_argument(
        "--one", type=int, metavar="NUMBER", help="do this input again, print all of it and keep it"
    )
    chosen = parser.parse_args(arguments)
    names = chosen.only or list(FORMS)
    if chosen.one is not None:
        folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
        make_sources(folder / "sources", names)
        one = examine(chosen.one, chosen.seed, names, folder / "sources", folder / "room")
        print(
            json.dumps(json.loads(one.to_json()), indent=1), one.said, f"kept in {folder / 'room'}", sep="\n"
        )
        return 0 if one.outcome in GOOD else 1
    found = read_results(chosen.results, chosen.seed)
    done = {one.number for one in found}
    numbers = [number for number in range(chosen.inputs) if number not in done]
    tqdm.monitor_interval = 0  # a thread that would not be in the processes
    with (
        tempfile.TemporaryDirectory(prefix="fuzz-") as name,
        chosen.results.open("a", encoding="utf8") as file,
        tqdm(
            total=chosen.inputs, initial=chosen.inputs - len(numbers), unit=" inputs", dynamic_ncols=True
        ) as bar,
    ):
        for one in watch(numbers, chosen.seed, names, Path(name), chosen.jobs):
            file.write(json.dumps({"seed": chosen.seed, **json.loads(one.to_json())}) + "\n")
            file.flush()
            found.append(one)
            bar.update()
            bar.set_postfix(faults=sum(one.outcome not in GOOD for one in found))
    print(report(found))
    return 0 if all(one.outcome in GOOD for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
