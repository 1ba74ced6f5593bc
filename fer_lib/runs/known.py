"""What is known of a run: all of it for one that was trained here, less for one that was trained elsewhere."""

from collections.abc import Mapping
from typing import Any

ADOPTED = "adopted"
"""Key of ``provenance.json`` that only a training from elsewhere has; what stands there, ``fer_lib.adoption`` says."""


def adoption(provenance: Mapping[str, Any]) -> dict[str, Any] | None:
    """How a training from elsewhere came here; None for a run that was trained here."""
    found = provenance.get(ADOPTED)
    return dict(found) if isinstance(found, dict) else None


def unknown_keys(provenance: Mapping[str, Any]) -> frozenset[str]:
    """Keys of ``RunConfig`` whose values nobody has said: ``config.yaml`` has their defaults, which mean nothing."""
    keys = (adoption(provenance) or {}).get("unknown", ())
    return frozenset(map(str, keys)) if isinstance(keys, list | tuple) else frozenset()
