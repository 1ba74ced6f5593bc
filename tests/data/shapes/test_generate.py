"""The shapes: the same bytes every time, classes that only the form gives away, and true truth."""

import importlib

import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from fer_lib.data.built_in import built_in_set
from fer_lib.data.dataset import SPLITS, DataShape, content_hash
from fer_lib.data.shapes import CLASS_NAMES, CLASS_TITLES, Shapes, generate
from fer_lib.data.shapes.drawing import draw
from fer_lib.data.shapes.scene import CONTRAST, Colours, luma
from fer_lib.errors import UserError

# The module, which the package's function of the same name hides
generate_module = importlib.import_module("fer_lib.data.shapes.generate")

COUNT, SEED = 1000, 3
GREY = np.array([0.299, 0.587, 0.114])


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return generate(COUNT, SEED)


@pytest.fixture(scope="module")
def drawn(shapes: Shapes) -> Colours:
    """The images without noise, cut to whole levels: uint8."""
    scene, _ = generate_module._scenes(SEED, np.arange(COUNT))
    return generate_module.levels(draw(scene, shapes.true_labels)[0])


def same(a: Shapes, b: Shapes, n: int) -> bool:
    pairs = [
        (a.dataset.images, b.dataset.images),
        (a.dataset.labels, b.dataset.labels),
        (a.dataset.split, b.dataset.split),
        (a.true_labels, b.true_labels),
        (a.flipped, b.flipped),
        (a.masks, b.masks),
    ]
    return all(np.array_equal(x[:n], y[:n]) for x, y in pairs)


def test_same_seed_same_bytes_in_any_batches(shapes: Shapes, monkeypatch: pytest.MonkeyPatch) -> None:
    for batch in (1, 7, 64):
        monkeypatch.setattr(generate_module, "BATCH", batch)
        assert same(generate(60, SEED), shapes, 60)


def test_bytes_are_those_of_this_generator_version() -> None:
    """A change of any pixel needs a new GENERATOR_VERSION, and then a new value here."""
    assert generate_module.GENERATOR_VERSION == 1
    assert (
        generate(64, 0).dataset.provenance["sha256"]
        == "6ebb739b7d7ac62c5cbf0d9b648642657a504c0aba8a70b3c5b09da46f1b9318"
    )


def test_a_small_set_is_the_beginning_of_a_larger_one(shapes: Shapes) -> None:
    for count in (1, 33, 205):
        assert same(generate(count, SEED), shapes, count)


def test_other_seed_other_images(shapes: Shapes) -> None:
    other = generate(20, SEED + 1)
    assert (other.dataset.images != shapes.dataset.images[:20]).mean(axis=(1, 2, 3)).min() > 0.5
    assert not np.array_equal(other.true_labels, shapes.true_labels[:20])


def test_no_two_images_are_alike(shapes: Shapes) -> None:
    assert len({image.tobytes() for image in shapes.dataset.images}) == COUNT


def test_dataset(shapes: Shapes) -> None:
    data, provenance = shapes.dataset, shapes.dataset.provenance
    assert data.shape == DataShape(num_classes=10, channels=3, height=32, width=32)
    assert data.class_names == CLASS_NAMES
    assert set(data.class_titles) == set(CLASS_NAMES)
    assert all(set(titles) == {"en", "zh-TW"} for titles in CLASS_TITLES.values())
    assert (provenance["form"], provenance["synthetic"]) == ("shapes", True)
    assert (provenance["count"], provenance["seed"], provenance["flip_share"]) == (COUNT, SEED, 0.04)
    assert provenance["flipped"] == shapes.flipped.sum()
    assert provenance["sha256"] == content_hash(data.images, data.labels)


def test_the_built_in_set_is_the_images_alone() -> None:
    built_in = built_in_set("shapes")
    assert built_in(count=40, seed=7).provenance == generate(40, 7).dataset.provenance
    assert built_in(count=40).provenance["seed"] == 0
    assert len(built_in(seed=1)) == 3000


def test_truth_cannot_be_written_to(shapes: Shapes) -> None:
    for array in (shapes.true_labels, shapes.flipped, shapes.masks):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_splits_are_stratified(shapes: Shapes) -> None:
    split = shapes.dataset.split
    for start in range(0, COUNT, 100):
        part = slice(start, start + 100)
        for code, members in enumerate((8, 1, 1)):
            classes = shapes.true_labels[part][split[part] == code]
            assert np.bincount(classes, minlength=10).tolist() == [members] * 10
    in_blocks = split.reshape(-1, 10)
    assert all((np.sum(in_blocks == code, axis=1) == n).all() for code, n in enumerate((8, 1, 1)))


def test_the_place_in_a_block_gives_no_class_away(shapes: Shapes) -> None:
    classes = shapes.true_labels.reshape(-1, 10)
    assert (np.sort(classes, axis=1) == np.arange(10)).all()
    assert (
        max(np.bincount(column, minlength=10).max() for column in classes.T) < 30
    )  # 10 expected, 10 σ are 30


