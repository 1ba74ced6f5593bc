"""An edition as its file has it: the keys of ``editions/<name>.yaml``, and one clear error for what is wrong."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fer_lib.data.options import DataOptions
from fer_lib.data.yaml_file import read_yaml
from fer_lib.editions.roles import PART_KEYS, RolesFile
from fer_lib.errors import UserError

MAIN_DATA = "data"
"""Name of the data that the book is about; ``other_data`` has names of its own."""


class _Title(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    en: str
    zh: str = Field(alias="zh-TW")


def _titles(titles: Mapping[str, str]) -> str:
    """Titles as ``data prepare --classes`` has them behind a name: ``=Bread|麵包``."""
    english, chinese = titles.get("en", ""), titles.get("zh-TW", "")
    return (f"={english}|{chinese}" if english else f"={chinese}") if titles else ""


class DataEntry(DataOptions):
    """``data:``, or an entry of ``other_data:``: where images come from and how they are taken."""

    source: str | None = None
    """A file or folder, or the name of a built-in set; None where the user has to give one."""
    count: int | None = Field(None, ge=100)
    """Number of images, if the source is one that draws them."""
    seed: int | None = Field(None, ge=0)
    """Decides what such a source draws."""

    def arguments(self) -> list[str]:
        """The options of ``data prepare`` that say the same."""
        words = []
        if self.classes:
            named = [name + _titles(titles) for name, titles in self.classes.items()]
            words += ["--classes", *named]
        if self.leave_out:
            words += ["--leave-out", *self.leave_out]
        if self.size:
            words += ["--size", *map(str, self.size)]
        for key in ("channels", "count", "seed"):
            if getattr(self, key) is not None:
                words += [f"--{key}", str(getattr(self, key))]
        for key in ("resize", "labels"):
            words += [f"--{key}", getattr(self, key)]
        return words + ["--skip-unreadable"] * self.skip_unreadable


class RunEntry(BaseModel):
    """An entry of ``runs:``, which stands for one run or, with ``seeds`` and ``grid``, for many.

    ``data`` names an entry of ``other_data``; without it a run sees the main data. ``adopted`` is the folder or archive
    of a run that was trained elsewhere; such an entry has nothing else. All other keys are overrides: keys of
    ``RunConfig`` that take the place of the preset's.
    """

    model_config = ConfigDict(extra="allow")
    preset: str | None = None
    data: str = MAIN_DATA
    adopted: str | None = None
    seeds: list[Annotated[int, Field(strict=True, ge=0)]] | None = None
    grid: dict[str, list[Any]] | None = None

    @property
    def overrides(self) -> dict[str, Any]:
        """Keys of ``RunConfig`` with the values that all runs of the entry share."""
        return dict(self.model_extra or {})


class EditionFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")
    title: _Title
    data: DataEntry
    other_data: dict[str, DataEntry] = {}
    main_run: str
    runs: dict[str, RunEntry] = Field(min_length=1)
    roles: RolesFile = RolesFile()
    assignments: list[str] = []
    reference_reports: bool = True
    """Whether the book judges the claims of the five reports, and shows their networks, results and errata."""
    chapters: list[str] | None = Field(None, min_length=1)
    """The book's chapters in reading order, in the place of those of ``_toc.yml``."""
    report: dict[str, Any] | None = None
    """The report's fields, in the place of those in ``_config.yml``; ``report_fields`` reads them."""


_KNOWN_KEYS = [
    *(key for model in (EditionFile, DataEntry) for key in model.model_fields),
    *PART_KEYS,
]


class _UniqueKeyLoader(yaml.SafeLoader):
    """Refuses a key that stands twice, of which YAML silently takes the last: two runs with one name."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._seen: set[int] = set()

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        # Called again on a node whose merged keys (`<<: *short`) already stand beside its own: those are meant.
        if id(node) not in self._seen:
            self._seen.add(id(node))
            keys: set[tuple[str, str]] = set()
            for key, _ in node.value:
                if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
                    continue
                if (key.tag, key.value) in keys:
                    line = key.start_mark.line + 1
                    raise UserError(f"line {line}: {key.value!r} stands twice; give one of them another name")
                keys.add((key.tag, key.value))
        super().flatten_mapping(node)


_LINES = "lines of the form `key: value` are expected"
_EXPECTED = {"dict_type": _LINES, "model_type": _LINES, "string_type": "text is expected; put it in quotes"}


def _explain(error: ValidationError) -> str:
    """All problems of an edition in one line."""
    lines = []
    for problem in error.errors():
        place = [str(part) for part in problem["loc"] if part != "[key]"]
        if problem["type"] == "list_type":
            example = f", as in `{place[-1]}: [{problem['input']}]`" if problem["input"] else ""
            mistake = f"{problem['input']!r}: a list is expected{example}"
        elif expected := _EXPECTED.get(problem["type"]):
            mistake = f"{problem['input']!r}: {expected}"
        else:
            mistake = problem["msg"]
        lines.append(f"{'.'.join(place)}: {mistake}")
        if problem["type"] in ("extra_forbidden", "literal_error"):
            near = difflib.get_close_matches(place[-1], _KNOWN_KEYS, 1)
            lines[-1] += f" (did you mean {near[0]!r}?)" if near else ""
    return "; ".join(lines)


def read_keys(path: Path, shown: str, expected: str) -> dict[str, Any]:
    """The keys and values of a YAML file, not yet checked, but none of them twice.

    Args:
        path: the file.
        shown: what messages call it.
        expected: names of its keys, for a file that has none.

    Raises:
        UserError: if it cannot be read, is not YAML or no mapping, or a key stands twice.
    """
    try:
        values = read_yaml(path, shown, "a YAML file", f"Give a YAML file with {expected}.", _UniqueKeyLoader)
    except UserError as error:
        named = str(error).startswith((shown, str(path)))
        raise UserError(str(error) if named else f"{shown}: {error}") from None
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise UserError(f"{shown}: expected lines of the form `key: value`, with {expected}")
    return values


def read_edition_file(path: Path, shown: str) -> EditionFile:
    """Read a file and check its keys; the runs and roles are not looked at yet.

    Args:
        path: the file.
        shown: what messages call it.

    Raises:
        UserError: if it cannot be read or is not YAML, a key is missing, unknown or stands twice, or a value has the
            wrong type.
    """
    values = read_keys(path, shown, "title, data, main_run and runs")
    try:
        return EditionFile(**values)
    except ValidationError as error:
        raise UserError(f"{shown}: {_explain(error)}") from None
