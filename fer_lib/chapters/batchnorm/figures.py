"""The figures of chapter 11 with caption and alt text."""

from fer_lib.chapters.batchnorm.experiment import BatchNormExperiment
from fer_lib.chapters.batchnorm.graph_figure import plot_graph
from fer_lib.chapters.batchnorm.names import images_text, network_text, seeds_text
from fer_lib.chapters.batchnorm.sentences import convergence
from fer_lib.language import Text
from fer_lib.publish import BookFigure


def graph() -> BookFigure:
    """Values forward, and the ways on which gradients come back."""
    return BookFigure(
        lambda lang: plot_graph(lang=lang),
        Text(
            "Batch normalization as a graph. Values go forward (blue). Gradients come back (orange), multiplied by what stands "
            "beside the arrow; a sum gathers them from all $m$ numbers. Stacked boxes are there once for each number, $\\mu$ "
            "and $\\sigma^2$ only once. So three ways lead back to $x_k$: (1) from its own $\\hat x_k$, (2) through "
            "$\\sigma^2$, (3) through $\\mu$. Nothing comes from $\\sigma^2$ to $\\mu$: the factor is 0, as the deviations add "
            "up to zero.",
            "批次正規化的計算圖。數值往前傳（藍色）；梯度往回傳（橘色），並乘上箭頭旁的因子，遇到總和時則把 $m$ 個數傳回的加起來。"
            "疊起來的方框每個數各有一份，$\\mu$ 與 $\\sigma^2$ 則只有一份。因此有三條路回到 $x_k$：(1) 從它自己的 $\\hat x_k$，"
            "(2) 經由 $\\sigma^2$，(3) 經由 $\\mu$。從 $\\sigma^2$ 回到 $\\mu$ 的梯度是零：離差的總和為零，所以因子是 0。",
        ),
        Text(
            "Boxes joined by pairs of arrows, one forward and one back. From x there are arrows to the mean, to the variance "
            "and to the normalized number; from the mean to the variance and to the normalized number; from the variance to "
            "the normalized number. From there the way goes on to y, where γ and β come in, and to the loss.",
            "方框之間以成對的箭頭相連，一個往前，一個往回。x 有箭頭指向平均、變異數與正規化後的數；平均指向變異數與正規化後的數；"
            "變異數指向正規化後的數。再往前是 y，γ 與 β 在這裡加入，最後是損失。",
        ),
    )


def curves(experiment: BatchNormExperiment, reports: bool = True) -> BookFigure:
    """Loss and accuracy epoch by epoch, with and without batch normalization.

    Args:
        experiment: the trainings.
        reports: whether the book shows the five reports.
    """
    config, counts = experiment.config, experiment.dataset.counts()
    train, validation = (f"{sum(counts[split]):,}" for split in ("train", "validation"))
    network, images = network_text(config, reports), images_text(experiment.dataset)
    seeds = seeds_text(experiment)
    if seeds.en != "one seed each":
        seeds = Text(f"{seeds.en} (thick) and each seed (thin)", f"{seeds.zh}（粗線）與各個種子（細線）")
    constant = Text("constant ", "固定") if config.schedule == "constant" else Text("", "")
    return BookFigure(
        lambda lang: experiment.curves.plot(lang=lang),
        Text(
            f"Training loss and validation accuracy of {network.en} after each epoch, with and without batch "
            f"normalization: {seeds.en}. {train} training and "
            f"{validation} validation {images.en}; batch size {config.batch_size}, {constant.en}learning rate "
            f"{config.learning_rate:g}.",
            f"{network.zh}在有、無批次正規化時，每個 epoch 之後的訓練損失與驗證準確率：{seeds.zh}。"
            f"訓練集 {train}、驗證集 {validation} 張{images.zh}；"
            f"批次大小 {config.batch_size}，{constant.zh}學習率 {config.learning_rate:g}。",
        ),
        convergence(experiment),
    )
