"""What chapter 5 found, in short: the best and the worst class, the clearest confusion, how sure the network is."""

from fer_lib.chapters.errors.analysis import ErrorAnalysis
from fer_lib.language import Text
from fer_lib.metrics.per_class import ClassScores
from fer_lib.names import class_texts
from fer_lib.proportion import Proportion
from fer_lib.wording import percent


def findings(errors: ErrorAnalysis) -> list[Text]:
    """Three sentences that are true of whatever errors."""
    return [_classes(errors.scores), _confusion(errors), _confidence(errors)]


def _classes(scores: ClassScores) -> Text:
    """Which class is recognised best and which worst, and whether the images tell the two apart."""
    names = class_texts([score.name for score in scores.scores])
    order = scores.by_recall()
    best, worst = order[0], order[-1]
    high, low = (percent(_recall(scores, k).share) for k in (best, worst))
    if len(order) == 1:
        return Text(
            f"Only one class has validation images, “{names[best].en}”; {high} of these are recognised.",
            f"驗證集只有一類有影像，也就是「{names[best].zh}」，認得 {high}。",
        )
    if high == low:
        return Text(
            f"{'Both' if len(order) == 2 else f'All {len(order)}'} classes are recognised about equally often: {high} of their images.",
            f"{'兩' if len(order) == 2 else f'{len(order)} '}個類別認得的比例差不多，都是 {high}。",
        )
    top, bottom = (_with_ties(scores, k) for k in (best, worst))
    if worst in scores.not_told_from(best):
        return Text(
            f"The network recognises images of “{names[best].en}” best ({top.en}) and those of “{names[worst].en}” worst "
            f"({bottom.en}), though so few images hardly tell the two apart.",
            f"模型認得最好的是「{names[best].zh}」（{top.zh}），最差的是「{names[worst].zh}」（{bottom.zh}），"
            "不過這麼少的影像還分不出兩者高下。",
        )
    above, below = (_others(len(scores.not_told_from(k)) - 1) for k in (best, worst))
    joint = " and" if not above.en else ";"
    return Text(
        f"The network recognises images of “{names[best].en}” best ({top.en}){above.en}{joint} those of "
        f"“{names[worst].en}” worst ({bottom.en}){below.en}.",
        f"模型認得最好的是「{names[best].zh}」（{top.zh}）{above.zh}{'；' if above.zh else '，'}"
        f"最差的是「{names[worst].zh}」（{bottom.zh}）{below.zh}。",
    )


def _with_ties(scores: ClassScores, k: int) -> Text:
    """A class's recall with its images, and how many other classes have the same."""
    said, share = _counted(_recall(scores, k)), _recall(scores, k).share
    alike = [one.recall.share for one in scores.scores if one.recall].count(share) - 1
    if not alike:
        return said
    others = "one other class" if alike == 1 else f"{alike} other classes"
    return Text(f"{said.en}, as {others}", f"{said.zh}，另有{'一' if alike == 1 else f' {alike} '}類相同")


def _recall(scores: ClassScores, k: int) -> Proportion:
    recall = scores.scores[k].recall
    assert recall is not None
    return recall


def _counted(recall: Proportion) -> Text:
    """A share with its images, of which there may be very few."""
    share, right, n = percent(recall.share), f"{recall.successes:,}", f"{recall.n:,}"
    if recall.n == 1:
        return Text(f"{share}, its only image", f"{share}，只有一張")
    there = "兩" if recall.n == 2 else f"{n} "
    if recall.successes == 0:
        of = "neither of its two" if recall.n == 2 else f"none of {n}"
        return Text(f"{share}, {of} images", f"{share}，{there}張全錯")
    if recall.successes == recall.n:
        return Text(f"{share}, {'both' if recall.n == 2 else f'all {n}'} images", f"{share}，{there}張全對")
    return Text(f"{share}, {right} of {n} images", f"{share}，{n} 張中的 {right} 張")


def _others(number: int) -> Text:
    """How many other classes may as well be the best or the worst; nothing for none."""
    if not number:
        return Text("", "")
    others = "one other class" if number == 1 else f"{number} other classes"
    return Text(
        f", though these images do not tell it from {others}",
        f"，但這些影像還分不出它與另外{'一' if number == 1 else f' {number} '}類的高下",
    )


def _confusion(errors: ErrorAnalysis) -> Text:
    """What is most clearly mistaken for what, and whether it stands out."""
    if not errors.errors:
        return Text("The network makes no mistake on the validation images.", "模型在驗證集上沒有任何錯誤。")
    pair, others = errors.clearest_pair, errors.rivals
    taken = _taken(errors.names[pair.label], errors.names[pair.predicted], pair.share)
    if not others:
        return Text(f"The clearest confusion: {taken.en}.", f"最明顯的混淆：{taken.zh}。")
    overlap = "that of one other overlaps" if others == 1 else f"those of {others:,} others overlap"
    return Text(
        f"Of the confusions none stands out: {taken.en}; no other’s interval has a higher lower end, but {overlap} "
        "with it.",
        f"沒有哪一種混淆特別突出：{taken.zh}，雖然沒有別種的信賴區間下限更高，卻與另外"
        f"{'一' if others == 1 else f' {others:,} '}種的區間重疊。",
    )


def _taken(label: Text, answer: Text, share: Proportion) -> Text:
    """How many images of a label get a wrong answer."""
    wrong, n = f"{share.successes:,}", f"{share.n:,}"
    if share.n == 1:
        return Text(
            f"the only image labelled “{label.en}” is taken for “{answer.en}”",
            f"標籤為「{label.zh}」的影像只有一張，被認成「{answer.zh}」",
        )
    if share.successes == share.n:
        both = share.n == 2
        return Text(
            f"{'both' if both else f'all {n}'} images labelled “{label.en}” are taken for “{answer.en}”",
            f"標籤為「{label.zh}」的{'兩' if both else f' {n} '}張影像全被認成「{answer.zh}」",
        )
    return Text(
        f"{wrong} of the {n} images labelled “{label.en}” ({percent(share.share)}) "
        f"{'is' if share.successes == 1 else 'are'} taken for “{answer.en}”",
        f"標籤為「{label.zh}」的 {n} 張影像有 {wrong} 張（{percent(share.share)}）被認成「{answer.zh}」",
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
