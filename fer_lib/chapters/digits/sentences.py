"""What chapter 15 says of its digits, its plan of trainings, and the networks that report E printed."""

import inspect
from collections.abc import Mapping

from fer_lib.chapters.digits.analysis import DigitAnalysis, is_course_form
from fer_lib.chapters.digits.by_engine import HandAndEngine
from fer_lib.chapters.digits.experiments import FEW_STEPS, LEARNING_RATE, LEARNING_RATE_FEW_STEPS, Plan
from fer_lib.chapters.digits.names import UNITS_NAMES, WRITTEN_NAMES
from fer_lib.chapters.digits.report_e import TWO_UNITS_ACCURACIES, printed_sixty_units, printed_two_units
from fer_lib.chapters.digits.seeds import AS_WELL, accuracies_of, as_well
from fer_lib.data import SPLITS, ImageDataset
from fer_lib.editions.imbalance_roles import HiddenUnits
from fer_lib.language import Text
from fer_lib.scratch import train_epoch
from fer_lib.wording import interval_percent, paragraph, percent


def missing(file: str) -> Text:
    """What is said where the edition names no digits.

    Args:
        file: of the edition.
    """
    return Text(
        "This edition has no digits. To see this chapter, name some as `other_data: {digits: {source: …}}` in "
        f"`{file}`: a path, or `digits` for those that scikit-learn brings along.",
        f"這一版沒有手寫數字。若要納入這一章，請在 `{file}` 寫 `other_data: {{digits: {{source: …}}}}`：填路徑，"
        "或填 `digits` 使用 scikit-learn 內附的數字。",
    )


def edition(title: Text, dataset: ImageDataset, reports: bool, by_engine: bool) -> Text:
    """Which edition and which digits the page's numbers come from.

    Args:
        title: of the edition.
        dataset: its digits.
        reports: whether it says that they are not those of report E, where they are others.
        by_engine: whether the edition has runs on them.
    """
    described = data_set(dataset, by_engine)
    others = (
        Text("", "")
        if not reports or is_course_form(dataset)
        else Text(
            "They are not those of the report, so what it says of its own digits is not asked of them.",
            "這不是報告所用的數字，所以報告對自己那批數字的說法，在這裡不檢驗。",
        )
    )
    return paragraph(Text(f"**{title.en}.** {described.en}", f"**{title.zh}**：{described.zh}"), others)


def pixels_text(dataset: ImageDataset) -> str:
    """Height and width of the images: ``28×28``."""
    return f"{dataset.shape.height}×{dataset.shape.width}"


def data_set(dataset: ImageDataset, by_engine: bool = True) -> Text:
    """One sentence: which digits, how many, how divided.

    Args:
        dataset: the digits.
        by_engine: whether PyTorch trains networks on them as well.
    """
    train, validation, test = (len(dataset.labelled_indices(split)) for split in SPLITS)
    size, source = pixels_text(dataset), dataset.provenance.get("source", "")
    shares = Text(
        f"{train:,} to train on and {test:,} to test on", f"{train:,} 個用於訓練，{test:,} 個用於測試"
    )
    if validation and not by_engine:
        shares = Text(
            f"{shares.en}; the {validation:,} that are meant for validation are not used",
            f"{shares.zh}；另有 {validation:,} 個供驗證用，這裡沒有用到",
        )
    elif validation:
        shares = Text(
            f"{shares.en}; {validation:,} are set aside, because PyTorch’s trainings at the end of this page are watched "
            "with them",
            f"{shares.zh}；另外保留 {validation:,} 個，供本頁最後以 PyTorch 訓練時觀察進展",
        )
    if dataset.provenance.get("form") == "digits":
        return Text(
            f"The digits are those that scikit-learn brings along: {len(dataset):,} real ones of {size} pixels, "
            f"{shares.en}.",
            f"這裡的數字是 scikit-learn 內附的真實手寫數字，共 {len(dataset):,} 個，每個 {size} 像素；{shares.zh}。",
        )
    return Text(
        f"The digits have {size} pixels (`{source}`): {shares.en}.",
        f"這裡的數字每個 {size} 像素（`{source}`）：{shares.zh}。",
    )


def training_code() -> Text:
    """The source of one epoch's training without its docstring."""
    body = inspect.getsource(train_epoch).split("    order", 1)[1]
    code = (
        "```python\ndef train_epoch(network, x, t, batch_size, learning_rate, random):\n    order"
        + body
        + "```"
    )
    return Text(code, code)


