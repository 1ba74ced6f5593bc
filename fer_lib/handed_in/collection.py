"""A folder of archives as a table: one row a run, with what is remarkable about it."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from fer_lib.data.built_in import is_built_in
from fer_lib.errors import UserError
from fer_lib.handed_in.data_of_runs import DataOfRuns
from fer_lib.handed_in.tensors import check_known_network, read_tensors
from fer_lib.handed_in.verification import verify_run
from fer_lib.network_code import is_reference
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder
from fer_lib.runs.archive import Manifest, unpacked_run
from fer_lib.runs.predictions import read_predictions
from fer_lib.runs.state import JUDGED, RunState, read_state

Status = Literal["read", "verified", "contradicted", "unreadable"]
FEWEST_MISTAKES = 5
"""Wrong predictions that two runs must share before it is said that all their predictions are the same: two good
networks are right about the same images by themselves. Two that say one class of every image are alike as well."""


@dataclass(frozen=True)
class Row:
    """What is known of one archive.

    Attributes:
        file: its path below the folder.
        name: of the run; this and the next are empty where they are not known.
        author: who has handed it in, as the archive says.
        student_id: the same.
        network: name or file of the network.
        parameters: counted from the network, or from its weights where it is one of somebody's own.
        epochs: that were trained; None if nobody has said it.
        accuracies: on the validation and test images, counted from the predictions.
        status: ``read``: nothing contradicts it; ``verified``: the weights give its predictions; ``contradicted``:
            its figures are not those of its predictions, or its predictions not those of its weights; ``unreadable``.
        remarks: in sentences.
        same_as: files with the same weights or the same predictions.
    """

    file: str
    name: str = ""
    author: str = ""
    student_id: str = ""
    network: str = ""
    parameters: int | None = None
    epochs: int | None = None
    accuracies: dict[str, Proportion] = field(default_factory=dict)
    status: Status = "unreadable"
    remarks: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Read:
    """A row, and hashes by which it is compared with others; empty where there is nothing to compare."""

    row: Row
    weights: str = ""
    predictions: str = ""
    training: str = ""


def collect(
    folder: Path, data: str | None = None, trust: bool = False, report: Callable[[str], None] = lambda _: None
) -> list[Row]:
    """Read every archive of a folder and of the folders in it.

    Args:
        folder: with files as ``runs export`` makes them.
        data: the data that the runs are of; predictions are then computed again.
        trust: run networks of somebody's own as well.
        report: is told each file before it is read.

    Returns:
        A row an archive, by file; one that cannot be read is a row with the reason.

    Raises:
        UserError: if there is no such folder, no archive in it, or the data cannot be read.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: there is no such folder; give the one with the archives (.zip)")
    files = sorted(_archives(folder))
    if not files:
        raise UserError(f"{folder}: there is no archive (.zip) in it, as `runs export` makes them")
    if data is not None and not is_built_in(data) and not Path(data).exists():
        raise UserError(f"{data}: there is no such file or folder")
    images = None if data is None else DataOfRuns(data)
    found = []
    for file in files:
        name = file.relative_to(folder).as_posix()
        report(name)
        try:
            found.append(_read(file, name, images, trust))
        except Exception as error:  # one archive, whatever is wrong with it, must not end the others
            kind = "" if isinstance(error, UserError) else f"{type(error).__name__}: "
            said = " ".join(str(error).split()).replace(f"{file}: ", "").replace(str(file), name)
            found.append(_Read(Row(name, remarks=(kind + said[:300],))))
    return _compared(found)


def _archives(folder: Path) -> Iterator[Path]:
    """Files that end in .zip, but for what a Mac leaves beside them."""
    for path in folder.rglob("*"):
        inner = path.relative_to(folder).parts
        if (
            path.suffix.lower() == ".zip"
            and path.is_file()
            and not any(p.startswith((".", "__")) for p in inner)
        ):
            yield path


