"""What the crowd says of the labels and of the network's answers, as a table and in sentences."""

from dataclasses import dataclass

from fer_lib.chapters.label_noise.names import reference_name
from fer_lib.chapters.named_comparison import NamedComparison, named
from fer_lib.data import FaceDataset
from fer_lib.label_noise.crowd import (
    PERFECT_CROWD_ON_FER2013,
    CrowdAgreement,
    crowd_agreement,
    judged_by_both,
    perfect_crowd,
)
from fer_lib.label_noise.reference import Reference
from fer_lib.language import Text
from fer_lib.metrics.predictions import Predictions
from fer_lib.names import class_texts
from fer_lib.proportion import Proportion
from fer_lib.wording import interval_percent, p_value_text, percent, points_interval, proportion_text


@dataclass(frozen=True)
class CrowdReport:
    """Labels, votes and answers held against each other.

    Attributes:
        class_names: of the data set.
        agreement: of the crowd's labels with the given ones.
        judged: the network's answers, by the labels (first) and by the crowd (second).
        ceiling: the share of labels that the votes foretell.
        network: accuracy of the out-of-fold answers by the given labels.
    """

    class_names: tuple[str, ...]
    agreement: CrowdAgreement
    judged: NamedComparison
    ceiling: Proportion
    network: Proportion

    def columns(self) -> list[Text]:
        """Heads of the table that ``rows`` fills."""
        return [
            Text("Label", "標籤"),
            Text("n with a crowd label", "有群眾標籤的 n"),
            Text("The crowd agrees", "與群眾一致"),
            Text("95% interval", "95% 信賴區間"),
        ]

    def rows(self) -> list[list[object]]:
        """One row a class, then all."""
        named = zip(class_texts(self.class_names), self.agreement.by_class, strict=True)
        rows: list[tuple[Text, Proportion | None]] = [*named, (Text("all", "全部"), self.agreement.total)]
        return [
            [name, f"{share.n:,}", percent(share.share), interval_percent(share.wilson_interval)]
            for name, share in rows
            if share
        ]

    def describe(self) -> list[Text]:
        """Agreement, the same answers judged twice, and the ceiling; a paragraph each."""
        total, judged = self.agreement.total, self.judged
        interval = points_interval(judged.difference_interval)
        names = class_texts(self.class_names)
        known = [(share, name) for share, name in zip(self.agreement.by_class, names, strict=True) if share]
        (low, least), (high, most) = (pick(known, key=lambda entry: entry[0].share) for pick in (min, max))
        return [
            Text(
                f"The crowd's label is the given one on {proportion_text(total).en} of the images that have one; "
                f"{self.agreement.undecided:,} images have none. It ranges from {percent(low.share)} of "
                f"the labels {least.en} to {percent(high.share)} of the labels {most.en}. So disagreement "
                "with the crowd is no proof that a label is wrong: where it is frequent, those who "
                "labelled and the crowd seem to mean different things by the same word.",
                f"在有群眾標籤的影像上，群眾標籤就是給定標籤的比例是 {proportion_text(total).zh}；另有 "
                f"{self.agreement.undecided:,} 張沒有群眾標籤。各類差別很大：從「{least.zh}」的 "
                f"{percent(low.share)} 到「{most.zh}」的 {percent(high.share)}。所以與群眾不一致並不能證明"
                "標籤是錯的：若不一致很常見，標註者與群眾對同一個詞的理解似乎並不相同。",
            ),
            Text(
                f"The network's answers are right on {proportion_text(judged.first).en} of these images by the "
                f"given labels, and on {proportion_text(judged.second).en} by the crowd, which it has never seen "
                f"(labels minus crowd: 95% interval {interval.en} points; McNemar's test on the same "
                f"answers: {p_value_text(judged.p_value)}).",
                f"網路的答案若以給定的標籤評判，在這些影像上的準確率是 {proportion_text(judged.first).zh}；"
                f"若以它從沒見過的群眾意見評判，則是 {proportion_text(judged.second).zh}。標籤減群眾的 95% "
                f"信賴區間是 {interval.zh} 個百分點（對同一批答案做 McNemar 檢定："
                f"{p_value_text(judged.p_value)}）。",
            ),
            Text(
                f"Guessed from all ten votes together, the label is right on {proportion_text(self.ceiling).en}. "
                "About so much can be reached by seeing what ten people see; the out-of-fold networks "
                f"reach {proportion_text(self.network).en}. A network beyond it must have learned something that "
                "the votes do not tell, such as habits of those who labelled.",
                f"綜合全部十票來猜標籤，猜對的比例是 {proportion_text(self.ceiling).zh}。只靠看到十個人所看到的，"
                f"大約只能到這裡；折外網路的準確率是 {proportion_text(self.network).zh}。若有網路超過這個值，"
                "它必定學到了投票沒有透露的東西，例如標註者的習慣。",
            ),
        ]


def report_crowd(
    dataset: FaceDataset, predictions: Predictions, reference: Reference | None
) -> CrowdReport | None:
    """Hold labels and answers against the votes of FER+.

    Args:
        dataset: the data set.
        predictions: out of fold.
        reference: what is known of its labels.

    Returns:
        None if the data have no votes.
    """
    if reference is None or reference.kind != "crowd":
        return None
    agreement, judged = crowd_agreement(dataset, reference), judged_by_both(predictions, reference)
    if agreement is None or judged is None:
        return None
    network = Proportion(predictions.correct, len(predictions.labels))
    names = (Text("the given label", "給定的標籤"), reference_name(reference))
    return CrowdReport(dataset.class_names, agreement, named(judged, names), perfect_crowd(dataset), network)


def known_ceiling() -> Text:
    """What a perfect crowd reaches on FER2013, for editions whose data have no votes."""
    shown = proportion_text(PERFECT_CROWD_ON_FER2013)
    return Text(
        "These data have no votes. For FER2013 there are: ten people looked at each image again "
        "{cite:p}`barsoum2016ferplus`. "
        f"Guessed from all ten votes together, the label of FER2013 is right on {shown.en}; the figure was "
        "measured with this "
        "library and is no result of this edition. Put `fer2013new.csv` beside `fer2013.csv`, and this section "
        "holds every label, and the ranking, against the votes.",
        "這份資料沒有投票。FER2013 則有：每張影像都另外請十個人看過 {cite:p}`barsoum2016ferplus`。"
        "綜合全部十票來猜 FER2013 的標籤，"
        f"猜對的比例是 {shown.zh}；這個數字是用本函式庫量得的，不是這一版的結果。把 `fer2013new.csv` 放在 "
        "`fer2013.csv` 旁邊，"
        "這一節就會拿每個標籤以及上面的排序與投票對照。",
    )
