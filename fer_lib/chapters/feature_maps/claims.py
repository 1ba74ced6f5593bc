"""What the feature maps say of the reports' claims B12 and C4."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.errors.claims import VERDICT_SENTENCES, Verdict
from fer_lib.data import FaceDataset
from fer_lib.errors import UserError
from fer_lib.explain.face_regions import REGIONS
from fer_lib.explain.feature_maps.maps import mass_in_regions
from fer_lib.explain.feature_maps.probe import LinearProbe
from fer_lib.explain.filter_layers import FilterLayer
from fer_lib.language import Text
from fer_lib.names import REGION_NAMES, class_texts
from fer_lib.proportion import Proportion
from fer_lib.wording import listed, proportion_text

CLAIMED = ("eyes", "nose", "mouth")
"""Regions that report C's filters are said to answer to."""
SMALLEST_SIDE = 6
"""Report C's fourth layer has maps of 6×6; coarser ones cannot tell the regions of a face apart."""


def region_layer(layers: Sequence[FilterLayer]) -> FilterLayer:
    """The last layer whose maps have at least 6×6 places, as report C's fourth has.

    Raises:
        UserError: if there is none.
    """
    fine = [layer for layer in layers if layer.side >= SMALLEST_SIDE]
    if not fine:
        raise UserError("no convolution of this network has maps of 6×6 places or more")
    return fine[-1]


def first_of_class(
    dataset: FaceDataset, predicted: NDArray[np.integer], rows: NDArray[np.intp], name: str
) -> int:
    """Position in the data set of the first of the rows that is labelled and recognised as the class.

    Args:
        dataset: the data.
        predicted: the network's answer for each of the rows.
        rows: positions in the data set.
        name: a class name.

    Returns:
        The first labelled image of the class where none is recognised, and the first row where there is none.
    """
    wanted = dataset.class_names.index(name)
    labelled = dataset.labels[rows] == wanted
    for found in (labelled & (predicted == wanted), labelled):
        if found.any():
            return int(rows[found][0])
    return int(rows[0])


def faces_to_show(
    dataset: FaceDataset, predicted: NDArray[np.integer], rows: NDArray[np.intp], wanted: Sequence[str]
) -> tuple[list[int], Text | None]:
    """One face for each of the classes by ``first_of_class``, and what to say where it is not what it should be.

    Args:
        dataset: the data.
        predicted: the network's answer for each of the rows.
        rows: positions in the data set.
        wanted: class names.

    Returns:
        Different positions in the data set, and a sentence, or None where each face is recognised as its class.
    """
    chosen: list[int] = []
    told_en, told_zh = "", ""
    for name in wanted:
        label = dataset.class_names.index(name)
        position = first_of_class(dataset, predicted, rows, name)
        shown = class_texts(dataset.class_names)[label]
        if dataset.labels[position] != label:
            others = [int(row) for row in rows if row not in chosen]
            position = others[0] if others else position
            told_en += f" No validation image is labelled {shown.en}; another face stands in its place."
            told_zh += f"驗證集裡沒有標籤為{shown.zh}的影像，改用另一張臉。"
        elif predicted[rows == position][0] != label:
            told_en += (
                f" The network recognises no validation image as {shown.en}; the first labelled so is shown."
            )
            told_zh += f"網路沒有認對任何一張{shown.zh}的驗證影像，因此列出第一張標籤為{shown.zh}的。"
        if position not in chosen:
            chosen.append(position)
    return chosen, Text(told_en.strip(), told_zh) if told_en else None


@dataclass(frozen=True)
class RegionShare:
    """How much of the filters' output falls on a region.

    Attributes:
        region: its key.
        mass: mean share of the positive output, over filters and images.
        area: mean share of the image's area.
        ratio: mass / area; 1 for a filter that answers everywhere alike.
        interval: 95 % interval of the ratio, from 2,000 bootstrap samples of the images.
        n: number of images.
    """

    region: str
    mass: float
    area: float
    ratio: float
    interval: tuple[float, float]
    n: int


