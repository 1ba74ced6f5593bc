"""A run as one file to hand on, and reading such a file from anybody.

The archive is a zip without compression. Zip and not tar, because a zip has no devices and no hard links, says where
every file starts and how long it is before anything is read, has a checksum of each, and opens with a double click on
every system. Without compression, because weights do not get smaller; the bytes then do not depend on the version of
a compressor; and what is stored as it is cannot swell: an archive holds no more than its own size.

Names are sorted, times are those of the format's zero, and texts are packed without paths and without the names of
host and user (``private_words``), so that the same run gives the same bytes everywhere. ``manifest.json`` has the
SHA-256 and the size of each file.
"""

import hashlib
import json
import re
import shutil
import stat
import struct
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fer_lib.config import RunConfig, make_config
from fer_lib.data.opening import Wanted
from fer_lib.errors import UserError
from fer_lib.files import atomic_file
from fer_lib.network_code import FILE_NAME, MOST_BYTES, MOST_FILES
from fer_lib.presets import read_preset
from fer_lib.runs import RunFolder
from fer_lib.runs.contents import check_config, check_contents, check_files, check_listing, published_notebook
from fer_lib.runs.files import CONFIG, HISTORY, METRICS, NETWORK, PREDICTIONS, PROVENANCE, WEIGHTS
from fer_lib.runs.private_words import without_private_words
from fer_lib.runs.removal import check_removable
from fer_lib.runs.staging import staged
from fer_lib.runs.state import read_state

MANIFEST = "manifest.json"
FORMAT = {"format": "fer-lib run", "version": 1}
NOTEBOOK = "train.ipynb"
MIB = 2**20
LARGEST = {
    WEIGHTS: 1024 * MIB,
    CONFIG: MIB // 16,
    HISTORY: 16 * MIB,
    MANIFEST: MIB // 16,
    METRICS: MIB,
    PREDICTIONS: 512 * MIB,
    PROVENANCE: MIB,
    NOTEBOOK: 64 * MIB,
}
"""The files of an archive and how large each may be, in bytes; beside them only those of a network of one's own."""
ZERO_TIME = (1980, 1, 1, 0, 0, 0)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")  # as RunConfig.name
LONGEST_PERSON = 100
_CHUNK = MIB


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself.

    Attributes:
        name: of the run.
        files: size in bytes and SHA-256 of each file.
        author: who hands the run in; empty where nobody is named.
        student_id: the same.
    """

    name: str
    files: Mapping[str, tuple[Any, Any]]
    author: str = ""
    student_id: str = ""


def export_run(
    run: Path, file: Path, overwrite: bool = False, author: str = "", student_id: str = ""
) -> list[str]:
    """Pack a complete run.

    Args:
        run: its folder.
        file: the archive to write.
        overwrite: take the place of a file that is there.
        author: who hands the run in; only named if it is given.
        student_id: the same.

    The code of a network of one's own is packed as it is, remarks and paths in it included.

    Returns:
        Names of the packed files; without ``train.ipynb`` where the training ran without a notebook.

    Raises:
        UserError: if the run is not complete, a file is larger than may be read again, the archive is there
            already, or it cannot be written.
    """
    persons = {
        key: _check_person(value, f"--{key.replace('_', '-')}")
        for key, value in (("author", author), ("student_id", student_id))
        if value
    }
    state = read_state(run)
    if state.state != "complete":
        raise UserError(f"{run}: only a complete run can be packed; this one is {state.shown}")
    if file.is_dir() or (file.exists() and not overwrite):
        hint = (
            "this is a folder; name a file" if file.is_dir() else "is there already; --overwrite replaces it"
        )
        raise UserError(f"{file}: {hint}")
    texts = {
        path.name: _packed_text(path).encode("utf8")
        for path in sorted(run.iterdir())
        if path.name in LARGEST and path.suffix not in (".safetensors", ".npz") and path.name != MANIFEST
    }
    code = RunFolder(run).network_code()
    texts |= {f"{NETWORK}/{name}": content for name, content in code.files.items()} if code else {}
    names = sorted([*texts, WEIGHTS, PREDICTIONS])
    for name in names:
        size = len(texts[name]) if name in texts else (run / name).stat().st_size
        if size > largest(name):
            raise UserError(f"{run / name}: {size:,} bytes; at most {largest(name):,} are packed")
    entries = {}
    for name in names:
        if name in texts:
            digest, size = hashlib.sha256(texts[name]).hexdigest(), len(texts[name])
        else:
            with (run / name).open("rb") as source:
                digest, size = hashlib.file_digest(source, "sha256").hexdigest(), (run / name).stat().st_size
        entries[name] = {"bytes": size, "sha256": digest}
    name = state.config.name if state.config else run.name
    manifest = {**FORMAT, "name": name, **persons, "files": entries}
    texts[MANIFEST] = (json.dumps(manifest, indent=2) + "\n").encode("utf8")
    with atomic_file(file) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        for name in sorted([*names, MANIFEST]):
            info = zipfile.ZipInfo(name, ZERO_TIME)
            info.create_system, info.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            if name in texts:
                archive.writestr(info, texts[name])
            else:
                with (run / name).open("rb") as source, archive.open(info, "w") as target:
                    shutil.copyfileobj(source, target, _CHUNK)
    return names


def _check_person(value: object, shown: str) -> str:
    """A name or number of a person; raises ``UserError`` for what is no short line of text."""
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value.strip()) <= LONGEST_PERSON:
        raise UserError(
            f"{shown}: {value!r:.60}: one line of at most {LONGEST_PERSON} characters is expected"
        )
    return value.strip()


def largest(name: str) -> int:
    """Bytes that a file of an archive may have; 0 for one that may not be in it."""
    folder, _, file = name.partition("/")
    return MOST_BYTES if folder == NETWORK and FILE_NAME.fullmatch(file) else LARGEST.get(name, 0)


def names_private(run: Path) -> list[str]:
    """Files of a network of one's own in which there is a path, or the name of this host or user."""
    code = RunFolder(run).network_code()
    texts = {name: content.decode("utf8", "replace") for name, content in code.files.items()} if code else {}
    return [f"{NETWORK}/{name}" for name, text in texts.items() if without_private_words(text) != text]


