"""Accuracy on the dark half and on the bright half of the validation images."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from fer_lib.data import ImageDataset
from fer_lib.language import Language, Text
from fer_lib.proportion import Proportion, difference_interval
from fer_lib.publish import BookFigure, BookTable
from fer_lib.runs import RunFolder
from fer_lib.wording import proportion_text

NAMES = (Text("dark half", "較暗的一半"), Text("bright half", "較亮的一半"))


@dataclass(frozen=True)
class Halves:
    """Images classified rightly in each half."""

    dark: Proportion
    bright: Proportion

    @classmethod
    def of(cls, run: RunFolder, dataset: ImageDataset) -> "Halves":
        """Divide a run's validation images at the median of their mean grey levels."""
        answers = run.predictions("validation")
        images = dataset.images[answers.indices]
        grey = images.reshape(len(images), -1).mean(axis=1)
        right, is_bright = answers.predicted == answers.labels, grey > np.median(grey)
        return cls(*(Proportion(int(right[half].sum()), int(half.sum())) for half in (~is_bright, is_bright)))

    def table(self) -> BookTable:
        """One row a half."""
        halves = zip(NAMES, (self.dark, self.bright), strict=True)
        rows = [[name, proportion_text(half)] for name, half in halves]
        caption = Text("Accuracy by brightness.", "依亮度分組的準確率。")
        return BookTable(caption, [Text("Images", "影像"), Text("Accuracy", "準確率")], rows, "ll")

    def figure(self) -> BookFigure:
        """One bar a half."""

        def draw(lang: Language) -> Figure:
            drawn, ax = plt.subplots(layout="constrained")
            ax.bar([name[lang] for name in NAMES], [self.dark.share, self.bright.share])
            ax.set_ylim(0, 1)
            return drawn

        return BookFigure(draw, self.table().caption, alt=self.sentence())

    def sentence(self) -> Text:
        """Both accuracies, and whether they differ."""
        dark, bright = proportion_text(self.dark), proportion_text(self.bright)
        low, high = difference_interval(self.bright, self.dark)
        differ = (
            Text("These images show no difference.", "這些影像看不出差異。")
            if low <= 0 <= high
            else Text("The difference is beyond chance.", "差異超出偶然。")
        )
        return Text(
            f"The network is right on {dark.en} of the dark half and on {bright.en} of the bright half. {differ.en}",
            f"模型在較暗的一半答對 {dark.zh}，在較亮的一半答對 {bright.zh}。{differ.zh}",
        )
