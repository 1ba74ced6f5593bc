"""A network taken apart: its layers, its stages and their sums."""

from dataclasses import dataclass
from functools import cached_property

from torch import nn

from fer_lib.models import Layer, Totals, count, create_model, example_input, list_layers
from fer_lib.models.stages import Stage, make_stages


@dataclass(frozen=True, eq=False)
class Network:
    """A network taken apart.

    Attributes:
        name: its name in the registry.
        model: the network itself.
    """

    name: str
    model: nn.Module

    @cached_property
    def layers(self) -> list[Layer]:
        """All layers."""
        return list_layers(self.model, example_input())

    @cached_property
    def stages(self) -> list[Stage]:
        """The layers grouped."""
        return make_stages(self.layers)

    @cached_property
    def totals(self) -> Totals:
        """Sums over the layers."""
        return count(self.model, example_input())

    @property
    def convolutions(self) -> list[Stage]:
        """The stages that are convolutions; one may hold several."""
        return [stage for stage in self.stages if stage.is_convolution]

    @property
    def uses_of_a_weight(self) -> float:
        """How often a weight is used for one image, on average."""
        return self.totals.macs / self.totals.weights_only


def take_apart(name: str, model: nn.Module | None = None) -> Network:
    """A network of the registry, as its report has it or as given."""
    return Network(name, create_model(name) if model is None else model)


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as it is printed: ``16×48×48``."""
    return "×".join(map(str, shape))
