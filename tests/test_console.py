"""Commands on consoles that cannot write everything."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.cli import main
from fer_lib.console import HANDLER
from tests.data.face_files import write_class_folders

ENCODINGS = ("cp950", "ascii", "latin-1", "cp437", "shift_jis", "utf8")


@given(st.text(), st.sampled_from(ENCODINGS))
def test_every_text_can_be_written_and_what_the_encoding_has_stays(text: str, encoding: str) -> None:
    written = text.encode(encoding, HANDLER)
    try:
        assert written == text.encode(encoding)
    except UnicodeEncodeError:
        assert written.decode(encoding)


def test_signs_of_sentences_become_readable_and_letters_certain() -> None:
    told = "49.1–52.3 % “yes” … 3×3 ≥ 0 臉"
    assert told.encode("ascii", HANDLER) == b'49.1-52.3 % "yes" ... 3x3 >= 0 \\u81c9'


@pytest.fixture
def said_on(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Runs a command on a console of an encoding: ``said_on("cp950", "claims")`` is its status and output."""

    def call(encoding: str, *arguments: str) -> tuple[int, str]:
        streams = [io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2)]
        for name, stream in zip(("stdout", "stderr"), streams, strict=True):
            monkeypatch.setattr(sys, name, stream)
        status = main(arguments)
        for stream in streams:
            stream.flush()
        return status, b"".join(stream.buffer.getvalue() for stream in streams).decode(encoding)  # type: ignore[attr-defined]

    return call


@pytest.mark.parametrize(
    "command",
    [
        ["prove", "--against", "batchnorm.dx"],
        ["prove", "--against", "batchnorm.dx", "≥ 0"],
        ["claims", "A1"],
        ["claims"],
        ["results", "list"],
        ["status", "quick"],
        ["edition", "list"],
        ["edition", "check", "quick", "--brief"],
        ["edition", "check", "沒有這個"],
    ],
)
def test_no_command_ends_in_a_traceback(said_on: Callable[..., tuple[int, str]], command: list[str]) -> None:
    for encoding in ("ascii",) if "check" in command else ("ascii", "cp950", "latin-1"):
        status, said = said_on(encoding, *command)
        assert status in (0, 1, 2)
        assert said.strip()


def test_a_card_of_data_with_chinese_names_is_shown(
    said_on: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    write_class_folders(tmp_path / "臉 €")
    for encoding in ("ascii", "cp950"):
        status, said = said_on(encoding, "data", "check", str(tmp_path / "臉 €"))
        assert status == 0
        assert "28" in said
