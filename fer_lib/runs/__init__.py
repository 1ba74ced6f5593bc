"""Run folders: what a training leaves behind, how to read, list, compare, pack and remove it."""

from fer_lib.runs.folder import RunFolder

__all__ = ["RunFolder"]
