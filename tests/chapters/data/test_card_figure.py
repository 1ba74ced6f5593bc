import matplotlib.pyplot as plt
import pytest

from fer_lib.chapters.data.card_figure import plot_card


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
