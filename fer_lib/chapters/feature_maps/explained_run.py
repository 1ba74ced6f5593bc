"""A run opened for a look inside: its network, the network's convolutions, its validation images."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_lib.chapters.explained_images import image_word
from fer_lib.data import ImageDataset
from fer_lib.editions import Edition
from fer_lib.errors import UserError
from fer_lib.explain.filter_layers import FilterLayer, usable_filter_layers
from fer_lib.explain.main_path import beside_main_path
from fer_lib.explain.run_network import network_to_explain
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.models import to_input
from fer_lib.names import class_texts, convolution_text
from fer_lib.runs import RunFolder


@dataclass(frozen=True, eq=False)
class ExplainedRun:
    """A finished run with the images that it was trained on.

    Attributes:
        run: its folder.
        dataset: the images, with this run's splits.
    """

    run: RunFolder
    dataset: ImageDataset

    @property
    def name(self) -> str:
        """Name of the run."""
        return self.run.name

    @property
    def classes(self) -> list[Text]:
        """The classes in both languages."""
        return class_texts(self.dataset.class_names)

    @cached_property
    def model(self) -> nn.Module:
        """The network, in evaluation mode. Raises ``UserError`` as ``network_to_explain``."""
        return network_to_explain(self.run)

    @cached_property
    def _found(self) -> tuple[list[FilterLayer], dict[str, str]]:
        """The convolutions that can be looked at, and the reasons why others cannot."""
        try:
            model = self.model
        except UserError as reason:
            return [], {"": str(reason)}
        return usable_filter_layers(model, self.dataset.shape.image)

    @property
    def layers(self) -> list[FilterLayer]:
        """All convolutions that can be looked at, in the order in which they run; often all."""
        return self._found[0]

    @property
    def refused(self) -> dict[str, str]:
        """Convolutions that cannot, by their path, with the reason; the path is empty where there is none at all."""
        return self._found[1]

    @cached_property
    def beside(self) -> frozenset[str]:
        """Paths of the convolutions beside the main path."""
        return beside_main_path(self.model, self.dataset.shape.image) if self.layers else frozenset()

    @property
    def picture(self) -> Text:
        """What an image of the data is called."""
        return image_word(self.dataset)

    @property
    def layer_names(self) -> list[Text]:
        """What the convolutions are called."""
        return [convolution_text(layer.number) for layer in self.layers]

    @cached_property
    def predictions(self) -> Predictions:
        """The network's answers to the validation images."""
        return self.run.predictions("validation")

    @property
    def validation(self) -> NDArray[np.int64]:
        """Positions of the validation images in the data set."""
        return self.predictions.indices

    def inputs(self, positions: NDArray[np.integer]) -> Tensor:
        """The images at these positions as the network takes them."""
        return to_input(torch.from_numpy(np.array(self.dataset.images[positions])))


def run_of_report_c(book: Edition) -> ExplainedRun:
    """The edition's first run of report C's network on faces.

    Where it has none, or shows nothing of the reports, the main run stands for it.
    """
    of_c = [
        name
        for name, config in book.main_configs.items()
        if book.reference_reports and config.model == "report-c" and not config.shuffle_pixels
    ]
    run = book.run(of_c[0] if of_c else None)
    return ExplainedRun(run, book.data(run.name))
