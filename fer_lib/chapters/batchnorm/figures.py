"""The figure of chapter 11 with caption and alt text."""

from fer_lib.chapters.batchnorm.experiment import BatchNormExperiment
from fer_lib.chapters.batchnorm.names import images_text, network_text, seeds_text
from fer_lib.chapters.batchnorm.sentences import convergence
from fer_lib.language import Text
from fer_lib.publish import BookFigure


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
