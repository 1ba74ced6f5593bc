"""What the tests of the readers of whole arrays and tables share."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits, load_sample_images

from fer_lib.data.form import Found, ReadImages
from fer_lib.errors import UserError

TILE = 32


def read(found: Found | None) -> ReadImages:
    """What was found, read; all of it fits together."""
    assert found is not None
    assert all(file.is_file() and file.is_relative_to(found.root) for file in found.files)
    result = found.read()
    n = len(result.images)
    assert (result.images.dtype, result.labels.dtype, result.split.dtype) == (np.uint8, np.int64, np.uint8)
    assert result.images.ndim == 3 or result.images.shape[3] == 3
    assert result.labels.shape == result.split.shape == (n,)
    return result


def refused(call: Callable[[], object], *words: str) -> None:
    """The call ends with one sentence for the user, which has all of the words."""
    with pytest.raises(UserError) as caught:
        call()
    message = str(caught.value)
    assert all(word in message for word in words), message
    is_one_sentence(message)


def data_or_one_sentence(find: Callable[[], Found | None]) -> None:
    """What is found can be read, or it is refused as ``refused`` has it."""
    try:
        read(find())
    except UserError as error:
        message = str(error)
    else:
        return
    is_one_sentence(message)


def is_one_sentence(message: str) -> None:
    assert "\n" not in message
    assert message.endswith((".", ".)")), message


@cache
def photo_tiles() -> tuple[np.ndarray, np.ndarray]:
    """scikit-learn's two photographs in tiles: uint8 [520, 32, 32, 3]; and which photograph each tile is from."""
    tiles = []
    for photo in load_sample_images().images:
        rows, columns = photo.shape[0] // TILE, photo.shape[1] // TILE
        grid = photo[: rows * TILE, : columns * TILE].reshape(rows, TILE, columns, TILE, 3)
        tiles.append(grid.swapaxes(1, 2).reshape(-1, TILE, TILE, 3))
    return np.concatenate(tiles), np.repeat(np.arange(len(tiles)), [len(part) for part in tiles])


@cache
def digits() -> tuple[np.ndarray, np.ndarray]:
    """scikit-learn's digits as it has them: float64 [1797, 8, 8] from 0 to 16, and their labels."""
    bunch = load_digits()
    return bunch.images, bunch.target


def save(path: Path, **arrays: np.ndarray | None) -> Path:
    """An npz file of the arrays that are not None."""
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
    return path
