"""Kill a command at random moments, give the same command again, and hold what it leaves against an undisturbed run.

    python benchmarks/kill_and_resume.py --what train --kills 20
    python benchmarks/kill_and_resume.py --what prepare
    python benchmarks/kill_and_resume.py --what report --a-case 4

``train`` is one training, ``prepare`` is `data prepare` of a folder of images, in every second case over a folder that
was prepared before, and ``report`` is `make report` for an edition of two runs and three chapters: data, trainings,
chapters, PDFs, site. Each case has a fresh folder: the command is started, `kill -9` ends it at a moment drawn from the
whole time that it takes, and it is started again and comes to its end, or is killed again. Half of the cases end only
the process group, as a terminal that is closed does: the kernels of notebooks, which are not in it, are then on their
own.

Compared is the content: arrays of `.npz` files, weights and prepared images to the bit, tables and figures value by
value, outputs of notebooks, pages of the site, texts of the PDFs' pages, and the names of all files. What says how long
something took or when it was is left out, and so is what differs between two undisturbed runs; these entries are
counted. The exit status is 1 if anything else differs. Linux only: it looks for processes in /proc.

On two busy cores 20 of 20 trainings (seed 1), 20 of 20 preparations (seed 1) and 6 of 6 reports (seed 0) ended with
the same bits.
"""

import argparse
import csv
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from PIL import Image
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parent.parent
COPIED = (
    "Makefile", "Snakefile", "_toc.yml", "_config.yml", "pyproject.toml", "assignments", "book", "fer_lib", "notebooks",
    "presets", "profiles", "results", "tools",
)  # fmt: skip
TINY = {
    "title": {"en": "Two tiny runs", "zh-TW": "兩次小訓練"},
    "data": {"source": "synthetic", "count": 300},
    "main_run": "a",
    "chapters": ["cover", "01_data", "05_errors"],
    "runs": {"a": {"preset": "smoke", "epochs": 6}, "b": {"preset": "smoke", "epochs": 6, "dropout": 0.5}},
}
MARK = "FER_KILL_AND_RESUME"
"""Environment variable by which the processes of a case are known, whatever group or session they are in."""
OF_THE_TIME = re.compile(
    r"seconds|per_second|finished|started|resumed|\.log\.|\.snakemake|/\.jobs/|__pycache__|/train\.ipynb|\.doctrees"
    r"|stages\.tsv|matplotlib|_build/print/"
)
"""Entries and files that say when or how long, or belong to nobody but the tools that write them."""
DURATION = re.compile(r"\d[\d.,:]* ?(?:seconds?|minutes?|hours?|ms|s|秒|分鐘|小時)(?![a-z])")
"""How long something took, in the sentences of a chapter."""


