"""The heavy part of activation maximization for one run: computed once, kept in the run's folder."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from fer_lib.data import ImageDataset
from fer_lib.errors import UserError
from fer_lib.explain.evaluation_mode import check_network
from fer_lib.explain.filter_layers import FilterLayer, usable_filter_layers
from fer_lib.explain.maximization.ascent import PLAIN, ROBUST, AscentSettings
from fer_lib.explain.maximization.classes import ClassPatterns, find_class_patterns
from fer_lib.explain.maximization.filters import LayerPatterns, choose_filters, find_patterns
from fer_lib.explain.maximization.followed import FollowedAscents, follow_ascents
from fer_lib.explain.run_network import network_to_explain
from fer_lib.files import atomic_file, write_json
from fer_lib.models import to_input
from fer_lib.runs import RunFolder

ARRAYS, SUMMARY = "maximization.npz", "maximization.json"


REPORT_B_FILTERS, REPORT_B_STARTS = 64, 16
"""Filters of report B's layers, and starts from noise for each class, where its claims are asked."""


@dataclass(frozen=True)
class MaximizationPlan:
    """How much is computed.

    Attributes:
        filters: filters of each layer, drawn by the seed.
        steps: steps of the plain ascent.
        robust_steps: steps of the robust one; 0 leaves it out.
        step_factors: further step sizes, as factors.
        restarts: starts from noise for each class.
        images: training images on which silent filters are counted and the mean face is taken.
        seed: of filters, noise and random movements.
        layers: most convolutions that are looked at; of more, so many spread evenly from the first to the last.
        followed_layers: of these, most of which ascents are kept step by step; 0 leaves it out.
    """

    filters: int = 16
    steps: int = 16
    robust_steps: int = 24
    step_factors: tuple[float, ...] = (2.0, 0.5)
    restarts: int = 4
    images: int = 512
    seed: int = 0
    layers: int = 24
    followed_layers: int = 4

    @property
    def plain(self) -> AscentSettings:
        """The reports' ascent; all steps together can carry a pixel across 0.8 of the range."""
        return replace(PLAIN, steps=self.steps, step_size=1.6 / self.steps, seed=self.seed)

    @property
    def gentle(self) -> AscentSettings:
        """The plain ascent for classes, with a quarter of the step: a face stays a face."""
        return replace(self.plain, step_size=self.plain.step_size / 4)

    @property
    def robust(self) -> AscentSettings | None:
        """With Fourier coefficients, random movements and total variation; None without it."""
        if not self.robust_steps:
            return None
        return replace(ROBUST, steps=self.robust_steps, seed=self.seed)

    def for_run(self, model: str, *, is_main: bool, are_photographs: bool) -> "MaximizationPlan":
        """How much is computed of a run where this is the main run's plan.

        Args:
            model: of the run.
            is_main: whether it is the edition's main run, whose filters are shown with the robust ascent.
            are_photographs: whether the images are. The reports' claims are asked of no others; there the companions
                have the robust ascent as well, and report B's network as many filters as its shares are of, and
                starts enough to tell a half.
        """
        plan = self if is_main else replace(self, followed_layers=0)
        if not are_photographs:
            return plan if is_main else replace(plan, robust_steps=0)
        if model != "report-b-cnn":
            return plan
        filters, restarts = max(self.filters, REPORT_B_FILTERS), max(self.restarts, REPORT_B_STARTS)
        return replace(plan, filters=filters, restarts=restarts)


@dataclass(frozen=True, eq=False)
class RunMaximization:
    """What was computed for a run.

    Attributes:
        plan: how much.
        layers: one entry for each convolution that is looked at.
        classes: the class patterns.
        given_index: position in the data set of the given image.
        convolutions: how many the network has.
        refused: convolutions that cannot be looked at, by their path, with the reason; the path is empty where none
            can.
        followed: ascents step by step; None where there are none, as in results of before there were such.
    """

    plan: MaximizationPlan
    layers: tuple[LayerPatterns, ...]
    classes: ClassPatterns
    given_index: int
    convolutions: int = 0
    refused: Mapping[str, str] = field(default_factory=dict)
    followed: FollowedAscents | None = None


def training_sample(dataset: ImageDataset, number: int, seed: int) -> NDArray[np.int64]:
    """Positions of training images drawn by the seed, ascending: as many as asked for, or all if there are fewer."""
    generator = np.random.Generator(np.random.PCG64(seed))
    chosen: NDArray[np.int64] = np.sort(generator.permutation(dataset.indices("train"))[:number])
    return chosen


def training_inputs(dataset: ImageDataset, number: int, seed: int) -> Tensor:
    """Those images as the networks take them: [number, C, H, W]."""
    chosen = training_sample(dataset, number, seed)
    return to_input(torch.from_numpy(np.array(dataset.images[chosen])))


