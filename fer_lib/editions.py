"""Editions: which data and which runs a book is made from."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from fer_lib.config import Activation, RunConfig, make_config, read_preset
from fer_lib.data import FaceDataset
from fer_lib.data.sources import load
from fer_lib.errors import UserError
from fer_lib.language import Text
from fer_lib.project import project_root
from fer_lib.runs import RunFolder

Regularization = Literal["none", "dropout", "weight_decay", "augmentation", "label_smoothing", "all"]
# One run, or several that differ only in their seed.
_Runs = Annotated[
    list[str],
    Field(min_length=1),
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
]


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


class _Pair(BaseModel):
    model_config = ConfigDict(extra="forbid")
    cnn: _Runs
    dnn: _Runs
    cnn_shuffled: _Runs | None = None
    dnn_shuffled: _Runs | None = None


class _Parts(BaseModel):
    model_config = ConfigDict(extra="forbid")
    activations: dict[Activation, _Runs] = {}
    regularization: dict[Regularization, _Runs] = {}
    cnn_against_dnn: list[_Pair] = []


class _Edition(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: _Title
    data: _Data
    main_run: str
    runs: dict[str, _Run] = Field(min_length=1)
    parts: _Parts = _Parts()


@dataclass(frozen=True)
class NetworkPair:
    """A convolutional and a fully connected network of about as many parameters.

    Attributes:
        cnn: runs of the convolutional network, one a seed.
        dnn: runs of the fully connected one.
        cnn_shuffled: the first again, on images whose pixels are shuffled; empty if there are none.
        dnn_shuffled: the second again; there are some exactly if ``cnn_shuffled`` has some.
    """

    cnn: tuple[str, ...]
    dnn: tuple[str, ...]
    cnn_shuffled: tuple[str, ...] = ()
    dnn_shuffled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parts:
    """Which run plays which part in the chapters; what is empty, the edition has no runs for.

    Attributes:
        activations: runs that differ in the activation alone, by activation, each with one run a seed.
        regularization: runs that differ in their regularization alone, ``none`` first.
        cnn_against_dnn: pairs to compare.
    """

    activations: dict[Activation, tuple[str, ...]] = field(default_factory=dict)
    regularization: dict[Regularization, tuple[str, ...]] = field(default_factory=dict)
    cnn_against_dnn: tuple[NetworkPair, ...] = ()


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
    parts: Parts = Parts()

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
    known = [*_Edition.model_fields, *_Data.model_fields, *_Parts.model_fields, *_Pair.model_fields]
    known += [*get_args(Activation), *get_args(Regularization)]
    lines = []
    for problem in error.errors():
        place = [str(part) for part in problem["loc"] if part != "[key]"]
        lines.append(f"{'.'.join(place)}: {problem['msg']}")
        if problem["type"] in ("extra_forbidden", "literal_error"):
            near = difflib.get_close_matches(place[-1], known, 1)
            lines[-1] += f" (did you mean {near[0]!r}?)" if near else ""
    return "; ".join(lines)


def _named_runs(parts: _Parts) -> Iterator[tuple[str, str, str | None, bool]]:
    """Key, run, and what the key says of it (activation, whether pixels are shuffled), for each run named."""
    for activation, runs in parts.activations.items():
        yield from ((f"activations: {activation}", run, activation, False) for run in runs)
    for kind, runs in parts.regularization.items():
        yield from ((f"regularization: {kind}", run, None, False) for run in runs)
    for number, pair in enumerate(parts.cnn_against_dnn, 1):
        for role in _Pair.model_fields:
            key = f"cnn_against_dnn: pair {number}: {role}"
            shuffled = role.endswith("_shuffled")
            yield from ((key, run, None, shuffled) for run in getattr(pair, role) or [])


def _check_parts(parts: _Parts, configs: dict[str, RunConfig], shown: str) -> Parts:
    """The parts, each of whose runs exists and is what its key says.

    Raises:
        UserError: naming file, key and run.
    """
    for key, run, activation, shuffled in _named_runs(parts):
        where = f"{shown}: parts: {key}"
        if run not in configs:
            near = difflib.get_close_matches(run, configs, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"the runs are {', '.join(configs)}"
            raise UserError(f"{where}: there is no run {run!r}; {hint}")
        if activation and configs[run].activation != activation:
            raise UserError(f"{where}: the activation of {run!r} is {configs[run].activation}")
        if shuffled != configs[run].shuffle_pixels:
            expected = "shuffle_pixels: true" if shuffled else "shuffle_pixels: false"
            raise UserError(f"{where}: {run!r} does not have {expected}")
    for key in ("activations", "regularization"):
        if len(getattr(parts, key)) == 1:
            raise UserError(f"{shown}: parts: {key}: names one kind of run; a comparison needs two or more")
    if parts.regularization and "none" not in parts.regularization:
        raise UserError(f"{shown}: parts: regularization: needs `none`, which the others are compared to")
    for number, pair in enumerate(parts.cnn_against_dnn, 1):
        if (pair.cnn_shuffled is None) != (pair.dnn_shuffled is None):
            raise UserError(
                f"{shown}: parts: cnn_against_dnn: pair {number}: name both cnn_shuffled and dnn_shuffled, or neither"
            )
    order = get_args(Regularization)
    return Parts(
        activations={key: tuple(runs) for key, runs in parts.activations.items()},
        regularization={
            key: tuple(parts.regularization[key]) for key in order if key in parts.regularization
        },
        cnn_against_dnn=tuple(
            NetworkPair(*(tuple(getattr(pair, role) or ()) for role in _Pair.model_fields))
            for pair in parts.cnn_against_dnn
        ),
    )


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
        parts=_check_parts(parsed.parts, configs, shown),
    )
