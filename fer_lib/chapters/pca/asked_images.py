"""What a reader may ask of the rebuilt images: any number of components, for several images."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.pca.image_analysis import COMPONENTS_KEPT, ImageAnalysis
from fer_lib.data.eigenfaces import Eigenfaces
from fer_lib.language import Text, heading
from fer_lib.names import class_texts
from fer_lib.publish import Interactive, Sheet

NUMBERS = sorted(
    {*range(11), 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 125, 150, 200, 250, 300, 400, 500, *COMPONENTS_KEPT}
)
"""Of components, as far as there are so many."""
IMAGES_A_CLASS = 3
MOST_PIXELS = 2_500_000
"""Of all rebuilt images together; with larger ones there are fewer of them."""

WORDS: Mapping[str, Text] = {
    "panel": Text("Rebuild images from more or fewer components", "用較多或較少的主成分重建影像"),
    "image": heading("image"),
    "kept": Text("Components k", "主成分個數 k"),
    "held": Text("{k}, {share} of the variance", "{k} 個，占變異量 {share}"),
    "held_none": Text("none: the mean image", "0 個：平均影像"),
    "rebuilt": Text("{name}, rebuilt with k = {k}", "{name}，以 k = {k} 重建"),
    "original": Text("{name}, original", "{name}，原圖"),
    "error": Text(
        "Root mean square error (values 0 to 255): {error} for this image, {all} for all {n} validation images.",
        "均方根誤差（數值 0 到 255）：這張影像為 {error}，全部 {n} 張驗證影像為 {all}。",
    ),
    "mean": Text(" With no component every image becomes the mean of the training images.",
                 "一個主成分也不用時，每張影像都變成訓練影像的平均。"),
}  # fmt: skip


def asked_images(images: ImageAnalysis) -> Interactive:
    """Some validation images of the figure's classes, rebuilt from each of ``NUMBERS`` components."""
    components, validation = images.components, images.validation
    numbers = [k for k in NUMBERS if k < len(components.variances)]
    height, width = components.shape[:2]
    most = max(1, MOST_PIXELS // (len(numbers) * height * width))
    chosen = chosen_images(images)[:most]
    names = class_texts(validation.class_names)
    shown = validation.images[chosen]
    rebuilt = np.stack([components.reconstruct(shown, k) for k in numbers], axis=1)
    labels = validation.labels[chosen].tolist()
    called = [_name(names[label], labels[: place + 1].count(label)) for place, label in enumerate(labels)]
    return Interactive(
        "pca_images",
        {**WORDS, "images": called},
        {
            "numbers": numbers,
            "variance": [round(float(components.cumulative[k - 1]) if k else 0.0, 4) for k in numbers],
            "errors": np.round(errors_by_image(components, shown, numbers), 3).tolist(),
            "all": np.round(errors_of_all(components, validation.images, numbers), 3).tolist(),
            "count": len(validation),
        },
        sheets={
            "rebuilt": Sheet(_pixels(rebuilt.reshape(-1, *components.shape))),
            "original": Sheet(shown),
        },
    )


def _name(label: Text, number: int) -> Text:
    return Text(f"{label.en} {number}", f"{label.zh} {number}")


def _pixels(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)


def chosen_images(images: ImageAnalysis) -> NDArray[np.intp]:
    """Positions among the validation images: those of the figure, then further ones of the same classes."""
    of_classes = [np.flatnonzero(images.validation.labels == label) for label in images.example_classes]
    rounds = [[found[n] for found in of_classes if n < len(found)] for n in range(IMAGES_A_CLASS)]
    return np.array([place for one in rounds for place in one], dtype=np.intp)


def errors_by_image(
    components: Eigenfaces, images: NDArray[np.uint8], numbers: Sequence[int]
) -> NDArray[np.float64]:
    """Root mean square error a value of each image with so many components each: float64 [images, numbers]."""
    squares = _squares_left(components, images, numbers)
    return np.asarray(np.sqrt(squares / len(components.mean)), dtype=np.float64)


def errors_of_all(
    components: Eigenfaces, images: NDArray[np.uint8], numbers: Sequence[int]
) -> NDArray[np.float64]:
    """The same over all images together, what ``Eigenfaces.measured_error`` measures: float64 [numbers]."""
    squares = _squares_left(components, images, numbers)
    return np.asarray(np.sqrt(squares.mean(axis=0) / len(components.mean)), dtype=np.float64)


def _squares_left(
    components: Eigenfaces, images: NDArray[np.uint8], numbers: Sequence[int]
) -> NDArray[np.float64]:
    """By Pythagoras, from one pass over the images instead of one for each number: float64 [images, numbers]."""
    centred = images.reshape(len(images), -1) - components.mean
    held = np.cumsum(components.coordinates(images, max(numbers)) ** 2, axis=1)
    of_numbers = np.concatenate([np.zeros((len(images), 1)), held], axis=1)[:, list(numbers)]
    left = (centred**2).sum(axis=1, keepdims=True) - of_numbers
    return np.asarray(np.maximum(left, 0), dtype=np.float64)
