"""The records and messages of TensorBoard's event files."""

import struct
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fer_lib.adoption.history.event_file import masked_crc32c, read_scalars
from fer_lib.errors import UserError
from tests.adoption.history import event_files as tb


@pytest.mark.parametrize(
    ("data", "crc"),
    [  # RFC 3720, B.4, and the check value of the CRC catalogue
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
        (b"123456789", 0xE3069283),
    ],
)
def test_crc_of_the_specification(data, crc):
    assert tb.crc32c(data) == crc
    turned = (crc >> 15 | crc << 17) & 0xFFFFFFFF
    assert masked_crc32c(data) == (turned + 0xA282EAD8) & 0xFFFFFFFF
    assert struct.pack("<I", masked_crc32c(data)) == tb.masked(data)


def test_scalars_of_both_kinds(tmp_path):
    path = tb.write_events(
        tmp_path / "events.out.tfevents.1",
        [
            tb.event(1, tb.simple("loss", 0.5), tb.simple("acc", 0.25)),
            tb.event(2, tb.tensor("epoch_loss", 0.125)),
            tb.event(3, tb.tensor("epoch_loss", 0.1, double=True)),
            tb.event(300, tb.tensor("epoch_loss", 4.0, packed=True)),
            tb.event(-1, tb.simple("before", 1.0)),
        ],
    )
    assert read_scalars(path) == (
        [
            ("loss", 1, 0.5), ("acc", 1, 0.25), ("epoch_loss", 2, 0.125), ("epoch_loss", 3, 0.1),
            ("epoch_loss", 300, 4.0), ("before", -1, 1.0),
        ],
        True,
    )  # fmt: skip


def test_everything_else_is_passed_over(tmp_path):
    picture = tb.field(1, b"picture") + tb.field(4, tb.field(4, b"x" * 200))
    text = tb.field(1, b"text") + tb.field(8, tb.field(1, 7) + tb.field(8, b"hello"))
    large = tb.field(1, b"histogram") + tb.field(5, b"y" * 2**16)
    vector = tb.field(1, b"curve") + tb.field(8, tb.field(1, 1) + tb.field(4, struct.pack("<2f", 1, 2)))
    events = [tb.event(1, value) for value in (picture, text, large, vector, tb.simple("loss", 2.0))]
    assert read_scalars(tb.write_events(tmp_path / "e", events)) == ([("loss", 1, 2.0)], True)


def test_a_file_that_is_still_written_is_read_up_to_its_end(tmp_path):
    path = tb.write_events(
        tmp_path / "e", [tb.event(1, tb.simple("loss", 1.0)), tb.event(2, tb.simple("loss", 2.0))]
    )
    whole = path.read_bytes()
    for cut in (1, 3, 12, 20):
        path.write_bytes(whole[:-cut])
        assert read_scalars(path) == ([("loss", 1, 1.0)], False)


@pytest.mark.parametrize("place", [0, 8, 12, 40])
def test_a_changed_byte_is_named(tmp_path, place):
    path = tb.write_events(tmp_path / "e", [tb.event(1, tb.simple("loss", 1.0))])
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(
        UserError, match=r"e: (damaged \()?.*wrong check sum of the (length|record) at byte (0|40)"
    ):
        read_scalars(path)


def test_another_file(tmp_path):
    path = tmp_path / "e"
    path.write_text("epoch,loss\n1,2\n")
    with pytest.raises(UserError, match="no event file of TensorBoard"):
        read_scalars(path)


@pytest.mark.parametrize("message", [b"\x0b\x01", b"\x0a\xff", b"\xff" * 12, b"\x2a\x03\x0a\x05x"])
def test_a_record_that_is_no_event(tmp_path, message):
    path = tmp_path / "e"
    path.write_bytes(tb.record(message))
    with pytest.raises(UserError, match="damaged at byte 0"):
        read_scalars(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=st.binary(max_size=80))
def test_no_message_makes_another_error(tmp_path, message):
    path = tmp_path / "e"
    path.write_bytes(tb.record(message))
    with suppress(UserError):
        read_scalars(path)
