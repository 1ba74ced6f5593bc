"""What these tests take from others."""

from tests.runs.conftest import archive, finished_run

__all__ = ["archive", "finished_run"]
