"""The ablation's runs on the disk: ``results.npz`` with the arrays, ``results.json`` with how they were made.

Cross-validated runs, if there are some, stand beside those on the given test images.
"""

import dataclasses
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from fer_lib.data.masks.dataset import CLASS_NAMES, MaskDataset
from fer_lib.data.reading import shorten
from fer_lib.errors import UserError
from fer_lib.files import atomic_file, write_json
from fer_lib.imbalance.ablation import AblationRuns, Budget, MethodRuns

FORMAT = "fer_lib mask runs 1"
FIELDS = tuple(field.name for field in dataclasses.fields(MethodRuns))


@dataclass(frozen=True)
class MaskRuns:
    """What ``notebooks/masks.ipynb`` makes.

    Attributes:
        given: trained on the images of ``train.csv``, asked about those of ``test.csv``, several seeds.
        folds: cross-validated over all images, or None.
    """

    given: AblationRuns
    folds: AblationRuns | None = None


def write_results(folder: Path, dataset: MaskDataset, runs: MaskRuns) -> None:
    """Writes both files into ``folder``, the description last.

    Raises:
        UserError: if the folder cannot be written.
    """
    groups = {"given": runs.given} | ({"folds": runs.folds} if runs.folds else {})
    arrays = {
        f"{group}.{name}": array
        for group, ablation in groups.items()
        for name, array in _arrays(ablation).items()
    }
    with atomic_file(folder / "results.npz") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    description = {
        "format": FORMAT,
        "class_names": list(CLASS_NAMES),
        "data": dict(dataset.provenance),
        "torch": torch.__version__.split("+")[0],
        "groups": {
            group: {
                "methods": list(ablation.by_method),
                "budget": dataclasses.asdict(ablation.budget),
                "steps": ablation.steps,
            }
            for group, ablation in groups.items()
        },
    }
    write_json(folder / "results.json", description)


def read_results(folder: Path, dataset: MaskDataset) -> MaskRuns:
    """Reads what ``write_results`` wrote.

    Args:
        folder: that holds both files.
        dataset: the data that the runs must be from.

    Raises:
        UserError: if a file is missing or damaged, or the runs are from other data.
    """
    try:
        described = json.loads((folder / "results.json").read_text("utf8"))
        if described["format"] != FORMAT:
            raise ValueError(f'the format is "{shorten(described["format"])}", expected "{FORMAT}"')
        with np.load(folder / "results.npz", allow_pickle=False) as arrays:
            ablations = {group: _ablation(group, of, arrays) for group, of in described["groups"].items()}
        runs, sha256 = MaskRuns(**ablations), described["data"]["sha256"]
    except FileNotFoundError as error:
        raise UserError(
            f"{folder}: there are no mask runs. Running notebooks/masks.ipynb makes them."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise UserError(
            f"{folder}: these mask runs are damaged ({shorten(error)}). Delete the folder and run "
            "notebooks/masks.ipynb."
        ) from error
    if sha256 != dataset.provenance["sha256"]:
        raise UserError(f"{folder}: these mask runs are from other images. Run notebooks/masks.ipynb again.")
    return runs


def _arrays(ablation: AblationRuns) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {"labels": ablation.labels, "photos": ablation.photos}
    for name, runs in ablation.by_method.items():
        arrays |= {f"{name}.{field}": getattr(runs, field) for field in FIELDS}
    return arrays


def _ablation(group: str, described: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> AblationRuns:
    by_method = {
        name: MethodRuns(*(arrays[f"{group}.{name}.{field}"] for field in FIELDS))
        for name in described["methods"]
    }
    return AblationRuns(
        arrays[f"{group}.labels"],
        arrays[f"{group}.photos"],
        by_method,
        Budget(**described["budget"]),
        int(described["steps"]),
    )
