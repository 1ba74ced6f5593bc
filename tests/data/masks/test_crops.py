"""The built-in mask images."""

import numpy as np
import pytest
from PIL import Image

from fer_lib.data.mask_classes import CLASS_NAMES
from fer_lib.data.masks import crops
from fer_lib.data.masks.crops import crops_of
from fer_lib.data.masks.scenes import SCENE_SIZE, draw_scenes

FEW = {"train": 40, "validation": 40, "test": 40}


def test_scenes_have_several_faces_and_the_shares_of_real_photos():
    one, again, other = (draw_scenes(FEW, seed) for seed in (0, 0, 1))
    assert all(np.array_equal(a.scene, b.scene) and a.box == b.box for a, b in zip(one, again, strict=True))
    assert not np.array_equal(one[0].scene, other[0].scene)
    for split in FEW:
        worn = [face.worn for face in one if face.split == split]
        assert {label: worn.count(label) for label in set(worn)} == {"good": 32, "bad": 7, "none": 1}
    scenes = {face.number for face in one}
    assert len(scenes) < len(one) / 2
    assert {(face.scene.size, face.scene.mode) for face in one} == {(SCENE_SIZE, "RGB")}
    with pytest.raises(ValueError, match="at least 40"):
        draw_scenes({**FEW, "test": 10})


def test_a_crop_is_the_box_of_its_face():
    faces = draw_scenes(FEW)
    dataset = crops_of(faces, 0)
    face = faces[50]
    expected = face.scene.crop(face.box).resize((28, 28), Image.Resampling.BICUBIC)
    assert np.array_equal(dataset.images[50], np.asarray(expected))
    assert CLASS_NAMES[dataset.labels[50]] == face.worn
    assert dataset.shape == (3, 3, 28, 28)
    for number in set(dataset.groups.tolist()):  # the faces of a scene are in one split
        assert len(set(dataset.split[dataset.groups == number].tolist())) == 1
    assert dataset.provenance["synthetic"]
    assert dataset.provenance["source"] == "synthetic scenes, seed 0"


def test_built_in_masks_are_these(monkeypatch):
    monkeypatch.setattr(crops, "FACES", FEW)
    dataset = crops.built_in_masks()
    assert dataset.counts() == {split: [7, 1, 32] for split in FEW}
