"""What chapter 6 says of the folds, of what the ranking finds, of exclusion, and of the crowd."""

import numpy as np

from fer_lib.chapters.label_noise.analysis import LabelNoiseAnalysis
from fer_lib.chapters.label_noise.crowd_analysis import CrowdAnalysis
from fer_lib.chapters.label_noise.detection_analysis import DetectionAnalysis
from fer_lib.chapters.label_noise.exclusion_analysis import ExclusionAnalysis
from fer_lib.chapters.label_noise.names import label_against, labels_against, reference_name
from fer_lib.config import RunConfig
from fer_lib.label_noise.crowd import FER2013_CEILING
from fer_lib.label_noise.exclusion import Exclusion
from fer_lib.label_noise.reference import Reference
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.proportion import Proportion
from fer_lib.wording import capitalized, p_value_text, paragraph, percent, points_interval, proportion_text


def folds(analysis: LabelNoiseAnalysis) -> Text:
    """How the folds were trained, and how often they are right together."""
    return how_trained(analysis.config, analysis.accuracy)


def how_trained(config: RunConfig, accuracy: Proportion) -> Text:
    """How the folds were trained, as far as it matters here, and how often they are right together.

    Args:
        config: of one of the folds.
        accuracy: of all out-of-fold answers, by the given labels.
    """
    share = proportion_text(accuracy)
    sentences = [
        Text(
            f"Together the out-of-fold answers agree with {share.en} of the given labels.",
            f"合起來，折外答案與給定標籤一致的比例是 {share.zh}。",
        )
    ]
    if config.best_metric == "epoch":
        sentences.append(
            Text(
                "The weights are those of the last epoch, so that the labels in question do not choose them.",
                "採用的是最後一個 epoch 的權重，免得讓有疑問的標籤來挑選權重。",
            )
        )
    if config.drop_leaked:
        sentences.append(
            Text(
                "No network judges an exact copy of an image that it trained on; nor has any trained on images of which a "
                "validation or test image is an exact copy, though these are judged as well.",
                "沒有任何模型評判與自己訓練過的影像完全相同的複本；與驗證或測試影像完全相同的訓練影像雖然也受評判，卻沒有用來訓練任何模型。",
            )
        )
    return paragraph(*sentences)


def untested_ranking(reference: Reference | None) -> Text:
    """Why the ranking cannot be tested where nothing, or nothing else, is known of the labels."""
    if reference is None:
        return Text(
            "Nothing else is known of these labels, so the ranking cannot be tested here: it remains a list to look at.",
            "關於這些標籤沒有其他資訊，所以這裡無法檢驗排序：它只是一份供人檢視的清單。",
        )
    name = capitalized(reference_name(reference))
    return Text(
        f"{name.en} contradicts none of these labels, or all of them, so the ranking cannot be tested here: it remains "
        "a list to look at.",
        f"{name.zh}與這些標籤全都不衝突，或全都衝突，所以這裡無法檢驗排序：它只是一份供人檢視的清單。",
    )


def detection(analysis: DetectionAnalysis) -> list[Text]:
    """What the ranking by self-confidence finds, and what the marks of confident learning are; a paragraph each."""
    return [_found(analysis), _marked(analysis)]