@pytest.mark.parametrize("share", [0.0, 0.04, 0.25, 0.5])
def test_flips_have_exactly_their_share_in_every_split(share: float) -> None:
    shapes = generate(200, SEED, flip_share=share)
    for name in SPLITS:
        here = shapes.dataset.indices(name)
        assert shapes.flipped[here].sum() == np.floor(share * len(here) + 0.5)
    assert np.array_equal(shapes.dataset.labels != shapes.true_labels, shapes.flipped)


def test_flipped_labels_go_to_all_classes() -> None:
    shapes = generate(COUNT, SEED, flip_share=0.5)
    moved = (shapes.dataset.labels - shapes.true_labels)[shapes.flipped] % 10
    counts = np.bincount(moved, minlength=10)
    assert counts[0] == 0
    assert counts[1:].min() > 0.5 * counts[1:].mean()


def test_mask_is_where_the_picture_changes_with_the_object(shapes: Shapes, drawn: Colours) -> None:
    """A ring's hole and everything beside the object stay as they are, but for the shadow and soft edges."""
    change = np.abs(drawn.astype(int) - shapes.without_object(np.arange(COUNT))).max(axis=3)
    inside = np.array([np.median(c[mask]) for c, mask in zip(change, shapes.masks, strict=True)])
    assert inside.min() > 20
    changed = change > 12
    assert (changed & shapes.masks).sum() > 0.99 * shapes.masks.sum()
    steps = (-1, 0, 1, 2)  # a soft edge on every side, and the shadow to the right and below
    near = np.any([np.roll(shapes.masks, (y, x), axis=(1, 2)) for y in steps for x in steps], axis=0)
    assert (changed & ~near).sum() < 0.01 * changed.sum()  # tips of stars and horns of crescents


def test_masks_have_a_size_that_can_be_seen_and_lie_inside(shapes: Shapes) -> None:
    pixels = shapes.masks.sum(axis=(1, 2))
    assert pixels.min() >= 60
    assert pixels.max() < 32 * 32 / 2
    border = np.ones((32, 32), bool)
    border[1:-1, 1:-1] = False
    assert not (shapes.masks & border).any()


def test_mask_of_a_class_has_its_form(shapes: Shapes) -> None:
    """The share of its bounding box that an object fills is about that of the form, tilted or not."""
    fills: dict[str, float] = {}
    for label, name in enumerate(CLASS_NAMES):
        shares = []
        for mask in shapes.masks[shapes.true_labels == label]:
            rows, columns = mask.any(axis=1).nonzero()[0], mask.any(axis=0).nonzero()[0]
            shares.append(mask.sum() / ((np.ptp(rows) + 1) * (np.ptp(columns) + 1)))
        fills[name] = float(np.mean(shares))
    assert fills["circle"] == pytest.approx(np.pi / 4, abs=0.03)
    assert fills["ring"] == pytest.approx(np.pi / 4 * (1 - 0.25), abs=0.04)  # the hole has half the radius
    assert fills["star"] < fills["triangle"] < fills["heart"] < fills["square"]
    assert fills["crescent"] < fills["circle"]


def test_ring_is_open_and_circle_is_not(shapes: Shapes) -> None:
    for name, filled in (("ring", False), ("circle", True)):
        masks = shapes.masks[shapes.true_labels == CLASS_NAMES.index(name)]
        steps = np.arange(32)
        for mask in masks:
            y, x = (int((mask.sum(axis=axis) * steps).sum() / mask.sum() + 0.5) for axis in (1, 0))
            assert mask[y, x] == filled


def test_object_and_background_differ_in_grey_too(shapes: Shapes) -> None:
    scene, _ = generate_module._scenes(SEED, np.arange(COUNT))
    apart = np.abs(luma(scene.colours)[:, :1] - luma(scene.behind)).min(axis=1)
    assert (apart >= CONTRAST).mean() > 0.98


def test_colours_do_not_give_the_class_away(shapes: Shapes) -> None:
    images, labels = shapes.dataset.images, shapes.true_labels
    train, held_out = np.arange(COUNT) < 700, np.arange(COUNT) >= 700
    on_object = [image[mask].mean(axis=0) for image, mask in zip(images, shapes.masks, strict=True)]
    for colours in (images.mean(axis=(1, 2)), np.array(on_object)):
        model = LinearDiscriminantAnalysis().fit(colours[train], labels[train])
        assert model.score(colours[held_out], labels[held_out]) < 0.17  # chance 0.1, σ 0.017


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"count": 0}, "count is 0"),
        ({"count": 2.5}, "count is 2.5"),
        ({"count": True}, "count is True"),
        ({"count": 3, "seed": -1}, "seed is -1"),
        ({"count": 3, "flip_share": 0.6}, "flip_share is 0.6"),
        ({"count": 3, "flip_share": float("nan")}, "flip_share is nan"),
    ],
)
def test_what_is_out_of_range_is_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(UserError, match=message):
        generate(**arguments)  # type: ignore[arg-type]


def test_wrong_indices_are_refused(shapes: Shapes) -> None:
    with pytest.raises(IndexError, match="0 to 999"):
        shapes.without_object([COUNT])
    with pytest.raises(TypeError, match="integers"):
        shapes.without_object([0.5])
    assert shapes.without_object([]).shape == (0, 32, 32, 3)
