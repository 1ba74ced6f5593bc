"""Which classes lie apart in a layer and which lie close: read off the neighbours in the layer, not off a picture."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.feature_maps.layer_pictures import LayerPictures, PicturedLayers
from fer_lib.chapters.feature_maps.layer_sentences import name_of
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.wording import listed, paragraph, percent

MOST_NAMED = 6
"""Classes that a sentence names; of more it says how many they are."""


@dataclass(frozen=True, eq=False)
class ClassNeighbours:
    """To which classes the nearest neighbours of the images of a class belong.

    Attributes:
        classes: labels of the classes with images, ascending.
        shares: of the neighbours of an image of the row's class, how many are of the column's: [K, K], rows add up to 1.
        images: of each class: [K].
    """

    classes: NDArray[np.intp]
    shares: NDArray[np.float64]
    images: NDArray[np.intp]

    @property
    def apart(self) -> list[int]:
        """Places of the classes whose images have neighbours of their own class alone."""
        return [place for place in range(len(self.classes)) if self.shares[place, place] == 1]

    def mixing(self) -> tuple[tuple[int, int], float, int]:
        """Places of the two classes that are neighbours most often, how often that is, and how many pairs are no less.

        How often: of the neighbours of the images of both, the share that is of the other one of the two.
        """
        crossing = self.shares * self.images[:, None]
        together = (crossing + crossing.T) / (self.images[:, None] + self.images)
        rows, columns = np.triu_indices(len(self.classes), 1)
        each = together[rows, columns]
        most = int(each.argmax())
        alike = int(np.isclose(each, each[most], rtol=0, atol=1e-12).sum()) - 1
        return (int(rows[most]), int(columns[most])), float(each[most]), alike


def class_neighbours(nearest: NDArray[np.intp], labels: NDArray[np.integer]) -> ClassNeighbours:
    """Count the classes of the neighbours.

    Args:
        nearest: of each image the others that are nearest to it, [n, k].
        labels: [n].
    """
    classes, places, images = np.unique(labels, return_inverse=True, return_counts=True)
    counts = np.zeros((len(classes), len(classes)), np.int64)
    np.add.at(counts, (np.repeat(places, nearest.shape[1]), places[nearest].ravel()), 1)
    return ClassNeighbours(classes, counts / counts.sum(1, keepdims=True), images)


def close_and_apart(pictured: PicturedLayers) -> list[Text]:
    """Which two classes lie closest in each pictured layer, and which lie apart from all others, in one paragraph.

    Nothing where only one class has images.
    """
    if len(np.unique(pictured.labels)) < 2 or not pictured.layers:
        return []
    names, k = class_texts(pictured.network.dataset.class_names), pictured.layers[0].nearest.shape[1]
    near = Text(f"the {k} nearest neighbours", f"{k} 個最近鄰")
    if k == 1:
        near = Text("the nearest neighbour", "最近鄰")
    how = Text(
        f"Which classes lie close in a layer is read off {near.en} that each image has in it.",
        f"哪些類別在一層裡彼此接近，看的是每張影像在該層裡的{' ' * (k > 1)}{near.zh}。",
    )
    return [paragraph(how, *(_in_layer(layer, pictured.labels, names) for layer in pictured.layers))]


def _in_layer(layer: LayerPictures, labels: NDArray[np.integer], names: list[Text]) -> Text:
    found, role, k = class_neighbours(layer.nearest, labels), name_of(layer.layer), layer.nearest.shape[1]
    near = Text("all of them are", "它們全都") if k > 1 else Text("it is", "它就")
    total, apart = len(found.classes), [names[found.classes[place]] for place in found.apart]
    if len(apart) == total:
        every = (
            Text("both classes", "兩類") if total == 2 else Text(f"all {total} classes", f"全部 {total} 類")
        )
        return Text(
            f"In the {role.en} {every.en} lie apart: whatever the image, {near.en} of its own class.",
            f"在{role.zh}裡，{every.zh}彼此分開：任何一張影像，{near.zh}屬於同一類。",
        )
    (one, other), share, alike = found.mixing()
    pair = listed([names[found.classes[one]], names[found.classes[other]]])
    often = percent(share) if round(1000 * share) else "< 0.1%"
    closest = Text(
        f"In the {role.en} {pair.en} lie closest to each other: {often} of their neighbours are of the other one of the two",
        f"在{role.zh}裡，最接近的兩類是{pair.zh}：它們的鄰居有 {often} 屬於其中的另一類",
    )
    if alike:
        closest = Text(
            f"In the {role.en} no two classes lie closer to each other than {pair.en}, of whose neighbours {often} are of the "
            "other one of the two",
            f"在{role.zh}裡，沒有哪兩類比{pair.zh}更接近，它們的鄰居有 {often} 屬於其中的另一類",
        )
    if not apart:
        none = Text("no class has neighbours of its own class alone", "沒有任何一類的鄰居全屬自己這一類")
        return Text(f"{closest.en}; {none.en}.", f"{closest.zh}；{none.zh}。")
    some = Text(
        f"{len(apart)} of the {total} classes have neighbours of their own class alone"
        if len(apart) > 1
        else f"one of the {total} classes has neighbours of its own class alone",
        f"{total} 類中有{f' {len(apart)} ' if len(apart) > 1 else '一'}類的鄰居全屬自己這一類",
    )
    which = listed(apart) if len(apart) <= MOST_NAMED else Text("", "")
    if which.en:
        some = Text(f"{some.en} ({which.en})", f"{some.zh}（{which.zh}）")
    return Text(f"{closest.en}; {some.en}.", f"{closest.zh}；{some.zh}。")
