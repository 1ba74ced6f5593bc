"""The figure of chapter 11 with caption and alt text."""

from fer_lib.chapters.batchnorm.claims import a12
from fer_lib.chapters.batchnorm.experiment import BatchNormExperiment
from fer_lib.chapters.batchnorm.sentences import plateau
from fer_lib.language import Text
from fer_lib.publish import BookFigure
from fer_lib.wording import paragraph


def curves(experiment: BatchNormExperiment) -> BookFigure:
    """Loss and accuracy epoch by epoch, with and without batch normalization."""
    config, counts = experiment.config, experiment.dataset.counts()
    train, validation = (f"{sum(counts[split]):,}" for split in ("train", "validation"))
    synthetic = experiment.dataset.provenance.get("synthetic")
    faces = Text("computer-drawn faces", "張電腦繪製的人臉") if synthetic else Text("faces", "張人臉")
    return BookFigure(
        lambda lang: experiment.curves.plot(lang=lang),
        Text(
            "Training loss and validation accuracy of report A’s network after each epoch, with and without batch "
            f"normalization: mean of {experiment.seeds} seeds (thick) and each seed (thin). {train} training and "
            f"{validation} validation images, all {faces.en}; batch size {config.batch_size}, learning rate "
            f"{config.learning_rate:g}.",
            f"報告 A 的網路在有、無批次正規化時，每個訓練週期之後的訓練損失與驗證準確率：{experiment.seeds} 個隨機種子的平均"
            f"（粗線）與各個種子（細線）。訓練集 {train}、驗證集 {validation} {faces.zh}；"
            f"批次大小 {config.batch_size}，學習率 {config.learning_rate:g}。",
        ),
        paragraph(a12(experiment).finding, plateau(experiment)),
    )
