"""How a network was trained, in words: for the table of a run's settings, and for what tells two runs apart."""

from typing import Any

from fer_lib.config import RunConfig
from fer_lib.language import Text
from fer_lib.runs import RunFolder

OPTIMIZER_NAMES = {
    "adam": "Adam",
    "adamw": "AdamW",
    "adadelta": "Adadelta",
    "adadelta_keras": "Adadelta (Keras)",
    "sgd": "SGD, Nesterov",
}
SCHEDULE_NAMES = {
    "constant": Text("constant", "固定"),
    "step": Text("in steps", "階梯式下降"),
    "cosine": Text("half a cosine", "餘弦下降"),
    "one_cycle": Text("one cycle: up, then down", "先升後降一個循環"),
    "plateau": Text("lower after a plateau", "停滯時調降"),
}
# Keys that say which run it is, not how it was trained.
_REGULARIZATION = {
    "dropout": Text("dropout {value}", "隨機失活 {value}"),
    "weight_decay": Text("weight decay {value:g}", "權重衰減 {value:g}"),
    "l1": Text("L1 {value:g}", "L1 {value:g}"),
    "label_smoothing": Text("label smoothing {value:g}", "標籤平滑 {value:g}"),
    "mixup": Text("mixup {value:g}", "mixup {value:g}"),
    "flip": Text("mirroring", "左右鏡射"),
    "shift": Text("shift ±{value:.0%}", "平移 ±{value:.0%}"),
    "rotation": Text("rotation ±{value:g}°", "旋轉 ±{value:g}°"),
    "crop": Text("crop down to {value:.0%}", "裁切至 {value:.0%}"),
    "erasing": Text("erasing {value:.0%}", "隨機遮蔽 {value:.0%}"),
    "brightness": Text("brightness ±{value:.0%}", "亮度 ±{value:.0%}"),
}
_PLAIN = RunConfig(weight_decay=0.0)


def _listed(found: list[Text]) -> Text:
    """The texts with commas between them; a dash for none."""
    if not found:
        return Text("–", "–")
    return Text(", ".join(text.en for text in found), "、".join(text.zh for text in found))


def changes(config: RunConfig, reference: RunConfig) -> Text:
    """What a run sets otherwise than another, in words; a dash for nothing.

    Keys without words of their own are shown as ``key value``, so that nothing stays unsaid.
    """
    values, others = config.settings(), reference.model_dump()
    return _listed(
        [
            _REGULARIZATION.get(key, Text(f"`{key} {{value}}`", f"`{key} {{value}}`")).format(value=value)
            for key, value in values.items()
            if value != others[key]
        ]
    )


def regularization_of(config: RunConfig) -> Text:
    """All regularization that a run's configuration switches on, in words; a dash for none."""
    values, off = config.model_dump(), _PLAIN.model_dump()
    return _listed(
        [text.format(value=values[key]) for key, text in _REGULARIZATION.items() if values[key] != off[key]]
    )


def settings_rows(run: RunFolder) -> list[list[object]]:
    """Rows (setting, value) of how a run was trained, on what, and how fast.

    Raises:
        UserError: if the run is not finished.
    """
    config, metrics, provenance = run.config(), run.metrics(), run.provenance()
    rows: list[tuple[Text, Any]] = [
        (Text("optimizer", "最佳化器"), OPTIMIZER_NAMES[config.optimizer]),
        (Text("highest learning rate", "最高學習率"), f"{config.learning_rate:g}"),
        (Text("course of the learning rate", "學習率的變化"), SCHEDULE_NAMES[config.schedule]),
        (Text("regularization", "正則化"), regularization_of(config)),
        (Text("batch size", "批次大小"), f"{config.batch_size:,}"),
        (Text("epochs", "訓練週期"), f"{metrics['selected']['of']:,}"),
        (Text("seed", "隨機種子"), str(config.seed)),
        (Text("precision", "數值精度"), provenance["precision"]),
        (Text("device", "裝置"), provenance["device"]["name"]),
        (Text("seconds an epoch (median)", "每個週期秒數（中位數）"), f"{metrics['seconds_per_epoch']:.1f}"),
        (
            Text("training images a second (median)", "每秒訓練影像數（中位數）"),
            f"{metrics['images_per_second']:,.0f}",
        ),
    ]
    return [list(row) for row in rows]