def _read(file: Path, name: str, images: DataOfRuns | None, trust: bool) -> _Read:
    with unpacked_run(file) as (folder, manifest):
        state = read_state(folder)
        if state.config is None or (state.state != "complete" and not state.contradicted):
            row = _row(name, manifest, state)
            return _Read(replace(row, remarks=(f"not a complete run: {state.shown}",)))
        return _read_run(RunFolder(folder), _row(name, manifest, state), state, images, trust)


def _row(name: str, manifest: Manifest, state: RunState) -> Row:
    return Row(
        file=name,
        name=manifest.name,
        author=manifest.author,
        student_id=manifest.student_id,
        network=state.config.model if state.config else "",
        epochs=state.known_epochs,
    )


def _read_run(run: RunFolder, row: Row, state: RunState, images: DataOfRuns | None, trust: bool) -> _Read:
    assert state.config is not None
    remarks = [state.reason] if state.contradicted else []
    if state.config.name != row.name:
        remarks.append(f"config.yaml calls the run {state.config.name}")
    if state.adopted is not None:
        remarks.append("trained elsewhere")
    tensors = read_tensors(run)
    own = is_reference(state.config.model)
    parameters = tensors.parameters if own else check_known_network(run)
    status: Status = "contradicted" if state.contradicted else "read"
    if own and not (images is not None and trust):
        remarks.append("not run: its own code; --trust runs it, with --data")
    elif images is not None and not state.contradicted:
        status, said = _recomputed(run, images)
        remarks += said
    digest, mistakes, classes = hashlib.sha256(), 0, set[int]()
    accuracies: dict[str, Proportion] = {}
    for split in JUDGED:
        try:
            found = read_predictions(run.path, split)
        except UserError:
            continue
        accuracies[split] = Proportion(found.correct, len(found.labels))
        mistakes += len(found.labels) - found.correct
        classes.update(found.predicted.tolist())
        for values in (found.indices, found.labels, found.predicted):
            digest.update(values.astype("<i8").tobytes() + split.encode())
    code = run.network_code()
    return _Read(
        replace(row, parameters=parameters, accuracies=accuracies, status=status, remarks=tuple(remarks)),
        tensors.sha256,
        digest.hexdigest() if mistakes >= FEWEST_MISTAKES and len(classes) > 1 else "",
        "" if state.adopted is not None else state.config.hash() + (code.sha256 if code else ""),
    )


def _recomputed(run: RunFolder, images: DataOfRuns) -> tuple[Status, list[str]]:
    """Whether the weights give the predictions, and what is to be said of it."""
    try:
        checks = verify_run(run, images.of(run))
    except UserError as error:
        return "read", [f"not computed again: {str(error).replace(f'{run.path}/', '')}"]
    wrong = [check for check in checks if check.problem]
    if not wrong:
        return "verified", []
    return "contradicted", [
        f"{check.split}: {check.problem}"
        + (f" ({check.recomputed:,} right, not {check.recorded:,} of {check.n:,})" if check.tolerance else "")
        for check in wrong
    ]


def _compared(found: Sequence[_Read]) -> list[Row]:
    """The rows, with what they share with others."""
    groups: dict[str, dict[str, list[_Read]]] = {
        "weights": defaultdict(list),
        "predictions": defaultdict(list),
    }
    for read in found:
        for kind, members in groups.items():
            if key := getattr(read, kind):
                members[key].append(read)
    rows = []
    for read in found:
        twins = [other for other in groups["weights"].get(read.weights, []) if other is not read]
        alike = [
            other
            for other in groups["predictions"].get(read.predictions, [])
            if other is not read and other not in twins
        ]
        remarks = list(read.row.remarks)
        if twins:
            same = [other.row.file for other in twins if other.training == read.training != ""]
            remarks.append(f"the same weights as {', '.join(other.row.file for other in twins)}")
            if same:
                remarks.append(
                    f"the same configuration and seed as {', '.join(same)}: the same training on the same kind of "
                    "machine gives the same weights"
                )
        if alike:
            remarks.append(
                f"other weights, and the same predictions of all images as {', '.join(o.row.file for o in alike)}"
            )
        files = tuple(other.row.file for other in [*twins, *alike])
        rows.append(replace(read.row, remarks=tuple(remarks), same_as=files))
    return rows
