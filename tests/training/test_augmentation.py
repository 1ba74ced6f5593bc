import numpy as np
import pytest
import torch

from fer_lib.models import to_input
from fer_lib.training.augmentation import Augmentation, warp


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def smooth_images(n: int, at: tuple[int, int] = (16, 12)) -> torch.Tensor:
    """Uint8 [n, 48, 48], a bright spot at (x, y)."""
    y, x = torch.meshgrid(torch.arange(48.0), torch.arange(48.0), indexing="ij")
    spot = 20 + 200 * torch.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / 30)
    return spot.to(torch.uint8).repeat(n, 1, 1)


def spot_of(inputs: torch.Tensor) -> np.ndarray:
    """(x, y) of each image's brightest pixel."""
    flat = inputs.flatten(1).argmax(1).numpy()
    return np.stack([flat % 48, flat // 48], axis=1)


def test_without_options_the_images_are_the_inputs():
    images = smooth_images(4)
    assert torch.equal(Augmentation()(images, generator()), to_input(images))


def test_flips_and_shifts_move_whole_pixels_and_repeat_the_edge():
    image = torch.arange(48 * 48, dtype=torch.int32).reshape(1, 48, 48).remainder(251).to(torch.uint8)
    moved = Augmentation(flip=True, shift=3 / 48)(image.repeat(64, 1, 1), generator())
    grey = ((moved[:, 0] + 1) * 127.5).round().to(torch.uint8)
    allowed = set()
    for dy in range(-3, 4):
        for dx in range(-3, 4):
            rows, columns = ((torch.arange(48) + d).clamp(0, 47) for d in (dy, dx))
            for selected in (columns, 47 - columns):
                allowed.add(image[0][rows][:, selected].numpy().tobytes())
    seen = {x.numpy().tobytes() for x in grey}
    assert seen <= allowed
    assert len(seen) > 20


def test_shift_reaches_its_bound_and_not_beyond():
    spots = spot_of(Augmentation(shift=0.1)(smooth_images(500), generator()))
    assert sorted(set(spots[:, 0])) == list(range(11, 22))  # 16 ± 5: a tenth of 48, whole pixels
    assert sorted(set(spots[:, 1])) == list(range(7, 18))


def test_rotation_turns_about_the_middle_by_no_more_than_asked():
    spots = spot_of(Augmentation(rotation=10)(smooth_images(300), generator())) - 23.5
    start = np.array([16, 12]) - 23.5
    angles = np.degrees(np.arctan2(spots[:, 1], spots[:, 0]) - np.arctan2(start[1], start[0]))
    assert abs(angles).max() < 10 + 3  # a pixel at this distance is 4 degrees wide
    assert angles.max() > 7
    assert angles.min() < -7
    assert np.linalg.norm(spots, axis=1) == pytest.approx(np.linalg.norm(start), abs=1)


def test_a_known_rotation_equals_scipys():
    from scipy.ndimage import affine_transform

    angle = np.radians(8)
    c, s = np.cos(angle), np.sin(angle)
    image = smooth_images(1)
    turned = warp(to_input(image), torch.tensor([[[c, -s, 0.0], [s, c, 0.0]]], dtype=torch.float32))
    rows = np.array([[c, s], [-s, c]])  # scipy counts (row, column)
    middle = np.array([23.5, 23.5])
    grey = to_input(image)[0, 0].numpy()
    expected = affine_transform(grey, rows, middle - rows @ middle, order=1, mode="nearest")
    assert turned[0, 0].numpy() == pytest.approx(expected, abs=1e-4)


def test_crop_enlarges():
    images = smooth_images(200, at=(24, 24))  # in every cut square
    bright = (Augmentation(crop=0.7)(images, generator()) > 0).flatten(1).sum(1)
    before = int((to_input(images) > 0)[0].sum())
    assert bright.min() >= before * 0.9  # nothing becomes smaller
    assert bright.max() > before * 1.6  # (1/0.7)² = 2.04 at most


def test_erasing_covers_one_rectangle_of_the_stated_size_in_the_stated_share():
    images = torch.full((2000, 48, 48), 255, dtype=torch.uint8)
    covered = Augmentation(erasing=0.3)(images, generator())[:, 0] == 0
    hit = covered.flatten(1).any(1)
    assert hit.float().mean() == pytest.approx(0.3, abs=0.04)
    for mask in covered[hit][:50]:
        rows, columns = mask.any(1), mask.any(0)
        assert torch.equal(mask, rows[:, None] & columns[None, :])
    share = covered[hit].float().mean((1, 2))
    assert 0.01 < share.min() < 0.04
    assert 0.15 < share.max() < 0.22


def test_brightness_scales_grey_levels_and_black_stays_black():
    images = smooth_images(400)
    images[:, 0, 0] = 0
    inputs = Augmentation(brightness=0.2)(images, generator())
    assert (inputs[:, 0, 0, 0] == -1).all()
    factors = ((inputs[:, 0, 40, 40] + 1) * 127.5 / images[:, 40, 40]).numpy()
    assert 0.8 <= factors.min() < 0.82
    assert 1.18 < factors.max() <= 1.2 + 1e-5
    assert inputs.max() <= 1


EVERYTHING = Augmentation(flip=True, shift=0.1, rotation=10, crop=0.9, erasing=0.5, brightness=0.2)


def test_the_same_seed_gives_the_same_images_to_the_bit():
    images = smooth_images(32)
    first, second, other = (EVERYTHING(images, generator(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, second)
    assert not torch.equal(first, other)
    assert len(first.unique(dim=0)) == 32  # each image its own change


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_a_gpu_makes_the_same_images():
    images = smooth_images(32)
    on_gpu = EVERYTHING(images.cuda(), generator(1)).cpu()
    torch.testing.assert_close(on_gpu, EVERYTHING(images, generator(1)), atol=1e-3, rtol=0)
