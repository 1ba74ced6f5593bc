"""The same trainings with and without batch normalization: convergence, and logits before the first step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd

from fer_lib.chapters.compared_settings import ComparedSettings, compare_settings
from fer_lib.chapters.report_runs import NETWORK_KEYS
from fer_lib.config import Normalization, RunConfig
from fer_lib.data import ImageDataset
from fer_lib.data.dataset import DataShape
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.models import network_of, to_input
from fer_lib.network_code import is_reference
from fer_lib.plots.convergence import Convergence, Group

PREFIX = "batchnorm-"
LABELS: dict[Normalization, Text] = {
    "batch": Text("with batch normalization", "有批次正規化"),
    "none": Text("without", "沒有批次正規化"),
}
# A validation accuracy this close to the share of the largest class means: one class for every image.
PLATEAU_MARGIN = 0.01


@dataclass(frozen=True, eq=False)
class BatchNormExperiment:
    """Trainings with and without batch normalization that share everything else.

    Attributes:
        with_norm: trainings with batch normalization, one a seed.
        without_norm: the same trainings without.
        config: the configuration of one of them, for what they share.
        dataset: the images, divided as for the trainings.
        makers: for both kinds, what makes the network with initial weights.
        settings: in what the two kinds differ, beside batch normalization.
    """

    with_norm: Group
    without_norm: Group
    config: RunConfig
    dataset: ImageDataset
    makers: Mapping[Normalization, Callable[[], nn.Module]]
    settings: ComparedSettings = field(default_factory=lambda: ComparedSettings(("normalization",), {}))

    @property
    def curves(self) -> Convergence:
        """Both groups, for drawing."""
        return Convergence((self.with_norm, self.without_norm))

    @property
    def epochs(self) -> int:
        """Epochs of the longer trainings."""
        return max(len(group.mean("train_loss")) for group in self.curves.groups)

    @property
    def best_without(self) -> float:
        """Best validation accuracy that is reached without batch normalization, mean over the seeds, 0 to 1."""
        return float(self.without_norm.mean("validation_accuracy").max())

    @property
    def epochs_to_best_without(self) -> tuple[int | None, int]:
        """Epochs that it takes to ``best_without``, with batch normalization (None: never) and without."""
        without = self.without_norm.epochs_to_reach(self.best_without)
        assert without is not None
        return self.with_norm.epochs_to_reach(self.best_without), without

    @property
    def is_faster(self) -> bool:
        """Whether batch normalization reaches ``best_without`` in fewer epochs than the network without it."""
        fast, slow = self.epochs_to_best_without
        return fast is not None and fast < slow

    @cached_property
    def largest_class_share(self) -> float:
        """Share of the most frequent class among the validation images, 0 to 1."""
        counts = self.dataset.counts()["validation"]
        return float(max(counts) / sum(counts))

    @property
    def plateau(self) -> int:
        """Epochs in which the networks without it hardly get more right than one class for every image would."""
        return self.without_norm.epochs_at_most(self.largest_class_share + PLATEAU_MARGIN)

    @cached_property
    def logit_spread(self) -> dict[Normalization, float]:
        """``spread_of_logits`` of both kinds."""
        return {kind: spread_of_logits(self.dataset, make) for kind, make in self.makers.items()}


def read_experiment(edition: Edition) -> BatchNormExperiment | None:
    """The edition's runs whose names begin with ``batchnorm-``.

    Returns:
        The experiment, or None if the edition has not both kinds of runs.

    Raises:
        UserError: if a run that the edition names is not there, or its data are not.
    """
    names: dict[Normalization, list[str]] = {kind: [] for kind in LABELS}
    for name in edition.main_configs:
        if name.startswith(PREFIX):
            names[_normalization(edition, name)].append(name)
    if not all(names.values()):
        return None
    with_norm, without_norm = (
        Group(LABELS[kind], tuple(edition.run(name).history() for name in names[kind])) for kind in LABELS
    )
    first = next(name for name in edition.main_configs if name.startswith(PREFIX))
    dataset = edition.data(first)
    makers = {kind: _maker(edition, found[0], dataset.shape) for kind, found in names.items()}
    one, other = ([edition.configs[name] for name in found] for found in names.values())
    # An option of one's own network may be what switches it off; a network of the project has a key for that.
    asked = NETWORK_KEYS if any(is_reference(config.model) for config in one + other) else ("normalization",)
    settings = compare_settings(one, other, asked)
    return BatchNormExperiment(with_norm, without_norm, edition.configs[first], dataset, makers, settings)


def _normalization(edition: Edition, name: str) -> Normalization:
    """Whether a run's network has batch normalization; one of the user's own says so by its modules."""
    config = edition.configs[name]
    if not is_reference(config.model):
        return config.normalization
    modules = edition.run(name).new_network().modules()
    return "batch" if any(isinstance(module, _BatchNorm) for module in modules) else "none"


def _maker(edition: Edition, name: str, shape: DataShape) -> Callable[[], nn.Module]:
    config = edition.configs[name]
    if is_reference(config.model):
        return edition.run(name).new_network
    return partial(network_of, config, shape)


def spread_of_logits(dataset: ImageDataset, make: Callable[[], nn.Module], seed: int = 0) -> float:
    """How much the logits of an untrained network differ between images.

    Args:
        dataset: its first 256 training images go through the network in training mode, nothing being dropped.
        make: gives the network.
        seed: of its initial weights.

    Returns:
        The standard deviation over the images, mean over the classes.
    """
    images = torch.from_numpy(dataset.images[dataset.indices("train")[:256]])
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(seed)
        network = make().train()
        for module in network.modules():
            if isinstance(module, _DropoutNd):
                module.eval()
        return float(network(to_input(images)).std(dim=0).mean())