def compute_maximization(
    model: torch.nn.Module, dataset: ImageDataset, plan: MaximizationPlan, given_index: int | None = None
) -> RunMaximization:
    """Compute what the plan asks for.

    Args:
        model: a network in evaluation mode, [n, C, H, W] to logits.
        dataset: its data.
        plan: how much.
        given_index: the image from which one ascent begins; by default the first validation image that the
            data set calls neutral, else its first validation image.

    Raises:
        UserError: as ``maximize``. A network without filters that can be looked at is no error; why, ``refused`` says.
    """
    check_network(model)
    inputs = training_inputs(dataset, plan.images, plan.seed)
    chosen, convolutions, refused = _choose_layers(model, dataset, plan.layers)
    layers = tuple(
        find_patterns(
            model,
            layer,
            choose_filters(layer, plan.filters, plan.seed),
            inputs,
            plan.plain,
            plan.robust,
            plan.step_factors,
            plan.seed,
        )
        for layer in chosen
    )
    index = _given(dataset) if given_index is None else given_index
    given = to_input(torch.from_numpy(np.array(dataset.images[index : index + 1])))[0]
    classes = find_class_patterns(
        model,
        len(dataset.class_names),
        inputs.mean(0),
        given,
        plan.gentle,
        plan.robust,
        plan.restarts,
        plan.seed,
    )
    followed = None
    if plan.robust is not None and layers and plan.followed_layers:
        sample = training_sample(dataset, plan.images, plan.seed)
        followed = follow_ascents(model, layers, inputs, sample, plan.robust, plan.followed_layers, plan.seed)
    return RunMaximization(plan, layers, classes, index, convolutions, refused, followed)


def _choose_layers(
    model: torch.nn.Module, dataset: ImageDataset, most: int
) -> tuple[list[FilterLayer], int, dict[str, str]]:
    """The layers to look at, how many convolutions there are, and why others cannot be looked at."""
    able, refused = usable_filter_layers(model, dataset.shape.image)
    found = len(able) + len([name for name in refused if name])
    if not able:
        return [], found, refused
    places = sorted(set(np.linspace(0, len(able) - 1, min(most, len(able))).round().astype(int).tolist()))
    return [able[place] for place in places], found, refused


def _given(dataset: ImageDataset) -> int:
    indices = dataset.indices("validation")
    indices = indices if len(indices) else dataset.indices("train")
    if "neutral" in dataset.class_names:
        neutral = indices[dataset.labels[indices] == dataset.class_names.index("neutral")]
        indices = neutral if len(neutral) else indices
    return int(indices[0])


def explain_maximization(
    run: RunFolder, dataset: ImageDataset, folder: Path, plan: MaximizationPlan | None = None
) -> RunMaximization:
    """Compute for a run, and write ``maximization.npz`` and ``maximization.json`` into the folder.

    Args:
        run: a complete run.
        dataset: its data, as the run sees them.
        folder: where to write, for example ``run.path / "explain"``.
        plan: how much; by default everything.

    Raises:
        UserError: if the run is not finished, its images have shuffled pixels, or the folder cannot be written.
    """
    plan = plan or MaximizationPlan()
    result = compute_maximization(network_to_explain(run), dataset, plan)
    arrays: dict[str, NDArray[Any]] = {}
    for patterns in result.layers:
        arrays |= {f"layer{patterns.layer.number}_{key}": value for key, value in _arrays(patterns).items()}
    arrays |= {f"classes_{key}": value for key, value in _arrays(result.classes).items()}
    if result.followed:
        arrays |= {f"followed_{key}": value for key, value in _arrays(result.followed).items()}
    with atomic_file(folder / ARRAYS) as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    summary = {
        "plan": asdict(plan),
        "layers": [asdict(patterns.layer) for patterns in result.layers],
        "given_index": result.given_index,
        "convolutions": result.convolutions,
        "refused": dict(result.refused),
    }
    write_json(folder / SUMMARY, summary)
    return result


def _arrays(values: LayerPatterns | ClassPatterns | FollowedAscents) -> dict[str, NDArray[Any]]:
    return {one.name: getattr(values, one.name) for one in fields(values) if one.name != "layer"}


def read_maximization(folder: Path) -> RunMaximization:
    """What ``explain_maximization`` has written.

    Args:
        folder: the folder given to it.

    Raises:
        UserError: if the files are not there or damaged.
    """
    for name in (SUMMARY, ARRAYS):
        if not (folder / name).is_file():
            raise UserError(f"{folder / name}: not there; notebooks/explain.ipynb makes it from the run")
    try:
        summary = json.loads((folder / SUMMARY).read_text("utf8"))
        with np.load(folder / ARRAYS, allow_pickle=False) as file:
            arrays = {key: file[key] for key in file.files}

        def of(prefix: str) -> dict[str, NDArray[Any]]:
            return {
                key.removeprefix(prefix): value for key, value in arrays.items() if key.startswith(prefix)
            }

        layers = [
            LayerPatterns(layer=FilterLayer(**entry), **of(f"layer{entry['number']}_"))
            for entry in summary["layers"]
        ]
        followed = of("followed_")
        plan = summary["plan"]
        plan["step_factors"] = tuple(plan["step_factors"])
        return RunMaximization(
            MaximizationPlan(**plan),
            tuple(layers),
            ClassPatterns(**of("classes_")),
            summary["given_index"],
            summary["convolutions"],
            summary["refused"],
            FollowedAscents(**followed) if followed else None,
        )
    except (ValueError, KeyError, TypeError, EOFError, OSError, zipfile.BadZipFile) as error:
        reason = " ".join(str(error).split())[:80]
        raise UserError(
            f"{folder}: damaged ({reason}); delete it and run notebooks/explain.ipynb again"
        ) from None
