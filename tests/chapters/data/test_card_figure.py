from dataclasses import replace

import matplotlib.pyplot as plt
import pytest

from fer_lib.chapters.data.card_figure import PAGE, plot_card


@pytest.mark.parametrize(
    ("lang", "first", "legend"),
    [
        ("en", "angry", ["training set", "validation set", "test set"]),
        ("zh-TW", "生氣", ["訓練集", "驗證集", "測試集"]),
    ],
)
def test_plot_shows_the_counts(counts, lang, first, legend):
    card = counts.card
    _, ax = plt.subplots()
    figure = plot_card(card, ax, lang=lang)
    assert figure is ax.figure
    assert [[bar.get_height() for bar in bars] for bars in ax.containers] == list(card.counts.values())
    assert ax.get_xticklabels()[0].get_text() == first
    assert [text.get_text() for text in ax.get_legend().get_texts()] == legend


@pytest.mark.parametrize(
    ("number", "lying", "named"), [(3, False, True), (11, True, True), (30, True, True), (100, False, False)]
)
def test_names_have_their_place(counts, number, lying, named):
    names = tuple(f"house sparrow {k}" for k in range(number))
    numbers = {split: list(range(1, number + 1)) for split in counts.card.counts}
    figure = plot_card(replace(counts.card, class_names=names, counts=numbers))
    figure.draw_without_rendering()
    ax = figure.axes[0]
    axis = ax.yaxis if lying else ax.xaxis
    assert (axis.get_ticklabels()[0].get_text() == names[0]) == named
    assert figure.get_size_inches()[1] <= PAGE
    lengths = [bar.get_width() if lying else bar.get_height() for bar in ax.containers[0]]
    assert lengths == list(range(1, number + 1))
