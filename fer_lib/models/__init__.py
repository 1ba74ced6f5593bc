"""The networks of the reports, and what they are made of."""

from fer_lib.models.inputs import example_input, to_input
from fer_lib.models.layers import Layer, Totals, count, list_layers
from fer_lib.models.of_config import network_of
from fer_lib.models.registry import MODELS, create_model
from fer_lib.models.report_a import ReportA

__all__ = [
    "MODELS",
    "Layer",
    "ReportA",
    "Totals",
    "count",
    "create_model",
    "example_input",
    "list_layers",
    "network_of",
    "to_input",
]
