"""What chapter 9 says of the pictures of layers: what is pictured, what they keep, and why there are none."""

from collections.abc import Callable, Sequence

from fer_lib.chapters.explained_images import why_not
from fer_lib.chapters.feature_maps.layer_pictures import (
    LayerPictures,
    Picture,
    PicturedLayers,
    Spread,
)
from fer_lib.explain.embedding.features import is_averaged
from fer_lib.explain.embedding.layers import ChosenLayer
from fer_lib.explain.embedding.tsne import COMPONENTS, LEAST_POINTS
from fer_lib.language import Text
from fer_lib.wording import interval_percent, listed, paragraph, percent

ROLES = {
    "middle": Text("middle layer", "中間層"),
    "top": Text("top layer", "最上層"),
    "logits": Text("logits", "logit"),
}
"""What the pictured layers are called, by their role."""


def name_of(layer: ChosenLayer) -> Text:
    """What a layer is called."""
    return ROLES[layer.place.role]


def between(shares: Sequence[float]) -> str:
    """The lowest and the highest of some shares, which may be the same: ``3.3–6.7%``, ``3.3%``."""
    low, high = percent(min(shares)), percent(max(shares))
    return high if low == high else interval_percent((min(shares), max(shares)))


def no_pictures(pictured: PicturedLayers) -> list[Text]:
    """Why the layers, or some of them, have no picture; nothing where all have."""
    if pictured.is_too_small:
        n = len(pictured.sample)
        return [
            Text(
                f"There are too few images to draw the layers: the validation set has {n}, and at least {LEAST_POINTS} are "
                "needed.",
                f"影像太少，畫不出各層的圖：驗證集只有 {n} 張，至少需要 {LEAST_POINTS} 張。",
            )
        ]
    told = []
    for role, text in pictured.refused.items():
        reason = why_not(text)
        if role:
            name = ROLES[role]
            told.append(
                Text(f"There is no picture of the {name.en}. {reason.en}", f"沒有{name.zh}的圖。{reason.zh}")
            )
        else:
            told.append(Text(f"There are no pictures of layers. {reason.en}", f"沒有各層的圖。{reason.zh}"))
    return told


def _where(pictured: LayerPictures, top: Text) -> Text:
    layer, path, size = pictured.layer, pictured.layer.place.path, f"{pictured.features:,}"
    averaged = Text("", "")
    if is_averaged(layer):
        averaged = Text(", each the mean over its places", "，每個都是各位置的平均")
    if layer.place.role == "middle":
        more = layer.of - layer.depth
        layers = "layer" if layer.depth == 1 else "layers"
        return Text(
            f"The **middle layer** is the output of `{path}`, {size} values for each image{averaged.en}. {layer.depth} {layers} "
            f"with weights {'comes' if layer.depth == 1 else 'come'} before it, and {more} more {'lies' if more == 1 else 'lie'} between it and the {top.en}.",
            f"**中間層**是 `{path}` 的輸出，每張影像 {size} 個值{averaged.zh}；它之前有 {layer.depth} 層具有權重，"
            f"到{top.zh}之間還有 {more} 層。",
        )
    if layer.place.role == "top":
        return Text(
            f"The **top layer** is the input of the last linear layer, `{path}`: {size} values for each image{averaged.en}.",
            f"**最上層**是最後一個線性層 `{path}` 的輸入，每張影像 {size} 個值{averaged.zh}。",
        )
    return Text(
        f"The **logits**, {size} values for each image, stand in for the top layer: the network does not end in a linear layer "
        "behind other layers with weights.",
        f"每張影像 {size} 個值的 **logit** 代替最上層：這個模型的結尾不是接在其他具有權重的層之後的線性層。",
    )


def pictured_layers(pictured: PicturedLayers) -> list[Text]:
    """Which layers of which images are shown, in one paragraph."""
    layers, n = pictured.layers, len(pictured.sample)
    top = name_of(layers[-1].layer)
    sentences = [
        Text(f"The pictures show {n} validation images.", f"這裡畫的是 {n} 張驗證影像。"),
        *(_where(layer, top) for layer in layers),
    ]
    if layers[0].layer.place.role != "middle" and "middle" not in pictured.refused:
        sentences.append(
            Text(
                f"There is no middle layer to show: no module that everything goes through has a layer with weights "
                f"before it and another between it and the {top.en}.",
                f"沒有中間層可以呈現：所有資料都會通過的模組之中，沒有一個既在某個具有權重的層之後，與{top.zh}之間又還有"
                "另一個具有權重的層。",
            )
        )
    kept = [(name_of(layer.layer), percent(layer.kept)) for layer in layers]
    sentences.append(
        Text(
            f"t-SNE gets the principal components, {COMPONENTS} at most. Of the variance they hold "
            f"{' and '.join(f'{share} in the {name.en}' for name, share in kept)}.",
            f"交給 t-SNE 的主成分最多 {COMPONENTS} 個，保留的變異量："
            f"{'、'.join(f'{name.zh} {share}' for name, share in kept)}。",
        )
    )
    return [paragraph(*sentences)]


