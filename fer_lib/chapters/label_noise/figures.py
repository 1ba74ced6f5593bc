"""The figures of chapter 6 with caption and alt text."""

from fer_lib.chapters.label_noise import sentences
from fer_lib.chapters.label_noise.analysis import LabelNoiseAnalysis
from fer_lib.chapters.label_noise.candidates import candidate_sheet
from fer_lib.chapters.label_noise.candidates_figure import CandidateSheet, short_percent
from fer_lib.chapters.label_noise.detection_analysis import DetectionAnalysis
from fer_lib.chapters.label_noise.duplicates_analysis import DuplicatesAnalysis
from fer_lib.chapters.label_noise.exclusion_analysis import ExclusionAnalysis
from fer_lib.chapters.label_noise.exclusion_figure import ExclusionCurves
from fer_lib.chapters.label_noise.found_labels_figure import FoundLabels
from fer_lib.chapters.label_noise.image_pairs import image_pairs
from fer_lib.chapters.label_noise.names import labels_against
from fer_lib.data.near_copies import THRESHOLD
from fer_lib.label_noise.reference import Reference
from fer_lib.language import Text
from fer_lib.publish import BookFigure
from fer_lib.wording import percent


def candidates(analysis: LabelNoiseAnalysis) -> BookFigure:
    """The images whose labels are the most doubtful."""
    sheet = candidate_sheet(
        analysis.dataset, analysis.predictions, analysis.ranking.order, analysis.reference
    )
    shown, n = len(sheet.faces), f"{analysis.accuracy.n:,}"
    which = Text(f"The {shown} most doubtful of {n} labels", f"{n} 個標籤中最可疑的 {shown} 個")
    if shown == analysis.accuracy.n:
        which = Text(f"All labels, n = {n}", f"全部標籤（n = {n}）")
    third_line, described = _third_line(analysis.reference), describe_candidates(sheet)
    return BookFigure(
        sheet.plot,
        Text(
            f"{which.en}, the most doubtful first. Below each image the given label and its "
            f"probability; then the network's answer{third_line.en}.",
            f"{which.zh}，由最可疑的開始。每張影像下方是給定的標籤與它的機率，"
            f"再來是模型的答案{third_line.zh}。",
        ),
        Text(f"Images with label and answer: {described.en}.", f"各張影像的標籤與答案：{described.zh}。"),
    )


def _third_line(reference: Reference | None) -> Text:
    if reference is None:
        return Text("", "")
    if reference.kind == "truth":
        return Text(
            "; third line: the truth, in bold where it is not the label",
            "；第三行是真實標籤，與標籤不同時以粗體表示",
        )
    return Text(
        "; third line: the class with the most of ten people's votes, in bold where it is not the label",
        "；第三行是十個人投票中得票最多的類別，與標籤不同時以粗體表示",
    )


def describe_candidates(sheet: CandidateSheet) -> Text:
    """What stands under the images, for those who cannot see them."""
    lines = [
        (
            face.label,
            short_percent(face.label_probability),
            face.predicted,
            short_percent(face.predicted_probability),
            face.evidence,
        )
        for face in sheet.faces
    ]
    return Text(
        "; ".join(f"{a.en} {p} → {b.en} {q}" + (f" ({e.en})" if e else "") for a, p, b, q, e in lines),
        "；".join(f"{a.zh} {p} → {b.zh} {q}" + (f"（{e.zh}）" if e else "") for a, p, b, q, e in lines),
    )


def found_labels(analysis: DetectionAnalysis) -> BookFigure:
    """How many wrong labels the first ones of the ranking hold."""
    main, k, wanted = analysis.main, analysis.depth, labels_against(analysis.reference)
    base = main.base_rate
    found, by_chance = f"{main.found[k - 1]:,}", sentences.about(k * base.share)
    precisions = [(_first(depth), percent(main.precision(depth).share, 0)) for depth in analysis.depths]
    return BookFigure(
        FoundLabels(main, 3 * k).plot,
        Text(
            f"Looking at the labels in the order of the ranking, for {wanted.en}: the number found (left), and the "
            f"precision with its 95% interval (right). n = {base.n:,} labels, of which {base.successes:,} are looked for.",
            f"依排序檢視標籤，尋找{wanted.zh}：找到的個數（左）、精確率及其 95% 信賴區間（右）。"
            f"n = {base.n:,} 個標籤，其中要找的有 {base.successes:,} 個。",
        ),
        Text(
            f"On the left the line of the ranking: {found} found {_first(k).en}, where looking at random finds "
            f"about {by_chance}. On the right the precision: "
            + ", ".join(f"{share} {depth.en}" for depth, share in precisions)
            + f"; the dashed line of chance is at {percent(base.share)}.",
            f"左圖是排序的線：{_first(k).zh}找到 {found} 個，隨機挑選大約只有 {by_chance} 個。右圖是精確率："
            + "、".join(f"{depth.zh} {share}" for depth, share in precisions)
            + f"；隨機的虛線在 {percent(base.share)}。",
        ),
    )


