"""One edition, read from its file and checked as a whole."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fer_lib.config import RunConfig, check_class_weights
from fer_lib.data.built_in import SYNTHETIC, is_built_in
from fer_lib.data.fer2013 import CLASS_NAMES as FER2013_CLASSES
from fer_lib.editions.assignments import check_assignment_names
from fer_lib.editions.contents import contents
from fer_lib.editions.file import MAIN_DATA, DataEntry, read_edition_file
from fer_lib.editions.place import NOWHERE, EditionPlace, find_edition
from fer_lib.editions.report_fields import read_report_fields
from fer_lib.editions.roles import Roles, check_roles
from fer_lib.editions.runs import RESERVED, expand_runs
from fer_lib.errors import UserError
from fer_lib.language import Text
from fer_lib.project import project_root
from fer_lib.runs.files import CONFIG

if TYPE_CHECKING:  # PyTorch takes a second to import, and whoever lists runs has no need of it
    from fer_lib.data import ImageDataset
    from fer_lib.runs import RunFolder

DATA_NAME = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Edition:
    """One edition, read from its file.

    Attributes:
        name: name of the file without ``.yaml``.
        title: what the book calls it.
        sources: where the images come from and how they are taken, by the name of the data; the main data first.
        main_run: the run that the single-network chapters speak of.
        configs: the runs' configurations by name, in the file's order.
        presets: the preset of each run.
        data_of: name of the data that each run sees.
        adopted: where the runs lie that were trained elsewhere, by name.
        root: the project's folder.
        roles: which run plays which role in the chapters.
        groups: every name that stands for runs, with those: a run for itself, a combination of a grid for its seeds,
            an entry of ``runs:`` for all of its runs.
        seed_groups: the runs divided into sets that differ in nothing but their seed, by the name that they share.
        assignments: names of the homeworks whose questions the book answers; ``assignments_of`` reads them.
        reference_reports: whether the book judges the five reports' claims, and shows their networks and results.
        place: where its file lies.
    """

    name: str
    title: Text
    sources: dict[str, DataEntry]
    main_run: str
    configs: dict[str, RunConfig]
    presets: dict[str, str]
    data_of: dict[str, str]
    adopted: dict[str, Path]
    root: Path
    roles: Roles = field(default_factory=Roles)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seed_groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    assignments: tuple[str, ...] = ()
    reference_reports: bool = True
    place: EditionPlace = NOWHERE

    @property
    def file(self) -> str:
        """What messages call the edition's file."""
        return self.place.shown

    @property
    def folder(self) -> Path:
        """``runs/<edition>``, which holds the prepared data and one folder a run."""
        return self.root / "runs" / self.name

    def data(self, run: str | None = None) -> "ImageDataset":
        """The images as one of the runs saw them, divided into its splits; every image keeps its position.

        Args:
            run: by default the main run. What it was trained with counts, where that is no longer what the file says.

        Raises:
            UserError: if the data have not been prepared, or cannot be divided so.
        """
        from fer_lib.training.data import divide

        folder = self.run(run)
        trained = (folder.path / CONFIG).is_file()
        config = folder.config() if trained else self.configs[folder.name]
        return divide(self.undivided_data(self.data_of[folder.name]), config)

    def undivided_data(self, name: str = MAIN_DATA) -> "ImageDataset":
        """Prepared data with the splits of their source, which no run need have.

        Args:
            name: of the data; by default those that the book is about.

        Raises:
            UserError: if they have not been prepared.
        """
        if name not in self.sources:
            raise UserError(f"{self.file} has no data {name!r}; it has {', '.join(self.sources)}")
        if not (self.folder / name).is_dir():
            raise UserError(f"runs/{self.name}/{name}: not there; `make runs EDITION={self.name}` makes it")
        from fer_lib.data.sources import load

        return load(self.folder / name)

    def runs_on(self, name: str = MAIN_DATA) -> tuple[str, ...]:
        """Names of the runs that see these data, in the file's order."""
        return tuple(run for run, data in self.data_of.items() if data == name)

    @property
    def main_configs(self) -> dict[str, RunConfig]:
        """Configurations of the runs on the main data: those that the chapters compare."""
        return {name: self.configs[name] for name in self.runs_on()}

    @property
    def trained_configs(self) -> dict[str, RunConfig]:
        """Configurations of the runs that are trained here, in the file's order."""
        return {name: config for name, config in self.configs.items() if name not in self.adopted}

    def run(self, name: str | None = None) -> "RunFolder":
        """A run of the edition, by default its main run."""
        from fer_lib.runs import RunFolder

        wanted = name or self.main_run
        if wanted not in self.configs:
            raise UserError(f"{self.file} has no run {wanted!r}; it has {', '.join(self.configs)}")
        return RunFolder(self.folder / wanted)


