import pytest


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    """An empty cache of the test's own: the user's cache folder is left alone."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("FER_LIB_CACHE", str(folder))
    return folder


@pytest.fixture
def folder(tmp_path):
    """An empty folder for the user's files."""
    path = tmp_path / "faces"
    path.mkdir()
    return path
