"""Batched attribution and activation maximization against captum called image by image and filter by filter.

    python benchmarks/explain_speed.py            both comparisons, then all of it for report A's network
    python benchmarks/explain_speed.py compare    the comparisons alone
    python benchmarks/explain_speed.py all        all of it alone: explain.ipynb and chapters 7 to 9, quick edition

The comparisons take turns, several times over, in one process; the median is printed, so that whatever else the
machine does falls on both. Both sides have the same settings; how far their results differ is printed beside.
All of it needs the runs of the quick edition (`make runs`), is timed as the pipeline runs it, each notebook in a
process of its own one after the other, and leaves those runs as they are. The goal is 60 seconds on two cores.
"""

import argparse
import copy
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import torch
from torch import Tensor, nn

from fer_lib.data.synthetic import generate
from fer_lib.explain.attribution import (
    METHODS,
    GradCAM,
    IntegratedGradients,
    Occlusion,
    SmoothGrad,
)
from fer_lib.explain.attribution.quiet_captum import attr
from fer_lib.explain.filter_layers import find_filter_layers
from fer_lib.explain.maximization.ascent import AscentSettings, maximize, noise_start
from fer_lib.explain.maximization.objective import FilterObjective
from fer_lib.models import create_model, to_input
from fer_lib.project import project_root

IMAGES, FILTERS, STEPS, ROUNDS = 16, 16, 16, 3
SETTINGS = AscentSettings(steps=STEPS)
MAIN_RUN = "report-a"
NOTEBOOKS = ("explain", "07_saliency", "08_activation_maximization", "09_feature_maps")
GOAL = 60


def captum_methods(network: nn.Module, inputs: Tensor) -> dict[str, Callable[[Tensor, int], Tensor]]:
    """What a person calls for one image [1, 1, 48, 48] and its class; LIME is captum's own loop as it is."""
    smooth, integrated, occlusion, cam = SmoothGrad(), IntegratedGradients(), Occlusion(), GradCAM()
    noise = torch.randn(
        smooth.samples, *inputs.shape[1:], generator=torch.Generator().manual_seed(smooth.seed)
    )

    def smooth_grad(image: Tensor, target: int) -> Tensor:
        # captum's NoiseTunnel draws other noise; with the same noise the results can be compared.
        noisy = (image + smooth.noise * noise).requires_grad_()
        maps: Tensor = attr.Saliency(network).attribute(noisy, target=target, abs=False)
        return maps.mean(0, keepdim=True)

    def grad_cam(image: Tensor, target: int) -> Tensor:
        layer = network.get_submodule(cam.layer_of(network, inputs))
        maps = attr.LayerGradCam(network, layer).attribute(image, target=target, relu_attributions=True)
        enlarged: Tensor = attr.LayerAttribution.interpolate(maps, (48, 48), "bilinear")
        return enlarged

    side, stride = occlusion.sizes(inputs)
    window = (1, side, side)
    return {
        "gradient": lambda image, t: attr.Saliency(network).attribute(image, target=t, abs=False),
        "guided_backpropagation": lambda image, t: attr.GuidedBackprop(network).attribute(image, target=t),
        "smooth_grad": smooth_grad,
        "integrated_gradients": lambda image, t: attr.IntegratedGradients(network).attribute(
            image, baselines=integrated.baseline, target=t, n_steps=integrated.steps
        ),
        "grad_cam": grad_cam,
        "occlusion": lambda image, t: attr.Occlusion(network).attribute(
            image,
            sliding_window_shapes=window,
            strides=(1, stride, stride),
            baselines=occlusion.fill,
            target=t,
        ),
    }


def in_turn(ours: Callable[[], Tensor], theirs: Callable[[], Tensor]) -> tuple[float, float, float]:
    """Median seconds of both, and ‖ours − theirs‖ / ‖theirs‖ of their results.

    Rounding moves a value across the kink of a ReLU now and then, so it is not always down to 1e-7; an ascent in a
    deep layer multiplies such a difference from step to step, and both ends are as good.
    """
    seconds: tuple[list[float], list[float]] = ([], [])
    difference = 0.0
    for number in range(ROUNDS + 1):  # the first round warms up
        results = []
        for function, found in zip((ours, theirs), seconds, strict=True):
            started = time.perf_counter()
            results.append(function().detach())
            if number:
                found.append(time.perf_counter() - started)
        first, second = results
        difference = float((first - second).norm() / second.norm())
    return statistics.median(seconds[0]), statistics.median(seconds[1]), difference


def print_row(name: str, ours: float, theirs: float, difference: float) -> None:
    """One line of the comparison."""
    print(
        f"  {name:<34}{1000 * theirs:>9.0f} ms{1000 * ours:>9.0f} ms{theirs / ours:>8.1f} ×   "
        f"results differ by {difference:.0e}",
        flush=True,
    )


