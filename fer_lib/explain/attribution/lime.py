"""LIME: the weights of a linear model that answers as the network does around one image."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score
from torch import Tensor, nn

from fer_lib.errors import UserError
from fer_lib.explain.attribution.method import AttributionMethod, batch_for
from fer_lib.explain.attribution.quiet_captum import attr
from fer_lib.explain.attribution.superpixels import superpixels


class Surrogate:
    """The linear model, in the form in which captum asks for it, with the samples that it was fitted to.

    Args:
        ridge: weight of the penalty on the coefficients.
    """

    def __init__(self, ridge: float) -> None:
        self._model = Ridge(alpha=ridge)
        self._switches = self._logits = self._weights = np.zeros(0)

    def fit(self, samples: Any) -> None:
        """Fit it to captum's loader of switches [S, d], logits [S] and weights [S], the whole image first."""
        # Going through the loader would draw from torch's generator.
        self._switches, logits, self._weights = (
            part.double().cpu().numpy() for part in samples.dataset.tensors
        )
        # The constant takes it up; and logits that are all alike give coefficients of exactly 0, not of rounding.
        self._logits = logits - logits[0]
        self._model.fit(self._switches, self._logits, sample_weight=self._weights)

    def representation(self) -> Tensor:
        """The coefficients, float64 [d]."""
        return torch.from_numpy(self._model.coef_)

    def r_squared(self, other: "Surrogate | None" = None) -> float:
        """Weighted R² = 1 − Σ π (y − g)² / Σ π (y − ȳ)² on its own samples or on another's of the same image.

        1 is a perfect fit, 0 no better than the weighted mean ȳ; on samples of another it may be below 0. NaN where the
        logit is the same for all samples, so that there is nothing to explain.
        """
        held = other or self
        predicted = self._model.predict(held._switches)
        if np.ptp(held._logits) == 0:
            return float("nan")
        return float(r2_score(held._logits, predicted, sample_weight=held._weights))


@dataclass(frozen=True)
class LIME(AttributionMethod):
    """The coefficients w of argmin Σ_z π(z) (f(z) − w₀ − w·z)² + λ‖w‖² over images of which segments are covered.

    Ribeiro, Singh & Guestrin, *“Why Should I Trust You?”: Explaining the Predictions of Any Classifier* (2016),
    section 3. z ∈ {0, 1}^d says which of the image's d superpixels are left, each with probability ½, and f(z) is the
    logit z_t of that image; a covered segment has the image's mean, channel by channel. π(z) = exp(−D² / 2σ²) with D
    the cosine distance of z from (1, …, 1), 1 − √(Σ z / d), as in the authors' package *lime*, and like there the image
    itself is the first sample and the fit a ridge regression. (The package explains the probability, covers a segment
    with its own mean, and keeps but a few segments.) Each pixel has the coefficient of its segment. It needs forward
    passes alone.

    Args:
        segments: superpixels of an image, about; of 48×48 pixels 25 are as large as a mouth or an eye with its brow.
        samples: images with covered segments, the whole one among them.
        width: σ.
        ridge: λ.
        seed: of the draw, which is the same for every image with as many segments.
    """

    name: ClassVar[str] = "lime"
    segments: int = 25
    samples: int = 100
    width: float = 0.25
    ridge: float = 1.0
    seed: int = 0

    @property
    def copies(self) -> int:
        """Images with covered segments, of each image."""
        return self.samples

    def refuse(self, model: nn.Module, inputs: Tensor) -> None:
        """Raise ``UserError`` where there is nothing to fit."""
        if self.segments < 1 or self.samples < 2:
            raise UserError(
                f"LIME: {self.segments} segments and {self.samples} samples: give 1 and 2 or more"
            )

    def _maps(self, model: nn.Module, inputs: Tensor, targets: Tensor) -> Tensor:
        maps = []
        for image, target in zip(inputs.detach(), targets, strict=True):
            places, surrogate = self._explain(model, image, int(target))
            maps.append(surrogate.representation()[places].to(inputs))
        # A segment covers all channels at once; each channel gets the same value, so that they add up to it.
        channels = inputs.shape[1]
        return torch.stack(maps)[:, None].expand(-1, channels, -1, -1) / channels

    def _explain(self, model: nn.Module, image: Tensor, target: int) -> tuple[NDArray[np.intp], Surrogate]:
        """The segments of an image [C, H, W], [H, W], and the linear model of a logit."""
        places = superpixels(image.cpu().numpy(), self.segments)
        count = int(places.max()) + 1
        segment_of = torch.from_numpy(places).to(image.device)
        generator = torch.Generator().manual_seed(self.seed)
        switches = (torch.rand(self.samples, count, generator=generator) < 0.5).float()
        switches[0] = 1
        mean = image.mean(dim=(1, 2), keepdim=True)

        def draw(_image: Tensor, **_options: object) -> Iterator[Tensor]:
            yield from switches.to(image.device)[:, None]

        def covered(sample: Tensor, _image: Tensor, **_options: object) -> Tensor:
            return torch.where(sample[0][segment_of] > 0, image, mean)[None]

        def similarity(_image: Tensor, _covered: Tensor, sample: Tensor, **_options: object) -> Tensor:
            distance = 1 - sample.mean().sqrt()
            return (-(distance**2) / (2 * self.width**2)).exp()

        surrogate = Surrogate(self.ridge)
        base = attr.LimeBase(model, surrogate, similarity, draw, True, covered, None)
        base.attribute(
            image[None],
            target=target,
            n_samples=self.samples,
            perturbations_per_eval=batch_for(image.device),
        )
        return places, surrogate

    def fits(self, model: nn.Module, inputs: Tensor, targets: Tensor) -> NDArray[np.float64]:
        """How well the linear model of each image answers as the network does: weighted R², [2, N].

        First on the samples that it was fitted to, which with d coefficients is above 0 even for noise; second on as
        many new ones, drawn with the next seed.

        Args:
            model: the network that is explained.
            inputs: the images [N, C, H, W].
            targets: their logits, int64 [N].
        """
        other = replace(self, seed=self.seed + 1)
        scores = []
        for image, target in zip(inputs.detach(), targets, strict=True):
            own, new = (each._explain(model, image, int(target))[1] for each in (self, other))
            scores.append((own.r_squared(), own.r_squared(new)))
        return np.array(scores, np.float64).T
