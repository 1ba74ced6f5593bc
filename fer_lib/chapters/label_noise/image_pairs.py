"""Pairs of images of two splits to look at: near duplicates, and what the threshold leaves out."""

import numpy as np
from numpy.typing import NDArray

from fer_lib.chapters.label_noise.duplicates_analysis import DuplicatesAnalysis
from fer_lib.chapters.label_noise.image_pairs_figure import ImagePairs
from fer_lib.data import UNLABELLED
from fer_lib.data.near_copies import THRESHOLD
from fer_lib.language import Text
from fer_lib.names import class_texts

PAIRS_IN_A_ROW = 5


def image_pairs(analysis: DuplicatesAnalysis) -> ImagePairs:
    """Near duplicates at random and at the threshold, and the most alike pairs below it; a row each."""
    sample, dataset = analysis.sample(PAIRS_IN_A_ROW), analysis.dataset
    rows = (sample.drawn, sample.at_threshold, sample.below)
    names = [*class_texts(dataset.class_names), Text("no label", "無標籤")]

    def line(row: int) -> Text:
        first, second = (
            names[-1 if label == UNLABELLED else label]
            for label in dataset.labels[sample.pairs[row]].tolist()
        )
        value = f"{sample.correlations[row]:.4f}"
        return Text(f"{first.en} | {second.en}: {value}", f"{first.zh} | {second.zh}：{value}")

    def images(chosen: NDArray[np.intp]) -> NDArray[np.uint8]:
        return np.asarray(dataset.images[sample.pairs[chosen]])

    return ImagePairs(
        [
            Text("near copies, drawn at random", "近似複本，隨機抽出"),
            Text(f"just at the threshold of {THRESHOLD}", f"剛好達到門檻 {THRESHOLD}"),
            Text("the most alike pairs below the threshold", "門檻以下最相像的"),
        ],
        [images(chosen) for chosen in rows],
        [[line(row) for row in chosen.tolist()] for chosen in rows],
        PAIRS_IN_A_ROW,
    )
