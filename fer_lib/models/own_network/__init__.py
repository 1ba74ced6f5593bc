"""A network of one's own: the class in the user's file is loaded, and handed what it takes."""

from fer_lib.models.own_network.building import build, check_options
from fer_lib.models.own_network.loading import load_network

__all__ = ["build", "check_options", "load_network"]
