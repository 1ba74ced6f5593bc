"""The network of a run, ready to be explained."""

import torch
from torch import nn

from fer_lib.errors import UserError
from fer_lib.explain.activation_modules import with_activation_modules
from fer_lib.models.inputs import example_input
from fer_lib.models.memory_format import channels_last
from fer_lib.runs import RunFolder
from fer_lib.runs.files import METRICS


def network_to_explain(run: RunFolder, *, trained: bool = True) -> nn.Module:
    """A finished run's network in evaluation mode, on the GPU where there is one.

    Each of its activations is a module of its own, where the network's code allows it (``with_activation_modules``).
    Where it does not, the network is as it is, and what needs to see an activation refuses by itself.

    Args:
        run: a finished run.
        trained: whether with its best epoch's weights; else with initial ones, as torch's generator draws them.

    Raises:
        UserError: if the run is not finished, or it learned from images whose pixels were shuffled.
    """
    run.file(METRICS)
    if run.config().shuffle_pixels:
        raise UserError(
            f"{run.path}: its images have shuffled pixels; a map of them shows no place in a picture"
        )
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    # Channels last is three times as fast on a CPU, and the maps are the same up to rounding.
    model = channels_last(run.model(trained=trained).to(device))
    try:
        return with_activation_modules(model, example_input(run.shape).to(device))
    except UserError:
        return model
