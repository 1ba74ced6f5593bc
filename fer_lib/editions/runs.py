"""The runs of an edition: each entry of ``runs:`` times its grid times its seeds, by name."""

import difflib
import itertools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fer_lib.adoption.for_edition import adopted_config
from fer_lib.config import RunConfig, make_config
from fer_lib.editions.file import MAIN_DATA, RunEntry
from fer_lib.errors import UserError
from fer_lib.network_code import reference_from
from fer_lib.presets import read_preset

SHORT_KEYS = {"learning_rate": "lr", "batch_size": "bs", "weight_decay": "wd"}
"""Keys that have a shorter name in the names of runs; the others keep theirs, with hyphens."""
RESERVED = (MAIN_DATA, "chapters")
"""Folders of ``runs/<edition>/`` that are no runs, beside those of ``other_data``."""
LONGEST_NAME = 64
NO_PRESET = "–"
"""What stands in the place of a preset's name for runs that have none."""
_OF_THE_EDITION = {
    "name": "the entry's key is the name",
    "runs_dir": "runs of an edition go to runs/<edition>",
    "synthetic_count": "the edition's `data: count:` says it",
    "overwrite": "a changed run of an edition always takes the place of the old one",
}


@dataclass(frozen=True)
class EditionRuns:
    """All runs of an edition.

    Attributes:
        configs: configuration of each run by name, in the file's order.
        presets: the preset of each run; ``NO_PRESET`` where its network is named directly, or was trained elsewhere.
        data: name of the data that each run sees.
        adopted: where the runs lie that were trained elsewhere.
        groups: every name that may stand for runs, with those: a run for itself, a combination of a grid for its
            seeds, an entry for all of its runs.
        seed_groups: the runs divided into sets that differ in nothing but their seed, by the name that they share.
    """

    configs: dict[str, RunConfig] = field(default_factory=dict)
    presets: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    adopted: dict[str, Path] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seed_groups: dict[str, tuple[str, ...]] = field(default_factory=dict)


def value_in_name(key: str, value: object) -> str:
    """How a value of a grid appears in the name of its run: ``lr0.001``, ``schedule-cosine``, ``flip-true``.

    Args:
        key: a key of ``RunConfig``, or ``preset``, which appears without its key.
        value: what YAML read. Characters that a file's name cannot have everywhere become hyphens.
    """
    parts = value if isinstance(value, list) else [value]
    texts = [str(part).lower() if isinstance(part, bool) else str(part) for part in parts]
    text = re.sub(r"[^A-Za-z0-9._]+", "-", "-".join(texts)).strip("-")
    if key == "preset":
        return text.removesuffix(".yaml")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return SHORT_KEYS.get(key, key.replace("_", "-")) + ("" if is_number else "-") + text


def _add_adopted(runs: EditionRuns, name: str, entry: RunEntry, root: Path, edition: str, where: str) -> None:
    """Add a run that was trained elsewhere; where its source is gone, the edition's own copy is taken."""
    source, copy = root / str(entry.adopted), root / "runs" / edition / name
    try:
        config = adopted_config(copy if not source.exists() and copy.is_dir() else source, name, edition)
    except UserError as error:
        raise UserError(f"{where}: adopted: {error}") from None
    runs.configs[name] = config
    runs.presets[name] = NO_PRESET
    runs.data[name] = entry.data
    runs.adopted[name] = source
    runs.groups[name] = runs.seed_groups[name] = (name,)


def _check_entry(entry: RunEntry, where: str) -> None:
    """Raises ``UserError`` for an empty list, or key without one, and for keys that contradict each other."""
    if entry.adopted is not None:
        if others := [
            key for key in (*entry.model_fields_set, *entry.overrides) if key not in ("adopted", "data")
        ]:
            raise UserError(
                f"{where}: {others[0]}: a run that was trained elsewhere (adopted: …) is as it is; leave this key out"
            )
        return
    if "seeds" in entry.model_fields_set and not entry.seeds:
        raise UserError(f"{where}: seeds: empty; name some, as in `seeds: [0, 1, 2]`")
    grid = entry.grid or {}
    if "grid" in entry.model_fields_set:
        empty = [key for key, values in grid.items() if not values]
        if empty or not grid:
            raise UserError(
                f"{where}: grid: {': '.join([*empty[:1], 'empty'])}; name keys of RunConfig with lists of values, "
                "as in `grid: {learning_rate: [1.0e-3, 2.0e-3]}`"
            )
    if "data" in grid:
        raise UserError(f"{where}: grid: data: one entry sees one set; write an entry for each")
    for key in [*entry.overrides, *grid]:
        if key in _OF_THE_EDITION:
            raise UserError(f"{where}: {key}: cannot be set for a run; {_OF_THE_EDITION[key]}")
    beside = [*entry.overrides, *(["preset"] if entry.preset else [])]
    if twice := [key for key in grid if key in beside]:
        raise UserError(f"{where}: {twice[0]} stands in the grid and beside it; leave one of them out")
    if entry.seeds is not None and "seed" in {**entry.overrides, **grid}:
        raise UserError(f"{where}: give either seed or seeds, not both")
    if not entry.preset and not {"preset", "model"} & {*entry.overrides, *grid}:
        raise UserError(
            f"{where}: preset: missing; name a file of presets/, without .yaml, or a network as `model:`"
        )


