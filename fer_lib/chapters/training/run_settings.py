"""Settings of a training in words: optimizer, schedule, regularization, and what tells two runs apart."""

from fer_lib.config import RunConfig
from fer_lib.language import Text

OPTIMIZER_NAMES = {
    "adam": "Adam",
    "adam_keras": "Adam (Keras)",
    "adamw": "AdamW",
    "adadelta": "Adadelta",
    "adadelta_keras": "Adadelta (Keras)",
    "sgd": "SGD, Nesterov",
}
SCHEDULE_NAMES = {
    "constant": Text("constant", "固定"),
    "step": Text("in steps", "階梯式下降"),
    "cosine": Text("half a cosine", "餘弦下降"),
    "one_cycle": Text("one cycle: up, then down", "單一循環（one-cycle），先升後降"),
    "plateau": Text("lower after a plateau", "停滯時調降"),
}
REGULARIZATION_NAMES = {
    "dropout": Text("dropout {value}", "dropout {value}"),
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
_WITHOUT_REGULARIZATION = RunConfig(weight_decay=0.0)


def _with_commas(texts: list[Text]) -> Text:
    """The texts with commas between them; a dash for none."""
    if not texts:
        return Text("–", "–")
    return Text(", ".join(text.en for text in texts), "、".join(text.zh for text in texts))


def changes(config: RunConfig, reference: RunConfig) -> Text:
    """What a run sets otherwise than another, in words; a dash for nothing.

    Keys without words of their own are shown as ``key value``, so that nothing stays unsaid.
    """
    values, others = config.settings(), reference.model_dump()
    return _with_commas(
        [
            REGULARIZATION_NAMES.get(key, Text(f"`{key} {{value}}`", f"`{key} {{value}}`")).format(
                value=value
            )
            for key, value in values.items()
            if value != others[key]
        ]
    )


def regularization_of(config: RunConfig) -> Text:
    """All regularization that a run's configuration switches on, in words; a dash for none."""
    values, off = config.model_dump(), _WITHOUT_REGULARIZATION.model_dump()
    return _with_commas(
        [
            text.format(value=values[key])
            for key, text in REGULARIZATION_NAMES.items()
            if values[key] != off[key]
        ]
    )
