"""Dropout as an option that every network has."""

from collections import OrderedDict

from torch import nn

from fer_lib.config import Dropout


def rate_or(dropout: Dropout, own: float) -> float:
    """The rate that was asked for, or with ``network`` the network's own."""
    return own if dropout == "network" else float(dropout)


def dropout_before_linear(classifier: nn.Sequential, dropout: Dropout) -> nn.Sequential:
    """A classifier whose report gives no dropout, with one before each of its linear layers.

    The other layers keep their names, so that weights of the network without dropout fit the one with it.

    Args:
        classifier: numbered layers.
        dropout: with ``network`` and with 0 the classifier is returned as it is.
    """
    rate = rate_or(dropout, 0.0)
    if rate == 0:
        return classifier
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    for name, layer in classifier.named_children():
        if isinstance(layer, nn.Linear):
            layers[f"dropout_{name}"] = nn.Dropout(rate)
        layers[name] = layer
    return nn.Sequential(layers)
