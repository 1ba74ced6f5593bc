"""The built-in mask images: faces cut from scenes that the library draws, masks worn, worn wrongly and not worn."""

from fer_lib.data.masks.crops import built_in_masks

__all__ = ["built_in_masks"]