def plan(chosen: Plan, reports: bool = True) -> Text:
    """How many epochs and seeds, and why.

    Args:
        chosen: the plan.
        reports: whether it says what of it is report E's.
    """
    main, two = chosen.main, chosen.two_units
    few, rate = f"{LEARNING_RATE_FEW_STEPS:g}", f"{main.learning_rate:g}"
    as_there = Text(", as in the report", "，都與報告相同") if reports else Text("", "")
    how_fast = (
        Text(
            f"The report names no learning rate; {LEARNING_RATE:g} was chosen here because with it its accuracies come "
            f"out on its own kind of digits. If an epoch has fewer than {FEW_STEPS} steps it is {few}. For these digits "
            f"it is **{rate}**.",
            f"報告沒有寫學習率；這裡選 {LEARNING_RATE:g}，因為在報告那一種數字上，這個值會得到報告的準確率。"
            f"若每個 epoch 不到 {FEW_STEPS} 步，就用 {few}。這批數字用的是 **{rate}**。",
        )
        if reports
        else Text(
            f"The learning rate is {LEARNING_RATE:g}, or {few} if an epoch has fewer than {FEW_STEPS} steps. For these "
            f"digits it is **{rate}**.",
            f"學習率是 {LEARNING_RATE:g}；若每個 epoch 不到 {FEW_STEPS} 步，就用 {few}。這批數字用的是 **{rate}**。",
        )
    )
    return Text(
        f"The batch size is {main.batch_size}; {main.epochs} epochs with {main.hidden} hidden units and "
        f"{two.epochs} with two{as_there.en}. {how_fast.en} Random weights and biases are "
        "drawn uniformly from $\\pm 1/\\sqrt d$, with $d$ inputs. Each experiment is repeated with "
        f"**{len(main.seeds)} seeds**: five as long as an epoch reads at most a million pixels, three up to twenty "
        f"million, two beyond. A start with everything zero, whose course is proved, has {chosen.all_zero.epochs} "
        "epochs.",
        f"批次大小 {main.batch_size}；{main.hidden} 個隱藏單元訓練 {main.epochs} 個 epoch，兩個隱藏單元訓練 "
        f"{two.epochs} 個 epoch {as_there.zh}。{how_fast.zh}"
        "隨機的權重與偏差項從 $\\pm 1/\\sqrt d$ 均勻抽取，$d$ 是輸入的個數。"
        f"每個實驗以 **{len(main.seeds)} 個隨機種子**重複：每個 epoch 讀取的像素不超過一百萬時用五個，"
        "不超過兩千萬時用三個，再多則用兩個。全部從零開始的訓練，過程已有證明，"
        f"只訓練 {chosen.all_zero.epochs} 個 epoch。",
    )


def which_activation(digits: DigitAnalysis) -> Text:
    """Which of the three the report's figure for two hidden units came from, where the digits allow to say so."""
    printed = TWO_UNITS_ACCURACIES.test_last
    share = percent(printed)
    if not digits.same_digits:
        return Text(
            f"The report's own figure, {share}, was measured on other digits, so these networks do not tell which of "
            "the three it used.",
            f"報告自己的數值 {share} 是在另一種數字上量的，所以這些模型無法說明報告用的是哪一種。",
        )
    low, high = accuracies_of(digits.experiments.two_units, "test").another(printed_two_units().n)
    best = max(
        float(accuracies_of(digits.experiments.best_as_written(written)[1], "test").shares.max())
        for written in WRITTEN_NAMES
    )
    reach, highest = interval_percent((low, high)), percent(best)
    return paragraph(
        Text(
            f"With ReLU, another seed on other test images would reach {reach} in 95% of cases; the report prints "
            f"{share}. The best network with a sigmoid reaches {highest}.",
            f"使用 ReLU 時，換一個種子與另一批測試影像，有 95% 會落在 {reach}；報告寫的是 {share}。"
            f"使用 sigmoid 最好的一個模型達到 {highest}。",
        ),
        Text(
            "The report's figures are those of a ReLU network, although its forward pass is written with a sigmoid: "
            "the derivative in its formulas is right for the network that was trained.",
            "報告的前向傳播雖寫成 sigmoid，數值卻是 ReLU 神經網路的：公式裡的導數，對實際訓練的模型來說是對的。",
        )
        if low <= printed <= high and best < low
        else Text(
            "So these networks do not tell which of the three the report used.",
            "所以這些模型無法說明報告用的是哪一種。",
        ),
    )


def hand_and_engine(held: Mapping[HiddenUnits, HandAndEngine]) -> Text:
    """Whether the networks that are written by hand learn as well as the same networks in PyTorch.

    Args:
        held: at least one network.
    """
    margin, names = f"{100 * AS_WELL:g}", dict(zip(("sixty", "two"), UNITS_NAMES, strict=True))
    said = [
        Text(
            f"“As well” is taken to mean within ±{margin} points, a criterion that was set beforehand, not measured.",
            f"「一樣好」以相差在 ±{margin} 個百分點之內為準；這是事先訂下的標準，不是量出來的。",
        )
    ]
    for units, one in held.items():
        name, verdict = names[units], as_well(one.difference)
        if verdict:
            said.append(
                Text(
                    f"With {name.en} both learn as well: the interval lies within ±{margin} points.",
                    f"{name.zh}時，兩者學得一樣好：區間整個落在 ±{margin} 個百分點之內。",
                )
            )
        elif verdict is None:
            said.append(
                Text(
                    f"With {name.en} it cannot be told: the interval lies partly within ±{margin} points.",
                    f"{name.zh}時無法判斷：區間只有一部分落在 ±{margin} 個百分點之內。",
                )
            )
        else:
            said.append(
                Text(
                    f"With {name.en} they do not learn as well: the interval lies beyond ±{margin} points.",
                    f"{name.zh}時，兩者學得不一樣好：區間整個落在 ±{margin} 個百分點之外。",
                )
            )
    return paragraph(*said)


def printed_matrices() -> Text:
    """What the report's own matrices say, beside the pair that it speaks of."""
    sixty, two = printed_sixty_units(), printed_two_units()
    label, predicted, share = two.confused_pairs()[0]
    seven = two.recall(7)
    assert seven is not None
    one, other, confused, recognised = (
        percent(p.share) for p in (sixty.accuracy, two.accuracy, share, seven)
    )
    return Text(
        f"The report's own matrices have an accuracy of {one} and of {other}. With two units it speaks of 2 and 3 "
        f"alone; its largest confusion is another one: {label} is taken for {predicted} in {confused}, and 7 is "
        f"recognised in {recognised} only.",
        f"報告自己的混淆矩陣，準確率分別是 {one} 與 {other}。兩個單元時報告只談 2 與 3，"
        f"但它最大的混淆是另一對：{label} 被認成 {predicted}，比例 {confused}；7 只認得 {recognised}。",
    )
