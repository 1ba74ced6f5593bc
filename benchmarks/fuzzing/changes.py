"""What befalls files on their way: bytes flipped and lost, rows and cells exchanged, names altered."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

TABLES = (".csv", ".json", ".yaml", ".txt")
MOST = 4
"""Changes of one input."""
NAMES = (
    "{stem}", "{stem}.csv", "{stem}.jpg", "{stem}.npz", "{stem} (1){suffix}", "{stem}{suffix}.part",
    ".{stem}{suffix}", "表情{suffix}", "{stem}\u0301{suffix}", "a b,c{suffix}", "-{stem}{suffix}",
    "{stem}'\"{suffix}", "%s{suffix}", "{upper}", "train{suffix}", "test{suffix}", "val{suffix}", "images.zip",
    "fer2013new.csv", "provenance.json", "0{suffix}", "99999999999999999999{suffix}", "{stem}\udcff{suffix}",
    "{stem}\n{suffix}", "{{}}{suffix}", "train.csv", "label.csv", "t10k-images-idx3-ubyte", "angry",
    "-1{suffix}",
)  # fmt: skip
"""Names that a file or folder may get; the third last byte of some is none of UTF-8."""
CELLS = (
    "", " ", "-1", "7", "256", "1e9", "nan", "inf", "3.0", "0x10", "九", "happy", "\0", '"', "'", "1,2", "1;2",
    "True", "None", "../../etc/passwd", "/", "9" * 40, "a" * 300, "\u202e", "\ufeff", "1" * 140_000, "🙂",
    "=1+1", "train", "\r", "[1, 2]",
)  # fmt: skip
CONTENTS = (
    b"", b"\0", b"PK\x03\x04" + bytes(40), b"\x1f\x8b\x08\0" + bytes(20), b"<!DOCTYPE html><html></html>",
    b"\xff\xd8\xff\xe0", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n",
    b"\x89HDF\r\n\x1a\n", b"[" * 3000, b"{" * 3000, b"\x80\x04K\x01.",
    b"\x93NUMPY\x01\0v\0{'descr': '<f8', 'shape': (9999999999,), }\n", b"id,label\n", b"\n\n\n",
    b"GIF89a" + b"\xff" * 30, b"II*\0\x08\0\0\0\xff\xff" + bytes(200), b"&a [*a, *a]",
    b"a: &a [x]\nb: {<<: *a}\n",
)  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "big5", "cp1252", "utf-7")


def alter(folder: Path, rng: random.Random) -> list[str]:
    """Change a source in one to ``MOST`` ways. Returns what was done, for people."""
    done = []
    for _ in range(rng.randint(1, MOST)):
        table = [path for path in _files(folder) if path.suffix in TABLES and path.stat().st_size < 1 << 20]
        kinds: list[Callable[[Path, random.Random], str | None]] = [_bytes, _bytes, _of_files, _of_files]
        if table:
            kinds += [_of_table] * 4
        said = rng.choice(kinds)(folder, rng)
        if said:
            done.append(said)
    return done


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _shown(path: Path, folder: Path) -> str:
    return ascii(path.relative_to(folder).as_posix())


def _bytes(folder: Path, rng: random.Random) -> str | None:
    files = _files(folder)
    if not files:
        return None
    path = rng.choice(files)
    content = bytearray(path.read_bytes())
    size = len(content)
    kind = rng.choice(
        ("flip", "flip", "flip head", "cut", "cut", "drop", "insert", "zero", "repeat", "other", "append")
    )
    at = rng.randrange(size) if size else 0
    length = rng.choice((1, 2, 4, 16, 512))
    if kind.startswith("flip") and size:
        for _ in range(rng.choice((1, 1, 3, 20))):
            content[rng.randrange(min(size, 64) if kind == "flip head" else size)] ^= 1 << rng.randrange(8)
    elif kind == "cut":
        del content[at:]
    elif kind == "drop":
        del content[at : at + length]
    elif kind == "insert":
        content[at:at] = rng.randbytes(length)
    elif kind == "zero":
        content[at : at + length] = bytes(len(content[at : at + length]))
    elif kind == "repeat":
        content[at:at] = content[at : at + length] * rng.choice((1, 2, 50))
    elif kind == "other":
        content[:] = rng.choice(CONTENTS)
    else:
        content += rng.choice(CONTENTS)
    path.write_bytes(content)
    return f"{_shown(path, folder)}: {kind} at {at}"


def _of_table(folder: Path, rng: random.Random) -> str | None:
    files = [path for path in _files(folder) if path.suffix in TABLES and path.stat().st_size < 1 << 20]
    path = rng.choice(files)
    text = path.read_bytes().decode("utf8", "surrogateescape")
    lines = text.split("\n")
    kind = rng.choice(
        (
            "rows",
            "drop row",
            "repeat row",
            "cells",
            "cell",
            "cell",
            "column",
            "separator",
            "encoding",
            "ends",
            "quote",
            "head",
        )
    )
    i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
    cells = lines[i].split(",")
    c = rng.randrange(len(cells))
    if kind == "rows":
        lines[i], lines[j] = lines[j], lines[i]
    elif kind == "drop row":
        del lines[i]
    elif kind == "repeat row":
        lines[j:j] = [lines[i]] * rng.choice((1, 2, 30))
    elif kind == "cells":
        d = rng.randrange(len(cells))
        cells[c], cells[d] = cells[d], cells[c]
        lines[i] = ",".join(cells)
    elif kind == "cell":
        cells[c] = rng.choice(CELLS)
        lines[i] = ",".join(cells)
    elif kind == "column":
        lines = [",".join(part for k, part in enumerate(line.split(",")) if k != c) for line in lines]
    elif kind == "separator":
        lines = [line.replace(",", rng.choice((";", "\t", "|", ", ", " "))) for line in lines]
    elif kind == "quote":
        lines[i] = rng.choice(('"' + lines[i], lines[i] + '"', f'"{lines[i]}"', lines[i].replace(",", '","')))
    elif kind == "head":
        lines[0] = rng.choice(
            ("", lines[0].upper(), lines[0] + ",x", lines[0] + "," + lines[0], "id,label", "a" * 70_000)
        )
    text = rng.choice(("\r\n", "\r", "\n\n")).join(lines) if kind == "ends" else "\n".join(lines)
    encoding = rng.choice(ENCODINGS) if kind == "encoding" else "utf8"
    errors = "surrogateescape" if encoding == "utf8" else "replace"
    path.write_bytes(text.encode(encoding, errors))
    return f"{_shown(path, folder)}: {kind}, row {i}, cell {c}"


def _of_files(folder: Path, rng: random.Random) -> str | None:
    """Names and places of files and folders, with what is in them as it was."""
    entries = sorted(folder.rglob("*"))
    if not entries:
        return None
    path = rng.choice(entries)
    kind = rng.choice(("rename", "rename", "rename", "delete", "copy", "move", "exchange", "link", "folder"))
    shown = _shown(path, folder)
    if kind == "delete":
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        return f"{shown}: deleted"
    if kind == "exchange":
        files = _files(folder)
        if len(files) < 2:
            return None
        one, other = rng.sample(files, 2)
        content = one.read_bytes()
        one.write_bytes(other.read_bytes())
        other.write_bytes(content)
        return f"{_shown(one, folder)} and {_shown(other, folder)}: exchanged"
    name = rng.choice(NAMES).format(
        stem=path.stem[:100], suffix=path.suffix[:20], upper=path.name.upper()[:120]
    )
    place = rng.choice([entry for entry in [folder, *entries] if entry.is_dir() and not entry.is_symlink()])
    target = (path.parent if kind in ("rename", "copy") else place) / (name if kind != "move" else path.name)
    if target.exists() or target.is_symlink() or target.is_relative_to(path):
        return None
    if kind == "link":
        target.symlink_to(rng.choice((path, target, folder, target.parent, folder / "nowhere")))
    elif kind == "folder":
        target.mkdir()
    elif kind == "copy":
        shutil.copytree(path, target, symlinks=True) if path.is_dir() else shutil.copy(
            path, target, follow_symlinks=False
        )
    else:
        path.rename(target)
    return f"{shown}: {kind} to {_shown(target, folder)}"
