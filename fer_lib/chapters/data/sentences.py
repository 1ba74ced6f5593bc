"""What chapter 1 says of the data: the images, missing labels and classes, class balance, what the splits are for."""

from fer_lib.chapters.data.class_counts import ClassCounts
from fer_lib.chapters.subject import size_text
from fer_lib.data import SPLITS, DataCard, ImageDataset
from fer_lib.data.synthetic import SyntheticFaces
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.runs.files import METRICS, PROVENANCE
from fer_lib.wording import listed, paragraph, percent, tidy

OF_THE_COURSE = ("course-csv", "test-csv")
"""Forms of the course's own files."""
_OF_A_SPLIT = {
    "train": Text("training ", "訓練集"),
    "validation": Text("validation ", "驗證集"),
    "test": Text("test ", "測試集"),
}
UNBALANCED_RATIO = 1.5
"""Largest class to smallest; from here on the classes are called unbalanced."""


def images(dataset: ImageDataset) -> Text:
    """Size and levels of an image, and how many labels there are."""
    size, number = size_text(dataset.shape), len(dataset.class_names)
    if dataset.shape.channels == 1:
        pixels = Text(f"{size.en} with 256 grey levels", f"{size.zh}、256 個灰階")
    else:
        pixels = Text(
            f"{size.en} with red, green and blue in 256 levels each", f"{size.zh}，紅、綠、藍各 256 階"
        )
    if (dataset.labels < 0).any():
        return Text(
            f"Each image is {pixels.en}; those with a label have one of {number}.",
            f"每張影像是 {pixels.zh}；有標籤的影像帶有 {number} 種標籤之一。",
        )
    return Text(
        f"Each image is {pixels.en} and has one of {number} labels.",
        f"每張影像是 {pixels.zh}，並帶有 {number} 種標籤之一。",
    )


def action_units(faces: SyntheticFaces) -> Text:
    """How synthetic faces come about, and how many of their labels are wrong on purpose."""
    labels, number = f"{len(faces):,}", int(faces.flipped.sum())
    share, were = percent(float(faces.flipped.mean())), "was" if number == 1 else "were"
    changed = Text(
        f"Of the {labels} labels, {number:,} ({share}) {were} changed on purpose to another class, so that a method that "
        "looks for wrong labels can be tested.",
        f"在 {labels} 個標籤中，有 {number:,} 個（{share}）刻意改成了別的類別，好用來檢驗找出錯誤標籤的方法。",
    )
    if not number:
        changed = Text(
            f"None of the {labels} labels was changed to another class.",
            f"這 {labels} 個標籤都沒有改成別的類別。",
        )
    return Text(
        "These faces are drawn by a program. They need no download and no licence, and as everything about them is known, "
        "a method can be tested on them that nobody could test on photographs. An expression is a set of *action units*, "
        "the muscle movements of FACS {cite:p}`ekman1978facs`, put together as EMFACS {cite:p}`friesen1983emfacs` "
        "describes; {numref}`fig-action-units` shows the same face with and without them. "
        f"{changed.en}",
        "這些人臉由程式繪製，不必下載，也沒有授權問題；而且一切都是已知的，所以可以用來檢驗在照片上無從檢驗的方法。"
        "每種表情由若干*動作單元*組成，也就是 FACS "
        "{cite:p}`ekman1978facs` 所定義的肌肉動作，組合方式依照 EMFACS {cite:p}`friesen1983emfacs`；"
        "{numref}`fig-action-units` 是同一張臉有無這些動作的對照。"
        f"{changed.zh}",
    )


def unlabelled(counts: ClassCounts) -> Text:
    """How many images come without a label, and where they stand, if all are in one split."""
    number, one = f"{counts.unlabelled:,}", counts.unlabelled == 1
    splits = [split for split in SPLITS if counts.card.unlabelled[split]]
    place = _OF_A_SPLIT[splits[0]] if len(splits) == 1 else Text("", "")
    come = f"{place.en}image{' comes' if one else 's come'}"
    if counts.card.form in OF_THE_COURSE:
        return Text(
            f"A further {number} {come} without a label: the course keeps those to itself.",
            f"{place.zh}另有 {number} 張影像沒有附標籤，答案由課程保管。",
        )
    return Text(
        f"A further {number} {come} without a label; no score can be made of {'it' if one else 'them'}.",
        f"{place.zh}另有 {number} 張影像沒有附標籤，無法用來評分。",
    )