def _found(analysis: DetectionAnalysis) -> Text:
    base, k, main = analysis.main.base_rate, analysis.depth, analysis.main
    many, one, name = (words(analysis.reference) for words in (labels_against, label_against, reference_name))
    precision, share = main.precision(k), proportion_text(main.precision(k))
    answer = proportion_text(analysis.answer_confirmed)
    low, high = main.auroc_interval
    there = f"are {base.successes:,} {many.en}" if base.successes > 1 else f"is 1 {one.en}"
    first = Text(f"first {k:,}", f"前 {k:,} 名") if k > 1 else Text("first label", "第一名")
    by_chance = about(k * base.share)
    return Text(
        f"There {there} among {base.n:,} ({percent(base.share)}). A {one.en} is ranked above "
        f"one of the others with probability {main.auroc:.3f} (AUROC, 95% interval {low:.3f}–{high:.3f}). Whoever "
        f"looks at the {first.en} finds {precision.successes:,}, {share.en}; as many at random hold about "
        f"{by_chance}. On {answer.en} of the {first.en}, what the network answers is what {name.en} says.",
        f"{base.n:,} 個標籤裡有 {base.successes:,} 個{many.zh}（{percent(base.share)}）。{one.zh}排在其他標籤前面的機率是 "
        f"{main.auroc:.3f}（AUROC，95% 信賴區間 {low:.3f}–{high:.3f}）。只看{first.zh}，就能找到 "
        f"{precision.successes:,} 個，比例是 {share.zh}；隨機挑同樣多個，大約只會碰到 {by_chance} 個。"
        f"在{first.zh}裡，模型的答案與{name.zh}一致的比例是 {answer.zh}。",
    )


def about(expected: float) -> str:
    """A number that chance gives, with a decimal where that matters: ``40``, ``1.2``."""
    return f"{expected:,.0f}" if expected >= 10 else f"{expected:.1f}"


def _marked(analysis: DetectionAnalysis) -> Text:
    if analysis.marked is None:
        return Text("Confident learning marks no label.", "信心學習沒有標出任何標籤。")
    marked, wanted = analysis.marked, labels_against(analysis.reference)
    share, wrong, others = (
        proportion_text(marked),
        analysis.main.base_rate.successes,
        marked.n - marked.successes,
    )
    marks = Text(
        f"Confident learning goes further and says where to stop. It marks {marked.n:,} label{'s' * (marked.n != 1)}; the "
        f"share of {wanted.en} among its marks is {share.en}, and in all there {'are' if wrong > 1 else 'is'} {wrong:,}.",
        f"信心學習還更進一步，連該在哪裡停下都會決定。它標出了 {marked.n:,} 個標籤，其中{wanted.zh}的比例是 {share.zh}；"
        f"全部則有 {wrong:,} 個。",
    )
    if others:
        count = Text(
            f"It marks {others:,} other{'s' * (others != 1)} as well, so the number of its marks does not say how "
            "many labels are wrong.",
            f"它也標出了 {others:,} 個別的標籤，所以標出的數量並不能說明有多少標籤是錯的。",
        )
    else:
        count = Text("It marks no others.", "它沒有標出別的標籤。")
    return paragraph(marks, count, _ranks_well(analysis))


def _ranks_well(analysis: DetectionAnalysis) -> Text:
    """Whether the ranking is better than chance."""
    low, high = analysis.main.auroc_interval
    if low > 0.5:
        return Text("The ranking is better than chance.", "排序則比隨機好。")
    if high < 0.5:
        return Text("The ranking is worse than chance.", "排序則比隨機還差。")
    return Text("The ranking is not shown to be better than chance.", "排序則看不出比隨機好。")