@dataclass(frozen=True)
class Case:
    """A command that is killed.

    Attributes:
        folder: where it runs; what it leaves there is compared.
        commands: one after the other, as long as they succeed.
    """

    folder: Path
    commands: tuple[tuple[str, ...], ...]
    env: dict[str, str] = field(default_factory=dict)

    def start(self, mark: str) -> subprocess.Popen[bytes]:
        """All commands, in a session of their own."""
        script = " && ".join(" ".join(map(_quoted, command)) for command in self.commands)
        env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **self.env, MARK: mark}
        with (self.folder.parent / f"{self.folder.name}.txt").open("ab") as log:
            return subprocess.Popen(
                ["bash", "-c", script], cwd=self.folder, env=env, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def run(self) -> float:
        """To the end. Returns the seconds; raises ``SystemExit`` if it fails."""
        begun = time.perf_counter()
        status = self.start(uuid.uuid4().hex).wait()
        if status:
            log = self.folder.parent / f"{self.folder.name}.txt"
            sys.exit(f"exit status {status}; the last lines of {log}:\n{log.read_text('utf8')[-3000:]}")
        return time.perf_counter() - begun


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


def processes(mark: str) -> list[int]:
    """All processes of a case that are alive."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if f"{MARK}={mark}".encode() in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
    return found


def kill(process: subprocess.Popen[bytes], mark: str, *, everything: bool) -> None:
    """``kill -9`` of the process group, or of everything that the case has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    while everything and (left := processes(mark)):
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    process.wait()


# --- what is killed ------------------------------------------------------------------------------


def training(folder: Path, _number: int) -> Case:
    """A training with everything that has a state: augmentation, dropout, a moving average, a schedule."""
    values = {
        "data": "synthetic", "synthetic_count": 400, "epochs": 10, "batch_size": 64, "dropout": 0.3, "flip": "true",
        "shift": 0.1, "mixup": 0.2, "ema": 0.9, "schedule": "one_cycle", "checkpoint_every": 2,
        "name": "killed", "device": "cpu",
    }  # fmt: skip
    (folder / "_toc.yml").touch()  # a project, as far as a training knows
    (folder / "editions").mkdir()
    given = [word for key, value in values.items() for word in ("-p", key, str(value))]
    return Case(
        folder, ((sys.executable, "-m", "fer_lib", "train", str(ROOT / "presets/smoke.yaml"), *given),)
    )


def preparing(folder: Path, number: int, images: int = 4000) -> Case:
    """``data prepare`` of a folder of pictures, with a cache of its own."""
    source = folder.parent / "pictures"
    if not source.exists():
        rng = np.random.default_rng(0)
        for i in range(images):
            path = source / ("train", "test")[i % 5 == 0] / f"class {i % 7}" / f"{i}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(rng.integers(0, 255, (64, 64), dtype=np.uint8)).save(path)
    command = (sys.executable, "-m", "fer_lib", "data", "prepare", str(source), "-o", "data")
    env = {"FER_LIB_CACHE": str(folder / "cache")}
    if number % 2:
        Case(folder, ((*command, "--size", "24", "24"),), env).run()
        shutil.rmtree(folder / "cache")
    return Case(folder, (command,), env)


def reporting(folder: Path, _number: int) -> Case:
    """`make report` of a tiny edition, the environment being there."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "_build", "chapters" if name == "book" else "")
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy2(source, folder / name)
    (folder / "editions").mkdir()
    (folder / "editions" / "tiny.yaml").write_text(yaml.safe_dump(TINY, allow_unicode=True), "utf8")
    (folder / ".venv").symlink_to(sys.prefix)
    # Bits of a PDF are of the time when it was printed, which TeX takes from there.
    env = {"PYTHONPATH": str(folder), "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
    return Case(folder, (("make", "-o", "setup", "report", "EDITION=tiny"),), env)


WHAT: dict[str, Callable[[Path, int], Case]] = {"train": training, "prepare": preparing, "report": reporting}

# --- what is compared ----------------------------------------------------------------------------


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _leaves(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{name} {key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(inner, f"{name} {place}")
    else:
        yield name, str(value)


def entries(path: Path, name: str) -> Iterator[tuple[str, str]]:
    """A file's content, part by part."""
    match path.suffix:
        case ".npz":
            with np.load(path, allow_pickle=False) as arrays:
                for key in arrays.files:
                    array = arrays[key]
                    yield f"{name} {key}", f"{array.dtype} {array.shape} {_digest(array.tobytes())}"
        case ".csv":
            with path.open(encoding="utf8", newline="") as file:
                yield from _leaves(list(csv.DictReader(file)), name)
        case ".json":
            yield from _leaves(json.loads(path.read_text("utf8")), name)
        case ".ipynb":
            for place, cell in enumerate(json.loads(path.read_text("utf8"))["cells"]):
                told = json.dumps(cell.get("outputs", []), sort_keys=True, ensure_ascii=False)
                yield f"{name} cell {place}", _digest(DURATION.sub("", told).encode())
        case ".pdf":
            for place, page in enumerate(PdfReader(path).pages):
                yield f"{name} page {place}", _digest(DURATION.sub("", page.extract_text()).encode())
        case ".html":
            yield name, _digest(DURATION.sub("", path.read_text("utf8")).encode())
        case _:
            yield name, _digest(path.read_bytes())


def content(folder: Path) -> dict[str, str]:
    """All that is compared of a folder, by name; the entry of a file itself says that it is there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if OF_THE_TIME.search(name) or not path.is_file() or name.startswith(".venv/"):
            continue
        found[f"{name} is there"] = "yes"
        found |= {key: value for key, value in entries(path, name) if not OF_THE_TIME.search(key)}
    return found


def differences(expected: dict[str, str], found: dict[str, str]) -> set[str]:
    """Entries that are in one of the two only, or not the same."""
    return {key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key)}


# --- the measurement -----------------------------------------------------------------------------


def measure(what: str, kills: int, a_case: int, seed: int, place: Path) -> int:
    """Print a line a case, and the figures. Returns the number of kills after which something differs."""

    def fresh(name: str, number: int) -> Case:
        folder = place / name
        folder.mkdir()
        return WHAT[what](folder, number)

    first, second = fresh("undisturbed", 0), fresh("undisturbed-again", 0)
    seconds = min(first.run(), second.run())
    expected = content(first.folder)
    unsure = differences(expected, content(second.folder))
    print(f"{what}: {seconds:.1f} s undisturbed, {len(expected):,} entries of content", flush=True)
    print(
        f"  left out, since two undisturbed runs differ in them: {len(unsure)} {sorted(unsure)[:5]}",
        flush=True,
    )
    draw = random.Random(seed)
    killed = bad = number = 0
    while killed < kills:
        case, everything = fresh(f"case-{number}", number), number % 4 < 2
        moments: list[float] = []
        while len(moments) < min(a_case, kills - killed):
            mark, moment = uuid.uuid4().hex, draw.uniform(0, seconds)
            process = case.start(mark)
            try:
                process.wait(moment)
                break  # what was left to do took less
            except subprocess.TimeoutExpired:
                kill(process, mark, everything=everything)
            moments.append(moment)
        again = case.run()
        found = sorted(differences(expected, content(case.folder)) - unsure)
        bad += len(moments) if found else 0
        killed += len(moments)
        number += 1
        verdict = f"DIFFERS in {len(found)}: {found[:6]}" if found else "the same"
        ended = "everything" if everything else "its group"
        after = ", ".join(f"{moment:.1f}" for moment in moments)
        print(
            f"  {killed:>3}/{kills}  kill -9 of {ended} after {after or 'no'} s, again {again:.1f} s: {verdict}",
            flush=True,
        )
        if not found:
            shutil.rmtree(case.folder)
    print(f"{what}: {kills - bad} of {kills} kills end with the same bits", flush=True)
    return bad


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; returns 1 if something differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--what", choices=sorted(WHAT), default="train")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--a-case", type=int, default=1, help="kills one after the other before it may end")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what differs there")
    wanted = parser.parse_args(arguments)
    if wanted.keep:
        wanted.keep.mkdir(parents=True, exist_ok=True)
        return int(measure(wanted.what, wanted.kills, wanted.a_case, wanted.seed, wanted.keep.resolve()) > 0)
    with tempfile.TemporaryDirectory(prefix="fer-kill-") as name:
        return int(measure(wanted.what, wanted.kills, wanted.a_case, wanted.seed, Path(name)) > 0)


if __name__ == "__main__":
    sys.exit(main())