def region_shares_of_filters(
    maps: NDArray[np.floating], masks: NDArray[np.bool_], samples: int = 2000
) -> list[RegionShare]:
    """Where the output of filters falls, region by region.

    Args:
        maps: [n, k, h, w], of k filters for n images.
        masks: bool [n, R, H, W], in the order of ``REGIONS``.
        samples: bootstrap samples.
    """
    found = mass_in_regions(maps, {name: masks[:, i] for i, name in enumerate(REGIONS)})
    generator = np.random.Generator(np.random.PCG64(0))
    drawn = generator.integers(0, len(maps), (samples, len(maps)))
    rows = []
    for i, name in enumerate(REGIONS):
        answering: NDArray[np.bool_] = np.isfinite(found[name])
        # A filter that is silent on an image has no mass there and is left out of the image's mean.
        counts = np.maximum(answering.sum(1), 1)
        mass = np.where(answering, found[name], 0).sum(1) / counts
        valid: NDArray[np.bool_] = answering.sum(1) > 0
        area = masks[:, i].mean(axis=(1, 2))
        weight = valid[drawn]
        ratios = (mass[drawn] * weight).sum(1) / np.maximum((area[drawn] * weight).sum(1), 1e-12)
        low, high = np.quantile(ratios, [0.025, 0.975])
        whole = float(mass[valid].mean()), float(area[valid].mean())
        rows.append(
            RegionShare(name, *whole, whole[0] / whole[1], (float(low), float(high)), int(valid.sum()))
        )
    return rows


@dataclass(frozen=True)
class MapAnswer:
    """A claim's verdict with its numbers."""

    verdict: Verdict
    reason: Text

    def describe(self) -> Text:
        """Reason and verdict."""
        sentence = VERDICT_SENTENCES[self.verdict]
        return Text(f"{self.reason.en} {sentence.en}", f"{self.reason.zh}{sentence.zh}")


def answer_regions(shares: Sequence[RegionShare]) -> MapAnswer:
    """C4: the filters of layer 4 respond to eyes, nose and mouth."""
    clear = [s.region for s in shares if s.interval[0] > 1]
    hit = [name for name in CLAIMED if name in clear]
    verdict: Verdict = "holds" if len(hit) == len(CLAIMED) else "partly" if hit else "fails"
    named = listed([REGION_NAMES[name] for name in clear])
    reason = Text(
        f"More output than their area accounts for falls on {named.en}."
        if clear
        else "No region gets more than its area.",
        f"超過面積比例的反應落在{named.zh}。" if clear else "沒有任何區域得到超過面積比例的反應。",
    )
    return MapAnswer(verdict, reason)


def probe_accuracies(probe: LinearProbe) -> list[Proportion]:
    """Accuracy of the class probe on the input and each layer."""
    return [Proportion(int(hits.sum()), len(hits)) for hits in probe.hits]


def answer_fusion(probe: LinearProbe) -> MapAnswer:
    """B12: low layers keep the contours of the image, high layers fuse them; so the image is lost with depth and the
    class comes out.
    """
    accuracies = probe_accuracies(probe)
    first, last = accuracies[1], accuracies[-1]
    loses = probe.pixels[-1] < probe.pixels[1]
    gains = last.wilson_interval[0] > first.wilson_interval[1]
    verdict: Verdict = "holds" if loses and gains else "partly" if loses or gains else "fails"
    reason = Text(
        f"From the first to the last convolution, R² of the pixels goes from {probe.pixels[1]:.2f} to "
        f"{probe.pixels[-1]:.2f}, and the accuracy of the class "
        f"from {proportion_text(first).en} to {proportion_text(last).en}.",
        f"從第一個到最後一個卷積層，像素的 R² 由 {probe.pixels[1]:.2f} 變為 {probe.pixels[-1]:.2f}，"
        f"類別的準確率由 {proportion_text(first).zh}變為 {proportion_text(last).zh}。",
    )
    return MapAnswer(verdict, reason)
