"""Curves with and without batch normalization."""

from functools import partial

from fer_lib.chapters.batchnorm.experiment import LABELS, BatchNormExperiment
from fer_lib.config import RunConfig
from fer_lib.language import Text
from fer_lib.models import network_of
from fer_lib.plots.convergence import Group
from fer_lib.runs.history import EpochRecord, History
from tests.conftest import toy_faces


def history(*accuracies: float) -> History:
    return History(
        tuple(
            EpochRecord(n, 2 - accuracy, accuracy, 2 - accuracy, accuracy, accuracy, 1e-3, 1.0, 100.0)
            for n, accuracy in enumerate(accuracies, 1)
        )
    )


def group(*histories: History) -> Group:
    return Group(Text("a", "甲"), histories)


def experiment(with_norm: Group, without_norm: Group) -> BatchNormExperiment:
    """Of toy faces, the most frequent class of which is 5 of 32 validation images, 0.15625."""
    makers = {kind: partial(network_of, RunConfig(normalization=kind)) for kind in LABELS}
    return BatchNormExperiment(with_norm, without_norm, RunConfig(), toy_faces(), makers)


FAST = group(history(0.6, 0.7), history(0.4, 0.8))
SLOW = group(history(0.16, 0.16, 0.5), history(0.16, 0.165, 0.4))
