"""What chapter 9 says of the images that it shows, of what its measures found, and of data that are too few."""

from collections.abc import Sequence

from fer_lib.chapters.explained_images import (
    joined_layers,
    numbered_layers,
    why_not,
    why_these_not,
    without_activation,
)
from fer_lib.chapters.feature_maps.explained_run import ExplainedRun
from fer_lib.chapters.feature_maps.face_maps import ChosenFace, FaceMaps
from fer_lib.chapters.feature_maps.linear_readout import LinearReadout
from fer_lib.chapters.feature_maps.report_c_filters import ReportCFilters
from fer_lib.explain.filter_layers import FilterLayer
from fer_lib.explain.synthetic_truth import synthetic_truth
from fer_lib.language import Text
from fer_lib.names import REGION_NAMES, class_texts, convolution_text
from fer_lib.proportion import Proportion
from fer_lib.wording import decimal, listed, paragraph, proportion_text


def chosen_images(maps: FaceMaps) -> list[Text]:
    """By which rule the images are chosen, and which of them are not as it wants them, in one paragraph."""
    if not maps.chosen:
        return [Text("The images are those that the user has named.", "這些影像由使用者指定。")]
    named = listed(class_texts([chosen.class_name for chosen in maps.chosen]))
    rule = Text(
        f"The examples show {named.en}: of each, the first validation image that the network recognises.",
        f"這裡以{named.zh}為例，各取第一張模型認對的驗證影像。",
    )
    return [paragraph(rule, *faces_not_as_wanted(maps.chosen))]


def faces_not_as_wanted(chosen: Sequence[ChosenFace]) -> list[Text]:
    """One paragraph on the faces that the network does not recognise; nothing where it recognises them all."""
    sentences = []
    for face in chosen:
        name = class_texts([face.class_name])[0]
        if face.kind == "other":
            sentences.append(
                Text(
                    f"No validation image is labelled {name.en}; another one takes its place.",
                    f"驗證集裡沒有標籤為{name.zh}的影像，改用另一張。",
                )
            )
        elif face.kind == "labelled":
            sentences.append(
                Text(
                    f"The network recognises no validation image as {name.en}; the first one with this label is shown.",
                    f"模型沒有認對任何一張{name.zh}的驗證影像，因此列出第一張標籤為{name.zh}的。",
                )
            )
    return [paragraph(*sentences)] if sentences else []


def no_maps(network: ExplainedRun) -> Text:
    """Why there are no feature maps."""
    if network.layers:
        return Text(
            "No convolution of this network has maps with more than one position.",
            "這個模型沒有任何卷積層的特徵圖不只一個位置。",
        )
    reason = why_not(next(iter(network.refused.values())))
    return Text(
        f"The network of this run has no feature maps to show. {reason.en}",
        f"這次訓練的模型沒有特徵圖可以呈現。{reason.zh}",
    )


def limits(network: ExplainedRun) -> list[Text]:
    """What the numbers mean, which convolutions cannot be shown and why, and which meet no activation before a map.

    Nothing for a plain network.
    """
    told = []
    named = [f"`{key}`" for key in network.refused if key]
    if named:
        reason = why_these_not(text for key, text in network.refused.items() if key)
        told.append(
            Text(
                f"Left out {'is' if len(named) == 1 else 'are'} {listed([Text(name, name) for name in named]).en}. {reason.en}",
                f"略去的卷積層：{'、'.join(named)}。{reason.zh}",
            )
        )
    layers = network.layers
    return [*told, *numbered_layers(layers, network.beside), *joined_layers(layers), *_cut_at_zero(layers)]


def _cut_at_zero(layers: Sequence[FilterLayer]) -> list[Text]:
    named = listed(
        [convolution_text(layer.number) for layer in without_activation(layers) if layer.places > 1]
    )
    if not named.en:
        return []
    return [
        Text(
            f"No activation directly follows {named.en}, so values below 0 mean something there as well; in the maps they "
            "are black, like 0.",
            f"{named.zh} 之後沒有直接接活化函數，低於 0 的值也有意義；在特徵圖裡，這些值與 0 一樣是黑色。",
        )
    ]


def no_filters(filters: ReportCFilters) -> Text:
    """Why no filters are drawn."""
    reason = why_not(filters.refused)
    return Text(f"There are no such filters here. {reason.en}", f"這裡沒有這樣的濾波器。{reason.zh}")


def no_frames(filters: ReportCFilters) -> list[Text]:
    """Why the images have no frames; nothing where they have."""
    if not isinstance(filters.receptive_field, str):
        return []
    reason = why_not(filters.receptive_field)
    return [Text(f"No frames are drawn. {reason.en}", f"沒有畫方框。{reason.zh}")]


