"""One folder of images a class, with or without folders for the splits above: ``train/cat/1.jpg``, ``cat/1.jpg``."""

from fer_lib.data.class_words import expression_of, folded
from fer_lib.data.dataset import SPLITS
from fer_lib.data.listing import Folder
from fer_lib.data.raw import ImageFiles, RawSet
from fer_lib.data.split_names import split_of
from fer_lib.errors import UserError

FORM = "class-folders"
TEST = SPLITS.index("test")
REMEDY = "Rename the folder or move it away."


def class_folders(folder: Folder) -> dict[str, Folder]:
    """The folders in a folder that hold images themselves or below."""
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
            found = []
            for part in inner.walk():
                if part.images and part is not inner:
                    _check_meaning(part, inner, known)
                found += [part.at(image) for image in part.images]
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


def _check_meaning(folder: Folder, of_class: Folder, known: set[str]) -> None:
    """A folder inside of a class holds more images of it, unless a name on the way to it says otherwise."""
    for name in folder.place[len(of_class.place) :].strip("/").split("/"):
        other = split_of(name)
        if other is not None:
            raise UserError(
                f"{folder.path}: {other} images inside of the class {of_class.name}. Put the splits above the "
                f"classes: {name}/{of_class.name}/. If {of_class.name}/ is a data set of its own, give it alone."
            )
        expression = expression_of(name)
        foreign = folded(name) in known or (
            expression is not None and expression != expression_of(of_class.name)
        )
        if foreign and folded(name) != folded(of_class.name):
            raise UserError(
                f"{folder.path}: a folder of the class {of_class.name} with the name of another class. Put the images "
                f"of each class into one folder ({name}/); if {of_class.name}/ is a data set of its own, give it alone."
            )
