"""Editions: which data and which runs a book is made from."""

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fer_lib.config import RunConfig, make_config, read_preset
from fer_lib.data import FaceDataset
from fer_lib.data.sources import load
from fer_lib.edition_parts import (
    PART_KEYS,
    LeakedRuns,
    NetworkPair,
    Parts,
    PartsFile,
    Regularization,
    check_parts,
)
from fer_lib.errors import UserError
from fer_lib.language import Text
from fer_lib.project import project_root
from fer_lib.runs import RunFolder

__all__ = ["Edition", "LeakedRuns", "NetworkPair", "Parts", "Regularization", "read_edition"]


class _Title(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    en: str
    zh: str = Field(alias="zh-TW")


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    source: str | None = None
    size: Annotated[int, Field(ge=100)] = 6000
    seed: Annotated[int, Field(ge=0)] = 0
    convert: bool = False


class _Run(BaseModel):
    model_config = ConfigDict(extra="allow")
    preset: str


class _Edition(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: _Title
    data: _Data
    main_run: str
    runs: dict[str, _Run] = Field(min_length=1)
    parts: PartsFile = PartsFile()


@dataclass(frozen=True)
class Edition:
    """One edition, read from ``editions/<name>.yaml``.

    Attributes:
        name: name of the file without ``.yaml``.
        title: what the book calls it.
        source: ``synthetic``, a path, or None where the user has to give one.
        data_options: keyword arguments for preparing the data: ``size``, ``seed``, ``convert``.
        main_run: the run that the single-network chapters speak of.
        configs: the runs' configurations by name, in the file's order.
        presets: the preset of each run.
        root: the project's folder.
        parts: which run plays which part in the chapters.
    """

    name: str
    title: Text
    source: str | None
    data_options: dict[str, Any]
    main_run: str
    configs: dict[str, RunConfig]
    presets: dict[str, str]
    root: Path
    parts: Parts = field(default_factory=Parts)

    @property
    def folder(self) -> Path:
        """``runs/<edition>``, which holds the prepared data and one folder a run."""
        return self.root / "runs" / self.name

    def data(self) -> FaceDataset:
        """The prepared data, memory-mapped.

        Raises:
            UserError: if they have not been prepared.
        """
        if not (self.folder / "data").is_dir():
            raise UserError(f"runs/{self.name}/data: not there; `make runs EDITION={self.name}` makes it")
        return load(self.folder / "data")

    def run(self, name: str | None = None) -> RunFolder:
        """A run of the edition, by default its main run."""
        wanted = name or self.main_run
        if wanted not in self.configs:
            raise UserError(
                f"editions/{self.name}.yaml has no run {wanted!r}; it has {', '.join(self.configs)}"
            )
        return RunFolder(self.folder / wanted)

    def without(self, part: str) -> Text:
        """What a chapter says where the edition names no runs for one of its experiments.

        Args:
            part: the key of ``parts`` that would name them.
        """
        return Text(
            f"This edition has no runs for this experiment. To see it, name them under `parts: {part}:` in "
            f"`editions/{self.name}.yaml`.",
            f"這一版沒有這項實驗的訓練結果。若要納入，請在 `editions/{self.name}.yaml` 的 `parts: {part}:` 列出。",
        )


def _explain(error: ValidationError) -> str:
    """All problems of an edition in one line."""
    known = [*_Edition.model_fields, *_Data.model_fields, *PART_KEYS]
    lines = []
    for problem in error.errors():
        place = [str(part) for part in problem["loc"] if part != "[key]"]
        lines.append(f"{'.'.join(place)}: {problem['msg']}")
        if problem["type"] in ("extra_forbidden", "literal_error"):
            near = difflib.get_close_matches(place[-1], known, 1)
            lines[-1] += f" (did you mean {near[0]!r}?)" if near else ""
    return "; ".join(lines)


def read_edition(name: str, root: Path | None = None) -> Edition:
    """Read an edition and check each run's configuration before anything runs.

    Args:
        name: name of a file in ``editions/``, without ``.yaml``.
        root: the project's folder; found from the working directory where it is not given.

    Raises:
        UserError: for an unknown edition, key, preset or run, a value that ``RunConfig`` refuses, or a part that
            names a run that is not there or is another than its key says.
    """
    root = root or project_root()
    path = root / "editions" / f"{name}.yaml"
    shown = f"editions/{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in path.parent.glob("*.yaml")))
        raise UserError(f"{shown}: there is no such edition (there are: {known})")
    try:
        parsed = _Edition(**yaml.safe_load(path.read_text("utf8")))
    except (yaml.YAMLError, TypeError) as error:
        raise UserError(f"{shown}: not readable as YAML: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        raise UserError(f"{shown}: {_explain(error)}") from None
    configs = {}
    for run_name, run in parsed.runs.items():
        preset = read_preset(root / "presets" / f"{run.preset}.yaml")
        values = {**preset, **(run.model_extra or {}), "name": run_name, "runs_dir": f"runs/{name}"}
        configs[run_name] = make_config(values, f"{shown}: runs: {run_name}")
    if parsed.main_run not in configs:
        raise UserError(
            f"{shown}: main_run: {parsed.main_run!r} is not among the runs ({', '.join(configs)})"
        )
    return Edition(
        name=name,
        title=Text(parsed.title.en, parsed.title.zh),
        source=parsed.data.source,
        data_options=parsed.data.model_dump(exclude={"source"}),
        main_run=parsed.main_run,
        configs=configs,
        presets={run_name: run.preset for run_name, run in parsed.runs.items()},
        root=root,
        parts=check_parts(parsed.parts, configs, shown),
    )
