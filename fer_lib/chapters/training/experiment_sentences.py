"""What chapter 3 says of its experiments: regularization, activations, and how two networks are compared."""

from fer_lib.chapters.compared_settings import differ_in
from fer_lib.chapters.seed_effect import SeedEffect, described, limit_text
from fer_lib.chapters.training.activation_experiment import ActivationExperiment
from fer_lib.chapters.training.regularization_experiment import NAMES, RegularizationExperiment
from fer_lib.chapters.training.run_settings import changes
from fer_lib.editions import Regularization
from fer_lib.language import Text
from fer_lib.metrics.comparison import Verdict
from fer_lib.wording import decimal, listed, paragraph, points, spaced, tidy

# What is said of the kinds of regularization that fare alike against none.
_GROUPED: dict[Verdict, Text] = {
    "first": Text(
        "With {names} more validation images are right than with none.", "{names}的驗證準確率高於不加正則化。"
    ),
    "second": Text(
        "With {names} fewer validation images are right than with none.",
        "{names}的驗證準確率低於不加正則化。",
    ),
    "too small": Text(
        "With {names} the test sees a difference, but a smaller one than the {limit} points that the seed alone can move.",
        "{names}與不加正則化的不同，檢定看得出來，但差距小於只換種子就可能有的 {limit} 個百分點，不算差異。",
    ),
    "none": Text("With {names} no difference is shown.", "{names}看不出差異。"),
}


def regularization(experiment: RegularizationExperiment) -> list[Text]:
    """What each kind sets, what it does to the gap, and what to the validation accuracy; a paragraph each."""
    return [_regularization_settings(experiment), _gaps(experiment), _validation_accuracies(experiment)]


def tried(experiment: RegularizationExperiment) -> Text:
    """Which kinds of regularization the edition has runs for, alone or all together."""
    alone = listed([group.name for kind, group in experiment.others.items() if kind != "all"])
    together = "all" in experiment.others
    how = Text("", "")
    if len(experiment.others) - together > 1:
        how = (
            Text(", each alone, and then all together", "，先各用一種，再全部一起用")
            if together
            else Text(", each alone", "，各單獨使用")
        )
    elif together:
        how = Text(" alone, and then with others", "，先單獨用，再和其他的一起用")
    if not alone.en:
        alone, how = Text("several kinds at once", "幾種一起用"), Text("", "")
    same = Text("", "")
    if experiment.is_fair:
        same = Text(", with everything else the same", "（其他條件都相同）")
    return paragraph(
        Text(f"Tried here{same.en}: {alone.en}{how.en}.", f"這裡試的是{same.zh}：{alone.zh}{how.zh}。"),
        *(
            differ_in(NAMES[kind], settings, (_WITHOUT, _with(kind)))
            for kind, settings in experiment.settings.items()
            if not settings.is_fair
        ),
    )


_WITHOUT = Text("the training without regularization", "不加正則化的訓練")


def _with(kind: Regularization) -> Text:
    if kind == "all":
        return Text("the one with all of it", "全部一起用的訓練")
    return Text(f"the one with {NAMES[kind].en}", spaced(f"使用{NAMES[kind].zh}的訓練"))


def activations(experiment: ActivationExperiment) -> Text:
    """In what the trainings with each activation differ."""
    names = [group.name for group in experiment.groups]
    if experiment.is_fair:
        each = listed(names)
        return tidy(
            Text(
                f"The trainings with {each.en} differ in the activation alone.",
                spaced(f"使用{each.zh}的訓練只差在活化函數。"),
            )
        )
    first, what = names[0], Text("the activation", "活化函數")
    return paragraph(
        *(
            differ_in(
                what, settings, (Text(f"the trainings with {first.en}", f"使用{first.zh}"), names[place])
            )
            for place, settings in experiment.settings.items()
        )
    )


def mcnemar(seeds: SeedEffect, file: str) -> list[Text]:
    """How two networks are compared on the same images; stands where the first such table does; a paragraph each.

    Args:
        seeds: what another seed moves on these images.
        file: the edition's.
    """
    test = Text(
        "Two networks judged on the same images are best compared image by image {cite:p}`mcnemar1947note`: images that "
        "both get right, or both wrong, say nothing about which is better. Only those count that one of them alone gets "
        "right, and if the networks were equally good, these would fall to either side like a coin. The interval of the "
        "difference is Newcombe's {cite:p}`newcombe1998paired`. With several tests at once, chance alone would soon find "
        "a difference, so the p-values are raised by Holm's rule {cite:p}`holm1979simple`.",
        "兩個模型若在同一批影像上評分，最好逐張比較 {cite:p}`mcnemar1947note`：兩者都對或都錯的影像，看不出誰比較好；"
        "有用的只有其中一個答對的影像。如果兩者一樣好，這些影像落在哪一邊就像擲硬幣。差異的信賴區間採用 Newcombe 的方法 "
        "{cite:p}`newcombe1998paired`。一次做好幾個檢定，光憑運氣就容易找到差異，所以 p 值再以 Holm 的方法 "
        "{cite:p}`holm1979simple` 調高。",
    )
    return [test, described(seeds, file)]


