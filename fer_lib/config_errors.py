"""What is wrong with a configuration, in one line that names each key and the place to mend it."""

import difflib
import re
from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError

# Said instead of what pydantic says: a pattern, or one sentence for each kind of value that the key may have.
_EXPECTED = {
    "name": "letters, digits, '.', '_' and '-' are allowed, at most 64 of them, and a letter or digit comes first",
    "validation_size": "a whole count from 1, or a share above 0 and below 1, is expected",
    "dropout": "'network', or a number from 0 to below 1, is expected",
    "class_weights": "'none', 'balanced', 'effective', or a list of numbers from 0, one a class, is expected",
    "model_options": "names and values that the network's class takes are expected, as {depth: 18}",
}
_POWER = re.compile(r"([-+]?\d+)(\.\d*)?[eE]([-+]?)(\d+)")
_TYPES = {
    "int_type": "a whole number is expected",
    "float_type": "a number is expected",
    "bool_type": "true or false is expected",
    "string_type": "text is expected",
}


def _power(text: str, whole: bool) -> str:
    """How to write a number that YAML takes for text because of its power of ten; empty for other text."""
    found = _POWER.fullmatch(text)
    if not found:
        return ""
    if whole:
        return f" (write {int(float(text))})" if float(text).is_integer() else ""
    digits, decimals, sign, exponent = found.groups()
    return f" (YAML reads {text} as text; write {digits}{decimals or '.0'}e{sign or '+'}{exponent})"


def _describe(
    problem: Mapping[str, Any], key: str, value: object, known: Collection[str], on_command_line: bool
) -> str:
    """What is wrong with the value of a key, and what is expected."""
    kind = problem["type"]
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(key, known, 1)
        return f"unknown key {key!r}" + (f": did you mean {near[0]!r}?" if near else "")
    if kind == "string_type" and value is not None and not isinstance(value, list | dict):
        quoted = f"'\"{value}\"'" if on_command_line else f'"{value}"'
        return f"YAML does not read {value} as text; put it in quotes: {quoted}"
    if isinstance(value, str) and kind in ("int_type", "float_type"):
        hint = _power(value, kind == "int_type" and key not in _EXPECTED)
        if hint or key not in _EXPECTED:
            return f"{value!r} is text, {_TYPES[kind]}{hint}"
    expectation = _TYPES.get(kind, problem["msg"]) if key not in _EXPECTED else _EXPECTED[key]
    return f"{value!r}: {expectation}"


def blame(text: str, keys: tuple[str, ...], source: str, given: Collection[str]) -> str:
    """A mistake with the place to mend it.

    Args:
        text: what is wrong with the first of the keys.
        keys: the key that the text is about, then others that it contradicts.
        source: where the keys stand, for example a preset.
        given: the keys that were given by ``-p`` on the command line instead.

    Returns:
        ``presets/smoke.yaml: epochs: …``, or ``-p epochs: …`` for a key that was given there.
    """
    guilty = next((key for key in keys if key in given), None)
    if guilty is None:
        return f"{source}: {keys[0]}: {text}"
    return f"-p {guilty}: {text}" if guilty == keys[0] else f"-p {guilty}: {keys[0]}: {text}"


def explain_mistakes(
    error: ValidationError,
    values: Mapping[str, Any],
    known: Collection[str],
    source: str,
    given: Collection[str],
) -> str:
    """All problems in one line, one sentence a key; those of the source first, which is named once.

    Args:
        error: what pydantic says.
        values: the keys and values that it has checked.
        known: all keys that there are.
        source: as for ``blame``.
        given: as for ``blame``.
    """
    lines = {}
    for problem in error.errors():
        key = str(problem["loc"][0])
        text = _describe(problem, key, values[key], known, key in given)
        unknown = problem["type"] == "extra_forbidden" and key not in given
        lines[key] = f"{source}: {text}" if unknown else blame(text, (key,), source, given)
    first, *others = (lines[key] for key in sorted(lines, key=lambda key: key in given))
    return "; ".join([first, *(line.removeprefix(f"{source}: ") for line in others)])
