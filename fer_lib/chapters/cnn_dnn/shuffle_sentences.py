"""What chapter 4 says of networks trained on shuffled pixels."""

from fer_lib.chapters.cnn_dnn.pair_experiment import CNN, CNN_SHUFFLED, DNN, DNN_SHUFFLED
from fer_lib.chapters.cnn_dnn.shuffle_experiment import ShuffleExperiment
from fer_lib.chapters.compared_settings import differ_in
from fer_lib.chapters.named_comparison import size_in_points
from fer_lib.chapters.seed_groups import GroupComparison
from fer_lib.editions import Edition
from fer_lib.language import Text
from fer_lib.wording import listed, paragraph, percent, points, points_interval, tidy


def no_shuffled_pair(edition: Edition) -> Text:
    """What is missing for the experiment with shuffled pixels."""
    return Text(
        "No pair of this edition was trained on shuffled pixels. To see it, give a pair under `roles: cnn_against_dnn:` "
        f"in `{edition.file}` the keys `cnn_shuffled` and `dnn_shuffled`.",
        f"這一版沒有以打亂的像素訓練。若要納入，請在 `{edition.file}` 的 `roles: cnn_against_dnn:` "
        "為其中一組加上 `cnn_shuffled` 與 `dnn_shuffled`。",
    )


def shuffling(experiment: ShuffleExperiment) -> list[Text]:
    """What shuffling does to either network, and what becomes of the lead; a paragraph each."""
    cnn, dnn = experiment.settings
    changes = [
        _differ_in_order(experiment),
        _change(DNN, experiment.dnn_change, dnn.is_fair),
        _change(CNN, experiment.cnn_change, cnn.is_fair),
    ]
    if experiment.cnn_only_guesses:
        changes.append(
            Text(
                "On shuffled pixels the CNN is not shown to be better than saying the most frequent class of every image: "
                "it has not begun to learn there, as far as these images tell.",
                "像素打亂後，看不出 CNN 比每張影像都猜最常見的類別好：就這些影像來看，它還沒開始學會。",
            )
        )
    return [paragraph(*changes), _lead(experiment)]


def _differ_in_order(experiment: ShuffleExperiment) -> Text:
    """In what the trainings with and without shuffling differ."""
    order = Text("the order of the pixels", "像素的順序")
    if experiment.is_fair:
        return Text(
            f"For either network the training on shuffled pixels differs in {order.en} alone.",
            f"兩個模型以打亂的像素訓練時，都只改變{order.zh}。",
        )
    return paragraph(
        *(
            differ_in(order, settings, (name, shuffled))
            for settings, name, shuffled in zip(
                experiment.settings, (CNN, DNN), (CNN_SHUFFLED, DNN_SHUFFLED), strict=True
            )
        )
    )


def _change(name: Text, change: GroupComparison, is_fair: bool) -> Text:
    """What the shuffling does to one network; where more was changed, how it fares on shuffled pixels."""
    size, several = size_in_points(change.difference), len(change.comparisons) > 1
    shown = Text(f"{points(change.difference)} points", f"{points(change.difference)} 個百分點")
    if several:
        shown = Text(f"{shown.en} on average", f"平均 {shown.zh}")
    else:
        interval = points_interval(change.comparisons[0].difference_interval)
        shown = Text(f"{shown.en}, 95% interval {interval.en}", f"{shown.zh}，95% 信賴區間 {interval.zh}")
    match change.verdict():
        case "second" | "first" as better if not is_fair:
            more = Text("more", "高") if better == "first" else Text("less", "低")
            sentence = Text(
                f"On shuffled pixels {name.en} is right {more.en} often by {size} points ({shown.en}).",
                f"在打亂的像素上，{name.zh}的準確率{more.zh} {size} 個百分點（{shown.zh}）。",
            )
        case "second":
            sentence = Text(
                f"Shuffling takes {size} points from {name.en} ({shown.en}).",
                f"打亂像素讓{name.zh}失去 {size} 個百分點（{shown.zh}）。",
            )
        case "first":
            sentence = Text(
                f"Shuffling gives {name.en} {size} points ({shown.en}).",
                f"打亂像素讓{name.zh}增加 {size} 個百分點（{shown.zh}）。",
            )
        case "too small":
            sentence = Text(
                f"Shuffling changes too little for {name.en} to call it a difference from one run ({shown.en}).",
                f"打亂像素對{name.zh}的影響太小，只訓練一次還不能算差異（{shown.zh}）。",
            )
        case _:
            who = (
                Text("all seeds", "並不是每個種子都看得出來")
                if several
                else Text("these images", "從這些影像看不出來")
            )
            sentence = Text(
                f"Shuffling makes no difference to {name.en} that {who.en} show ({shown.en}).",
                f"打亂像素對{name.zh}的影響，{who.zh}（{shown.zh}）。",
            )
    return tidy(sentence)


