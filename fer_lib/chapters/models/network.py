"""A network taken apart: its layers, its stages and their sums."""

import re
from dataclasses import dataclass
from functools import cached_property
from math import prod

from torch import Tensor, nn

from fer_lib.data.dataset import DataShape
from fer_lib.data.fer2013 import SHAPE
from fer_lib.editions import Edition
from fer_lib.models import Layer, Totals, count, create_model, example_input, list_layers, network_of
from fer_lib.models.graph import NetworkGraph
from fer_lib.models.recording import record
from fer_lib.models.registry import own_shape
from fer_lib.models.stages import Stage, make_stages
from fer_lib.runs.files import PROVENANCE


@dataclass(frozen=True, eq=False)
class Network:
    """A network taken apart.

    Attributes:
        name: its name in the registry, or ``file.py:Class`` for one of the user's own.
        model: the network itself.
        shape: of the images that it takes.
        runs: those of the edition that have it, as far as the chapter tells; the one that is shown first.
        with_report: whether a report that it is from is spoken of.
        apart: what tells it from another network of this name; a run, or nothing.
    """

    name: str
    model: nn.Module
    shape: DataShape = SHAPE
    runs: tuple[str, ...] = ()
    with_report: bool = True
    apart: str = ""

    @property
    def shown_name(self) -> str:
        """What tables and captions call it: the class of a network of the user's own."""
        return self.name.rsplit(":", 1)[-1] + (f" ({self.apart})" if self.apart else "")

    @property
    def label(self) -> str:
        """Its name as a part of the names of figures and tables."""
        return re.sub(r"[^a-z0-9]+", "-", self.shown_name.lower()).strip("-")

    @property
    def example(self) -> Tensor:
        """Images that it takes."""
        return example_input(self.shape)

    @cached_property
    def layers(self) -> list[Layer]:
        """All layers."""
        return list_layers(self.model, self.example)

    @cached_property
    def graph(self) -> NetworkGraph:
        """What takes from what."""
        return record(self.model, self.example)

    @cached_property
    def stages(self) -> list[Stage]:
        """The layers grouped."""
        return make_stages(self.layers, self.graph)

    @cached_property
    def totals(self) -> Totals:
        """Sums over the layers."""
        return count(self.model, self.example)

    @property
    def convolutions(self) -> list[Stage]:
        """The stages that are convolutions; one may hold several."""
        return [stage for stage in self.stages if stage.is_convolution]

    @property
    def is_convolutional(self) -> bool:
        """Whether it is made of convolutions and fully connected layers, and has convolutions."""
        kinds = {stage.kind for stage in self.stages}
        return "convolution" in kinds and kinds <= {"convolution", "linear"}

    @property
    def flattens_a_map(self) -> bool:
        """Whether each position of the last convolution's map has weights of its own in the first matrix after it."""
        matrices = [stage for stage in self.stages if stage.kind == "linear"]
        if not self.is_convolutional or not matrices:
            return False
        taken = matrices[0].macs / max(prod(matrices[0].maps), 1)
        return taken >= 2 * self.convolutions[-1].maps[0]

    @property
    def unused_parameters(self) -> int:
        """Trainable values that are in no layer that an image passes."""
        return self.totals.trainable - sum(stage.parameters for stage in self.stages)

    @property
    def uses_of_a_weight(self) -> float:
        """How often a weight is used for one image, on average."""
        return self.totals.macs / max(self.totals.weights_only, 1)


def take_apart(name: str, model: nn.Module | None = None, shape: DataShape | None = None) -> Network:
    """A network of the registry, as its report has it or as given, or one of the user's own.

    Args:
        name: as ``Network.name``.
        model: the network, where it is not as its report has it.
        shape: of its images; by default those of its report, or FER2013's.
    """
    if model is None:
        shape = shape or own_shape(name)
        return Network(name, create_model(name, shape), shape)
    return Network(name, model, shape or SHAPE)


def network_of_run(book: Edition, name: str) -> Network:
    """The network of a run: as it was trained, or before that as the edition describes it."""
    config, run = book.configs[name], book.run(name)
    if (run.path / PROVENANCE).is_file():
        return take_apart(config.model, run.new_network(), run.shape)
    return take_apart(config.model, network_of(config))


def main_network(book: Edition) -> Network:
    """The network of the edition's main run, as ``network_of_run``."""
    return network_of_run(book, book.main_run)


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as it is printed: ``16×48×48``."""
    return "×".join(map(str, shape))