def decimal_range(interval: tuple[float, float]) -> str:
    """``0.95–1.90``; one number where both ends are printed alike."""
    return "–".join(dict.fromkeys(decimal(end) for end in interval))


def where_regions_are_from(filters: ReportCFilters) -> Text:
    """Whether the regions are those that the faces were drawn with, or a template."""
    if synthetic_truth(filters.network.dataset) is None:
        return Text(
            "The regions are a fixed template laid on each photograph.",
            "各區域以固定的模板套在每張照片上。",
        )
    return Text(
        "The regions are those that the synthetic faces were drawn with.",
        "各區域就是繪製合成人臉時所用的區域。",
    )


def no_regions() -> Text:
    """Why nothing is said of eyes, nose and mouth."""
    return Text(
        "The images of this edition are not faces aligned as in FER2013, so they have no facial regions to measure.",
        "這一版的影像不是依 FER2013 對齊的人臉，沒有臉部區域可以量測。",
    )


def regions_above(filters: ReportCFilters) -> list[str]:
    """The regions that get more output than their area accounts for, by the interval."""
    return [share.region for share in filters.region_shares if share.interval[0] > 1]


def where_output_falls(filters: ReportCFilters) -> Text:
    """Which regions get more output than their area accounts for."""
    above, run = regions_above(filters), filters.network.name
    if not above:
        return Text(
            f"In `{run}`, no region clearly gets more output than its area accounts for.",
            f"在 `{run}` 裡，沒有任何區域得到的反應明確超過面積比例。",
        )
    rest = Text("the rest of the image", "影像的其餘部分")
    named = listed(
        [
            rest if name == "rest" else Text(f"the {REGION_NAMES[name].en}", REGION_NAMES[name].zh)
            for name in above
        ]
    )
    return Text(
        f"In `{run}`, clearly more output falls on {named.en} than the area accounts for.",
        f"在 `{run}` 裡，反應明確超過面積比例的是{named.zh}。",
    )


def along_the_depth(readout: LinearReadout | None) -> list[Text]:
    """How well pixels and class are read off the first and the last convolution; nothing without two to compare."""
    if readout is None or len(readout.probe.accuracies) < 3:  # the input and two layers
        return []
    probe = readout.probe
    pixels = _change(decimal(probe.pixels[1]), decimal(probe.pixels[-1]))
    n = f"n\u00a0=\u00a0{probe.accuracies[-1].n:,}"
    return [
        Text(
            "From the first convolution to the last, the R² with which a linear map computes the pixels from its output "
            f"{pixels.en} ({n}).",
            f"從第一個卷積層到最後一個，以線性映射從輸出算回像素的 R² {pixels.zh}（{n}）。",
        ),
        _class_read_off(probe.accuracies[1], probe.accuracies[-1]),
    ]


def _class_read_off(first: Proportion, last: Proportion) -> Text:
    """Both accuracies with their intervals; which is higher only where these do not overlap."""
    before, after = proportion_text(first), proportion_text(last)
    low, high = sorted((first, last), key=lambda accuracy: accuracy.share)
    if low.wilson_interval[1] >= high.wilson_interval[0]:
        return Text(
            f"The accuracy with which a linear map reads off the class is {before.en} at the first and {after.en} at the last; "
            "as the intervals overlap, no change is shown.",
            f"線性映射讀出類別的準確率，在第一個卷積層是 {before.zh}，在最後一個是 {after.zh}；兩者的區間重疊，看不出變化。",
        )
    verb = Text("rises", "升到") if last.share > first.share else Text("falls", "降到")
    return Text(
        f"The accuracy with which a linear map reads off the class {verb.en} from {before.en} to {after.en}.",
        f"線性映射讀出類別的準確率由 {before.zh}{verb.zh} {after.zh}。",
    )


def _change(before: str, after: str) -> Text:
    """From one number to another, as they are printed, so that no equal numbers are called a change."""
    if before == after:
        return Text(f"stays at {after}", f"維持在 {after}")
    first, last = (float(number.rstrip("%").replace("−", "-")) for number in (before, after))
    verb = Text("rises", "升到") if last > first else Text("falls", "降到")
    return Text(f"{verb.en} from {before} to {after}", f"由 {before} {verb.zh} {after}")


def nothing_read(network: ExplainedRun) -> Text:
    """Why there is no linear probe."""
    if not network.layers:
        return Text("There is no convolution to read from.", "沒有卷積層可以讀取。")
    n = len(network.validation)
    return Text(
        f"There are too few validation images (n\u00a0=\u00a0{n}) to fit a linear map on some and judge it on the others.",
        f"驗證影像太少（n\u00a0=\u00a0{n}），無法以一部分擬合線性映射，再以其餘的評分。",
    )