def exclusion(analysis: ExclusionAnalysis) -> Text:
    """What may be concluded from leaving the most doubtful labels out."""
    k, by_label, control = analysis.k, analysis.by_label, analysis.control
    errors = int((~by_label.right[by_label.order[:k]]).sum())
    most, doubtful = percent(float(by_label.ceiling(np.array([k]))[0])), _most_doubtful(k)
    rises = _direction(by_label, k) > 0
    wrong = Text(f"on {errors:,}", f"有 {errors:,} 張")
    if errors in (0, k):
        wrong = Text("on none", "一張也沒有") if not errors else Text("on all", "全部都")
    sentences = [
        Text(
            f"Without the {doubtful.en} the accuracy {becomes(by_label, k).en}. Of those left out, the network is wrong "
            f"{wrong.en}; leaving out as many errors as possible would make it {most}.",
            f"剔除{doubtful.zh}之後，準確率{becomes(by_label, k).zh}。剔除的影像中，模型{wrong.zh}答錯；"
            f"若盡可能只剔除答錯的，準確率會是 {most}。",
        )
    ]
    if rises:
        sentences.append(
            Text(
                "Such a rise is to be expected in any case: a label is doubtful where the network answers something else.",
                "這樣的上升本來就在意料之中：模型的答案與標籤不同，標籤才顯得可疑。",
            )
        )
    if control:
        sentences.append(
            Text(
                "The control holds this against labels of which none is wrong: with the true labels and without the "
                f"{doubtful.en}, the accuracy {becomes(control, k).en}.",
                f"對照組用的是真正的標籤，一個錯也沒有：剔除其中{doubtful.zh}，準確率{becomes(control, k).zh}。",
            )
        )
    if rises and control and _direction(control, k) <= 0:
        sentences.append(
            Text(
                "There it does not rise, so here the rise has to do with the labels.",
                "那裡並沒有上升，所以這裡的上升與標籤有關。",
            )
        )
    elif rises:
        sentences.append(
            Text("So a rise says nothing about the labels.", "因此，準確率上升並不能說明標籤有錯。")
        )
    if analysis.reference and analysis.by_reference:
        name, judged = reference_name(analysis.reference), analysis.by_reference
        shown = percent(judged.without(0).share)
        sentences.append(
            Text(
                f"What does say something is a judge other than the label: judged by {name.en}, the same answers are "
                f"right on {shown} of {judged.n:,} image{'s' * (judged.n != 1)} with nothing left out.",
                f"真正有參考價值的，是標籤以外的評判：以{name.zh}來評判，什麼都不剔除，同樣的答案在 {judged.n:,} "
                f"張影像上的準確率是 {shown}。",
            )
        )
    return paragraph(*sentences)


def _most_doubtful(k: int) -> Text:
    if k == 1:
        return Text("most doubtful label", "最可疑的一個標籤")
    return Text(f"{k:,} most doubtful labels", f"最可疑的 {k:,} 個標籤")


def _direction(curve: Exclusion, k: int) -> int:
    """1 where the accuracy rises, −1 where it falls, 0 where it is printed as the same."""
    before, after = curve.without(0).share, curve.without(k).share
    return 0 if percent(before) == percent(after) else 1 if after > before else -1


def becomes(curve: Exclusion, k: int) -> Text:
    """What becomes of the accuracy on a curve without the first k images: ``rises from 60.0% to 63.2%``."""
    before, after = (percent(curve.without(left_out).share) for left_out in (0, k))
    if not _direction(curve, k):
        return Text(f"stays at {before}", f"維持 {before}")
    if _direction(curve, k) > 0:
        return Text(f"rises from {before} to {after}", f"從 {before} 上升到 {after}")
    return Text(f"falls from {before} to {after}", f"從 {before} 下降到 {after}")


def crowd(analysis: CrowdAnalysis) -> list[Text]:
    """Agreement, the same answers judged twice, and the ceiling; a paragraph each."""
    judged = analysis.judged
    by_label, by_crowd = percent(judged.first.share), percent(judged.second.share)
    interval = points_interval(judged.difference_interval)
    return [
        _agreement(analysis),
        Text(
            f"The network's answers are right on {by_label} of these images by the given labels, and on {by_crowd} "
            f"by the crowd, which it has never seen (labels minus crowd: 95% interval {interval.en} points; McNemar's "
            f"test on the same answers: {p_value_text(judged.p_value)}).",
            f"模型的答案若以給定的標籤評判，在這些影像上的準確率是 {by_label}；"
            f"若以它從沒見過的群眾意見評判，則是 {by_crowd}。標籤減群眾的 95% 信賴區間是 {interval.zh} 個百分點"
            f"（對同一批答案做 McNemar 檢定：{p_value_text(judged.p_value)}）。",
        ),
        _ceiling(analysis),
    ]


