"""Arrays written as safetensors: its own reader gets the same ones."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from fer_lib.data.array_file import DTYPES, save_arrays


def test_every_type_shape_and_layout_is_read_back(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    arrays = {f"of {dtype}": rng.integers(0, 2, (3, 5)).astype(dtype) for dtype in DTYPES}
    arrays |= {
        "empty": np.zeros((0, 4), np.float32),
        "one number": np.array(7, np.int16),
        "columns first": np.asfortranarray(rng.random((4, 6))),
        "every second": np.arange(20, dtype=np.uint8)[::2],
        "big end first": np.arange(5, dtype=">i4"),
        "名字": np.arange(3, dtype=np.uint8),
    }
    path = tmp_path / "arrays.safetensors"
    digest = save_arrays(path, arrays)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    found = load_file(path)
    assert found.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found[name].shape == array.shape
        assert found[name].dtype == array.dtype.newbyteorder("<")
        np.testing.assert_array_equal(found[name], array)


def test_arrays_begin_where_their_type_may(tmp_path: Path) -> None:
    path = tmp_path / "arrays.safetensors"
    save_arrays(
        path, {"odd": np.zeros(3, np.uint8), "wide": np.zeros(2, np.float64), "half": np.zeros(1, np.float16)}
    )
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    starts = {
        name: 8 + length + entry["data_offsets"][0]
        for name, entry in json.loads(content[8 : 8 + length]).items()
    }
    assert starts["wide"] % 8 == starts["half"] % 2 == 0


def test_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="str"):
        save_arrays(tmp_path / "arrays.safetensors", {"names": np.array(["a"])})
