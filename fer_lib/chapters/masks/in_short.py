"""What chapter 16 found, in short: whether a remedy helps, which harm, how many of the rare class are found."""

from fer_lib.chapters.masks.analysis import JudgedRuns, MaskAnalysis
from fer_lib.chapters.masks.comparison import Comparisons
from fer_lib.chapters.masks.names import METHOD_TITLES
from fer_lib.data import ImageDataset
from fer_lib.data.mask_classes import RARE
from fer_lib.language import Text
from fer_lib.wording import listed, percent, tidy


def findings(masks: MaskAnalysis, dataset: ImageDataset) -> list[Text]:
    """Three or four sentences that are true of whatever runs; the first answers the chapter's question.

    Args:
        masks: of these the runs with more images answer, against the plain run with the fixed rate if there is one.
        dataset: the images.
    """
    compared = masks.deciding.comparisons
    compared = compared.plain or compared
    if not compared.by_method:
        return [_found(masks.given), _majority(dataset)]
    return [_helps(compared), *_harms(compared), _found(masks.given), _majority(dataset)]


def _helps(compared: Comparisons) -> Text:
    """Whether any method makes the answers better as a whole."""
    count = len(compared.by_method)
    helping = listed([METHOD_TITLES[name] for name in compared.with_verdict("helps")])
    if not compared.with_verdict("helps"):
        if count == 1:
            return Text(
                "The one remedy for rare classes that was tried is not shown to make the answers better as a whole.",
                "試過的一種稀有類別對策，看不出能讓整體的答案變好。",
            )
        return Text(
            f"Of {count} ways to learn from unbalanced classes, none is shown to make the answers better as a whole.",
            f"{count} 種從不平衡類別中學習的做法，沒有一種看得出能讓整體的答案變好。",
        )
    if count == 1:
        return Text(
            f"Training for rare classes makes the answers better as a whole: {helping.en} was tried.",
            f"針對稀有類別的對策讓整體的答案變好；試的是{helping.zh}。",
        )
    these = "these make" if len(compared.with_verdict("helps")) > 1 else "this one makes"
    return tidy(
        Text(
            f"Of {count} ways to learn from unbalanced classes, {these} the answers better as a whole: {helping.en}.",
            f"{count} 種從不平衡類別中學習的做法裡，讓整體的答案變好的是{helping.zh}。",
        )
    )


def _harms(compared: Comparisons) -> list[Text]:
    """What makes the answers worse, or finds more of the rare class at a price; nothing where neither is shown."""
    if harming := compared.with_verdict("harms"):
        names = listed([METHOD_TITLES[name] for name in harming])
        return [tidy(Text(f"Worse as a whole is training with {names.en}.", f"整體變差的是{names.zh}。"))]
    if trading := compared.with_verdict("trades"):
        names = listed([METHOD_TITLES[name] for name in trading])
        return [
            tidy(
                Text(
                    f"More masks worn wrongly are found with {names.en}, though the answers are no better as a whole.",
                    f"找到更多沒戴好口罩、但整體的答案沒有更好的是{names.zh}。",
                )
            )
        ]
    return []


def _found(judged: JudgedRuns) -> Text:
    """Which share of the rare class is found, from the worst method to the best."""
    recalls = {name: scores.recall(RARE)[0] for name, scores in judged.scores.items()}
    low, high = (percent(choose(recalls.values()), 0) for choose in (min, max))
    rare = f"{judged.rare:,}"
    if low == high:
        return Text(
            f"Every training finds {low} of the masks worn wrongly, on average over its seeds (n = {rare}).",
            f"每一種訓練都找到 {low} 沒戴好的口罩（跨種子平均，n = {rare}）。",
        )
    return Text(
        f"Depending on the method, between {low} and {high} of the masks worn wrongly are found (n = {rare}).",
        f"不同的做法找到 {low} 到 {high} 沒戴好的口罩（n = {rare}）。",
    )


def _majority(dataset: ImageDataset) -> Text:
    counts = dataset.counts()["test"]
    share = percent(1 - counts[RARE] / sum(counts))
    return Text(
        f"Accuracy says little here: a network that never answers “worn wrongly” can be right on {share} of the test images.",
        f"準確率在這裡說明不了什麼：從不回答「沒戴好」的模型，也可能答對 {share} 的測試影像。",
    )