def compare() -> None:
    """Print what one by one costs, what the batch costs, and their ratio."""
    warnings.filterwarnings("ignore", module="captum")  # that it asks for gradients and sets hooks
    torch.manual_seed(0)
    network = create_model(MAIN_RUN)
    with torch.no_grad():
        inputs = to_input(torch.from_numpy(generate(IMAGES, seed=0).dataset.images.copy()))
        network(inputs)  # running statistics of batch normalization
    network.eval()
    layout = copy.deepcopy(network).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    targets = torch.arange(IMAGES) % 7
    print(f"{MAIN_RUN}, {IMAGES} images, {torch.get_num_threads()} threads, median of {ROUNDS}")
    print(f"  {'':<34}{'one by one':>12}{'batched':>12}{'ratio':>8}")
    calls = captum_methods(network, inputs)
    for method in (method for method in METHODS if method.name in calls):
        print_row(
            method.name,
            *in_turn(
                partial(method.attribute, layout, inputs, targets),
                partial(image_by_image, calls[method.name], inputs, targets),
            ),
        )
    print(f"\n{MAIN_RUN}, {FILTERS} filters of each layer, {STEPS} steps of plain gradient ascent")
    start = noise_start(FILTERS, 0)
    for layer in find_filter_layers(network):
        print_row(
            f"filters of conv {layer.number}",
            *in_turn(
                partial(ascent, layout, layer.before, start),
                partial(captum_ascents, network, layer.before, start),
            ),
        )


def image_by_image(call: Callable[[Tensor, int], Tensor], inputs: Tensor, targets: Tensor) -> Tensor:
    """Maps of all images, one call each."""
    return torch.cat([call(inputs[i : i + 1], int(targets[i])) for i in range(len(inputs))])


def ascent(network: nn.Module, layer: str, start: Tensor) -> Tensor:
    """The library's ascent for all filters at once."""
    found = maximize(network, FilterObjective(layer, tuple(range(len(start)))), start, SETTINGS)
    return torch.from_numpy(found.images)


def captum_ascents(network: nn.Module, layer: str, start: Tensor) -> Tensor:
    """The same filter by filter."""
    return torch.cat([captum_ascent(network, layer, k, start[k : k + 1]) for k in range(len(start))])


def captum_ascent(network: nn.Module, layer: str, unit: int, image: Tensor) -> Tensor:
    """Plain gradient ascent for one filter, with captum's gradient of a neuron."""
    gradient_of = attr.NeuronGradient(network, network.get_submodule(layer))
    for _ in range(STEPS):
        gradient = gradient_of.attribute(
            image.requires_grad_(), neuron_selector=lambda outputs: outputs[:, unit].mean(dim=(1, 2))
        )
        with torch.no_grad():
            size = gradient.square().mean().sqrt()
            step = gradient / size if size > 0 else gradient
            image = (image + SETTINGS.step_size * step).clamp(-1, 1)
    return image


def all_of_it() -> None:
    """Run explain.ipynb and the three chapters on the quick edition, and print the seconds of each."""
    root = project_root()
    runs = root / "runs" / "quick"
    if not (runs / MAIN_RUN / "metrics.json").is_file():
        sys.exit(f"{runs / MAIN_RUN}: not there; make the runs of the quick edition first: make runs")
    total, processor = 0.0, 0.0
    print(f"\nAll of it for {MAIN_RUN} on the quick edition:")
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in ("_toc.yml", "editions", "presets", "notebooks", "fer_lib"):
            (project / name).symlink_to(root / name)
        (project / "runs" / "quick").mkdir(parents=True)
        for run in runs.iterdir():
            if run.name == MAIN_RUN:
                shutil.copytree(run, project / "runs" / "quick" / run.name)
            else:
                (project / "runs" / "quick" / run.name).symlink_to(run)
        for name in NOTEBOOKS:
            command = [
                "-m",
                "papermill",
                f"notebooks/{name}.ipynb",
                f"{name}.ipynb",
                "-p",
                "edition",
                "quick",
            ]
            started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(
                [sys.executable, *command, "--no-progress-bar"], cwd=project, check=True, capture_output=True
            )
            seconds, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
            busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            total, processor = total + seconds, processor + busy
            print(f"  {name:<34}{seconds:>9.1f} s{busy:>9.1f} s of processor time", flush=True)
    print(
        f"  {'together':<34}{total:>9.1f} s{processor:>9.1f} s of processor time (goal: {GOAL} s on two cores)"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what is asked for, or both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", choices=["compare", "all"], help="both if it is not given")
    what = parser.parse_args(arguments).what
    if what != "all":
        compare()
    if what != "compare":
        all_of_it()


if __name__ == "__main__":
    main()
