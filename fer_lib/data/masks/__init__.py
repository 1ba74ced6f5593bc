"""The built-in mask images: faces cut from scenes that the library draws, masks worn, worn wrongly and not worn."""
