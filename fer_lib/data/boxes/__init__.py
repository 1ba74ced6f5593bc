"""Photos with CSVs of boxes, one labelled face a row: each box is cut out and becomes an image."""

from fer_lib.data.boxes.columns import has_boxes
from fer_lib.data.listing import Folder
from fer_lib.data.options import DataOptions
from fer_lib.data.source import Source

__all__ = ["find"]


def find(root: Folder, options: DataOptions) -> Source | None:
    """The source that a folder with photos and CSVs of boxes is, or None if it is none.

    Args:
        root: the folder that was given; the photos lie in it, below it, or in ``images.zip``.
        options: size and colour of the crops; ``skip_unreadable`` leaves rows out that cannot be used.

    Raises:
        UserError: if a CSV or the archive is not as it must be.
    """
    tables = [name for name in root.tables if has_boxes(root.path / name)]
    if not tables:
        return None
    from fer_lib.data.boxes.form import source_of  # a training on a table does without Pillow

    return source_of(root, tables, options)
