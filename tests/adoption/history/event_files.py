"""Event files of TensorBoard, built by hand from the description of their format."""

import struct
from collections.abc import Iterable
from pathlib import Path


def crc32c(data: bytes) -> int:
    """CRC-32C bit by bit, from its polynomial 0x1EDC6F41 reflected."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data: bytes) -> bytes:
    crc = crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17 & 0xFFFFFFFF) + 0xA282EAD8) % 2**32)


def record(payload: bytes) -> bytes:
    length = struct.pack("<Q", len(payload))
    return length + masked(length) + payload + masked(payload)


def varint(number: int) -> bytes:
    number %= 2**64
    parts = []
    while True:
        number, part = number >> 7, number & 0x7F
        parts.append(part | (0x80 if number else 0))
        if not number:
            return bytes(parts)


def field(number: int, content: bytes | int | float) -> bytes:
    """A field of a message: a varint, a float (fixed32), or bytes."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    if isinstance(content, float):
        return varint(number << 3 | 5) + struct.pack("<f", content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def simple(tag: str, value: float) -> bytes:
    """``Summary.Value`` as ``SummaryWriter.add_scalar`` of PyTorch writes it."""
    return field(1, tag.encode()) + field(2, float(value))


def tensor(tag: str, value: float, double: bool = False, packed: bool = False) -> bytes:
    """``Summary.Value`` as TensorFlow 2 writes it: a ``TensorProto`` and the name of the plugin."""
    form, kind, number = ("<d", 2, 6) if double else ("<f", 1, 5)
    content = field(number if packed else 4, struct.pack(form, value))
    plugin = field(9, field(1, field(1, b"scalars")))
    return field(1, tag.encode()) + field(8, field(1, kind) + field(2, b"") + content) + plugin


def event(step: int, *values: bytes) -> bytes:
    """``Event`` with a time, a step and a summary of values."""
    time = varint(1 << 3 | 1) + struct.pack("<d", 1.7e9)
    return time + field(2, step) + field(5, b"".join(field(1, value) for value in values))


def version() -> bytes:
    return varint(1 << 3 | 1) + struct.pack("<d", 1.7e9) + field(3, b"brain.Event:2")


def write_events(path: Path, events: Iterable[bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(record(version()) + b"".join(map(record, events)))
    return path