def _packed_text(path: Path) -> str:
    try:
        text = path.read_text("utf8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read as text ({' '.join(str(error).split())[:80]})") from None
    return published_notebook(text, path) if path.name == NOTEBOOK else without_private_words(text)


def import_run(file: Path, folder: Path, overwrite: bool = False, trust: bool = False) -> Path:
    """Unpack an archive into ``folder/<name of the run>``, after every file of it has been checked.

    Args:
        file: what ``export_run`` wrote, or somebody else claims that it did.
        folder: where runs lie; made if it is not there.
        overwrite: take the place of a run of that name.
        trust: take a network of somebody's own, whose Python code runs here whenever the run is used.

    Returns:
        The run's folder.

    Raises:
        UserError: if the archive is not such a one, it has Python code and ``trust`` is off, any file in it is not
            what it should be, or the run is there already. Nothing is left behind then, and what was there is as it
            was.
    """
    with _opened(file) as archive:
        manifest = _manifest(file, archive)
        own = [name for name in manifest.files if name.startswith(f"{NETWORK}/")]
        if own and not trust:
            raise UserError(
                f"{file}: has a network of somebody's own ({', '.join(own)[:200]}), Python code that runs on this "
                "machine whenever the run is used; unzip it and read it, and give --trust if you trust whom it is from"
            )
        target: Path = folder / manifest.name
        if target.is_symlink() or target.exists():
            if not overwrite:
                raise UserError(
                    f"{target}: is there already; --overwrite replaces it, --to names another folder"
                )
            check_removable(target)
        with staged(target, "import") as staging:
            _unpack_all(file, archive, manifest, staging)
            check_contents(staging, manifest.name, str(file))
    return target


@contextmanager
def unpacked_run(file: Path) -> Iterator[tuple[Path, Manifest]]:
    """The files of an archive in a folder that is gone after the block, whether they are a whole run or not.

    No code in them is run, and reading them does no harm.

    Raises:
        UserError: if the archive is not such a one, or a file in it could do harm.
    """
    with tempfile.TemporaryDirectory(prefix="fer-run-") as made:
        folder = Path(made)
        with _opened(file) as archive:
            manifest = _manifest(file, archive)
            _unpack_all(file, archive, manifest, folder)
            check_files(folder, str(file))
        yield folder, manifest