def _regularization_settings(experiment: RegularizationExperiment) -> Text:
    reference = experiment.none.runs[0].config()
    added = {kind: changes(group.runs[0].config(), reference) for kind, group in experiment.others.items()}
    alone = {part for kind, text in added.items() if kind != "all" for part in text.en.split(", ")}
    settings = []
    for kind, text in added.items():
        if kind == "all" and alone.issuperset(text.en.split(", ")):
            continue  # it adds what the others add, which stands there already
        name = NAMES[kind]
        named = text.en.startswith(name.en)
        settings.append(text if named else Text(f"{name.en}: {text.en}", f"{name.zh}：{text.zh}"))
    return Text(
        f"Settings: {'; '.join(text.en for text in settings)}.",
        f"設定：{'；'.join(text.zh for text in settings)}。",
    )


def _gaps(experiment: RegularizationExperiment) -> Text:
    gap = decimal(100 * experiment.none.gap(), 1)
    without = Text(
        f"With no regularization the gap, training less validation accuracy, is {gap} points.",
        f"不加正則化時，差距（訓練準確率減驗證準確率）是 {gap} 個百分點。",
    )
    narrower, narrowest = experiment.narrower, experiment.narrowest
    if not narrower:
        return paragraph(
            without,
            Text(
                "With no kind of regularization is it smaller by more than the intervals allow.",
                "不論用哪一種正則化，差距都沒有小到超出信賴區間的範圍。",
            ),
        )
    names, least = listed([group.name for group in narrower]), decimal(100 * narrowest.gap(), 1)
    return paragraph(
        without,
        Text(
            f"It is clearly smaller, with intervals that do not overlap, with {names.en}.",
            f"差距明顯較小（信賴區間不重疊）的是{names.zh}。",
        ),
        Text(
            f"The smallest is that of {narrowest.name.en}, {least} points.",
            f"最小的是{narrowest.name.zh}，{least} 個百分點。",
        ),
    )


def _validation_accuracies(experiment: RegularizationExperiment) -> Text:
    family = experiment.family
    by_verdict: dict[Verdict, list[Text]] = {}
    for group, verdict in zip(experiment.others.values(), family.verdicts, strict=True):
        by_verdict.setdefault(verdict, []).append(group.name)
    sentences, limit = [], limit_text(experiment.seeds)
    for verdict, template in _GROUPED.items():
        if verdict in by_verdict:
            names = listed(by_verdict[verdict])
            sentences.append(
                Text(
                    template.en.format(names=names.en, limit=limit),
                    spaced(template.zh.format(names=names.zh, limit=limit)),
                )
            )
    missed = family.detectable_difference
    if missed is not None:
        shown = points(missed).lstrip("+")
        sentences.append(
            Text(
                f"With {family.n:,} images a true difference below {shown} points would often be missed.",
                f"以 {family.n:,} 張影像，小於 {shown} 個百分點的真正差異常會被漏掉。",
            )
        )
    return paragraph(*sentences)


def number_of_activations(experiment: ActivationExperiment) -> Text:
    """How many activations are compared, in a word."""
    return {2: Text("two", "兩種"), 3: Text("three", "三種")}[len(experiment.groups)]


def detection_limits(experiment: ActivationExperiment) -> Text | None:
    """What the comparisons of the activations cannot show; None where every one shows a difference."""
    family, limit = experiment.family, experiment.family.detectable_difference
    if limit is None:
        return None
    missed, room = (points(share).lstrip("+") for share in (limit, experiment.largest_bound))
    limits = Text(
        f"No difference shown is not the same as equal. With {family.n:,} images and as many disagreements as there are "
        f"here, a true difference below about {missed} points would be missed more often than one time in five, and the "
        f"intervals leave room for up to {room} points.",
        f"看不出差異不等於沒有差異。以這裡的 {family.n:,} 張影像和意見不同的張數，真正的差異若小於約 {missed} "
        f"個百分點，五次裡會漏掉一次以上；信賴區間也還容許最多 {room} 個百分點的差異。",
    )
    if not experiment.has_one_seed:
        return limits
    return paragraph(
        limits,
        Text(
            "And each activation was trained once: the test accounts for the sampling of images, not for the seed.",
            "而且每種活化函數只訓練了一次：檢定只考慮了抽到哪些影像的隨機性，沒有考慮隨機種子的影響。",
        ),
    )
