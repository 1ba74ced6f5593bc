"""Presets: the YAML files that hold a run's configuration."""

import difflib
import stat
from pathlib import Path
from typing import Any

from fer_lib.data.yaml_file import parse_yaml, read_yaml
from fer_lib.errors import UserError


def _presets_near(path: Path) -> str:
    """Which preset may have been meant by a path that is none."""
    folder = path if path.is_dir() else path.parent if path.parent.name == "presets" else Path("presets")
    known = sorted(file.stem for file in folder.glob("*.yaml"))
    if near := difflib.get_close_matches(path.stem, known, 1):
        return f"did you mean {folder / near[0]}.yaml?"
    return (
        f"there are {folder}/{{{','.join(known)}}}.yaml" if known else "give a file of the project's presets/"
    )


def read_preset(path: Path) -> dict[str, Any]:
    """The keys and values of a preset file, not yet checked.

    Raises:
        UserError: if the file cannot be read or is not a flat YAML mapping.
    """
    near = _presets_near(path)
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError:
        raise UserError(f"{path}: there is no such preset; {near}") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); give a preset's file: {near}") from None
    if is_folder:
        raise UserError(f"{path}: this is a folder; give a preset's file: {near}")
    values = read_yaml(path, str(path), "a preset", f"Give a preset's file: {near}")
    if not isinstance(values, dict):
        raise UserError(f"{path}: expected lines of the form `key: value`")
    return values


def read_value(key: str, text: str) -> Any:
    """The value that ``-p KEY TEXT`` gives, read as in a preset.

    Raises:
        UserError: if it is not YAML.
    """
    try:
        return parse_yaml(text)
    except ValueError:
        raise UserError(f"-p {key} {text}: not readable as a YAML value") from None
