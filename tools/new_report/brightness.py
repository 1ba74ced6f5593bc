"""Accuracy on the dark half and on the bright half of the validation images."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from fer_lib.data import ImageDataset
from fer_lib.language import Language, Text, heading
from fer_lib.names import class_texts
from fer_lib.proportion import Proportion, difference_interval
from fer_lib.publish import BookFigure, BookTable
from fer_lib.runs import RunFolder
from fer_lib.wording import interval_percent, percent, points, points_interval, proportion_text

NAMES = (Text("dark half", "較暗的一半"), Text("bright half", "較亮的一半"))


@dataclass(frozen=True)
class Halves:
    """Which images are classified rightly in each half.

    Attributes:
        right: of each validation image, whether its class is found.
        bright: whether it belongs to the bright half.
        labels: their classes.
        classes: what the classes are called.
    """

    right: NDArray[np.bool_]
    bright: NDArray[np.bool_]
    labels: NDArray[np.int64]
    classes: list[Text]

    @classmethod
    def of(cls, run: RunFolder, dataset: ImageDataset) -> "Halves":
        """Divide a run's validation images in the middle of the order of their mean grey levels."""
        answers = run.predictions("validation")
        images = dataset.images[answers.indices]
        grey = images.reshape(len(images), -1).mean(axis=1)
        bright = np.zeros(len(images), dtype=bool)
        bright[np.argsort(grey, kind="stable")[len(images) // 2 :]] = True
        return cls(
            answers.predicted == answers.labels, bright, answers.labels, class_texts(dataset.class_names)
        )

    def accuracy(self, bright: bool, label: int | None = None) -> Proportion | None:
        """Accuracy on one half, or on the images of one class there; None without images."""
        chosen = self.bright == bright
        if label is not None:
            chosen = chosen & (self.labels == label)
        return Proportion(int(self.right[chosen].sum()), int(chosen.sum())) if chosen.any() else None

    @property
    def both(self) -> tuple[Proportion, Proportion]:
        """Accuracy on the dark half and on the bright half; two images are enough for it."""
        dark, bright = self.accuracy(False), self.accuracy(True)
        assert dark is not None
        assert bright is not None
        return dark, bright

    def table(self) -> BookTable:
        """A row a class."""
        rows = [
            [name, *(_cell(self.accuracy(bright, label)) for bright in (False, True))]
            for label, name in enumerate(self.classes)
        ]
        caption = Text(
            "Accuracy on the images of each class in each half (95% interval, n images).",
            "兩半之中，各類別影像的準確率（95% 信賴區間，影像張數 n）。",
        )
        return BookTable(caption, [heading("class"), *map(_capitalized, NAMES)], rows, "lrr")

    def figure(self) -> BookFigure:
        """One bar a half, with its interval and its number of images."""
        both = self.both

        def draw(lang: Language) -> Figure:
            drawn, ax = plt.subplots(figsize=(4.2, 2.8), layout="constrained")
            shares = np.array([half.share for half in both])
            ends = np.array([half.wilson_interval for half in both]).T
            names = [f"{name[lang]}\nn = {half.n:,}" for name, half in zip(NAMES, both, strict=True)]
            ax.bar(names, shares, yerr=abs(ends - shares), width=0.5, capsize=4)
            ax.set_ylim(0, 1)
            ax.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
            ax.set_ylabel(Text("accuracy", "準確率")[lang])
            return drawn

        caption = Text(
            f"Accuracy on each half of the {len(self.right):,} validation images, with 95% intervals.",
            f"{len(self.right):,} 張驗證影像中，較暗與較亮的一半各自的準確率，附 95% 信賴區間。",
        )
        return BookFigure(draw, caption, alt=self.findings()[0])

    def findings(self) -> list[Text]:
        """Both accuracies, and whether they differ: what the chapter found in short, the first on the cover, too."""
        dark, bright = (proportion_text(half) for half in self.both)
        low, high = difference_interval(*reversed(self.both))
        gap, interval = points(self.both[1].share - self.both[0].share), points_interval((low, high))
        differ = Text("clearly better at the bright half", "較亮的一半明確認得比較好")
        if high < 0:
            differ = Text("clearly better at the dark half", "較暗的一半明確認得比較好")
        elif low <= 0:
            differ = Text("not clearly better at either half", "沒有哪一半明確認得比較好")
        return [
            Text(
                f"The network is right on {dark.en} of the dark half and on {bright.en} of the bright half.",
                f"模型在較暗的一半答對 {dark.zh}，在較亮的一半答對 {bright.zh}。",
            ),
            Text(
                f"It is {differ.en}: bright less dark is {gap} points (95% interval {interval.en}).",
                f"{differ.zh}：較亮減較暗是 {gap} 個百分點（95% 信賴區間 {interval.zh}）。",
            ),
        ]


def _cell(accuracy: Proportion | None) -> str:
    if accuracy is None:
        return "–"
    return f"{percent(accuracy.share)} ({interval_percent(accuracy.wilson_interval, 0)}, n\u00a0=\u00a0{accuracy.n:,})"


def _capitalized(name: Text) -> Text:
    return Text(name.en.capitalize(), name.zh)
