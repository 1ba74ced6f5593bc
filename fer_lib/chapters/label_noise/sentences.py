"""What chapter 6 says of the folds, of what the ranking finds, of exclusion, and of the crowd."""

import numpy as np

from fer_lib.chapters.label_noise.analysis import LabelNoiseAnalysis
from fer_lib.chapters.label_noise.crowd_analysis import CrowdAnalysis
from fer_lib.chapters.label_noise.detection_analysis import DetectionAnalysis
from fer_lib.chapters.label_noise.exclusion_analysis import ExclusionAnalysis
from fer_lib.chapters.label_noise.names import label_against, labels_against, reference_name
from fer_lib.config import RunConfig
from fer_lib.label_noise.crowd import FER2013_CEILING
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
            f"Together the out-of-fold answers are right on {share.en} of the given labels.",
            f"合起來，折外答案與給定標籤一致的比例是 {share.zh}。",
        )
    ]
    if config.best_metric == "epoch":
        sentences.append(
            Text(
                "The weights are those of the last epoch, so that the labels in question do not choose them.",
                "採用的是最後一個訓練週期的權重，免得讓有疑問的標籤來挑選權重。",
            )
        )
    if config.drop_leaked:
        sentences.append(
            Text(
                "What a network judges has no exact copy among the images that it learned from.",
                "每個網路所評判的影像，在它學過的影像裡都沒有完全相同的複本。",
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
    return Text(
        f"There are {base.successes:,} {many.en} among {base.n:,} ({percent(base.share)}). A {one.en} is ranked above "
        f"one of the others with probability {main.auroc:.3f} (AUROC, 95% interval {low:.3f}–{high:.3f}). Whoever "
        f"looks at the first {k:,} finds {precision.successes:,}, {share.en}; as many at random hold about "
        f"{k * base.share:,.0f}. On {answer.en} of these first {k:,}, what the network answers is what {name.en} says.",
        f"{base.n:,} 個標籤裡有 {base.successes:,} 個{many.zh}（{percent(base.share)}）。{one.zh}排在其他標籤前面的機率是 "
        f"{main.auroc:.3f}（AUROC，95% 信賴區間 {low:.3f}–{high:.3f}）。只看前 {k:,} 名，就能找到 "
        f"{precision.successes:,} 個，比例是 {share.zh}；隨機挑同樣多個，大約只會碰到 {k * base.share:,.0f} 個。"
        f"在這前 {k:,} 名裡，網路的答案與{name.zh}一致的比例是 {answer.zh}。",
    )


def _marked(analysis: DetectionAnalysis) -> Text:
    if analysis.marked is None:
        return Text("Confident learning marks no label.", "信心學習沒有標出任何標籤。")
    share, wanted = proportion_text(analysis.marked), labels_against(analysis.reference)
    wrong = analysis.main.base_rate.successes
    return Text(
        f"Confident learning goes further and says where to stop. It marks {analysis.marked.n:,} labels, of which "
        f"{share.en} are {wanted.en}; there are {wrong:,} in all. Its marks count the network's errors along with those "
        "of the labels, so their number says nothing about how many labels are wrong. The ranking can be used; the "
        "count cannot.",
        f"信心學習還更進一步，連該在哪裡停下都會決定。它標出了 {analysis.marked.n:,} 個標籤，其中 "
        f"{share.zh}是{wanted.zh}，而全部其實有 {wrong:,} 個。它把網路自己的錯誤也算進去，"
        "所以標出的數量並不能說明有多少標籤是錯的。可以用的是排序，不是數量。",
    )


def exclusion(analysis: ExclusionAnalysis) -> Text:
    """What may be concluded from leaving the most doubtful labels out."""
    k, by_label = analysis.k, analysis.by_label
    before, after = (percent(by_label.without(left_out).share) for left_out in (0, k))
    most = percent(float(by_label.ceiling(np.array([k]))[0]))
    sentences = [
        Text(
            f"Without the {k:,} most doubtful labels the accuracy goes from {before} to {after}. A rise is to be "
            "expected in any case: a label is doubtful where the network answers something else, so what is left out "
            f"are mostly errors, and if all {k:,} were errors the accuracy would be {most}.",
            f"剔除最可疑的 {k:,} 個標籤之後，準確率從 {before} 變成 {after}。無論如何，"
            "上升都在意料之中：網路的答案與標籤不同，標籤才顯得可疑，所以剔除的大多是答錯的影像；若這 "
            f"{k:,} 張全是錯誤，準確率會是 {most}。",
        )
    ]
    if analysis.control:
        low, high = (percent(analysis.control.without(left_out).share) for left_out in (0, k))
        sentences.append(
            Text(
                "The control holds this against labels of which none is wrong: with the true labels, leaving out the "
                f"{k:,} most doubtful takes the accuracy from {low} to {high} all the same.",
                f"對照組用的是真正的標籤，一個錯也沒有：剔除其中最可疑的 {k:,} 張，準確率照樣從 {low} 變成 {high}。",
            )
        )
    sentences.append(Text("So a rise says nothing about the labels.", "因此，準確率上升並不能說明標籤有錯。"))
    if analysis.reference and analysis.by_reference:
        name, judged = reference_name(analysis.reference), analysis.by_reference
        shown = percent(judged.without(0).share)
        sentences.append(
            Text(
                f"What does say something is a judge other than the label: judged by {name.en}, the same answers are "
                f"right on {shown} of {judged.n:,} images with nothing left out.",
                f"真正有參考價值的，是標籤以外的評判：以{name.zh}來評判，什麼都不剔除，同樣的答案在 {judged.n:,} "
                f"張影像上的準確率是 {shown}。",
            )
        )
    return paragraph(*sentences)


def crowd(analysis: CrowdAnalysis) -> list[Text]:
    """Agreement, the same answers judged twice, and the ceiling; a paragraph each."""
    total, judged = proportion_text(analysis.agreement.total), analysis.judged
    by_label, by_crowd = proportion_text(judged.first), proportion_text(judged.second)
    ceiling, network = proportion_text(analysis.ceiling), proportion_text(analysis.network)
    undecided, interval = f"{analysis.agreement.undecided:,}", points_interval(judged.difference_interval)
    names = class_texts(analysis.class_names)
    known = [(share, name) for share, name in zip(analysis.agreement.by_class, names, strict=True) if share]
    (low, least), (high, most) = (pick(known, key=lambda entry: entry[0].share) for pick in (min, max))
    return [
        Text(
            f"The crowd's label is the given one on {total.en} of the images that have one; {undecided} images have "
            f"none. It ranges from {percent(low.share)} of the labels {least.en} to {percent(high.share)} of the labels "
            f"{most.en}. So disagreement with the crowd is no proof that a label is wrong: where it is frequent, those "
            "who labelled and the crowd seem to mean different things by the same word.",
            f"在有群眾標籤的影像上，群眾標籤就是給定標籤的比例是 {total.zh}；另有 {undecided} 張沒有群眾標籤。"
            f"各類差別很大：從「{least.zh}」的 {percent(low.share)} 到「{most.zh}」的 {percent(high.share)}。"
            "所以與群眾不一致並不能證明標籤是錯的：若不一致很常見，標註者與群眾對同一個詞的理解似乎並不相同。",
        ),
        Text(
            f"The network's answers are right on {by_label.en} of these images by the given labels, and on {by_crowd.en} "
            f"by the crowd, which it has never seen (labels minus crowd: 95% interval {interval.en} points; McNemar's "
            f"test on the same answers: {p_value_text(judged.p_value)}).",
            f"網路的答案若以給定的標籤評判，在這些影像上的準確率是 {by_label.zh}；"
            f"若以它從沒見過的群眾意見評判，則是 {by_crowd.zh}。標籤減群眾的 95% 信賴區間是 {interval.zh} 個百分點"
            f"（對同一批答案做 McNemar 檢定：{p_value_text(judged.p_value)}）。",
        ),
        Text(
            f"Guessed from all ten votes together, the label is right on {ceiling.en}. About so much can be reached by "
            f"seeing what ten people see; the out-of-fold networks reach {network.en}. A network beyond it must have "
            "learned something that the votes do not tell, such as habits of those who labelled.",
            f"綜合全部十票來猜標籤，猜對的比例是 {ceiling.zh}。只靠看到十個人所看到的，大約只能到這裡；"
            f"折外網路的準確率是 {network.zh}。若有網路超過這個值，它必定學到了投票沒有透露的東西，例如標註者的習慣。",
        ),
    ]


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
