"""Built-in scenes, the prepared folder and the command."""

import argparse
import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fer_lib.commands.data.masks import add_action
from fer_lib.data.masks import load_masks, prepare, read_masks, write_masks
from fer_lib.data.masks.scenes import SCENE_SIZE, write_scenes
from fer_lib.errors import UserError
from tests.data.masks.mask_files import SIZE, toy_masks, write_source


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    add_action(parser.add_subparsers(required=True))
    chosen = parser.parse_args(["prepare-masks", *map(str, arguments)])
    return int(chosen.run(chosen))


def test_scenes_have_several_faces_and_the_shares_of_real_photos(tmp_path):
    for name in ("one", "again", "other"):
        (tmp_path / name).mkdir()
        write_scenes(tmp_path / name, 40, 40, seed=int(name == "other"))
    assert contents(tmp_path / "one") == contents(tmp_path / "again")
    assert contents(tmp_path / "one") != contents(tmp_path / "other")
    rows = list(csv.DictReader((tmp_path / "one" / "train.csv").read_text("utf8").splitlines()))
    labels = [row["label"] for row in rows]
    assert {label: labels.count(label) for label in set(labels)} == {"good": 32, "bad": 7, "none": 1}
    photos = {row["filename"] for row in rows}
    assert len(photos) < len(rows) / 2
    for name in photos:
        with Image.open(tmp_path / "one" / "images" / name) as image:
            assert (image.size, image.mode) == (SCENE_SIZE, "RGB")
    dataset = load_masks(tmp_path / "one")
    assert (len(dataset), dataset.left_out, dataset.shared_photos()) == (80, (), 0)


def test_too_few_faces(tmp_path):
    with pytest.raises(ValueError, match="at least 40"):
        write_scenes(tmp_path, 10, 40)


def test_prepare_built_in(tmp_path, monkeypatch, cache):
    monkeypatch.setattr(
        "fer_lib.data.masks.preparation.write_scenes", lambda folder, seed: write_scenes(folder, 40, 40, seed)
    )
    dataset = prepare("built-in", tmp_path / "masks")
    assert dataset.provenance["synthetic"]
    assert "seed 0" in dataset.provenance["source"]
    assert np.array_equal(read_masks(tmp_path / "masks").images, dataset.images)
    assert not list(cache.iterdir())  # drawn anew each time, in a folder that is gone


def test_command_tells_what_is_left_out(source, tmp_path, capsys):
    write_source(source, [("b.png", *SIZE, "good", 1, 1, 9, 9), ("a.png", *SIZE, "good", 1, 1, 1, 9)])
    with pytest.raises(UserError, match=r"\(1 more row cannot be used\.\)"):
        run(source, "-o", tmp_path / "masks")
    assert not (tmp_path / "masks").exists()
    assert run(source, "-o", tmp_path / "masks", "--skip-bad-rows") == 0
    printed = capsys.readouterr().out
    assert "3 training images (bad 1, none 1, good 1)" in printed
    assert "2 rows left out:" in printed
    assert "train.csv, line 6 (the header is line 1): a.png: the box is empty" in printed
    index = json.loads((tmp_path / "masks" / "provenance.json").read_text())
    assert [(r["file"], r["line"], r["image"]) for r in index["left_out"]] == [
        ("train.csv", 5, "b.png"),
        ("train.csv", 6, "a.png"),
    ]
    assert str(tmp_path) not in json.dumps(index)


def test_nothing_of_the_user_s_is_overwritten(tmp_path):
    folder = tmp_path / "masks"
    write_masks(folder, toy_masks())
    write_masks(folder, toy_masks(seed=1))
    assert np.array_equal(read_masks(folder).images, toy_masks(seed=1).images)
    (folder / "mine.txt").write_text("keep")
    with pytest.raises(UserError, match="no folder of prepared mask images"):
        write_masks(folder, toy_masks())
    assert (folder / "mine.txt").read_text() == "keep"


@pytest.mark.parametrize(
    "damage",
    [
        lambda f: (f / "arrays.safetensors").unlink(),
        lambda f: (f / "arrays.safetensors").write_bytes((f / "arrays.safetensors").read_bytes()[:-1] + b"x"),
        lambda f: (f / "arrays.safetensors").write_bytes(b"PK"),
        lambda f: (f / "provenance.json").write_text("{}"),
    ],
)
def test_a_damaged_folder_is_refused(tmp_path, damage):
    write_masks(tmp_path / "masks", toy_masks())
    damage(tmp_path / "masks")
    with pytest.raises(UserError, match="are damaged"):
        read_masks(tmp_path / "masks")


def test_a_missing_folder(tmp_path):
    with pytest.raises(UserError, match="prepare-masks built-in"):
        read_masks(tmp_path / "none")
