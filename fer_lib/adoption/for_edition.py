"""A run from elsewhere as a run of an edition, ``runs: {colab: {adopted: path}}``, which is never trained there."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from fer_lib.adoption.same_data import check_classes_and_shape, difference_of_data
from fer_lib.config import RunConfig
from fer_lib.data import ImageDataset
from fer_lib.errors import UserError
from fer_lib.files import write_text
from fer_lib.network_code import is_reference
from fer_lib.runs import RunFolder
from fer_lib.runs.archive import NOTEBOOK, archived_config, unpacked_run
from fer_lib.runs.files import CONFIG, HISTORY, METRICS, NETWORK, PREDICTIONS, PROVENANCE, WEIGHTS
from fer_lib.runs.removal import check_removable
from fer_lib.runs.staging import staged
from fer_lib.runs.state import read_state

_FILES = (CONFIG, HISTORY, WEIGHTS, PREDICTIONS, PROVENANCE, NOTEBOOK, METRICS)


def adopted_config(source: Path, name: str, edition: str) -> RunConfig:
    """The configuration of a run from elsewhere, under the name that an edition gives it; this takes no PyTorch.

    Args:
        source: a complete run's folder, or an archive of one.
        name: of the run in the edition.
        edition: its name.

    Raises:
        UserError: if there is no complete run.
    """
    if source.is_file():
        config = archived_config(source)
        _refuse_code(source, config)
    else:
        config = _complete(source)
    return config.model_copy(update={"name": name, "runs_dir": f"runs/{edition}"})


def _refuse_code(source: Path, config: RunConfig) -> None:
    if is_reference(config.model):
        raise UserError(
            f"{source}: has a network of somebody's own, {config.model}, Python code that runs on this machine "
            f"whenever the run is used; read it, take it in with `runs import {source.name} --trust`, and name the "
            "run's folder"
        )


def _complete(folder: Path) -> RunConfig:
    if not folder.is_dir():
        raise UserError(
            f"{folder}: there is no such run; `runs adopt` makes one, `runs import` takes in an archive"
        )
    state = read_state(folder)
    if state.state != "complete" or state.config is None:
        raise UserError(f"{folder}: only a complete run can stand in an edition; this one is {state.shown}")
    return state.config


@contextmanager
def _opened(source: Path) -> Iterator[Path]:
    """The files of a run in a folder, checked."""
    if not source.is_file():
        _complete(source)
        yield source
        return
    with unpacked_run(source) as (folder, _):
        try:
            _refuse_code(source, _complete(folder))
            RunFolder(folder).model()
        except UserError as error:
            raise UserError(
                f"{source}: {str(error).replace(f'{source}: ', '').replace(f'{folder}/', '')}"
            ) from None
        yield folder


def take_in(source: Path, target: RunFolder) -> bool:
    """Copy a run from elsewhere into an edition's folder. One that is there already, file for file, stays.

    Args:
        source: a complete run's folder, or an archive of one.
        target: ``runs/<edition>/<name>``.

    Returns:
        Whether anything was copied.

    Raises:
        UserError: if there is no complete run, or what is in its place is no run.
    """
    with _opened(source) as found:
        if _same(found, target.path):
            return False
        if target.path.is_symlink() or target.path.exists():
            if _is_empty(target.path):
                target.path.rmdir()
            else:
                check_removable(target.path)
        try:
            with staged(target.path, "adopt") as fresh:
                for name in _FILES:
                    if (found / name).is_file():
                        shutil.copyfile(found / name, fresh / name)
                code = RunFolder(found).network_code()
                if code is not None:
                    code.copy(fresh / NETWORK)
                values = {**_complete(found).recorded(), "name": target.name}
                write_text(fresh / CONFIG, yaml.safe_dump(values, sort_keys=False))
        except OSError as error:
            raise UserError(f"{target.path}: cannot be written: {error.strerror or error}") from None
    return True


def _is_empty(folder: Path) -> bool:
    """Whether it is a folder with nothing in it, as Snakemake makes for what is to come."""
    return folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())


def _same(source: Path, target: Path) -> bool:
    """Whether a copy holds what its source does, but for its name."""
    names = [name for name in _FILES if name != CONFIG and (source / name).is_file()]
    if not (target / CONFIG).is_file() or any(not (target / name).is_file() for name in names):
        return False
    one, other = (read_state(folder) for folder in (source, target))
    if one.config is None or other.config is None or one.config.differences(other.config, "name"):
        return False
    return all((source / name).read_bytes() == (target / name).read_bytes() for name in names) and (
        _code(source) == _code(target)
    )


def _code(folder: Path) -> dict[str, bytes]:
    code = RunFolder(folder).network_code()
    return dict(code.files) if code else {}


def check_adopted(run: RunFolder, dataset: ImageDataset, shown: str) -> list[str]:
    """See that a run from elsewhere is of an edition's data.

    Args:
        run: in the edition's folder.
        dataset: the edition's data, divided as the run says: ``Edition.data(run.name)``.
        shown: what messages call the data, for example the edition's file.

    Returns:
        What is to be said of it, in sentences: that the data have another SHA-256, though the same labels.

    Raises:
        UserError: if it is of other classes, of images of another shape, or of other labels.
    """
    check_classes_and_shape(run, dataset, shown)
    difference = difference_of_data(run, dataset, shown)
    return [difference] if difference else []
