"""The heavy part of chapter 7: the maps of one run and all their tests, computed once and kept."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.data import ImageDataset, Split
from fer_lib.explain.attribution import (
    LIME,
    METHODS,
    AttributionMethod,
    GradCAM,
    Gradient,
    IntegratedGradients,
    magnitude,
)
from fer_lib.explain.attribution.grad_cam import named_before
from fer_lib.explain.attribution.method import able_methods
from fer_lib.explain.face_regions import has_face_regions, region_masks, region_shares
from fer_lib.explain.run_network import network_to_explain
from fer_lib.explain.saliency.deletion import DeletionCurves, deletion_curves
from fer_lib.explain.saliency.kept_maps import (
    images_kept,
    multiples_of_mean,
    step_of_deletion,
    steps_kept,
)
from fer_lib.explain.saliency.map_statistics import as_mass, edges, entropy, gini, rank_correlation
from fer_lib.explain.saliency.pointing import expression_masks, hits
from fer_lib.explain.saliency.randomization import cascading_randomization
from fer_lib.explain.saliency.results import SaliencyArrays, SaliencyResults
from fer_lib.explain.saliency.selection import measured_rows, shown_rows
from fer_lib.explain.saliency.sensitivity import max_sensitivity, reseeded_correlation
from fer_lib.explain.synthetic_truth import synthetic_truth
from fer_lib.models.inputs import to_input
from fer_lib.runs import RunFolder


@dataclass(frozen=True)
class SaliencySettings:
    """How much is computed.

    Attributes:
        images_per_class: images of each class that maps are measured on.
        checked_per_class: of these, how many the costly checks use (randomisation, sensitivity, seeds).
        curve_steps: steps of a deletion curve.
        perturbations: noisy images in the sensitivity of one image.
        split: where the images come from; the training images where the network gets none of these right.
        seed: of every random choice.
    """

    images_per_class: int = 10
    checked_per_class: int = 1
    curve_steps: int = 16
    perturbations: int = 3
    split: Split = "validation"
    seed: int = 0


def explain_saliency(
    run: RunFolder,
    dataset: ImageDataset,
    folder: Path,
    settings: SaliencySettings | None = None,
    methods: Sequence[AttributionMethod] = METHODS,
    ids: Sequence[int] = (),
) -> SaliencyResults:
    """Explain a run's network on many images, test the maps, and write ``saliency.npz`` and ``saliency.json``.

    Args:
        run: a finished run.
        dataset: the data set that it was trained on, all splits.
        folder: where to write.
        settings: how much is computed.
        methods: what explains; those that refuse the network are left out, and their reasons kept.
        ids: positions of images to show, in place of those that the rule chooses.

    Regions of the face are measured only where the images are faces as FER2013 aligns them, and the pointing game is
    played only where it is known where the expression was drawn.

    Returns:
        What was written.

    Raises:
        UserError: if the run is not finished, its images have shuffled pixels, no image is classified rightly, or
            every method refuses the network.
    """
    settings = settings or SaliencySettings()
    model = network_to_explain(run)
    device = next(model.parameters()).device
    if not run.predictions(settings.split).correct:
        settings = replace(settings, split="train")
    predictions = run.predictions(settings.split)

    def inputs_of(indices: NDArray[np.integer]) -> Tensor:
        return to_input(torch.from_numpy(np.asarray(dataset.images[indices])).to(device))

    def targets_of(labels: NDArray[np.integer]) -> Tensor:
        return torch.from_numpy(np.asarray(labels, np.int64)).to(device)

    def energy(rows: NDArray[np.intp]) -> NDArray[np.float64]:
        images, targets = inputs_of(predictions.indices[rows]), targets_of(predictions.labels[rows])
        maps = Gradient().attribute(model, images, targets)
        result: NDArray[np.float64] = maps.double().square().sum(dim=(1, 2, 3)).cpu().numpy()
        return result

    shown = np.array(list(shown_rows(predictions, energy, ids).values()), np.intp)
    rows = measured_rows(predictions, settings.images_per_class, settings.seed)
    labels, indices = predictions.labels[rows], predictions.indices[rows]
    inputs, targets = inputs_of(indices), targets_of(labels)
    able, refused = able_methods(methods, model, inputs)
    maps = [method.attribute(model, inputs, targets) for method in able]
    sizes = [magnitude(each).cpu().numpy() for each in maps]
    masses = [as_mass(size) for size in sizes]

    truth = synthetic_truth(dataset)
    has_regions = truth is not None or has_face_regions(dataset)
    # Without faces there are no regions: the masks of none of them.
    masks = (
        region_masks(truth, indices)
        if has_regions
        else np.zeros((len(rows), 0, *sizes[0].shape[1:]), np.bool_)
    )
    shares = [region_shares(mass, masks) for mass in masses]
    contours = edges(np.asarray(dataset.images[indices]))
    first = [np.flatnonzero(labels == label)[: settings.checked_per_class] for label in np.unique(labels)]
    checked = np.concatenate(first)
    few, few_targets = inputs[checked], targets[checked]
    new = partial(network_to_explain, run, trained=False)
    randomized = cascading_randomization(able, model, few, few_targets, new, settings.seed)
    steps = steps_kept(len(randomized.layers))
    forgetting = randomized.maps[:, steps]
    kept = images_kept(forgetting)
    followed = checked[:kept]
    curves = _curves(model, inputs, targets, sizes, settings)
    known, right_places = np.zeros(0, np.int64), np.zeros((0, *sizes[0].shape[1:]), np.bool_)
    if truth is not None:
        right_places = expression_masks(truth, indices)
        known = np.flatnonzero(right_places.any(axis=(1, 2)) & (truth.expression[indices] == labels))
        right_places = right_places[known]
    shown_inputs, shown_targets = inputs_of(predictions.indices[shown]), targets_of(predictions.labels[shown])
    shown_maps = [method.attribute(model, shown_inputs, shown_targets).sum(dim=1) for method in able]
    grad_cam_layer = next((m.layer_of(model, inputs) for m in able if isinstance(m, GradCAM)), None)
    results = SaliencyResults(
        arrays=SaliencyArrays(
            shown_indices=predictions.indices[shown],
            shown_labels=predictions.labels[shown],
            shown_probabilities=predictions.probabilities[shown, predictions.labels[shown]],
            shown_images=np.asarray(dataset.images[predictions.indices[shown]]),
            shown_maps=torch.stack(shown_maps).float().cpu().numpy(),
            indices=indices,
            labels=labels,
            region_mass=np.stack([mass for mass, _ in shares]),
            region_area=shares[0][1],
            entropies=np.stack([entropy(mass) for mass in masses]),
            ginis=np.stack([gini(mass) for mass in masses]),
            edge_correlations=np.stack([rank_correlation(size, contours) for size in sizes]),
            checked=checked,
            randomized=randomized.correlations,
            randomized_maps=randomized.maps[:, :, 0],
            sensitivities=np.stack(
                [
                    max_sensitivity(
                        method,
                        model,
                        few,
                        few_targets,
                        perturbations=settings.perturbations,
                        seed=settings.seed,
                    )
                    for method in able
                ]
            ),
            deletion=np.stack([curve.deletion for curve in curves]),
            insertion=np.stack([curve.insertion for curve in curves]),
            pointing_rows=known,
            pointing_hits=np.stack([hits(size[known], right_places) for size in sizes]),
            pointing_area=right_places.mean(axis=(1, 2)),
            completeness=_completeness(able, model, inputs, targets, maps),
            reseeded=np.stack([reseeded_correlation(method, model, few, few_targets) for method in able]),
            surrogate_fits=next(
                (m.fits(model, few, few_targets) for m in able if isinstance(m, LIME)), np.zeros((2, 0))
            ),
            kept_steps=steps,
            kept_maps=multiples_of_mean(forgetting[:, :, :kept]),
            gone_at=np.stack(
                [
                    step_of_deletion(size[followed], settings.curve_steps, settings.seed)
                    for size in _in_every_order(sizes)
                ]
            ),
        ),
        methods=tuple(method.name for method in able),
        refused=refused,
        layers=tuple(randomized.layers),
        grad_cam_layer=grad_cam_layer,
        split=settings.split,
        named_ids=tuple(int(position) for position in ids),
        regions="truth" if truth is not None else "template" if has_regions else "none",
        shuffled=tuple(randomized.shuffled),
        grad_cam_after=named_before(model, inputs, grad_cam_layer, dict(run.model().named_modules()))
        if grad_cam_layer
        else (),
        settings=asdict(settings),
    )
    results.write(folder)
    return results


def _curves(
    model: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    sizes: list[NDArray[np.float32]],
    settings: SaliencySettings,
) -> list[DeletionCurves]:
    """The curves of each method, and last of pixels in random order."""
    return [
        deletion_curves(model, inputs, targets, size, settings.curve_steps, settings.seed)
        for size in _in_every_order(sizes)
    ]


def _in_every_order(sizes: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """The maps of each method, and last one without any difference, whose pixels come in random order."""
    return [*sizes, np.ones_like(sizes[0])]


def _completeness(
    methods: Sequence[AttributionMethod],
    model: nn.Module,
    inputs: Tensor,
    targets: Tensor,
    maps: list[Tensor],
) -> NDArray[np.float64]:
    for method, each in zip(methods, maps, strict=True):
        if isinstance(method, IntegratedGradients):
            errors = method.completeness_errors(model, inputs, targets, each)
            result: NDArray[np.float64] = errors.double().cpu().numpy()
            return result
    return np.zeros(0)
