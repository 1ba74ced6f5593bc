"""One folder of images a class, with or without folders for the splits above: ``train/cat/1.jpg``, ``cat/1.jpg``."""

from fer_lib.data.class_words import folded
from fer_lib.data.dataset import SPLITS
from fer_lib.data.listing import Folder
from fer_lib.data.raw import ImageFiles, RawSet
from fer_lib.data.split_names import split_of
from fer_lib.errors import UserError

FORM = "class-folders"
TEST = SPLITS.index("test")
REMEDY = "Rename the folder or move it away."


def class_folders(folder: Folder) -> dict[str, Folder]:
    """The folders in a folder that hold images themselves or one folder below."""
    return {name: inner for name, inner in folder.folders.items() if inner.has_images()}


def images_below(folder: Folder) -> bool:
    """Whether there is an image in a folder or anywhere below."""
    return any(part.images for part in folder.walk())


def read(root: Folder, splits: list[tuple[int, Folder]], source: str) -> RawSet:
    """The images of class folders, those of a split one after the other; a test folder may hold images without classes.

    Args:
        root: the folder that was given.
        splits: index into ``dataset.SPLITS`` and folder of each split, in the order of the splits.
        source: what the provenance calls them.

    Raises:
        UserError: if an image lies beside the class folders, or a folder below a class has more than one meaning.
    """
    known = {folded(name) for _, folder in splits for name in class_folders(folder)}
    names: list[str] = []
    labels: list[str] = []
    split: list[int] = []
    places: list[str] = []
    for index, folder in splits:
        classes = class_folders(folder)
        if folder.images and index == TEST and not classes:  # what a competition asks for
            names += [folder.at(image) for image in folder.images]
            labels += [""] * len(folder.images)
            split += [index] * len(folder.images)
            places += [str(folder.path)] * len(folder.images)
            continue
        if folder.images:
            raise UserError(
                f"{folder.path / folder.images[0]}: is in no class folder. Move it into one, or away."
            )
        for name, inner in classes.items():
            found = [inner.at(image) for image in inner.images]
            for below in inner.folders.values():
                if below.images:
                    _check_meaning(below, name, known)
                    found += [below.at(image) for image in below.images]
            names += found
            labels += [name] * len(found)
            split += [index] * len(found)
            places += [str(inner.path)] * len(found)
    return RawSet(
        form=FORM,
        source=source,
        images=ImageFiles(root.path, names),
        labels=labels,
        split=split,
        place=lambda i: places[i],
        remedy=REMEDY,
        names=names,
        by_class=True,
        faces="if_all_fit",
    )


def _check_meaning(folder: Folder, name: str, known: set[str]) -> None:
    """A folder inside of a class holds more images of it, unless its name says otherwise."""
    other = split_of(folder.name)
    if other is not None:
        raise UserError(
            f"{folder.path}: {other} images inside of the class {name}. Put the splits above the "
            f"classes: {folder.name}/{name}/."
        )
    if folded(folder.name) in known and folded(folder.name) != folded(name):
        raise UserError(
            f"{folder.path}: a folder of the class {name} with the name of another class. Move its images to where "
            "they belong."
        )
