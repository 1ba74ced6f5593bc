"""What an edition's images are: faces or others, grey or in colour, of which size."""

from fer_lib.data import DataShape, ImageDataset
from fer_lib.explain.face_regions import EXPRESSIONS
from fer_lib.language import Text

OF_FACES = ("synthetic", "masks")
"""Forms of drawn images that show faces."""


def shows_expressions(dataset: ImageDataset) -> bool:
    """Whether the classes are expressions of faces."""
    return EXPRESSIONS.issuperset(map(str, dataset.class_names))


def shows_faces(dataset: ImageDataset) -> bool:
    """Whether the images are known to be faces: drawn ones, or some whose classes are expressions."""
    return dataset.provenance.get("form") in OF_FACES or shows_expressions(dataset)


def size_text(shape: DataShape) -> Text:
    """Height and width of an image: ``48 × 48 pixels``; which is which is said where they differ."""
    sides = f"{shape.height} × {shape.width}"
    if shape.height == shape.width:
        return Text(f"{sides} pixels", f"{sides} 像素")
    return Text(f"{sides} pixels (height × width)", f"{sides} 像素（高 × 寬）")


def colour_text(shape: DataShape) -> Text:
    """What kind of images they are: ``grey``, or ``colour``."""
    return Text("grey", "灰階") if shape.channels == 1 else Text("colour", "彩色")
