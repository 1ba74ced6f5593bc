"""What the tests of chapter 11 share."""

from tests.evaluation.conftest import make_edition

__all__ = ["make_edition"]