def _combinations(name: str, entry: RunEntry) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name without seed, and values, of each combination of the grid; one without values if there is none."""
    grid = entry.grid or {}
    for values in itertools.product(*grid.values()):
        chosen = dict(zip(grid, values, strict=True))
        yield "-".join([name, *(value_in_name(key, value) for key, value in chosen.items())]), chosen


def _preset(name: object, root: Path, where: str) -> dict[str, Any]:
    """Values of a preset that is given by its name or, from the project's folder, by its path."""
    if isinstance(name, str) and name.endswith((".yaml", ".yml")):
        try:
            return read_preset(root / name)
        except UserError as error:
            raise UserError(f"{where}: preset: {str(error).replace(f'{root}/', '')}") from None
    folder = root / "presets"
    if not isinstance(name, str) or not (folder / f"{name}.yaml").is_file():
        known = sorted(path.stem for path in folder.glob("*.yaml"))
        near = difflib.get_close_matches(str(name), known, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"presets there: {', '.join(known) or 'none'}"
        raise UserError(f"{where}: presets/{name}.yaml: there is no such preset; {hint}")
    return read_preset(folder / f"{name}.yaml")


def expand_runs(
    entries: Mapping[str, RunEntry], data_names: Collection[str], root: Path, edition: str, shown: str
) -> EditionRuns:
    """Make every run of ``runs:`` and check its configuration.

    ``<entry>``, then for each key of the grid ``-<key><value>``, then ``-s<seed>`` if the entry has ``seeds``; the
    names depend on nothing but the entry itself, so another value in a list renames no run.

    Args:
        entries: by name, in the file's order.
        data_names: of the edition's data.
        root: the project's folder, with ``presets/``.
        edition: its name.
        shown: what messages call the file.

    Raises:
        UserError: for an unknown preset or key, an empty list, a value that ``RunConfig`` refuses, a name that is
            too long, means something else, or stands for two runs.
    """
    runs = EditionRuns()
    taken: dict[str, str] = {}
    for entry_name, entry in entries.items():
        where = f"{shown}: runs: {entry_name}"
        _check_entry(entry, where)
        if entry.data not in data_names:
            others = [name for name in data_names if name != MAIN_DATA]
            known = f"there are {', '.join(others)}" if others else "there are none"
            raise UserError(
                f"{where}: data: {entry.data!r} is not among the edition's `other_data:` ({known})"
            )
        if entry.adopted is not None:
            _check_name(entry_name, where, taken, (*RESERVED, *data_names))
            _add_adopted(runs, entry_name, entry, root, edition, where)
            continue
        members: list[str] = []
        for group, chosen in _combinations(entry_name, entry):
            values = {**entry.overrides, **chosen}
            preset_name = values.pop("preset", entry.preset)
            preset = {} if preset_name is None else _preset(preset_name, root, where)
            seeds = [(f"{group}-s{seed}", {"seed": seed}) for seed in entry.seeds or []] or [(group, {})]
            for name, seed in seeds:
                _check_name(name, where, taken, (*RESERVED, *data_names))
                source = where if name == entry_name else f"{where} ({name})"
                changed = {**preset, **values, **seed, "name": name, "runs_dir": f"runs/{edition}"}
                if isinstance(changed.get("model"), str):
                    changed["model"] = reference_from(changed["model"], root)
                runs.configs[name] = make_config(changed, source)
                runs.presets[name] = NO_PRESET if preset_name is None else preset_name
                runs.data[name] = entry.data
                runs.groups[name] = (name,)
            runs.seed_groups[group] = tuple(name for name, _ in seeds)
            members += runs.seed_groups[group]
            _add_group(runs, group, runs.seed_groups[group], where)
        _add_group(runs, entry_name, tuple(members), where)
    return runs


def _check_name(name: str, where: str, taken: dict[str, str], reserved: Collection[str]) -> None:
    if len(name) > LONGEST_NAME:
        raise UserError(
            f"{where}: {name}: {len(name)} characters are too long for a run's name (at most {LONGEST_NAME}); "
            "give the entry a shorter name"
        )
    if name.lower() in reserved:
        raise UserError(f"{where}: {name!r} is a folder of the edition itself; give the run another name")
    if name.lower() in taken:  # on some file systems, capital and small letters are the same
        same = "" if taken[name.lower()] == name else f" (and of {taken[name.lower()]!r})"
        raise UserError(
            f"{where}: two runs have the name {name!r}{same}; a value may stand in a list only once, and every name "
            "that the entries make has to be different"
        )
    taken[name.lower()] = name


def _add_group(runs: EditionRuns, name: str, members: tuple[str, ...], where: str) -> None:
    if runs.groups.setdefault(name, members) != members:
        raise UserError(
            f"{where}: {name!r} is the name of {', '.join(runs.groups[name])} already; give the entry another name"
        )
