"""What chapter 5 found, in short: the best and the worst class, the clearest confusion, how sure the network is."""

from fer_lib.chapters.errors.analysis import ErrorAnalysis
from fer_lib.language import Text
from fer_lib.metrics.per_class import ClassScores
from fer_lib.names import class_texts
from fer_lib.wording import percent


def findings(errors: ErrorAnalysis) -> list[Text]:
    """Three sentences that are true of whatever errors."""
    return [_classes(errors.scores), _confusion(errors), _confidence(errors)]


def _classes(scores: ClassScores) -> Text:
    """Which class is recognised best and which worst, and whether the images tell the two apart."""
    recalled = [
        (name, score.recall.share, k)
        for k, (name, score) in enumerate(
            zip(class_texts([score.name for score in scores.scores]), scores.scores, strict=True)
        )
        if score.recall is not None
    ]
    best, worst = max(recalled, key=lambda entry: entry[1]), min(recalled, key=lambda entry: entry[1])
    high, low = percent(best[1]), percent(worst[1])
    if len(recalled) == 1:
        return Text(
            f"Only one class has validation images, “{best[0].en}”; {high} of these are recognised.",
            f"驗證集只有一類有影像，也就是「{best[0].zh}」，認得 {high}。",
        )
    if high == low:
        return Text(
            f"All {len(recalled)} classes are recognised about equally often: {high} of their images.",
            f"{len(recalled)} 個類別認得的比例差不多，都是 {high}。",
        )
    unclear = Text("", "")
    if worst[2] in scores.not_told_from(best[2]):
        unclear = Text(
            ", though so few images hardly tell the two apart", "，不過這麼少的影像還分不出兩者高下"
        )
    return Text(
        f"The network recognises images of “{best[0].en}” best ({high}) and those of “{worst[0].en}” worst "
        f"({low}){unclear.en}.",
        f"模型認得最好的是「{best[0].zh}」（{high}），最差的是「{worst[0].zh}」（{low}）{unclear.zh}。",
    )


def _confusion(errors: ErrorAnalysis) -> Text:
    """What is most clearly mistaken for what."""
    if not errors.errors:
        return Text("The network makes no mistake on the validation images.", "模型在驗證集上沒有任何錯誤。")
    if errors.as_clear:
        return Text(
            "Of the confusions none stands out: several are equally frequent, as far as these images tell.",
            "沒有哪一種混淆特別突出：就這些影像來看，有幾種同樣常見。",
        )
    pair = errors.clearest_pair
    label, answer, share = errors.names[pair.label], errors.names[pair.predicted], percent(pair.share.share)
    return Text(
        f"The clearest confusion: of the images labelled “{label.en}”, {share} are taken for “{answer.en}”.",
        f"最明顯的混淆：標籤為「{label.zh}」的影像有 {share} 被認成「{answer.zh}」。",
    )


def _confidence(errors: ErrorAnalysis) -> Text:
    """Whether its probabilities can be believed, before they are scaled."""
    before = errors.scaling.before
    mean, (low, high) = float(before.confidence.mean()), before.accuracy.wilson_interval
    claimed, right = percent(mean), percent(before.accuracy.share)
    if low <= mean <= high:
        verdict = Text("the two agree, as far as these images tell", "就這些影像來看，兩者相符")
    elif mean > high:
        verdict = Text("it is too sure of itself", "也就是過度自信")
    else:
        verdict = Text("it is not sure enough", "也就是信心不足")
    return Text(
        f"The network gives its answers a probability of {claimed} on average and is right on {right}: {verdict.en}.",
        f"模型給自己答案的機率平均是 {claimed}，實際答對 {right}：{verdict.zh}。",
    )
