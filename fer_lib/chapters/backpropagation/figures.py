"""The figures of chapter 13 with caption and alt text."""

from fer_lib.chapters.backpropagation.graph_figure import plot_graph
from fer_lib.chapters.backpropagation.zero_start import StartExperiment, digits
from fer_lib.chapters.backpropagation.zero_start_figure import StartCurves, plot_starts
from fer_lib.language import Text
from fer_lib.publish import BookFigure
from fer_lib.wording import paragraph


def graph() -> BookFigure:
    """Values forward and derivatives backward through three layers."""
    return BookFigure(
        lambda lang: plot_graph(lang=lang),
        Text(
            "Three layers. Above, the values go forward to the loss; below, the derivatives come back, and each layer’s give "
            "those of its weights. The same matrices are used, transposed.",
            "三層的神經網路。上方：數值往前傳到損失；下方：導數往回傳，各層的導數再給出權重的導數。用的是同樣的矩陣，只是轉置。",
        ),
        Text(
            "A row of boxes from the input to the loss, joined by arrows to the right. Below it a row of deltas, joined by "
            "arrows to the left; from each an arrow leads to the gradient of a matrix of weights.",
            "上排方框從輸入到損失，以向右的箭頭相連。下排是各層的 delta，以向左的箭頭相連；每個 delta 都有箭頭指向一個權重矩陣的梯度。",
        ),
    )


def starts(experiment: StartExperiment) -> BookFigure:
    """Training loss from three starts, with both activations."""
    settings = experiment.settings
    sigmoid, relu = (StartCurves(name, runs) for name, runs in experiment.by_activation.items())
    images, seeds = f"{len(digits().x_train):,}", len(settings.seeds)
    return BookFigure(
        lambda lang: plot_starts((sigmoid, relu), lang),
        Text(
            f"Training loss on {images} digits from three starts, mean of {seeds} seeds with a band from the smallest to "
            f"the largest. Network 64–{settings.hidden}–10, batch size {settings.batch_size}, learning rate "
            f"{settings.learning_rate:g}.",
            f"三種起點在 {images} 個數字上的訓練損失：{seeds} 個隨機種子的平均，色帶為最小到最大。"
            f"模型 64–{settings.hidden}–10，批次大小 {settings.batch_size}，學習率 {settings.learning_rate:g}。",
        ),
        paragraph(
            Text("Two panels with logarithmic loss.", "左右兩圖，損失為對數尺度。"),
            _ends(sigmoid),
            _ends(relu),
        ),
    )


def _ends(panel: StartCurves) -> Text:
    loss = {start: runs.losses[:, -1].mean() for start, runs in panel.runs.items()}
    return Text(
        f"{panel.title}: the loss ends at {loss['random']:.3f} from random weights, at {loss['zero weights']:.3f} from "
        f"zero weights with random biases, and at {loss['zero']:.2f} from all zero.",
        f"{panel.title}：損失最後的值，隨機權重為 {loss['random']:.3f}，零權重、隨機偏差項為 "
        f"{loss['zero weights']:.3f}，全部為零時為 {loss['zero']:.2f}。",
    )