def _first(k: int) -> Text:
    if k == 1:
        return Text("at the first label", "第一名")
    return Text(f"among the first {k:,}", f"前 {k:,} 名")


def exclusion(analysis: ExclusionAnalysis) -> BookFigure:
    """Accuracy while more and more images are left out."""
    names, n = curve_names(analysis), f"{analysis.by_label.n:,}"
    k = f"{analysis.k:,} image{'s' * (analysis.k != 1)}"
    ends = [
        (name, sentences.becomes(curve, analysis.excluded_from(curve)))
        for name, curve in zip(names, analysis.curves, strict=True)
    ]
    return BookFigure(
        lambda lang: ExclusionCurves(names, analysis.curves).plot(lang=lang),
        Text(
            f"Accuracy on the rest while the most doubtful of n = {n} labels are left out, and (grey, 95% of the draws) "
            "while as many are left out at random.",
            f"逐步剔除 n = {n} 個標籤中最可疑的，其餘影像的準確率；灰帶是隨機剔除同樣多張（95% 的抽法）。",
        ),
        Text(
            f"{'A line' if len(ends) == 1 else 'Lines'} of the accuracy and a band of random choice. With {k} left out: "
            + "; ".join(f"{name.en}, it {change.en}" for name, change in ends)
            + ".",
            f"準確率的線與隨機剔除的灰帶。剔除 {analysis.k:,} 張時："
            + "；".join(f"{name.zh}，{change.zh}" for name, change in ends)
            + "。",
        ),
    )


def curve_names(analysis: ExclusionAnalysis) -> list[Text]:
    """What each of ``ExclusionAnalysis.curves`` is called."""
    names = [Text("judged by the given labels", "以給定的標籤評判")]
    if analysis.reference:
        truth, crowd = (
            Text("judged by the truth", "以真實標籤評判"),
            Text("judged by the crowd", "以群眾評判"),
        )
        names.append(truth if analysis.reference.kind == "truth" else crowd)
    if analysis.control:
        names.append(Text("control: no label is wrong", "對照：沒有標籤是錯的"))
    return names


def pairs(analysis: DuplicatesAnalysis) -> BookFigure:
    """Pairs of images of two splits, above and below the threshold."""
    return BookFigure(
        image_pairs(analysis).plot,
        Text(
            f"Pairs of images of two splits, with their labels and their correlation; the threshold is {THRESHOLD}.",
            f"不同資料分割之間的影像對，附上兩者的標籤與相關係數；門檻是 {THRESHOLD}。",
        ),
        describe_pairs(analysis),
    )


def describe_pairs(analysis: DuplicatesAnalysis) -> Text:
    """How alike the pairs are, for those who cannot see them."""
    values = analysis.correlations
    near, below = values[values >= THRESHOLD], values[values < THRESHOLD]
    if not len(near):
        return Text(
            f"One row of the pairs that are most alike; the highest correlation is {below[0]:.4f}.",
            f"一列最相像的影像對，最高的相關係數是 {below[0]:.4f}。",
        )
    least, most = f"{near[-1]:.4f}", f"{near[0]:.4f}"
    span = Text(f"{least} to {most}", f"從 {least} 到 {most}") if least != most else Text(most, f"是 {most}")
    if not len(below):
        return Text(
            f"Rows of pairs. Both images of a pair correlate at {span.en}.",
            f"數列影像對，各對的相關係數{span.zh}。",
        )
    return Text(
        f"Rows of pairs. Above the threshold both images of a pair correlate at {span.en}; the last row holds "
        f"the most alike pairs below it, from {below[0]:.4f} down.",
        f"數列影像對。門檻以上的各對，相關係數{span.zh}；最後一列是門檻以下最相像的，從 {below[0]:.4f} 往下。",
    )
