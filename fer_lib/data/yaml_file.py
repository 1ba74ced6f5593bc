"""YAML that users write: read safely, and every mistake in it one sentence."""

from pathlib import Path
from typing import Any

import yaml

from fer_lib.data.content import START_BYTES
from fer_lib.data.opening import Wanted, open_file
from fer_lib.data.reading import reporting_os_errors
from fer_lib.errors import UserError

MOST_BYTES = 1 << 24
DEEPEST = 50
"""Lists and mappings inside of each other."""


def read_yaml(path: Path, shown: str, noun: str, otherwise: str, loader: Any = yaml.SafeLoader) -> Any:
    """What a YAML file says.

    Args:
        path: the file.
        shown: what messages call it.
        noun: what it should be, ``a preset``; an empty one says nothing, which is no mistake here.
        otherwise: what to give, as a sentence, if it is something else.
        loader: a safe one.

    Raises:
        UserError: if it cannot be read or is of another kind.
    """
    with open_file(path) as file, reporting_os_errors(path):
        content = file.read(MOST_BYTES + 1)
    wanted = Wanted(noun, otherwise, taken=frozenset({"empty", "blank", "json"}))  # JSON is YAML
    if reason := wanted.why_not(content[:START_BYTES]):
        raise UserError(f"{shown}: {reason}")
    if len(content) > MOST_BYTES:
        raise UserError(f"{shown}: larger than {MOST_BYTES // 2**20} MiB, so not {noun}. {otherwise}")
    try:
        return parse_yaml(content.decode("utf-8-sig"), loader)
    except ValueError as error:
        raise UserError(f"{shown}: not readable as YAML: {' '.join(str(error).split())}") from None


def parse_yaml(text: str, loader: Any = yaml.SafeLoader) -> Any:
    """What a text says.

    Args:
        text: YAML.
        loader: a safe one.

    Raises:
        ValueError: saying what is wrong with it.
    """
    try:
        depth = 0
        for event in yaml.parse(text, loader):  # lazily: what lies deep is not gone through to its end
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise ValueError("brackets or lines lie too deep in each other")
        return yaml.load(text, loader)
    except (yaml.YAMLError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(str(error)) from None
