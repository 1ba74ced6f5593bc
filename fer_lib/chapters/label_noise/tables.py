"""The tables of chapter 6 on labels: folds, scores of the ranking, exclusion, the crowd."""

from dataclasses import replace

from fer_lib.chapters.label_noise.analysis import LabelNoiseAnalysis
from fer_lib.chapters.label_noise.crowd_analysis import CrowdAnalysis
from fer_lib.chapters.label_noise.detection_analysis import DetectionAnalysis
from fer_lib.chapters.label_noise.exclusion_analysis import ExclusionAnalysis
from fer_lib.chapters.label_noise.names import SCORE_NAMES
from fer_lib.label_noise.exclusion import Exclusion
from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.network_code import bare_reference
from fer_lib.proportion import Proportion
from fer_lib.publish import BookTable
from fer_lib.wording import interval_percent, percent

INTERVAL = Text("95% interval", "95% 信賴區間")


def _with_interval(value: str, interval: str) -> Text:
    return Text(f"{value} ({interval})", f"{value}（{interval}）")


def folds(analysis: LabelNoiseAnalysis) -> BookTable:
    """Images trained on and judged, and the accuracy on these, of each fold."""
    rows: list[list[object]] = []
    for run in analysis.runs:
        accuracy = run.accuracy("validation")
        rows.append(
            [
                run.config().fold + 1,
                f"{run.accuracy('train').n:,}",
                f"{accuracy.n:,}",
                percent(accuracy.share),
                interval_percent(accuracy.wilson_interval),
            ]
        )
    n, how = f"n = {analysis.accuracy.n:,}", _how_trained(analysis)
    return BookTable(
        Text(
            f"One network a fold; together they judge all {n} labelled training images. {how.en}",
            f"每一折一個模型，合起來評判全部 {n} 張有標籤的訓練影像。{how.zh}",
        ),
        [
            Text("Fold", "折"),
            Text("Trained on", "訓練張數"),
            Text("Judges", "評判張數"),
            Text("Right by the labels", "以標籤評判的準確率"),
            INTERVAL,
        ],
        rows,
        "rrrrr",
    )


def _how_trained(analysis: LabelNoiseAnalysis) -> Text:
    network, epochs = bare_reference(analysis.config.model), analysis.config.epochs
    if any(run.adopted is not None for run in analysis.runs):
        return Text(f"Network `{network}`, trained elsewhere.", f"模型 `{network}`，在別處訓練。")
    return Text(
        f"Network `{network}`, trained for {epochs} epoch{'s' * (epochs != 1)}.",
        f"模型 `{network}`，訓練 {epochs} 個 epoch。",
    )


def scores(analysis: DetectionAnalysis) -> BookTable:
    """AUROC and the precision among the first k, one column a score."""
    base, detections = analysis.main.base_rate, analysis.by_score.values()
    areas = [(f"{d.auroc:.3f}", "{:.3f}–{:.3f}".format(*d.auroc_interval)) for d in detections]
    rows: list[list[object]] = [["AUROC", *(_with_interval(*area) for area in areas)]]
    for k in analysis.depths:
        shares = [detection.precision(k) for detection in detections]
        cells = [_with_interval(percent(p.share, 0), interval_percent(p.wilson_interval, 0)) for p in shares]
        rows.append([Text(f"first {k:,}", f"前 {k:,} 名"), *cells])
    return BookTable(
        Text(
            "AUROC of each score and its precision among the first labels, with 95% intervals; "
            f"n = {base.n:,}. Looking at random has 0.5 and {percent(base.share)}.",
            f"各種分數的 AUROC 與前幾名的精確率，附 95% 信賴區間；n = {base.n:,}。"
            f"隨機挑選是 0.5 與 {percent(base.share)}。",
        ),
        [Text("Measure", "指標"), *(SCORE_NAMES[score] for score in analysis.by_score)],
        rows,
        "l" + "r" * len(analysis.by_score),
    )


def exclusion(analysis: ExclusionAnalysis) -> BookTable:
    """Accuracy on the rest, one row a way of leaving images out."""
    k, label, reference = analysis.k, analysis.by_label, analysis.by_reference
    scaled = analysis.excluded_from(reference) if reference else 0
    left = f"{label.n - k:,}"
    rows: list[list[object]] = [
        [Text("none", "無"), f"{label.n:,}", _accuracy(label, 0), *_columns(reference, 0)],
        [
            Text(f"the {k:,} most doubtful", f"最可疑的 {k:,} 張"),
            left,
            _accuracy(label, k),
            *_columns(reference, scaled),
        ],
        [
            Text(f"{k:,} at random (95% of draws)", f"隨機 {k:,} 張（95% 的抽法）"),
            left,
            interval_percent(label.at_random(k)),
            *([interval_percent(reference.at_random(scaled))] if reference else []),
        ],
    ]
    if analysis.flipped_first and reference:
        truth = replace(reference, order=analysis.flipped_first.order)
        name = Text(f"the {k:,} flipped ones", f"被換掉標籤的 {k:,} 張")
        rows.append([name, left, _accuracy(analysis.flipped_first, k), _accuracy(truth, k)])
    if analysis.control:
        name = Text(f"control: the {k:,} most doubtful, no label wrong", f"對照：標籤全對，最可疑的 {k:,} 張")
        rows.append([name, left, "—", _accuracy(analysis.control, k)])
    heads = [
        Text("Left out", "剔除的影像"),
        Text("n left", "剩下 n"),
        Text("Right by the labels", "以標籤評判的準確率"),
    ]
    if analysis.reference:
        by_truth = Text("Right by the truth", "以真實標籤評判")
        by_crowd = Text("Right by the crowd", "以群眾評判")
        heads.append(by_truth if analysis.reference.kind == "truth" else by_crowd)
    return BookTable(
        Text(
            f"The same out-of-fold answers with {k:,} of n = {label.n:,} images left out, with 95% intervals.",
            f"同樣的折外答案，從 n = {label.n:,} 張影像剔除 {k:,} 張之後，附 95% 信賴區間。",
        ),
        heads,
        rows,
        "l" + "r" * (len(heads) - 1),
    )


def _accuracy(exclusion: Exclusion, k: int) -> Text:
    accuracy = exclusion.without(k)
    return _with_interval(percent(accuracy.share), interval_percent(accuracy.wilson_interval))


def _columns(exclusion: Exclusion | None, k: int) -> list[Text]:
    return [_accuracy(exclusion, k)] if exclusion else []


def crowd(analysis: CrowdAnalysis) -> BookTable:
    """How often the crowd agrees with the labels of each class, and with all."""
    named = zip(class_texts(analysis.class_names), analysis.agreement.by_class, strict=True)
    shares: list[tuple[Text, Proportion | None]] = [*named, (Text("all", "全部"), analysis.agreement.total)]
    n = f"{analysis.agreement.total.n:,}"
    return BookTable(
        Text(
            f"How often the class with the most votes is the given one, of the images with a crowd label; n = {n}.",
            f"得票最多的類別有多常就是給定的類別；有群眾標籤的影像 n = {n}。",
        ),
        [
            Text("Label", "標籤"),
            Text("n with a crowd label", "有群眾標籤的 n"),
            Text("The crowd agrees", "與群眾一致"),
            INTERVAL,
        ],
        [
            [name, f"{share.n:,}", percent(share.share), interval_percent(share.wilson_interval)]
            for name, share in shares
            if share
        ],
        "lrrr",
    )
