"""What classes, attribution methods, regions of a face and convolutions are called in both languages."""

from collections.abc import Sequence

from fer_lib.language import Language, Text, term

METHOD_NAMES: dict[str, Text] = {
    "gradient": Text("gradient", "梯度"),
    "guided_backpropagation": Text("guided backprop", "導引反向傳播"),
    "smooth_grad": Text("SmoothGrad", "SmoothGrad"),
    "integrated_gradients": Text("integrated gradients", "積分梯度"),
    "grad_cam": Text("Grad-CAM", "Grad-CAM"),
    "occlusion": Text("occlusion", "遮蔽法"),
    "lime": Text("LIME", "LIME"),
    "random": Text("random order", "隨機順序"),
}
"""Each method by its key; ``random`` stands for no method at all."""

REGION_NAMES: dict[str, Text] = {
    "brows": Text("brows", "眉毛"),
    "eyes": Text("eyes", "眼睛"),
    "nose": Text("nose", "鼻子"),
    "mouth": Text("mouth", "嘴巴"),
    "rest": Text("rest", "其餘"),
}
"""The regions of a face, in the order of all arrays over regions."""


def class_texts(names: Sequence[str]) -> list[Text]:
    """Class names in both languages: by their own titles, else by the glossary, else as they are.

    Args:
        names: those of an ``ImageDataset``, which know their titles, or any others.
    """
    translated = []
    for name in names:
        try:
            known = term(name)
        except KeyError:
            known = Text(str(name), str(name))
        titles = getattr(name, "titles", {})
        translated.append(Text(titles.get("en", known.en), titles.get("zh-TW", known.zh)))
    return translated


def class_names(names: Sequence[str], lang: Language) -> list[str]:
    """Class names in one language."""
    return [name[lang] for name in class_texts(names)]


def split_text(split: str) -> Text:
    """What a split is called: ``train`` is the training set, and so on."""
    return term({"train": "training set", "validation": "validation set", "test": "test set"}[split])


def convolution_text(number: int) -> Text:
    """What the convolution of that number is called: ``conv 3``, ``卷積 3``."""
    return Text(f"conv {number}", f"卷積 {number}")
