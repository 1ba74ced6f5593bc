"""What chapter 6 found, in short: what stands on top of the ranking, and what leaving it out proves."""

from fer_lib.chapters.label_noise.analysis import LabelNoiseAnalysis
from fer_lib.chapters.label_noise.detection_analysis import DetectionAnalysis
from fer_lib.chapters.label_noise.exclusion_analysis import ExclusionAnalysis
from fer_lib.chapters.label_noise.sentences import becomes
from fer_lib.label_noise.exclusion import Exclusion
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.wording import percent


def findings(noise: LabelNoiseAnalysis) -> list[Text]:
    """Two or three sentences that are true of whatever rankings."""
    return in_words(noise.accuracy, noise.detection, noise.exclusion)


def in_words(
    accuracy: Proportion, detection: DetectionAnalysis | None, exclusion: ExclusionAnalysis
) -> list[Text]:
    """The findings.

    Args:
        accuracy: of the out-of-fold answers, by the given labels.
        detection: None where nothing is known that the ranking could be tested by.
        exclusion: accuracy without the most doubtful labels.
    """
    share = percent(accuracy.share)
    agreement = Text(
        f"Networks that have not seen an image agree with its label on {share} of the training images.",
        f"沒看過影像的模型，答案與標籤一致的訓練影像占 {share}。",
    )
    if detection is None:
        return [agreement, _exclusion(exclusion)]
    return [_top(detection), _exclusion(exclusion), agreement]


def _top(detection: DetectionAnalysis) -> Text:
    """What stands on top of the ranking, against what chance would find."""
    k, base = detection.depth, percent(detection.main.base_rate.share)
    precision = detection.main.precision(k)
    if detection.reference.kind == "truth":
        wanted, other = Text("wrong", "是錯的"), Text("right", "是對的")
    else:
        wanted, other = Text("not shared by the crowd", "群眾不認同"), Text("shared by the crowd", "群眾認同")
    if k == 1:
        found = wanted if precision.successes else other
        return Text(
            f"The label that fits its image least is {found.en}; of all labels, {base} are {wanted.en}.",
            f"與影像最不相符的標籤{found.zh}；全部標籤中有 {base} {wanted.zh}。",
        )
    return Text(
        f"Of the {k:,} labels that fit their images least, {percent(precision.share)} are {wanted.en}; of all labels, {base}.",
        f"與影像最不相符的 {k:,} 個標籤中，有 {percent(precision.share)} {wanted.zh}；全部標籤中則有 {base}。",
    )


def _exclusion(analysis: ExclusionAnalysis) -> Text:
    """What becomes of the accuracy without the most doubtful labels, and whether that says anything about labels."""
    k, curve = analysis.k, analysis.by_label
    most = Text("most doubtful label", "最可疑的一個標籤")
    if k > 1:
        most = Text(f"{k:,} most doubtful labels", f"最可疑的 {k:,} 個標籤")
    said = becomes(curve, k)
    proof = Text("", "")
    if analysis.control is not None and _rises(curve, k) and _rises(analysis.control, k):
        proof = Text(
            ", but it would rise as well if no label were wrong, so that proves nothing",
            "，但即使沒有任何標籤是錯的，準確率也會上升，所以這不能證明什麼",
        )
    return Text(
        f"Without the {most.en} the accuracy {said.en}{proof.en}.",
        f"剔除{most.zh}之後，準確率{said.zh}{proof.zh}。",
    )


def _rises(curve: Exclusion, k: int) -> bool:
    """Whether the accuracy that is printed rises."""
    before, after = curve.without(0).share, curve.without(k).share
    return after > before and percent(before) != percent(after)
