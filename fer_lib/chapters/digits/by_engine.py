"""The networks of the chapter as ordinary runs of the edition, each trained by hand again from the same weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from fer_lib.chapters.digits.seeds import SeedAccuracies, accuracy_after
from fer_lib.config import RunConfig
from fer_lib.data import DataShape, ImageDataset
from fer_lib.data.matrices import to_matrices
from fer_lib.editions import Edition
from fer_lib.editions.imbalance_roles import HiddenUnits
from fer_lib.metrics.paired_difference import PairedDifference, paired_difference
from fer_lib.models import network_of
from fer_lib.models.report_e import ReportEDigits
from fer_lib.proportion import Proportion
from fer_lib.runs import RunFolder
from fer_lib.scratch.activations import ACTIVATIONS
from fer_lib.scratch.network import Network
from fer_lib.scratch.training import TrainTestData, train


@dataclass(frozen=True)
class HandAndEngine:
    """One network, trained by hand and by the engine from the same weights, for several seeds.

    Attributes:
        config: of the first run.
        by_hand: test accuracies of the networks by hand, one a run.
        by_engine: of the runs.
    """

    config: RunConfig
    by_hand: SeedAccuracies
    by_engine: SeedAccuracies

    @cached_property
    def difference(self) -> PairedDifference:
        """By the engine less by hand, seed by seed."""
        return paired_difference(self.by_engine.shares, self.by_hand.shares)


def hand_and_engine(edition: Edition, dataset: ImageDataset) -> Mapping[HiddenUnits, HandAndEngine]:
    """Each network of the edition's role ``digits``, and its trainings by hand; empty if there are no such runs.

    Args:
        edition: the edition.
        dataset: the digits as the runs saw them.

    Raises:
        UserError: if a run is not finished.
    """
    data = to_matrices(dataset)
    made: dict[HiddenUnits, HandAndEngine] = {}
    for units, names in edition.roles.digits.items():
        runs = [edition.run(name) for name in names]
        by_engine = SeedAccuracies(tuple(run.accuracy("test") for run in runs))
        by_hand = SeedAccuracies(tuple(_by_hand(run, data, dataset.shape) for run in runs))
        made[units] = HandAndEngine(runs[0].config(), by_hand, by_engine)
    return made


def _by_hand(run: RunFolder, data: TrainTestData, shape: DataShape) -> Proportion:
    config = run.config()
    history = train(
        first_network(config, shape),
        data,
        epochs=config.epochs,
        batch_size=config.batch_size,
        learning_rate=config.learning_rate,
        random=np.random.Generator(np.random.PCG64([config.seed, 1])),
        measured=[config.epochs],
    )
    return accuracy_after(history.test)


def first_network(config: RunConfig, shape: DataShape) -> Network:
    """The network by hand with the weights that a run begins with.

    Args:
        config: of a run of report E's network on digits.
        shape: of its data.
    """
    torch.manual_seed(config.seed)
    network = network_of(config, shape)
    assert isinstance(network, ReportEDigits)
    linear = [layer for layer in network.layers if isinstance(layer, torch.nn.Linear)]
    weights = [layer.weight.detach().numpy().T.copy() for layer in linear]
    return Network(weights, [layer.bias.detach().numpy().copy() for layer in linear], ACTIVATIONS["relu"])
