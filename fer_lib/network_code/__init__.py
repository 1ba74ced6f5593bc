"""The files of a network of one's own, ``my_net.py:MyResNet``: which they are, their hash, and a copy of them.

The file and the modules beside it that it imports are found in their syntax trees; nothing of them is run, and none of
this takes PyTorch. ``fer_lib.models.own_network`` makes a network of them.
"""

from fer_lib.network_code.code import MOST_BYTES, MOST_FILES, NetworkCode, read_network
from fer_lib.network_code.reference import (
    FILE_NAME,
    bare_reference,
    find_network,
    is_reference,
    reference_from,
)

__all__ = [
    "FILE_NAME",
    "MOST_BYTES",
    "MOST_FILES",
    "NetworkCode",
    "bare_reference",
    "find_network",
    "is_reference",
    "read_network",
    "reference_from",
]
