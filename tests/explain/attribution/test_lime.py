"""LIME, on networks of which the linear model is known."""

import numpy as np
import pytest
import torch
from torch import nn

from fer_lib.errors import UserError
from fer_lib.explain.attribution import LIME, magnitude
from fer_lib.explain.attribution.superpixels import superpixels
from fer_lib.explain.saliency.sensitivity import reseeded_correlation
from tests import networks_people_write
from tests.explain.networks import small_inputs, small_network


class OneSegment(nn.Module):
    """The mean of the pixels of one place, as the first of two logits."""

    def __init__(self, place: torch.Tensor) -> None:
        super().__init__()
        self.place = place

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        score = images[:, :, self.place].mean(dim=(1, 2))
        return torch.stack([score, torch.zeros_like(score)], dim=1)


def pictures(n: int, channels: int, side: int = 32) -> torch.Tensor:
    generator = torch.Generator().manual_seed(3)
    coarse = 2 * torch.rand(n, channels, 6, 6, generator=generator) - 1
    return nn.functional.interpolate(coarse, (side, side), mode="bilinear")


@pytest.mark.parametrize("channels", [1, 3])
def test_the_one_segment_that_the_network_looks_at_is_found(channels: int) -> None:
    (image,) = images = pictures(1, channels)
    places = torch.from_numpy(superpixels(image.numpy(), LIME().segments))
    means = torch.stack([image[:, places == k].mean() for k in range(int(places.max()) + 1)])
    brightest = int(means.argmax())  # it differs from the image's mean, which covers it
    network, target = OneSegment(places == brightest).eval(), torch.tensor([0])
    maps = LIME().attribute(network, images, target)
    assert maps.shape == images.shape
    sizes = magnitude(maps)[0]
    assert (sizes[places == brightest] > 20 * sizes[places != brightest].max()).all()
    exact = LIME(ridge=1e-9).attribute(network, images, target).sum(dim=1)[0]
    loss = means[brightest] - image.mean()
    torch.testing.assert_close(exact, (places == brightest) * loss, rtol=1e-4, atol=1e-5)
    own, new = LIME(ridge=1e-9).fits(network, images, target)
    assert own == pytest.approx(1, abs=1e-6)
    assert new == pytest.approx(1, abs=1e-6)


def test_the_coefficients_are_those_of_the_formula() -> None:
    """Weighted ridge regression, written out: the covered images, their weights and the normal equations."""
    network, (inputs, targets) = small_network(), small_inputs(1)
    method = LIME(segments=9, samples=40, width=0.3, ridge=0.7, seed=5)
    places = torch.from_numpy(superpixels(inputs[0].numpy(), 9))
    d = int(places.max()) + 1
    z = (torch.rand(40, d, generator=torch.Generator().manual_seed(5)) < 0.5).double()
    z[0] = 1
    covered = torch.where(z[:, places][:, None] > 0, inputs, inputs.mean())
    with torch.no_grad():
        y = network(covered)[:, targets[0]].double()
    weights = (-((1 - (z.sum(1) / d).sqrt()) ** 2) / (2 * 0.3**2)).exp()
    centred = z - (weights[:, None] * z).sum(0) / weights.sum()
    normal = centred.T @ (weights[:, None] * centred) + 0.7 * torch.eye(d)
    expected = torch.linalg.solve(normal, centred.T @ (weights * (y - (weights * y).sum() / weights.sum())))
    maps = method.attribute(network, inputs, targets)
    torch.testing.assert_close(maps[0, 0], expected[places].float(), rtol=1e-4, atol=1e-6)


def test_samples_of_its_own_are_fitted_better_than_new_ones() -> None:
    """Of logits that are noise the fit learns its own by heart, which new ones show."""

    class Noise(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            score = (1e4 * images.flatten(1).sum(dim=1, keepdim=True)).sin()
            return torch.cat([score, -score], dim=1)

    inputs = pictures(6, 1)
    own, new = LIME().fits(Noise().eval(), inputs, torch.zeros(6, dtype=torch.int64))
    assert own.min() > 0.05
    assert new.max() < 0.05
    again = LIME().fits(Noise().eval(), inputs, torch.zeros(6, dtype=torch.int64))
    assert np.array_equal(again, np.stack([own, new]))


def test_a_network_that_sees_nothing_has_an_empty_map_and_no_fit() -> None:
    blind = nn.Sequential(nn.Flatten(), nn.Linear(144, 3)).eval()
    blind[1].weight.data.zero_()
    inputs, targets = small_inputs()
    assert not LIME().attribute(blind, inputs, targets).any()
    assert np.isnan(LIME().fits(blind, inputs, targets)).all()
    assert np.isnan(reseeded_correlation(LIME(), blind, inputs, targets)).all()


def test_another_seed_gives_another_map_and_the_same_seed_a_steady_one() -> None:
    network, (inputs, targets) = small_network(), small_inputs()
    first, other = (LIME(seed=seed).attribute(network, inputs, targets) for seed in (0, 1))
    assert not torch.equal(first, other)
    few, many = (
        reseeded_correlation(LIME(samples=samples), network, inputs, targets).mean() for samples in (40, 2000)
    )
    assert few < many
    assert many > 0.9


@pytest.mark.parametrize("name", networks_people_write.NAMES)
@pytest.mark.parametrize("channels", [1, 3])
def test_any_network_of_any_channels_can_be_asked(name: str, channels: int) -> None:
    torch.manual_seed(0)
    side = 28 if name == "RowLSTM" else 48
    network = getattr(networks_people_write, name)(num_classes=5, in_channels=channels).eval()
    images, targets = pictures(2, channels, side), torch.tensor([4, 0])
    maps = LIME(samples=30).attribute(network, images, targets)
    assert maps.shape == images.shape
    assert torch.isfinite(maps).all()
    assert maps.any()
    assert torch.equal(maps, LIME(samples=30).attribute(network, images, targets))
    assert not maps.requires_grad


@pytest.mark.parametrize("wrong", [{"segments": 0}, {"samples": 1}])
def test_settings_with_nothing_to_fit_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(UserError, match=r"LIME: .* give 1 and 2 or more"):
        LIME(**wrong).attribute(small_network(), *small_inputs())
