"""What the classes, methods and scores of chapter 16 are called, and what each method changes."""

from fer_lib.chapters.masks.scores import Metric
from fer_lib.config import RunConfig
from fer_lib.data.mask_classes import CLASS_TITLES as TITLES
from fer_lib.editions.imbalance_roles import ImbalanceMethod
from fer_lib.language import Text, term

CLASS_TITLES = {name: Text(titles["en"], titles["zh-TW"]) for name, titles in TITLES.items()}
"""What the labels mean."""

METHOD_TITLES: dict[ImbalanceMethod, Text] = {
    "fixed": Text("fixed rate", "固定學習率"),
    "decay": Text("decaying rate", "遞減學習率"),
    "weights": Text("given weights", "給定權重"),
    "resampled_13": Text("13 resamplings", "重抽 13 次"),
    "resampled_50": Text("50 resamplings", "重抽 50 次"),
    "effective": Text("effective number", "有效樣本數"),
    "focal": term("focal loss"),
    "balanced": Text("balanced batches", "平衡批次"),
    "adjusted": Text("logit adjustment", "調整 logit"),
}
"""Each method by its role."""
REPORT_TITLES = {**METHOD_TITLES, "weights": Text("weights 2, 3, 0.5", "權重 2、3、0.5")}
"""Each training of report E."""

SOURCES: dict[ImbalanceMethod, str] = {
    "effective": "cui2019class",
    "focal": "lin2017focal",
    "balanced": "he2009learning",
    "adjusted": "menon2021long",
}
"""The citation's key of each method that is of the literature."""

METRIC_TITLES: dict[Metric, Text] = {
    "recall": Text("recall, worn wrongly", "召回率（沒戴好）"),
    "average_precision": Text("average precision, worn wrongly", "平均精確率（沒戴好）"),
    "macro_f1": Text("macro F1", "macro F1"),
    "balanced_accuracy": term("balanced accuracy"),
    "accuracy": term("accuracy"),
    "recall_worn": Text("recall, worn", "召回率（戴好）"),
}
"""Each score."""


def change(method: ImbalanceMethod, config: RunConfig) -> Text:
    """What a method changes, against the one that it is compared with.

    Args:
        method: the role of the runs.
        config: of one of them.
    """
    rate, factor = f"{config.learning_rate:g}", f"{config.schedule_factor:g}"
    match method:
        case "fixed":
            return Text(f"Cross entropy, learning rate {rate}", f"交叉熵，學習率 {rate}")
        case "decay":
            every, epochs = config.schedule_epochs, config.epochs
            return Text(
                f"Cross entropy, rate {rate}, multiplied by {factor} after every {every} of {epochs} epochs",
                f"交叉熵，學習率 {rate}，{epochs} 個 epoch 中每 {every} 個 epoch 乘以 {factor}",
            )
        case "weights":
            assert isinstance(config.class_weights, list)
            weights = [f"{weight:g}" for weight in config.class_weights]
            return Text(
                f"Class weights {', '.join(weights)} in the loss",
                f"損失函數的類別權重為 {'、'.join(weights)}",
            )
        case "resampled_13" | "resampled_50":
            restarts = (
                Text(", and the rate starts anew in each", "，每輪學習率重新開始")
                if config.restart_schedule
                else Text("", "")
            )
            rounds = config.resampling_rounds
            return Text(
                f"In each of {rounds} rounds as many images of every class as the rarest has{restarts.en}",
                f"分 {rounds} 輪，每輪各類都抽出與最少的類別一樣多的影像{restarts.zh}",
            )
        case "effective":
            beta = rf"$(1-\beta)/(1-\beta^n)$, $\beta={config.effective_number_beta:g}$"
            return Text(f"Weights {beta}", f"權重 {beta.replace(', ', '，')}")
        case "focal":
            factor = f"$(1-p_t)^{{{config.focal_gamma:g}}}$"
            return Text(f"Loss times {factor}", f"損失乘以 {factor}")
        case "balanced":
            return Text("Every class gives a third of each batch", "每個批次中三類各占三分之一")
        case "adjusted":
            tau = f"{config.logit_adjustment:g}\\," if config.logit_adjustment != 1 else ""
            shifted = rf"$z+{tau}\ln\pi$"
            return Text(f"Loss on {shifted}, answers by $z$", f"以 {shifted} 計算損失，以 $z$ 作答")
