"""TensorBoard's event files, read without TensorFlow: only the scalars in them.

A file is a series of records: the payload's length (8 bytes, little-endian), a masked CRC-32C of these 8 bytes, the
payload, and a masked CRC-32C of the payload (``tensorflow/core/lib/io/record_writer.h``). A payload is a protocol
buffer ``Event`` (``tensorflow/core/util/event.proto``): field 2 is the step, field 5 a ``Summary`` with values, each
with a tag (1) and a ``simple_value`` (2) or, since TensorFlow 2, a ``TensorProto`` (8).
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from fer_lib.data.opening import Wanted, open_file
from fer_lib.errors import UserError

LARGEST_SCALAR = 2**16
"""Bytes of a payload that is looked into; an event with a scalar has under a hundred, larger ones are pictures."""
_CASTAGNOLI, _MASK_DELTA = 0x82F63B78, 0xA282EAD8
_FLOAT, _DOUBLE = 1, 2
"""``DT_FLOAT`` and ``DT_DOUBLE`` of TensorFlow's ``types.proto``."""
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
EVENTS = Wanted("an event file of TensorBoard", "Give the folder with the event files of one training.")
Scalar = tuple[str, int, float]
"""Tag, step and value."""


def _table() -> list[int]:
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (_CASTAGNOLI if byte & 1 else 0)
        table.append(byte)
    return table


_TABLE = _table()


def masked_crc32c(data: bytes) -> int:
    """CRC-32C (RFC 3720, B.4) of the data, turned and shifted as TensorFlow's records have it."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + _MASK_DELTA) & 0xFFFFFFFF


class _CutShortError(Exception):
    """The file ends within a record, as one does that is still written."""


def read_scalars(path: Path) -> tuple[list[Scalar], bool]:
    """The scalars of a file in their order, and whether its last record is whole.

    Raises:
        UserError: if it cannot be read, is no event file, or is damaged; the message names the byte.
    """
    scalars: list[Scalar] = []
    try:
        for place, payload in _records(path):
            try:
                scalars += _scalars(payload)
            except ValueError as error:
                raise UserError(f"{path}: damaged at byte {place:,} ({error})") from None
    except _CutShortError:
        return scalars, False
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror or error})") from None
    return scalars, True


def _records(path: Path) -> Iterator[tuple[int, bytes]]:
    """Place and payload of every record that is small enough to hold a scalar."""
    with open_file(path) as file:
        size = path.stat().st_size
        while (place := file.tell()) < size:
            head = file.read(12)
            if len(head) < 12:
                raise _CutShortError
            length, crc = struct.unpack("<QI", head)
            if masked_crc32c(head[:8]) != crc:
                if not place:
                    EVENTS.check(path)
                what = "damaged" if place else "no event file of TensorBoard"
                raise UserError(f"{path}: {what} (wrong check sum of the length at byte {place:,})")
            if place + 16 + length > size:
                raise _CutShortError
            if length > LARGEST_SCALAR:
                file.seek(length + 4, 1)
                continue
            payload, (crc,) = file.read(length), struct.unpack("<I", file.read(4))
            if masked_crc32c(payload) != crc:
                raise UserError(f"{path}: damaged (wrong check sum of the record at byte {place:,})")
            yield place, payload


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise ValueError("a number that does not end")
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def _fields(data: bytes) -> Iterator[tuple[int, int, int | bytes]]:
    """Number, wire type and value of each field of a message; numbers of fixed width come as bytes."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, at = _varint(data, at)
            yield number, kind, value
            continue
        if kind == _BYTES:
            length, at = _varint(data, at)
        elif kind in (_FIXED64, _FIXED32):
            length = 8 if kind == _FIXED64 else 4
        else:
            raise ValueError(f"a field of kind {kind}")
        if at + length > len(data):
            raise ValueError("a field that is longer than its message")
        yield number, kind, data[at : at + length]
        at += length


def _scalars(event: bytes) -> Iterator[Scalar]:
    step, summaries = 0, []
    for number, kind, value in _fields(event):
        if (number, kind) == (2, _VARINT) and isinstance(value, int):
            step = value - (1 << 64) if value >> 63 else value
        elif (number, kind) == (5, _BYTES) and isinstance(value, bytes):
            summaries.append(value)
    for summary in summaries:
        for number, kind, value in _fields(summary):
            if (number, kind) == (1, _BYTES) and isinstance(value, bytes):
                tag, scalar = _value(value)
                if scalar is not None:
                    yield tag, step, scalar


def _value(message: bytes) -> tuple[str, float | None]:
    tag, scalar = "", None
    for number, kind, value in _fields(message):
        if not isinstance(value, bytes):
            continue
        if (number, kind) == (1, _BYTES):
            tag = value.decode("utf8", "replace")
        elif (number, kind) == (2, _FIXED32):
            (scalar,) = struct.unpack("<f", value)
        elif (number, kind) == (8, _BYTES):
            scalar = _tensor(value)
    return tag, scalar


def _tensor(message: bytes) -> float | None:
    """The number in a ``TensorProto`` that holds one; None for anything else."""
    dtype, content, numbers = 0, b"", b""
    for number, kind, value in _fields(message):
        if (number, kind) == (1, _VARINT) and isinstance(value, int):
            dtype = value
        elif isinstance(value, bytes):
            if (number, kind) == (4, _BYTES):
                content = value
            elif number in (5, 6):  # float_val and double_val, packed or alone
                numbers += value
    form = {_FLOAT: "<f", _DOUBLE: "<d"}.get(dtype)
    data = content or numbers
    if form is None or len(data) != struct.calcsize(form):
        return None
    (scalar,) = struct.unpack(form, data)
    return float(scalar)
