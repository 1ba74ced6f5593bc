"""The synthetic faces: the same bytes every time, the stated shares, and true truth."""

import hashlib
import importlib

import numpy as np
import pytest

from fer_lib.data.dataset import SPLITS, content_hash
from fer_lib.data.drawn import flips
from fer_lib.data.fer2013 import CLASS_NAMES, SIDE
from fer_lib.data.synthetic import ACTION_UNITS, PROTOTYPES, SyntheticFaces, generate
from fer_lib.data.synthetic.action_units import FER2013_TRAINING_COUNTS, expressions, prototype
from fer_lib.errors import UserError

# The module, which the package's function of the same name hides
generate_module = importlib.import_module("fer_lib.data.synthetic.generate")

SIZE, SEED = 400, 5
UNITS = list(ACTION_UNITS)


@pytest.fixture(scope="module")
def faces() -> SyntheticFaces:
    return generate(SIZE, SEED)


@pytest.fixture(scope="module")
def masks(faces: SyntheticFaces) -> np.ndarray:
    return faces.action_unit_masks(np.arange(120))


def same(a: SyntheticFaces, b: SyntheticFaces, n: int) -> bool:
    pairs = [
        (a.dataset.images, b.dataset.images),
        (a.dataset.labels, b.dataset.labels),
        (a.dataset.split, b.dataset.split),
        (a.expression, b.expression),
        (a.flipped, b.flipped),
        (a.intensity, b.intensity),
        (a.action_units, b.action_units),
    ]
    return all(np.array_equal(x[:n], y[:n]) for x, y in pairs)


def test_same_seed_same_bytes_in_any_batches(faces: SyntheticFaces, monkeypatch: pytest.MonkeyPatch) -> None:
    for batch in (1, 7, 50):
        monkeypatch.setattr(generate_module, "BATCH", batch)
        assert same(generate(50, SEED), faces, 50)


def test_bytes_are_those_of_this_generator_version() -> None:
    """A change of any pixel needs a new GENERATOR_VERSION, and then new values here."""
    faces = generate(64, 0)
    truth = hashlib.sha256(faces.action_units.tobytes() + faces.intensity.tobytes()).hexdigest()
    assert generate_module.GENERATOR_VERSION == 1
    assert (
        faces.dataset.provenance["sha256"]
        == "440d3728fd94a358f0044b3e5914291de961a10c6086a0a8d4fe309ccb7b49ea"
    )
    assert truth == "77ee7997d968d638f32322ddc02b17d1f209f6d179fe91dc1b61bb75c6116881"


def test_a_small_set_is_the_beginning_of_a_larger_one(faces: SyntheticFaces) -> None:
    for size in (1, 33):
        assert same(generate(size, SEED), faces, size)


def test_other_seed_other_faces(faces: SyntheticFaces) -> None:
    other = generate(20, SEED + 1)
    differs = (other.dataset.images != faces.dataset.images[:20]).mean(axis=(1, 2))
    assert differs.min() > 0.5


def test_no_two_images_are_alike(faces: SyntheticFaces) -> None:
    assert len({image.tobytes() for image in faces.dataset.images}) == SIZE


def test_provenance(faces: SyntheticFaces) -> None:
    data, provenance = faces.dataset, faces.dataset.provenance
    assert provenance["form"] == "synthetic"
    assert provenance["synthetic"] is True
    assert (provenance["size"], provenance["seed"], provenance["flip_share"]) == (SIZE, SEED, 0.04)
    assert provenance["flipped"] == faces.flipped.sum()
    assert provenance["sha256"] == content_hash(data.images, data.labels)


def test_truth_cannot_be_written_to(faces: SyntheticFaces) -> None:
    for array in (faces.expression, faces.flipped, faces.intensity, faces.action_units):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_splits_have_their_shares_at_every_size() -> None:
    shares = {"train": 0.8, "validation": 0.1, "test": 0.1}
    split = generate_module._splits(1000, shares)
    assert np.bincount(split).tolist() == [800, 100, 100]
    for n in range(1, 1000):
        counts = np.bincount(split[:n], minlength=3)
        assert all(abs(count - n * shares[name]) <= 1 for count, name in zip(counts, SPLITS, strict=True)), n


def test_a_split_may_be_left_out() -> None:
    faces = generate(10, 0, splits={"train": 0.5, "test": 0.5})
    assert [len(faces.dataset.indices(name)) for name in SPLITS] == [5, 0, 5]


@pytest.mark.parametrize("share", [0.0, 0.04, 0.1, 0.5])
def test_flips_have_exactly_their_share_in_every_split(share: float) -> None:
    split = generate_module._splits(8000, {"train": 0.8, "validation": 0.1, "test": 0.1})
    flipped = flips(split, share)
    for code, members in enumerate((6400, 800, 800)):
        assert flipped[split == code].sum() == round(members * share)


def test_flipped_labels_are_wrong_and_the_others_right(faces: SyntheticFaces) -> None:
    labels = faces.dataset.labels
    assert np.array_equal(labels != faces.expression, faces.flipped)
    for name in SPLITS:
        here = faces.dataset.indices(name)
        assert faces.flipped[here].sum() == np.floor(0.04 * len(here) + 0.5)
    moved = labels[faces.flipped] - faces.expression[faces.flipped]
    assert len(set((moved % len(CLASS_NAMES)).tolist())) > 3


def test_classes_have_the_shares_of_fer2013() -> None:
    counts = np.bincount(expressions(SEED, np.arange(5000)), minlength=len(CLASS_NAMES))
    reference = np.array([FER2013_TRAINING_COUNTS[name] for name in CLASS_NAMES])
    assert np.abs(counts - 5000 * reference / reference.sum()).max() < 0.01 * 5000
    in_every_hundred = [
        (expressions(SEED, np.arange(start, start + 100)) == CLASS_NAMES.index("disgust")).sum()
        for start in range(0, 5000, 100)
    ]
    assert min(in_every_hundred) >= 1
    assert max(in_every_hundred) <= 2


