"""Images whose names begin with the number of their class: ``0_123.jpg``, as food-11 and the course have them."""

import re

from fer_lib.data.listing import Folder
from fer_lib.data.numbered_images import are_numbered
from fer_lib.data.raw import ImageFiles, RawSet
from fer_lib.errors import UserError

FORM = "prefixed-images"
REMEDY = "Rename the image or move it away."
_PREFIX = re.compile(r"(\d+)_.+")


def are_prefixed(folder: Folder) -> bool:
    """Whether at least half of the images in the folder have names of this form."""
    fitting = sum(_PREFIX.fullmatch(name) is not None for name in folder.images)
    return fitting > 0 and 2 * fitting >= len(folder.images)


def read(root: Folder, splits: list[tuple[int, Folder]], source: str) -> RawSet:
    """The images of each split, by class and name.

    Test images whose names say no class, but are numbers, have no label.

    Args:
        root: the folder that was given.
        splits: index into ``dataset.SPLITS`` and folder of each split.
        source: what the provenance calls them.

    Raises:
        UserError: if a name does not begin with a number and an underscore.
    """
    names: list[str] = []
    labels: list[str] = []
    split: list[int] = []
    for index, folder in splits:
        unlabelled = not are_prefixed(folder) and are_numbered(folder)
        for image in folder.images:
            match = _PREFIX.fullmatch(image)
            if match is None and not unlabelled:
                raise UserError(
                    f"{folder.path / image}: expected the number of the class and an underscore at the beginning, like "
                    f"0_123.jpg. {REMEDY}"
                )
            names.append(folder.at(image))
            labels.append("" if match is None or unlabelled else match[1])
            split.append(index)
    return RawSet(
        form=FORM,
        source=source,
        images=ImageFiles(root.path, names),
        labels=labels,
        split=split,
        place=lambda i: str(root.path / names[i]),
        remedy=REMEDY,
        names=names,
        by_class=True,
        faces="if_all_fit",
    )
