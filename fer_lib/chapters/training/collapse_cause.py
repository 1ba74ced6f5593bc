"""Collapses of kept trainings that had learned their images by heart, and what in Adam makes them likely."""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from fer_lib.language import Text
from fer_lib.runs.results import Result
from fer_lib.wording import paragraph, percent

FALL = 0.2
"""Share of the validation images that an epoch loses in a collapse."""
BY_HEART = 0.05
"""Training loss below which the images are known by heart."""
BETAS = 0.9, 0.999
"""Adam's decay rates, as torch and Keras have them unless told otherwise."""


class Collapse(NamedTuple):
    """One epoch in which the validation accuracy falls far.

    Attributes:
        run: name of the kept run.
        epoch: in which it falls.
        before, after: validation accuracy of the epoch before and of this one.
        loss: mean training loss of the epoch before.
    """

    run: str
    epoch: int
    before: float
    after: float
    loss: float


def collapses(results: Sequence[Result]) -> list[Collapse]:
    """The deepest collapse of each run that was trained with Adam at a constant rate, where it has one.

    Args:
        results: kept runs.
    """
    found = []
    for result in results:
        if (result.config.get("optimizer"), result.config.get("schedule")) != ("adam", "constant"):
            continue
        records = result.history.records
        falls = [
            Collapse(
                result.name, now.epoch, last.validation_accuracy, now.validation_accuracy, last.train_loss
            )
            for last, now in pairwise(records)
            if last.train_loss < BY_HEART and last.validation_accuracy - now.validation_accuracy > FALL
        ]
        found += sorted(falls, key=lambda fall: fall.after - fall.before)[:1]
    return found


def told(found: Sequence[Collapse]) -> Text:
    """What fell when, and why that is to be expected of Adam.

    The bound on a step is that of Kingma and Ba, *Adam* (2015), section 2.1: (1 − β₁)/√(1 − β₂) learning rates, for a
    gradient that comes after nothing but zeros.

    Args:
        found: at least one collapse.
    """
    first, second = BETAS
    bound = f"{(1 - first) / sqrt(1 - second):.1f}"
    falls = paragraph(
        *(
            Text(
                f"In epoch {fall.epoch} of `{fall.run}` the validation accuracy falls from {percent(fall.before)} to "
                f"{percent(fall.after)}; the training loss had been {fall.loss:.3f}.",
                f"`{fall.run}` 在第 {fall.epoch} 個 epoch，驗證準確率由 {percent(fall.before)} 跌到 {percent(fall.after)}，"
                f"而前一個 epoch 的訓練損失只有 {fall.loss:.3f}。",
            )
            for fall in found
        )
    )
    why = Text(
        "Adam {cite:p}`kingma2015adam` divides the mean of the gradients by the root of the mean of their squares. Once "
        "the training images are known by heart, gradients are tiny and that root shrinks with them, so the steps stay as "
        "long as before. A batch whose gradient is large again meets a root that remembers none like it, and can move "
        f"every weight by up to {bound} learning rates at once. A rate that falls would soften the blow; here it is "
        "constant. The gradients of these trainings were not kept, so this is the likely cause and not a proven one; "
        "`python benchmarks/adam_collapse.py presets/report-a.yaml` watches gradients and roots in a training of its own.",
        "Adam {cite:p}`kingma2015adam` 把梯度的平均除以梯度平方平均的平方根。訓練影像都背下來以後，梯度極小，這個平方根也跟著變小，"
        "所以每一步還是一樣長。這時若有一個批次的梯度又變大，平方根裡卻沒有這麼大的梯度的紀錄，每個權重一次最多會移動 "
        f"{bound} 倍的學習率。學習率若逐漸下降，衝擊會小一些；這裡的學習率是固定的。這些訓練沒有保存梯度，所以這是可能的原因，"
        "不是證實的原因；`python benchmarks/adam_collapse.py presets/report-a.yaml` 會在另一次訓練中觀察梯度與這個平方根。",
    )
    return paragraph(falls, why)