def test_action_units_are_those_of_the_prototype_and_at_most_one_faint_other(faces: SyntheticFaces) -> None:
    own = prototype(faces.expression)
    assert PROTOTYPES["fear"] == (1, 2, 4, 5, 20, 26)
    assert (faces.action_units[own] >= 0.3).all()
    assert faces.action_units.max() <= 1
    strays = (faces.action_units > 0) & ~own
    assert strays.sum(axis=1).max() == 1
    assert 0.4 < strays.any(axis=1).mean() < 0.6
    blended = np.isin(faces.expression, [CLASS_NAMES.index("angry"), CLASS_NAMES.index("disgust")])
    assert faces.action_units[~blended][strays[~blended]].max() <= 0.4
    assert faces.action_units[blended][strays[blended]].max() <= 0.9
    neutral = faces.expression == CLASS_NAMES.index("neutral")
    assert np.array_equal(faces.intensity == 0, neutral)


def test_masks_are_empty_without_the_unit_and_not_with_it(faces: SyntheticFaces, masks: np.ndarray) -> None:
    pixels = masks.sum(axis=(2, 3))
    units = faces.action_units[: len(masks)]
    assert (pixels[units == 0] == 0).all()
    assert (pixels[units >= 0.5] > 0).all()
    assert (pixels[units > 0] > 0).mean() > 0.95


@pytest.mark.parametrize("unit", UNITS)
def test_masks_lie_where_the_unit_acts(faces: SyntheticFaces, masks: np.ndarray, unit: int) -> None:
    area = {"brows": (1, 2, 4), "eyes": (5, 7), "mouth": (12, 15, 16, 20, 23, 26)}
    regions = faces.region_masks(np.arange(len(masks)))
    shown = np.flatnonzero(masks[:, UNITS.index(unit)].any(axis=(1, 2)))
    assert len(shown) > 0
    rows = np.arange(SIDE)[None, :, None] + 0.5
    of_unit = masks[shown, UNITS.index(unit)]
    heights = (of_unit * rows).sum(axis=(1, 2)) / of_unit.sum(axis=(1, 2))
    if unit in (1, 2, 4, 5, 7):
        assert heights.max() < SIDE / 2
    elif unit not in (6, 9):
        assert heights.min() > SIDE / 2
    for name, units in area.items():
        if unit in units:
            inside = (of_unit & regions[name][shown]).sum() / of_unit.sum()
            elsewhere = max(
                (of_unit & regions[other][shown]).sum() / of_unit.sum() for other in regions if other != name
            )
            assert inside > elsewhere


def test_masks_do_not_depend_on_what_else_is_asked_for(faces: SyntheticFaces, masks: np.ndarray) -> None:
    assert np.array_equal(faces.action_unit_masks([17, 3]), masks[[17, 3]])


def test_clean_face_lacks_the_expression_only(faces: SyntheticFaces, masks: np.ndarray) -> None:
    indices = np.arange(len(masks))
    clean = faces.clean(indices)
    shown = faces.with_action_units(indices, faces.action_units[indices])
    still = (faces.action_units[indices] == 0).all(axis=1)
    assert still.any()
    assert np.array_equal(clean[still], shown[still])
    changed = np.abs(clean.astype(int) - shown) >= 12
    touched = masks.any(axis=1)
    assert (changed & ~touched).sum() < 0.05 * changed.sum()
    noise = faces.dataset.images[indices].astype(float) - shown
    assert 0.5 < noise.std() < 8
    assert abs(noise.mean()) < 0.5


def test_regions_do_not_overlap_and_lie_in_order(faces: SyntheticFaces) -> None:
    regions = faces.region_masks(np.arange(100))
    assert sum(mask.astype(int) for mask in regions.values()).max() == 1
    rows = np.arange(SIDE)[None, :, None]
    heights = {name: (mask * rows).sum(axis=(1, 2)) / mask.sum(axis=(1, 2)) for name, mask in regions.items()}
    assert (heights["brows"] < heights["eyes"]).all()
    assert (heights["eyes"] < heights["nose"]).all()
    assert (heights["nose"] < heights["mouth"]).all()


def test_images_use_the_grey_levels(faces: SyntheticFaces) -> None:
    images = faces.dataset.images
    assert 90 < images.mean() < 150
    assert images.std(axis=(1, 2)).min() > 5
    assert np.quantile(images, 0.01) < 30
    assert np.quantile(images, 0.99) > 200


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"size": 0}, "size is 0"),
        ({"size": 2.5}, "size is 2.5"),
        ({"size": True}, "size is True"),
        ({"size": 3, "seed": -1}, "seed is -1"),
        ({"size": 3, "flip_share": 0.6}, "flip_share is 0.6"),
        ({"size": 3, "flip_share": float("nan")}, "flip_share is nan"),
        ({"size": 3, "splits": {"train": 0.5}}, "sum to 1"),
        ({"size": 3, "splits": {"train": 1.5, "test": -0.5}}, "sum to 1"),
        ({"size": 3, "splits": {"train": 0.5, "dev": 0.5}}, "'dev' is unknown"),
    ],
)
def test_what_is_out_of_range_is_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(UserError, match=message):
        generate(**arguments)  # type: ignore[arg-type]


def test_wrong_indices_are_refused(faces: SyntheticFaces) -> None:
    with pytest.raises(IndexError, match="0 to 399"):
        faces.clean([SIZE])
    with pytest.raises(TypeError, match="integers"):
        faces.region_masks([0.5])
    assert faces.clean([]).shape == (0, SIDE, SIDE)