def read_edition(name: str, root: Path | None = None) -> Edition:
    """Read an edition and check each run's configuration before anything runs.

    Args:
        name: name of a file in ``editions/``, without ``.yaml``, of a folder in ``reports/``, or path of a file that
            ends in ``.yaml``.
        root: the project's folder; found from the working directory where it is not given.

    Raises:
        UserError: for an unknown edition, key, preset or run, a value that ``RunConfig`` refuses, two runs with one
            name, an empty grid, a homework or chapter that is not there, a wrong field of the report, or a part that
            names a run that is not there or is another than its key says.
    """
    root = root or project_root()
    place = find_edition(name, root)
    shown = place.shown
    parsed = read_edition_file(place.path, shown)
    if parsed.report is not None:
        read_report_fields(place.path, shown)
    if parsed.chapters is not None:
        contents(name, root)
    sources = {MAIN_DATA: parsed.data, **parsed.other_data}
    _check_data_names(parsed.other_data, shown)
    runs = expand_runs(parsed.runs, sources, root, place.name, shown)
    main_runs = runs.groups.get(parsed.main_run)
    if main_runs is None:
        raise UserError(
            f"{shown}: main_run: {parsed.main_run!r} is not among the runs ({', '.join(runs.configs)})"
        )
    if len(main_runs) > 1:
        raise UserError(
            f"{shown}: main_run: {parsed.main_run!r} stands for {len(main_runs)} runs; name one of "
            f"{', '.join(main_runs)}"
        )
    if runs.data[main_runs[0]] != MAIN_DATA:
        raise UserError(
            f"{shown}: main_run: {main_runs[0]!r} sees {runs.data[main_runs[0]]}, not the main data"
        )
    _check_class_weights(runs.configs, {name: sources[data] for name, data in runs.data.items()}, shown)
    return Edition(
        name=place.name,
        title=Text(parsed.title.en, parsed.title.zh),
        sources=sources,
        main_run=main_runs[0],
        configs=runs.configs,
        presets=runs.presets,
        data_of=runs.data,
        adopted=runs.adopted,
        root=root,
        roles=check_roles(
            parsed.roles,
            runs.configs,
            runs.groups,
            shown,
            {run: data for run, data in runs.data.items() if data != MAIN_DATA},
            runs.adopted,
        ),
        groups=runs.groups,
        seed_groups=runs.seed_groups,
        assignments=check_assignment_names(parsed.assignments, root, place),
        reference_reports=parsed.reference_reports,
        place=place,
    )


def _check_data_names(other_data: Mapping[str, DataEntry], shown: str) -> None:
    for name, entry in other_data.items():
        if not DATA_NAME.fullmatch(name) or name in RESERVED:
            raise UserError(
                f"{shown}: other_data: {name!r}: a name of small letters, digits and '-' is expected, and not "
                f"{' or '.join(RESERVED)}"
            )
        if entry.source is None:
            raise UserError(f"{shown}: other_data: {name}: source: missing; name a path or a built-in set")


def _check_class_weights(
    configs: Mapping[str, RunConfig], entries: Mapping[str, DataEntry], shown: str
) -> None:
    """Hold given class weights against the classes, where the file alone says which those are."""
    for name, config in configs.items():
        entry = entries[name]
        classes = tuple(entry.classes) or (FER2013_CLASSES if entry.source == SYNTHETIC else ())
        left = [known for known in classes if known not in entry.leave_out]
        if left and isinstance(config.class_weights, list):
            try:
                check_class_weights(config.class_weights, left)
            except UserError as error:
                raise UserError(f"{shown}: runs: {name}: class_weights: {error.text}") from None


def check_sources(edition: Edition, data: str = "") -> None:
    """Make sure that what the edition's data are made from is there.

    Data that the edition names but that are gone may have been prepared before: then those are used.

    Args:
        edition: the edition.
        data: the user's own images, which take the place of the edition's main data.

    Raises:
        UserError: for a path that is not there.
    """
    if data and not is_built_in(data) and not Path(data).exists():
        raise UserError(f"{data}: there is no such file or folder; name your data")
    for name, entry in edition.sources.items():
        source = entry.source
        if source is None or is_built_in(source) or (data and name == MAIN_DATA):
            continue
        if not (edition.root / source).exists() and not (edition.folder / name).is_dir():
            place = MAIN_DATA if name == MAIN_DATA else f"other_data: {name}"
            raise UserError(f"{edition.file}: {place}: source: {source}: there is no such file or folder")
