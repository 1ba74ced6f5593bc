"""The built-in data sets by name: what needs no file of the user's."""

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from fer_lib.data.dataset import ImageDataset

SYNTHETIC = "synthetic"
"""The faces that the library draws."""
DRAWN = (SYNTHETIC, "shapes")
"""Sets of which one may ask for any number of images, and for another seed."""
FUNCTIONS = {
    SYNTHETIC: "fer_lib.data.synthetic.generate:built_in_faces",
    "shapes": "fer_lib.data.shapes.generate:built_in_shapes",
    "digits": "fer_lib.data.digits:built_in_digits",
    "masks": "fer_lib.data.masks.crops:built_in_masks",
}
"""Module and function that make each set; imported when one is asked for."""


def is_built_in(source: str) -> bool:
    """Whether a source is the name of a built-in set, not a path (``./digits`` is a folder of that name)."""
    return source in FUNCTIONS


def built_in_names() -> tuple[str, ...]:
    """All of them."""
    return tuple(FUNCTIONS)


def built_in_set(name: str) -> Callable[..., ImageDataset]:
    """The function that makes a set; those in ``DRAWN`` take ``count`` and ``seed``.

    Args:
        name: one of ``built_in_names()``.
    """
    module, function = FUNCTIONS[name].split(":")
    made: Callable[..., ImageDataset] = getattr(import_module(module), function)
    return made


def code_state() -> list[object]:
    """On what the sets depend: size and time (ns) of each file of this package, and the libraries that draw."""
    folder = Path(__file__).parent
    files = [
        (file.relative_to(folder).as_posix(), (status := file.stat()).st_size, status.st_mtime_ns)
        for file in sorted(folder.rglob("*.py"))
    ]
    return [files, [version(name) for name in ("numpy", "pillow", "scikit-learn")]]
