"""One edition, read from its file and checked as a whole."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fer_lib.config import RunConfig
from fer_lib.editions.file import BUILT_IN, DigitsEntry, MasksEntry, read_edition_file
from fer_lib.editions.roles import Roles, check_roles
from fer_lib.editions.runs import expand_runs
from fer_lib.errors import UserError
from fer_lib.language import Text
from fer_lib.project import project_root
from fer_lib.runs.files import CONFIG

if TYPE_CHECKING:  # PyTorch takes a second to import, and whoever lists runs has no need of it
    from fer_lib.data import ImageDataset
    from fer_lib.runs import RunFolder

SYNTHETIC = "synthetic"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""Names that an edition may have, and thereby its folder in ``runs/``."""


@dataclass(frozen=True)
class Edition:
    """One edition, read from its file.

    Attributes:
        name: name of the file without ``.yaml``.
        title: what the book calls it.
        source: ``synthetic``, a path, or None where the user has to give one.
        data_options: keyword arguments for preparing the data: ``count``, ``seed``, ``convert``.
        main_run: the run that the single-network chapters speak of.
        configs: the runs' configurations by name, in the file's order.
        presets: the preset of each run.
        root: the project's folder.
        roles: which run plays which role in the chapters.
        groups: every name that stands for runs, with those: a run for itself, a combination of a grid for its seeds,
            an entry of ``runs:`` for all of its runs.
        seed_groups: the runs divided into sets that differ in nothing but their seed, by the name that they share.
        digits: where the handwritten digits come from.
        masks: where the labelled spans of masked faces come from.
        file: what messages call the edition's file: ``editions/<name>.yaml``, or the path that was given.
    """

    name: str
    title: Text
    source: str | None
    data_options: dict[str, Any]
    main_run: str
    configs: dict[str, RunConfig]
    presets: dict[str, str]
    root: Path
    roles: Roles = field(default_factory=Roles)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seed_groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    digits: DigitsEntry = field(default_factory=DigitsEntry)
    masks: MasksEntry = field(default_factory=MasksEntry)
    file: str = ""

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
        return divide(self.undivided_data(), folder.config() if trained else self.configs[folder.name])

    def undivided_data(self) -> "ImageDataset":
        """The prepared data with the splits of their source, which no run need have.

        Raises:
            UserError: if they have not been prepared.
        """
        if not (self.folder / "data").is_dir():
            raise UserError(f"runs/{self.name}/data: not there; `make runs EDITION={self.name}` makes it")
        from fer_lib.data.sources import load

        return load(self.folder / "data")

    def run(self, name: str | None = None) -> "RunFolder":
        """A run of the edition, by default its main run."""
        from fer_lib.runs import RunFolder

        wanted = name or self.main_run
        if wanted not in self.configs:
            raise UserError(f"{self.file} has no run {wanted!r}; it has {', '.join(self.configs)}")
        return RunFolder(self.folder / wanted)


def edition_names(root: Path) -> list[str]:
    """Names of the editions of a project, sorted."""
    return sorted(path.stem for path in (root / "editions").glob("*.yaml"))


def _locate(name: str, root: Path) -> tuple[Path, str]:
    """The file of an edition that is given by its name or path, and what messages call it."""
    path = root / "editions" / f"{name}.yaml"
    shown = f"editions/{name}.yaml"
    if not path.is_file() and Path(name).suffix in (".yaml", ".yml"):
        path, shown = Path(name), name
    if not path.is_file():
        known = ", ".join(edition_names(root))
        raise UserError(f"{shown}: there is no such edition (there are: {known})")
    if not NAME.fullmatch(path.stem):
        raise UserError(f"{shown}: the file's name may have letters, digits, '.', '_' and '-' only")
    return path, shown


def read_edition(name: str, root: Path | None = None) -> Edition:
    """Read an edition and check each run's configuration before anything runs.

    Args:
        name: name of a file in ``editions/``, without ``.yaml``, or path of a file that ends in ``.yaml``.
        root: the project's folder; found from the working directory where it is not given.

    Raises:
        UserError: for an unknown edition, key, preset or run, a value that ``RunConfig`` refuses, two runs with one
            name, an empty grid, or a part that names a run that is not there or is another than its key says.
    """
    root = root or project_root()
    path, shown = _locate(name, root)
    parsed = read_edition_file(path, shown)
    runs = expand_runs(parsed.runs, root, path.stem, shown)
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
    return Edition(
        name=path.stem,
        title=Text(parsed.title.en, parsed.title.zh),
        source=parsed.data.source,
        data_options=parsed.data.model_dump(exclude={"source"}),
        main_run=main_runs[0],
        configs=runs.configs,
        presets=runs.presets,
        root=root,
        roles=check_roles(parsed.roles, runs.configs, runs.groups, shown),
        groups=runs.groups,
        seed_groups=runs.seed_groups,
        digits=parsed.digits,
        masks=parsed.masks,
        file=shown,
    )


def check_sources(edition: Edition, data: str = "") -> None:
    """Make sure that what the edition's data are made from is there.

    Data that the edition names but that are gone may have been prepared before: then those are used.

    Args:
        edition: the edition.
        data: the user's own faces, which take the place of the edition's.

    Raises:
        UserError: for a path that is not there.
    """
    if data and data != SYNTHETIC and not Path(data).exists():
        raise UserError(f"{data}: there is no such file or folder; name your data")
    for key, source in (
        ("data", "" if data else edition.source),
        ("digits", edition.digits.source),
        ("masks", edition.masks.source),
    ):
        made_here = source in (None, "", SYNTHETIC if key == "data" else BUILT_IN)
        if (
            not made_here
            and not (edition.root / str(source)).exists()
            and not (edition.folder / key).is_dir()
        ):
            raise UserError(f"{edition.file}: {key}: source: {source}: there is no such file or folder")
