"""Data that the runs of these tests are of."""

from pathlib import Path

import pytest

from fer_lib.data import ImageDataset
from fer_lib.data.prepared import write_prepared
from tests.conftest import toy_faces


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[ImageDataset, Path]:
    """Faces, and the folder that holds them prepared."""
    faces, folder = toy_faces(), tmp_path_factory.mktemp("prepared") / "data"
    write_prepared(folder, faces)
    return faces, folder
