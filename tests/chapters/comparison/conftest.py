"""What the tests of chapter 17 share."""

import pytest

from tests.chapters.compared_runs import mixed_runs


@pytest.fixture(scope="session")
def mixed():
    """``mixed_runs``, made once."""
    return mixed_runs()
