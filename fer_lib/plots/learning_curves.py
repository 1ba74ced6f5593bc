"""Learning curves: loss and accuracy of a run against the epoch."""

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fer_lib.language import Language, Text, term
from fer_lib.runs.history import History


def plot_learning_curves(
    history: History, axes: tuple[Axes, Axes] | None = None, lang: Language = "en"
) -> Figure:
    """Loss (left) and accuracy (right) against the epoch, training solid, validation dashed.

    The dotted line marks the best epoch, if that was chosen by what is known of any. What is not known of a training
    from elsewhere is a gap; a curve of which nothing is known is not in the legend.

    Args:
        history: what to draw.
        axes: two axes to draw on; a new figure where none are given.
        lang: language of the labels.
    """
    if axes is None:
        _, axes = plt.subplots(1, 2, figsize=(7.2, 3.0))
    epochs = [r.epoch for r in history.records]
    chosen = history.best_metric != "epoch" and history.has(history.best_metric)
    best = history.best if chosen else None
    for ax, quantity in zip(axes, ("loss", "accuracy"), strict=True):
        for part, dash in (("train", "-"), ("validation", "--")):
            label = term({"train": "training set", "validation": "validation set"}[part])[lang]
            values = [getattr(r, f"{part}_{quantity}") for r in history.records]
            known = label if history.has(f"{part}_{quantity}") else "_nothing"
            ax.plot(epochs, values, dash, label=known, marker="o" if len(epochs) < 20 else "", markersize=3)
        if best:
            ax.axvline(best.epoch, color="#6B7280", linestyle=":", linewidth=1)
        ax.set_xlabel(term("epoch")[lang])
        ax.set_ylabel(term(quantity)[lang])
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.grid(True)
    if best:
        words = Text("best epoch {n}", "最佳：第 {n} 個 epoch").format(n=best.epoch)
        on_the_left = best.epoch <= (epochs[0] + epochs[-1]) / 2  # the label then stands to the right
        axes[1].annotate(
            words[lang], (best.epoch, axes[1].get_ylim()[0]), xytext=(4 if on_the_left else -4, 6),
            textcoords="offset points", ha="left" if on_the_left else "right", fontsize=8, color="#4B5563",
        )  # fmt: skip
    with_curves = [ax for ax in axes if ax.get_legend_handles_labels()[0]]
    for ax in with_curves[:1]:
        ax.legend()
    figure = axes[0].figure
    assert isinstance(figure, Figure)
    return figure
