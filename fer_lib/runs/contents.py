"""What the files of a run may hold: checked before an archive from elsewhere becomes a run of one's own."""

import json
import math
import os
import re
import struct
import warnings
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np
import yaml

from fer_lib.errors import UserError
from fer_lib.runs import RunFolder
from fer_lib.runs.files import CONFIG, NETWORK, PREDICTIONS
from fer_lib.runs.private_words import without_private_words
from fer_lib.runs.state import read_state

_ARRAY = re.compile(r"(train|validation|test)_(indices|labels|logits)\.npy")
MOST_BYTES_OF_ARRAYS = 2**31
MOST_LISTS = 50
MOST_DEPTH = 5
"""Lists in one another: of the keys, and of the options of a network of one's own."""
_END = struct.Struct("<4s4H2LH")  # zip's "end of central directory record"


def check_listing(stream: IO[bytes], most: int, shown: str) -> None:
    """See how long a zip's list of files is before Python's ``zipfile`` reads it whole into memory.

    Args:
        stream: of the zip, at any place; afterwards at its beginning.
        most: files that it may list.
        shown: what to call it in a message.

    Raises:
        UserError: if it is not a zip that ends where its list of files ends, or lists more.
    """
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _END.size))
    end = stream.read(_END.size)
    stream.seek(0)
    if len(end) < _END.size or not end.startswith(b"PK\5\6"):
        raise UserError(f"{shown}: this is no archive of the kind that is expected, or only a part of one")
    entries, listed = _END.unpack(end)[4:6]
    if entries > most or listed > 2**16:
        raise UserError(
            f"{shown}: lists {entries:,} files in {listed:,} bytes; at most {most} files are read"
        )


def published_notebook(text: str, path: Path) -> str:
    """An executed notebook without papermill's notes and without the paths of the machine that ran it.

    Args:
        text: of the notebook.
        path: for messages.

    Raises:
        UserError: if it is not a notebook.
    """
    notebook = _notebook(text, str(path))
    notebook.get("metadata", {}).pop("papermill", None)
    for cell in notebook["cells"]:
        for notes in ("papermill", "execution"):
            cell.get("metadata", {}).pop(notes, None)
        cell["source"] = _cleaned(cell.get("source", ""))
        for output in cell.get("outputs", []):
            for key in ("text", "traceback", "evalue"):
                if key in output:
                    output[key] = _cleaned(output[key])
            for mime_type, value in output.get("data", {}).items():
                if mime_type.startswith("text/"):  # a picture in base64 is full of slashes
                    output["data"][mime_type] = _cleaned(value)
    return json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return without_private_words(value)
    return [_cleaned(line) for line in value] if isinstance(value, list) else value


def _notebook(text: str, shown: str) -> dict[str, Any]:
    import nbformat  # slow: it imports jsonschema, which builds grammars for several seconds

    try:
        notebook = json.loads(text)
        if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
            raise ValueError("no notebook of format 4")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cells without ids, as older versions of Jupyter write them
            nbformat.validate(notebook)
    except (ValueError, TypeError, KeyError, RecursionError, nbformat.ValidationError) as error:
        raise UserError(f"{shown}: not a notebook ({' '.join(str(error).split())[:100]})") from None
    return notebook


def check_contents(folder: Path, name: str, shown: str) -> None:
    """See that unpacked files are a complete run, and that none of them can do harm when it is read.

    Args:
        folder: holds the files and nothing else.
        name: the run's, as the manifest has it.
        shown: name of the archive, for messages.

    Raises:
        UserError: naming the file that is at fault.
    """
    check_files(folder, shown)
    state = read_state(folder)
    if state.state != "complete" or state.config is None:
        raise UserError(f"{shown}: does not hold a complete run: {state.shown}")
    if state.config.name != name:
        raise UserError(
            f"{shown}: config.yaml: name: {state.config.name!r} is not the manifest's {name!r:.80}"
        )
    try:
        code = RunFolder(folder).network_code()
        own = {path.relative_to(folder / NETWORK).as_posix() for path in (folder / NETWORK).rglob("*.py")}
        if foreign := sorted(own - set(code.files if code else ())):
            raise UserError(f"{NETWORK}/{foreign[0]}: is no part of the run's network ({state.config.model})")
        RunFolder(folder).model()
    except UserError as error:
        raise UserError(f"{shown}: {str(error).replace(f'{folder}/', '')}") from None


def check_files(folder: Path, shown: str) -> None:
    """See that none of the unpacked files can do harm when it is read; not whether they are a run.

    Args:
        folder: holds the files and nothing else.
        shown: name of the archive, for messages.

    Raises:
        UserError: naming the file that is at fault.
    """
    check_config(folder / CONFIG, shown)
    _check_arrays(folder / PREDICTIONS, shown)
    if (folder / "train.ipynb").exists():
        try:
            _notebook((folder / "train.ipynb").read_text("utf8"), f"{shown}: train.ipynb")
        except UnicodeDecodeError:
            raise UserError(f"{shown}: train.ipynb: not a notebook (it is no text)") from None


def check_config(path: Path, shown: str) -> None:
    """See that a configuration has no anchors and is almost flat, whatever its keys are.

    Nested aliases grow without limit when they are written out in a message.

    Args:
        path: of ``config.yaml``.
        shown: name of the archive, for messages.

    Raises:
        UserError: if it is not so.
    """
    try:
        depth, text = 0, path.read_text("utf8")
        if text.count("[") + text.count("{") > MOST_LISTS:  # deep nesting also takes the parser long
            raise UserError(f"{shown}: config.yaml: not a flat list of `key: value`")
        for event in yaml.parse(text):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > MOST_DEPTH:
                raise UserError(f"{shown}: config.yaml: not a flat list of `key: value`")
    except OSError:
        raise UserError(f"{shown}: has no config.yaml") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"{shown}: config.yaml: not readable ({' '.join(str(error).split())[:80]})") from None


def _check_arrays(path: Path, shown: str) -> None:
    """Plain numbers of the size that their headers say: no pickles, and nothing that fills the memory."""
    total = 0
    try:
        with path.open("rb") as stream:
            check_listing(stream, 9, f"{shown}: predictions.npz")
        with zipfile.ZipFile(path) as arrays:
            for info in arrays.infolist():
                if not _ARRAY.fullmatch(info.filename):
                    raise ValueError(f"holds {info.filename[:80]!r}")
                with arrays.open(info) as file:
                    version = np.lib.format.read_magic(file)
                    read = {
                        (1, 0): np.lib.format.read_array_header_1_0,
                        (2, 0): np.lib.format.read_array_header_2_0,
                    }
                    shape, _, dtype = read[version](file)
                    if (
                        dtype.kind not in "iuf"
                        or math.prod(shape) * dtype.itemsize + file.tell() != info.file_size
                    ):
                        raise ValueError(f"{info.filename} is no array of numbers")
                total += info.file_size
    except FileNotFoundError:
        raise UserError(f"{shown}: has no predictions.npz") from None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError) as error:
        raise UserError(f"{shown}: predictions.npz: {' '.join(str(error).split())[:100]}") from None
    if total > MOST_BYTES_OF_ARRAYS:
        raise UserError(
            f"{shown}: predictions.npz: {total:,} bytes unpacked; at most {MOST_BYTES_OF_ARRAYS:,}"
        )
