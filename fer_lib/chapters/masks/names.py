"""What the classes, methods and scores of chapter 16 are called, and what each method changes."""

from fer_lib.imbalance.methods import Method
from fer_lib.imbalance.scores import Metric
from fer_lib.language import Text, term

CLASS_TITLES = {
    "bad": Text("not worn", "沒戴"),
    "none": Text("worn wrongly", "沒戴好"),
    "good": Text("worn", "戴好"),
}
"""What the labels mean."""

METHOD_TITLES = {
    "fixed": Text("fixed rate", "固定學習率"),
    "decay": Text("decaying rate", "遞減學習率"),
    "weights": Text("weights 2, 3, 0.5", "權重 2、3、0.5"),
    "resampled-13": Text("13 resamplings", "重抽 13 次"),
    "resampled-50": Text("50 resamplings", "重抽 50 次"),
    "effective": Text("effective number", "有效樣本數"),
    "focal": term("focal loss"),
    "balanced": Text("balanced batches", "平衡批次"),
    "adjusted": Text("logit adjustment", "調整 logit"),
}
"""Each method of ``fer_lib.imbalance.methods`` by its name."""

METRIC_TITLES: dict[Metric, Text] = {
    "recall": Text("recall, worn wrongly", "召回率（沒戴好）"),
    "average_precision": Text("average precision, worn wrongly", "平均精確率（沒戴好）"),
    "macro_f1": Text("macro F1", "macro F1"),
    "balanced_accuracy": term("balanced accuracy"),
    "accuracy": term("accuracy"),
    "recall_worn": Text("recall, worn", "召回率（戴好）"),
}
"""Each score."""


def change(method: Method) -> Text:
    """What a method changes, against the one that it is compared with."""
    rate = f"{method.rate:g}"
    match method:
        case Method(sampling="resampled", rounds=rounds):
            restarts = (
                Text(", and the rate starts anew in each", "，每輪學習率重新開始")
                if method.schedule == "rounds"
                else Text("", "")
            )
            return Text(
                f"In each of {rounds} rounds as many images of every class as the rarest has{restarts.en}",
                f"分 {rounds} 輪，每輪各類都抽出與最少的類別一樣多的影像{restarts.zh}",
            )
        case Method(sampling="balanced"):
            return Text("Every class gives a third of each batch", "每個批次中三類各占三分之一")
        case Method(weights="report"):
            return Text("Class weights 2, 3, 0.5 in the loss", "損失函數的類別權重為 2、3、0.5")
        case Method(weights="effective"):
            return Text(
                r"Weights $(1-\beta)/(1-\beta^n)$, $\beta=0.999$",
                r"權重 $(1-\beta)/(1-\beta^n)$，$\beta=0.999$",
            )
        case Method(adjusted=True):
            return Text(r"Loss on $z+\ln\pi$, answers by $z$", r"以 $z+\ln\pi$ 計算損失，以 $z$ 作答")
        case Method(schedule="fixed"):
            return Text(f"Cross entropy, learning rate {rate}", f"交叉熵，學習率 {rate}")
        case _ if method.gamma:
            return Text(r"Loss times $(1-p_t)^2$", r"損失乘以 $(1-p_t)^2$")
    return Text(
        f"Cross entropy, rate {rate}, divided by ten after 30, 60 and 90% of the steps",
        f"交叉熵，學習率 {rate}，在步數的 30%、60%、90% 之後各除以 10",
    )
