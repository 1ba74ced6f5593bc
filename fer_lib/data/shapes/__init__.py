"""The built-in colour data: small pictures of ten shapes, of which the truth is known."""

from fer_lib.data.shapes.generate import GENERATOR_VERSION, Shapes, built_in_shapes, generate
from fer_lib.data.shapes.outlines import CLASS_NAMES, CLASS_TITLES

__all__ = ["CLASS_NAMES", "CLASS_TITLES", "GENERATOR_VERSION", "Shapes", "built_in_shapes", "generate"]