ARCHIVED = Wanted(
    "a run's archive",
    "Give a ZIP archive that `runs export` wrote.",
    taken=frozenset({"zip", "npz", "torch"}),
)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """The archive, if its outside is what ``export_run`` writes."""
    ARCHIVED.check(file)
    try:
        with file.open("rb") as stream:
            if file.stat().st_size > sum(LARGEST.values()) + MOST_FILES * MOST_BYTES:
                raise UserError(f"{file}: {file.stat().st_size:,} bytes are more than a run has")
            check_listing(stream, len(LARGEST) + MOST_FILES, str(file))
            with zipfile.ZipFile(stream) as archive:
                yield archive
    except (
        OSError,
        zipfile.BadZipFile,
        struct.error,
        EOFError,
        ValueError,
        RuntimeError,
    ) as e:
        reason = e.strerror if isinstance(e, OSError) and e.strerror else " ".join(str(e).split())[:100]
        raise UserError(f"{file}: cannot be unpacked: {reason or type(e).__name__}") from None


def _manifest(file: Path, archive: zipfile.ZipFile) -> Manifest:
    """The manifest, once the names, kinds and sizes of all entries are what they may be."""
    infos = archive.infolist()
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if not largest(info.filename):
            raise UserError(f"{file}: holds {info.filename[:80]!r}, which is no file of a run")
        if kind not in (0, stat.S_IFREG):
            raise UserError(f"{file}: {info.filename}: is a link or a device, not a file")
        if (
            info.compress_type != zipfile.ZIP_STORED
            or info.compress_size != info.file_size
            or info.flag_bits & 1
        ):
            raise UserError(
                f"{file}: {info.filename}: is compressed or encrypted; a run's archive is neither"
            )
        if info.file_size > largest(info.filename):
            raise UserError(
                f"{file}: {info.filename}: {info.file_size:,} bytes; at most {largest(info.filename):,} are read"
            )
    names = [info.filename for info in infos]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UserError(f"{file}: holds {', '.join(twice)} twice")
    missing = sorted(set(LARGEST) - {NOTEBOOK, HISTORY} - set(names))
    if missing:
        raise UserError(
            f"{file}: lacks {', '.join(missing)}; this is no run's archive (`runs export` makes them)"
        )
    try:
        manifest = json.loads(archive.read(MANIFEST))
        head = {key: manifest[key] for key in FORMAT}
        listed = {name: (entry["bytes"], entry["sha256"]) for name, entry in manifest["files"].items()}
        name = manifest["name"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, zipfile.BadZipFile) as error:
        raise UserError(f"{file}: {MANIFEST}: damaged ({type(error).__name__}: {str(error)[:80]})") from None
    if head != FORMAT:
        raise UserError(f"{file}: {MANIFEST}: {head} is not {FORMAT}; another version of fer-lib may read it")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise UserError(f"{file}: {MANIFEST}: {name!r:.80} is no name of a run")
    if sorted(listed) != sorted(set(names) - {MANIFEST}):
        raise UserError(
            f"{file}: {MANIFEST}: lists {', '.join(sorted(listed))[:120]}, and the archive has other files"
        )
    persons = {
        key: _check_person(manifest[key], f"{file}: {MANIFEST}: {key}")
        for key in ("author", "student_id")
        if manifest.get(key)
    }
    return Manifest(name, dict(sorted(listed.items())), **persons)


def archived_config(file: Path) -> RunConfig:
    """The configuration of a run in an archive, of which nothing else is unpacked.

    Raises:
        UserError: if the archive is not such a one, or its configuration is none.
    """
    with tempfile.TemporaryDirectory(prefix="fer-run-") as made, _opened(file) as archive:
        path, manifest = Path(made) / CONFIG, _manifest(file, archive)
        _unpack(file, archive, CONFIG, manifest.files[CONFIG], path)
        check_config(path, str(file))
        return make_config(read_preset(path), f"{file}: {CONFIG}")


def _unpack_all(file: Path, archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    for name, listed in manifest.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _unpack(file, archive, name, listed, folder / name)


def _unpack(file: Path, archive: zipfile.ZipFile, name: str, listed: tuple[Any, Any], target: Path) -> None:
    """Write one file, at most as long as its entry says, and hold it against the manifest."""
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as source, target.open("xb") as out:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    if (size, digest.hexdigest()) != listed:
        raise UserError(f"{file}: {name}: is not the file of the manifest (another size or SHA-256)")
