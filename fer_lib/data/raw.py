"""What a reader of a form hands over: images and labels as the source has them, before options change anything."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Faces = Literal["always", "by_look", "if_all_fit", "never"]
"""When labels that are numbers are FER2013's classes.

``always``: in a form that only FER2013 has. ``by_look``: if most images are 48×48 and grey, in the form of the course.
``if_all_fit``: if besides they are 0 to 6 with 0 among them, which no set has that counts from 1.
"""


@dataclass(frozen=True)
class ImageFiles:
    """Image files that are not read yet.

    Attributes:
        root: the folder that was given.
        names: the files, relative to it.
    """

    root: Path
    names: Sequence[str]

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class RawSet:
    """N images as a source has them.

    Attributes:
        form: which form, a key of ``reading.FORMS``.
        source: the names of the source's files, without folders of the machine.
        images: uint8 [N, H, W] or [N, H, W, 3], or files.
        labels: the label of each image as the source writes it; empty where it gives none.
        split: index into ``SPLITS`` of each image.
        place: where the label of image i stands, for messages.
        remedy: what to do about a wrong label: ``Mend or delete the line.``
        tables: further files that are read, relative to the folder that was given.
        names: what each image is called within the source, or None.
        faces: whether labels that are numbers are FER2013's.
        called: what the source is called: names of its folder and files, which may say whose numbers these are.
        by_class: put the images of a split in the order of their classes, whatever the order of their names.
        own_classes: the classes in their order, where the form itself knows them.
        own_sentence: what is said of their order, if something more is known of it.
        class_titles: what these are called in each language.
        of_each_image: further arrays of the data set, by name: ``votes``, ``groups``, ``targets``.
        remarks: further entries of the provenance.
    """

    form: str
    source: str
    images: NDArray[np.uint8] | ImageFiles
    labels: Sequence[str]
    split: Sequence[int] | NDArray[np.uint8]
    place: Callable[[int], str]
    remedy: str
    tables: tuple[str, ...] = ()
    names: Sequence[str] | None = None
    faces: Faces = "never"
    called: tuple[str, ...] = ()
    by_class: bool = False
    own_classes: tuple[str, ...] = ()
    own_sentence: str = ""
    class_titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    of_each_image: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    remarks: Mapping[str, Any] = field(default_factory=dict)
