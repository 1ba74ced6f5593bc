"""Many image files at once: in their order, with a bar in a terminal, and only if they fit into memory."""

import io
import sys

import numpy as np
import pytest
from PIL import Image

from fer_lib.data import content_hash, image_files, load, memory
from fer_lib.data.fit import IMAGES_A_TASK
from fer_lib.data.image_files import read_images
from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError
from tests.data.read_forms import photo_tiles


@pytest.fixture
def names(tmp_path):
    tiles, _ = photo_tiles()
    for i in range(200):
        Image.fromarray(tiles[i]).save(tmp_path / f"{i}.png")
    return [f"{i}.png" for i in range(200)]


def test_the_order_is_that_of_the_names(tmp_path, names):
    read = read_images(tmp_path, names[::-1], DataOptions())
    assert np.array_equal(read.images, photo_tiles()[0][:200][::-1])
    assert (read.bad, dict(read.steps)) == ({}, {})


def test_a_bar_in_a_terminal_and_only_there(tmp_path, names, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(image_files, "BAR_AFTER", 0)
    for kind, shown in ((Terminal, True), (io.StringIO, False)):
        stream = kind()
        monkeypatch.setattr(sys, "stderr", stream)
        read_images(tmp_path, names, DataOptions())
        assert ("reading images" in stream.getvalue()) == shown


def test_images_that_do_not_fit_into_memory_are_refused_before_they_are_read(tmp_path, names, monkeypatch):
    monkeypatch.setattr(memory.os, "sysconf", {"SC_PAGE_SIZE": 1000, "SC_PHYS_PAGES": 500}.get)
    with pytest.raises(UserError, match=r"200 images of 32×32 pixels need .* GiB of memory.*--size"):
        read_images(tmp_path, names, DataOptions())
    assert read_images(tmp_path, names, DataOptions(size=(16, 16))).images.shape == (200, 16, 16, 3)


def test_pixels_hashed_while_they_are_read_have_the_hash_of_the_whole(tmp_path):
    """Also where there are more images than a task reads, and where some are left out."""
    rng = np.random.default_rng(0)
    for i in range(2 * IMAGES_A_TASK + 5):
        path = tmp_path / "train" / "ab"[i % 2] / f"{i}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 255, (9, 7, 3), np.uint8)).save(path)
    for broken in (False, True):
        if broken:
            (tmp_path / "train" / "a" / "0.png").write_bytes(b"no picture")
        dataset = load(tmp_path, options=DataOptions(skip_unreadable=True), cache=False)
        assert len(dataset) == 2 * IMAGES_A_TASK + 5 - broken
        assert dataset.provenance["sha256"] == content_hash(dataset.images, dataset.labels)
