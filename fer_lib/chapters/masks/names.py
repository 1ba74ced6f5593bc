"""What the classes, methods and scores of chapter 16 are called in both languages."""

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