def absent_classes(counts: ClassCounts) -> Text:
    """Which classes no image is of, and what follows from it."""
    names = [counts.names[k] for k in counts.absent]
    return Text(
        f"There is no image with one of these labels: {', '.join(name.en for name in names)}. So the networks of "
        "this edition cannot learn to recognise them, and no score of theirs can be given.",
        f"沒有任何影像的標籤是{'、'.join(name.zh for name in names)}，因此這一版的模型學不會辨識這些類別，"
        "也沒有這些類別的分數。",
    )


def balance(counts: ClassCounts, expressions: bool) -> Text:
    """Whether the classes are equally large, and what the most frequent answer would score.

    Args:
        counts: images of each class.
        expressions: whether the classes are expressions of faces.
    """
    largest, smallest = counts.names[counts.largest], counts.names[counts.smallest]
    with_any = Text(" with any images", "有影像的") if counts.absent else Text("", "")
    if counts.ratio >= UNBALANCED_RATIO:
        times = f"{counts.ratio:.1f}"
        unbalanced = (
            f"there are {times} times as many {largest.en} faces as {smallest.en} ones"
            if expressions
            else f"“{largest.en}” has {times} times as many images as “{smallest.en}”"
        )
        sizes = Text(
            f"The classes are not balanced: {unbalanced}.",
            f"各類別並不平衡：「{largest.zh}」的張數是「{smallest.zh}」的 {times} 倍。",
        )
    elif len(counts.present) == 1:
        sizes = Text(
            f"All images are of one class, “{largest.en}”.", f"所有影像都屬於同一類，也就是「{largest.zh}」。"
        )
    elif counts.images[counts.smallest] == counts.images[counts.largest]:
        number = counts.images[counts.largest]
        each = f"{number:,} image{'s' * int(number != 1)}"
        sizes = Text(f"Each class{with_any.en} has {each}.", f"{with_any.zh}每一類都有 {number:,} 張影像。")
    else:
        low, high = f"{counts.images[counts.smallest]:,}", f"{counts.images[counts.largest]:,}"
        sizes = Text(
            f"The classes{with_any.en} are about equally large, from {low} to {high} images.",
            f"{with_any.zh}各類別大小相近，張數從 {low} 到 {high}。",
        )
    share = percent(counts.majority_share)
    return paragraph(
        sizes,
        Text(
            f"A network that always answered “{largest.en}” would be right for {share} of the images; accuracy has to "
            "be read against that.",
            f"如果模型一律回答「{largest.zh}」，就能答對 {share} 的影像；解讀準確率時要以此為基準（baseline）。",
        ),
    )


def no_flaws(card: DataCard) -> Text:
    """That no image is a copy of another or blank; only where that is so."""
    if card.images == 1:
        return Text("The only image is not blank.", "唯一的一張影像不是空白的。")
    if card.images == 2:
        return Text(
            "Both images were compared pixel by pixel: they are not alike, and neither is blank.",
            "逐像素比對了兩張影像：兩張不同，也都不是空白的。",
        )
    return Text(
        f"Of all {card.images:,} images all pixels were compared: no two are alike, and none is blank.",
        f"逐像素比對了全部 {card.images:,} 張影像：沒有任何兩張相同，也沒有空白的影像。",
    )


def parts_of_fer2013(book: Edition, dataset: ImageDataset) -> Text | None:
    """Which of FER2013's parts the validation and the test images are; None for other data and other splits."""
    if dataset.provenance.get("form") != "fer2013-csv" or book.configs[book.main_run].split != "source":
        return None
    return Text(
        "FER2013 {cite:p}`goodfellow2013challenges` was the task of a contest and comes divided: *PublicTest* ranked the "
        "contestants while it ran, *PrivateTest* at its end. Here PublicTest is the validation set and PrivateTest the "
        "test set.",
        "FER2013 {cite:p}`goodfellow2013challenges` 是一場競賽的資料，本身就分好了：比賽期間以 *PublicTest* 排名，結束時改以 "
        "*PrivateTest* 排名。本書以 PublicTest 為驗證集，以 PrivateTest 為測試集。",
    )


