"""Mask images read once, or drawn, into a folder that loads at once."""

import tempfile
from pathlib import Path

from fer_lib.data.masks.dataset import MaskDataset
from fer_lib.data.masks.loader import as_synthetic, load_masks
from fer_lib.data.masks.scenes import write_scenes
from fer_lib.data.masks.storage import write_masks

BUILT_IN = "built-in"
SEED = 0


def prepare(source: str, folder: Path, *, skip_bad_rows: bool = False) -> MaskDataset:
    """Writes the crops of a source into a folder, with an account of the rows that were left out.

    Args:
        source: ``built-in``, for scenes drawn by the computer, or a path that ``load_masks`` reads.
        folder: what to write; see ``write_masks``.
        skip_bad_rows: use the other rows where some cannot be used.

    Returns:
        What was written.

    Raises:
        UserError: if the source cannot be read or the folder not be written.
    """
    if source == BUILT_IN:
        with tempfile.TemporaryDirectory() as drawn:
            write_scenes(Path(drawn), seed=SEED)
            dataset = as_synthetic(load_masks(drawn, cache=False), f"synthetic scenes, seed {SEED}")
    else:
        dataset = load_masks(source, skip_bad_rows=skip_bad_rows)
    write_masks(folder, dataset)
    return dataset