def _extremes(pictures: Sequence[Picture], name: Text, of: Callable[[Picture], Spread]) -> Text:
    """At which perplexity a measure is highest and lowest, by the pictures that start from the components."""
    values = {picture.perplexity: f"{of(picture).value:.3f}" for picture in pictures}
    high, low = max(values.values()), min(values.values())
    if len(pictures) == 1:
        (only,) = values
        return Text(f"{name.en} is {high} at perplexity {only}", f"困惑度 {only} 時{name.zh}是 {high}")
    moved = max(max(of(picture).all) - min(of(picture).all) for picture in pictures)
    apart = float(high) - float(low)
    if 0 < apart <= moved:
        return Text(
            f"{name.en} is {low} to {high} over the perplexities shown, no more apart than starts alone move it "
            f"({moved:.3f})",
            f"畫出的困惑度之間，{name.zh}是 {low} 到 {high}，相差不超過單憑起點造成的變動（{moved:.3f}）",
        )
    if high == low:
        return Text(
            f"{name.en} is {high} at every perplexity shown", f"畫出的每個困惑度，{name.zh}都是 {high}"
        )

    def at(value: str) -> Text:
        return listed([Text(str(p), str(p)) for p, shown in values.items() if shown == value])

    return Text(
        f"{name.en} is highest at perplexity {at(high).en} ({high}) and lowest at {at(low).en} ({low})",
        f"{name.zh}在困惑度 {at(high).zh} 時最高（{high}），在 {at(low).zh} 時最低（{low}）",
    )


def _neighbours_kept(layer: LayerPictures) -> Text:
    name, pictures = name_of(layer.layer), layer.pictures
    first = _extremes(pictures, Text("trustworthiness", "可信度"), lambda one: one.trustworthiness)
    second = _extremes(pictures, Text("continuity", "連續性"), lambda one: one.continuity)
    return Text(f"In the {name.en} {first.en}; {second.en}.", f"{name.zh}：{first.zh}；{second.zh}。")


def _starts(pictured: PicturedLayers) -> Text:
    n, k = len(pictured.sample), pictured.neighbours
    shared = [
        (name_of(layer.layer), between([share for picture in layer.pictures for share in picture.shared]))
        for layer in pictured.layers
    ]
    pictures = [picture for layer in pictured.layers for picture in layer.pictures]
    trust = max(max(one.trustworthiness.all) - min(one.trustworthiness.all) for one in pictures)
    right = max(max(one.accuracy.all) - min(one.accuracy.all) for one in pictures)
    chance = percent(k / (n - 1))
    return Text(
        "Two pictures that differ only in their start share on average "
        f"{' and '.join(f'{share} in the {name.en}' for name, share in shared)} of an image’s {k} nearest neighbours; by "
        f"chance it would be {chance}. Their trustworthiness differs by {trust:.3f} at most, the share of images whose right class "
        f"the neighbours give by {100 * right:.1f} points at most.",
        f"兩張只有起點不同的圖，一張影像的 {k} 個最近鄰平均有多少相同："
        f"{'、'.join(f'{name.zh} {share}' for name, share in shared)}；若純屬巧合則是 {chance}。可信度最多相差 "
        f"{trust:.3f}，依鄰居判斷、類別正確的影像比例最多相差 {100 * right:.1f} 個百分點。",
    )


def _classes(layer: LayerPictures) -> Text:
    name, own = name_of(layer.layer), layer.accuracy
    drawn = [share for picture in layer.pictures for share in picture.accuracy.all]
    if min(drawn) > own:
        verdict = Text(
            "by this measure, every picture separates the classes better than the layer does",
            "依這個衡量方式，每張圖都把類別分得比該層本身更開",
        )
    elif max(drawn) < own:
        verdict = Text(
            "by this measure, no picture separates the classes as well as the layer does",
            "依這個衡量方式，沒有一張圖把類別分得像該層本身那麼開",
        )
    elif min(drawn) == max(drawn):
        verdict = Text(
            "by this measure, every picture separates the classes exactly as well as the layer does"
            if len(drawn) > 1
            else "by this measure, the picture separates the classes exactly as well as the layer does",
            "依這個衡量方式，每張圖把類別分得和該層本身一樣開"
            if len(drawn) > 1
            else "依這個衡量方式，這張圖把類別分得和該層本身一樣開",
        )
    elif min(drawn) == own:
        verdict = Text(
            "no picture is worse than the layer, and some are better", "沒有一張圖比該層差，有的還比較好"
        )
    elif max(drawn) == own:
        verdict = Text(
            "no picture is better than the layer, and some are worse", "沒有一張圖比該層好，有的還比較差"
        )
    else:
        verdict = Text(
            "the pictures are neither all better nor all worse than the layer",
            "這些圖並非全都比該層好，也並非全都比該層差",
        )
    return Text(
        f"In the {name.en}, the neighbours give the right class for {percent(own)} of the images, in its pictures for "
        f"{between(drawn)}: {verdict.en}.",
        f"在{name.zh}裡，依鄰居判斷、類別正確的影像占 {percent(own)}，在它的圖裡占 {between(drawn)}：{verdict.zh}。",
    )


def what_pictures_keep(pictured: PicturedLayers) -> list[Text]:
    """How well neighbours are kept, what the start changes, and how well classes are told apart: a paragraph each."""
    return [
        paragraph(*(_neighbours_kept(layer) for layer in pictured.layers)),
        _starts(pictured),
        paragraph(
            *(_classes(layer) for layer in pictured.layers),
            Text(
                f"Always answering the most frequent class is right for {percent(pictured.most_frequent)}.",
                f"永遠回答最多的那個類別，答對率是 {percent(pictured.most_frequent)}。",
            ),
        ),
    ]