def protocol(book: Edition) -> Text:
    """What the splits are for: in trainings of the edition's own, and in those that were done elsewhere."""
    runs = {name: book.run(name) for name in book.runs_on()}
    elsewhere = [
        name for name, run in runs.items() if (run.path / PROVENANCE).is_file() and run.adopted is not None
    ]
    finished = [run for run in runs.values() if (run.path / METRICS).is_file()]
    scored = any("test" in run.metrics()["splits"] for run in finished)
    if len(elsewhere) == len(runs):
        return paragraph(_scored_only(len(runs), scored), _believable(scored))
    own = [book.configs[name] for name in runs if name not in elsewhere]
    keep_last = [config.best_metric == "epoch" for config in own]
    chosen = not all(keep_last)
    told = _learned(chosen, any(keep_last))
    if finished:
        told = paragraph(told, _test_images(chosen) if scored else _no_test_images(chosen))
    return paragraph(told, _from_elsewhere(elsewhere), _believable(scored)) if elsewhere else told


def _learned(chosen: bool, some_keep_last: bool) -> Text:
    if chosen and some_keep_last:
        return Text(
            "The validation images choose the epoch whose weights are kept, except in runs that keep the last one.",
            "驗證集用來挑選保留哪一個 epoch 的權重，只有保留最後一個 epoch 的訓練除外。",
        )
    if chosen:
        return Text(
            "The validation images choose the epoch whose weights are kept.",
            "驗證集用來挑選保留哪一個 epoch 的權重。",
        )
    return Text(
        "The weights of the last epoch are kept. The validation images show how the training goes, and choose nothing.",
        "保留的是最後一個 epoch 的權重；驗證集只用來觀察訓練的進展，不做任何挑選。",
    )


def _test_images(chosen: bool) -> Text:
    """What the labelled test images are for."""
    if chosen:
        return Text(
            "A score on the images that made the choice is as a rule a little too good, so the score of the test set is the "
            "one to quote.",
            "用來挑選的影像，分數通常略為偏高，所以應該以測試集的分數為準。",
        )
    return Text(
        "Whoever has tried several settings has chosen by the validation images after all, so the score of the test "
        "set is the one to quote.",
        "只要試過不只一種設定，就等於還是用驗證集做了挑選，所以應該以測試集的分數為準。",
    )


def _no_test_images(chosen: bool) -> Text:
    """There is no test set with labels, so the validation images have to do."""
    if chosen:
        return Text(
            "There are no test images with labels, so the score of the validation images is all there is; as they made "
            "the choice, it is as a rule a little too good.",
            "這份資料沒有附標籤的測試影像，只能看驗證集的分數；epoch 既然是依驗證集挑選的，這個分數通常略為偏高。",
        )
    return Text(
        "There are no test images with labels, so the score of the validation images is all there is. Whoever has tried "
        "several settings has chosen by them after all.",
        "這份資料沒有附標籤的測試影像，只能看驗證集的分數。只要試過不只一種設定，就等於還是用驗證集做了挑選。",
    )


def _scored_only(number: int, tested: bool) -> Text:
    network = Text("The network was", "模型是") if number == 1 else Text("The networks were", "這些模型是")
    images = (
        Text("training, validation and test images", "訓練集、驗證集與測試集都")
        if tested
        else Text("training and validation images", "訓練集與驗證集都")
    )
    return Text(
        f"{network.en} trained elsewhere, and nothing is trained here: {images.en} are only scored, with the weights as "
        "they came.",
        f"{network.zh}在別處訓練的，這裡不再訓練：{images.zh}只用現成的權重評分。",
    )


def _from_elsewhere(names: list[str]) -> Text:
    listing = listed([Text(f"`{name}`", f" `{name}` ") for name in names])
    were = "was" if len(names) == 1 else "were"
    return tidy(
        Text(
            f"{listing.en} {were} trained elsewhere and {were} only scored here.",
            f"{listing.zh}是在別處訓練的，這裡只評分。",
        )
    )


def _believable(tested: bool) -> Text:
    images = Text("validation or test", "驗證集或測試集") if tested else Text("validation", "驗證集")
    return Text(
        f"A network that has learned from some of the {images.en} images remembers them, and its scores are too good; "
        "from its weights alone that cannot be seen.",
        f"模型若曾從{images.zh}的影像學習，就會記得那些影像，分數便會偏高；單看權重無從得知。",
    )