def _agreement(analysis: CrowdAnalysis) -> Text:
    """How often the crowd's label is the given one, in all and by class."""
    total, undecided = proportion_text(analysis.agreement.total), analysis.agreement.undecided
    names = class_texts(analysis.class_names)
    known = [(share, name) for share, name in zip(analysis.agreement.by_class, names, strict=True) if share]
    (low, least), (high, most) = (pick(known, key=lambda entry: entry[0].share) for pick in (min, max))
    without = Text(f"{undecided:,} images have none", f"另有 {undecided:,} 張沒有群眾標籤")
    if undecided < 2:
        without = (
            Text("one image has none", "另有一張沒有群眾標籤")
            if undecided
            else Text("no image lacks one", "沒有影像缺少群眾標籤")
        )
    span = Text("", "")
    if percent(low.share) != percent(high.share):
        span = Text(
            f" It ranges from {percent(low.share)} of the labels {least.en} to {percent(high.share)} of the labels "
            f"{most.en}.",
            f"各類從「{least.zh}」的 {percent(low.share)} 到「{most.zh}」的 {percent(high.share)}。",
        )
    return Text(
        f"The crowd's label is the given one on {total.en} of the images that have one; {without.en}.{span.en} "
        "Disagreement with the crowd is no proof that a label is wrong: where it is frequent, those who labelled and the "
        "crowd seem to mean different things by the same word.",
        f"在有群眾標籤的影像上，群眾標籤就是給定標籤的比例是 {total.zh}；{without.zh}。{span.zh}"
        "與群眾不一致並不能證明標籤是錯的：若不一致很常見，標註者與群眾對同一個詞的理解似乎並不相同。",
    )


def _ceiling(analysis: CrowdAnalysis) -> Text:
    """What the votes predict, and whether the networks are beyond it."""
    ceiling, network = proportion_text(analysis.ceiling), proportion_text(analysis.network)
    if analysis.network.share > analysis.ceiling.share:
        beyond = Text("more than that", "比這還高")
    elif analysis.network.share < analysis.ceiling.share:
        beyond = Text("less than that", "比這還低")
    else:
        beyond = Text("just that", "正是這個數字")
    return Text(
        f"Guessed from all ten votes together, the label is right on {ceiling.en}. About so much can be reached by "
        f"seeing what ten people see; the out-of-fold networks reach {network.en}, {beyond.en}. A network beyond it must "
        "have learned something that the votes do not tell, such as habits of those who labelled.",
        f"綜合全部十票來猜標籤，猜對的比例是 {ceiling.zh}。只靠看到十個人所看到的，大約只能到這裡；"
        f"折外模型的準確率是 {network.zh}，{beyond.zh}。若有模型超過這個值，它必定學到了投票沒有透露的東西，例如標註者的習慣。",
    )


def no_votes() -> Text:
    """Why there is no crowd to ask."""
    return Text(
        "These data have no votes of FER+, which are on the images of FER2013.",
        "這份資料沒有 FER+ 的投票；只有 FER2013 的影像才有。",
    )


def ceiling_on_fer2013() -> Text:
    """What the votes predict on FER2013, for editions whose data have none."""
    ceiling = proportion_text(FER2013_CEILING)
    return Text(
        "These data have no votes. For FER2013 there are: ten people looked at each image again "
        "{cite:p}`barsoum2016ferplus`. "
        f"Guessed from all ten votes together, the label of FER2013 is right on {ceiling.en}; the figure was measured "
        "with this library and is no result of this edition. Put `fer2013new.csv` beside `fer2013.csv`, and this "
        "section holds every label, and the ranking, against the votes.",
        "這份資料沒有投票。FER2013 則有：每張影像都另外請十個人看過 {cite:p}`barsoum2016ferplus`。"
        f"綜合全部十票來猜 FER2013 的標籤，猜對的比例是 {ceiling.zh}；這個數字是用本函式庫量得的，不是這一版的結果。"
        "把 `fer2013new.csv` 放在 `fer2013.csv` 旁邊，這一節就會拿每個標籤以及上面的排序與投票對照。",
    )