def _lead(experiment: ShuffleExperiment) -> Text:
    lost = experiment.lost_lead
    if lost is None:
        return Text(
            "No lead of the CNN is shown here that shuffling could take.",
            "這裡看不出 CNN 有領先，也就無從失去。",
        )
    return paragraph(_what_is_left(experiment, lost), _meaning(experiment, lost))


def _what_is_left(experiment: ShuffleExperiment, lost: float) -> Text:
    """What becomes of the lead."""
    before, after = (points(c.difference) for c in (experiment.lead, experiment.lead_shuffled))
    if lost >= 1:
        ahead = before.lstrip("+")
        return Text(
            f"The CNN was ahead by {ahead} points; on shuffled pixels it is not ahead any more.",
            f"CNN 原本領先 {ahead} 個百分點；像素打亂後，領先完全消失。",
        )
    share = percent(lost, 0)
    if before == after:
        return Text(f"The lead of the CNN stays at {before} points.", f"CNN 的領先維持 {before} 個百分點。")
    if lost < 0:
        return Text(
            f"The lead of the CNN grows from {before} to {after} points.",
            f"CNN 的領先從 {before} 增加到 {after} 個百分點。",
        )
    much = Text(f"{share} of it is lost", f"失去了 {share}")
    if share == "100%":
        much = Text("nearly all of it is lost", "幾乎全部失去")
    return Text(
        f"The lead of the CNN goes from {before} to {after} points; {much.en}.",
        f"CNN 的領先從 {before} 變成 {after} 個百分點，{much.zh}。",
    )


def _meaning(experiment: ShuffleExperiment, lost: float) -> Text:
    """Whether that is as expected: the CNN loses, the DNN does not care."""
    if experiment.cnn_only_guesses:
        return Text(
            "How much of its lead a CNN keeps that has begun to learn, a longer training would show.",
            "至於真正開始學會之後的 CNN 能保住多少領先，要更長的訓練才看得出來。",
        )
    if experiment.came_from_neighbourhood:
        return Text(
            "As expected: most of the lead came from the neighbourhood of the pixels.",
            "一如預期：大部分的領先來自像素的相鄰關係。",
        )
    if not experiment.is_fair:
        return Text(
            "Where the lead came from, these trainings cannot tell, since they differ in more than the order of the pixels.",
            "這些訓練不只差在像素的順序，因此說明不了領先從何而來。",
        )
    against = []
    if lost <= 0.5:
        against.append(Text("half of the lead or more is left", "領先還留有一半以上"))
    if experiment.cnn_change.verdict() != "second":
        against.append(Text("no loss of the CNN is shown", "看不出 CNN 有所損失"))
    if experiment.dnn_change.verdict() != "none":
        against.append(Text("the DNN, too, has changed", "DNN 也有變化"))
    reasons = listed(against)
    return Text(f"That is not what was expected: {reasons.en}.", f"這與預期不符：{reasons.zh}。")
