"""The figures of chapter 9 with caption and alt text."""

from collections.abc import Sequence

from fer_lib.chapters.explained_images import spread_evenly
from fer_lib.chapters.feature_maps.face_maps import FaceMaps
from fer_lib.chapters.feature_maps.layer_pictures import LayerPictures, PicturedLayers
from fer_lib.chapters.feature_maps.layer_plate_figure import MOST_CLASSES, LayerPlate
from fer_lib.chapters.feature_maps.layer_plates import picture_of_starts, pictures_plate, starts_plate
from fer_lib.chapters.feature_maps.layer_sentences import between, name_of
from fer_lib.chapters.feature_maps.linear_readout import IMAGES_SHOWN, LinearReadout
from fer_lib.chapters.feature_maps.report_c_filters import SMALLEST_SIDE, ReportCFilters
from fer_lib.explain.filter_layers import FilterLayer
from fer_lib.language import Text
from fer_lib.names import convolution_text
from fer_lib.plots.layer_lines import LayerLines, LayerSeries
from fer_lib.plots.tile_sheet import UNTITLED, Tile, TileSheet
from fer_lib.publish import BookFigure
from fer_lib.wording import decimal, listed, percent

FILTERS_SHOWN = 8
GREY = (0, 255)
"""Limits that draw an image as it is."""


def _numbered(filter_number: int) -> Text:
    return Text(str(filter_number), str(filter_number))


def face_maps(maps: FaceMaps) -> list[BookFigure]:
    """For each face the maps of the filters that stand out most; none where no layer has maps."""
    return [_maps_of_face(maps, face) for face in range(len(maps.positions))] if maps.layers else []


def _maps_of_face(maps: FaceMaps, face: int) -> BookFigure:
    dataset, position, layers = maps.network.dataset, maps.positions[face], maps.layers
    rows = [
        [Tile(levels, _numbered(k), (0.0, 1.0)) for k, levels in maps.strongest(face, layer, FILTERS_SHOWN)]
        for layer in layers
    ]
    rows = [[Tile(dataset.images[position], limits=GREY)], *rows]
    names = [convolution_text(layer.number) for layer in layers]
    sheet = TileSheet(rows, [Text("image", "影像"), *names], fewest=FILTERS_SHOWN)
    label, picture = maps.network.classes[int(dataset.labels[position])], maps.network.picture
    sizes = [
        f"{layer.side}" if layer.places == layer.side**2 else f"{layer.side}×{layer.width}"
        for layer in layers
    ]
    n = len(maps.reference)
    return BookFigure(
        sheet.plot,
        Text(
            f"Image {position}, labelled {label.en}, and the maps of the filters that stand out most for it, with their numbers: "
            f"n = 1 image, compared with {n}. From layer to layer the maps have {', '.join(sizes)} positions a side.",
            f"編號 {position} 的影像，標籤是{label.zh}，以及對它反應最突出的濾波器的特徵圖（上方為濾波器編號）：n = 1 張影像，"
            f"與 {n} 張比較。各層特徵圖每邊有 {'、'.join(sizes)} 個位置。",
        ),
        Text(
            f"The {picture.en}, labelled {label.en}, and rows of its feature maps, from {names[0].en} "
            f"({_extent(layers[0])} positions) to {names[-1].en} ({_extent(layers[-1])})."
            if len(layers) > 1
            else f"The {picture.en}, labelled {label.en}, and feature maps of {names[0].en} ({_extent(layers[0])} positions).",
            f"標籤為{label.zh}的{picture.zh}與它的一列列特徵圖，從{names[0].zh}（{_extent(layers[0])} 個位置）"
            f"到{names[-1].zh}（{_extent(layers[-1])} 個）。"
            if len(layers) > 1
            else f"標籤為{label.zh}的{picture.zh}，以及{names[0].zh} 的特徵圖（{_extent(layers[0])} 個位置）。",
        ),
    )


def _extent(layer: FilterLayer) -> str:
    return f"{layer.side}×{layer.width or layer.side}"


def strongest_images(filters: ReportCFilters) -> BookFigure:
    """For each filter the images that it answers to most, with the place that it sees framed where that is known."""
    dataset, pool, best, field = (
        filters.network.dataset, filters.pool, filters.strongest, filters.receptive_field,
    )  # fmt: skip
    height, width = dataset.images.shape[1:3]
    columns = [
        [
            Tile(
                dataset.images[pool[image]],
                UNTITLED if rank else _numbered(k),
                GREY,
                frame=None if isinstance(field, str) else field.window(place, height, width),
            )
            for rank, (image, place) in enumerate(zip(best.images[i], best.places[i], strict=True))
        ]
        for i, k in enumerate(filters.filters)
    ]
    sheet = TileSheet(list(zip(*columns, strict=True)), fewest=len(columns) if len(columns) > 5 else 6)
    k, m = len(columns), best.images.shape[1]
    layer, n, picture = filters.layer.number, len(pool), filters.network.picture
    most = max(m - 1, 1)
    agreeing = int((filters.same_labels >= most).sum())
    alike = Text(f"In {agreeing} of the {k} columns", f"{k} 行之中有 {agreeing} 行")
    if agreeing in (0, k):
        alike = Text("In every column", "每一行") if agreeing else Text("In no column", "沒有任何一行")
    majority = Text(f"at least {most} of the {m}", f"的 {m} 張{picture.zh}裡，至少 {most} 張")
    if most == m:
        majority = Text("all", f"的{picture.zh}")
    side = f"{SMALLEST_SIDE}×{SMALLEST_SIDE}"
    frames = Text("", "")
    if not isinstance(field, str):
        frames = Text(
            f"; the frame is the receptive field of that position, {field.size} pixels a side unless the image cuts it off",
            f"；方框是該位置的感受野，沒有被影像邊界切掉時每邊 {field.size} 個像素",
        )
    framed = Text(", each with an orange frame", "，各有一個橘色方框") if frames.en else Text("", "")
    return BookFigure(
        sheet.plot,
        Text(
            f"The training images that activate a filter most ({m} for each filter, from {n:,}), the strongest on top. The filters "
            f"(n = {k}) are of conv {layer}, the last with maps of {side} positions or more{frames.en}.",
            f"讓濾波器活化最強的訓練影像（每個濾波器 {m} 張，取自 {n:,} 張），最強的在最上面。濾波器（n = {k}）屬於卷積 {layer}，"
            f"是最後一個特徵圖至少有 {side} 個位置的卷積層{frames.zh}。",
        ),
        Text(
            f"Columns of {picture.en}s: {k} columns, {m} in each{framed.en}. {alike.en} {majority.en} {picture.en}s have the same "
            "label.",
            f"{k} 行、每行 {m} 張{picture.zh}{framed.zh}。{alike.zh}{majority.zh}的標籤相同。",
        ),
    )


def layer_probe(readout: LinearReadout) -> BookFigure:
    """How well pixels and class are read off each layer."""
    probe, network = readout.probe, readout.network
    pixels, accuracies, depth = probe.pixels, probe.accuracies, network.layers[-1].number
    lines = LayerLines(
        [Text("input", "輸入"), *network.layer_names],
        [
            LayerSeries(Text("pixels: $R^2$", "像素：$R^2$"), [max(value, 0.0) for value in pixels]),
            LayerSeries(
                Text("class: accuracy", "類別：準確率"),
                [accuracy.share for accuracy in accuracies],
                [accuracy.wilson_interval for accuracy in accuracies],
            ),
        ],
        Text("read by a linear map", "線性映射讀得出的程度"),
    )
    first, last = percent(accuracies[0].share), percent(accuracies[-1].share)
    through = _read_after(network.layers)
    cut = Text("", "")
    if min(pixels) < 0:
        cut = Text("; an $R^2$ below 0 is drawn at 0", "；低於 0 的 $R^2$ 畫在 0")
    return BookFigure(
        lambda lang: lines.plot(lang=lang),
        Text(
            f"What a linear map reads off the input and off the output of each convolution{through.en}: pixels and class, judged "
            f"on {len(readout.judged)} images and fitted on {len(readout.fitted)}. The accuracy has 95% intervals{cut.en}.",
            f"線性映射從輸入與各卷積的輸出{through.zh}讀得出多少像素與類別：以 {len(readout.judged)} 張影像評分，以 "
            f"{len(readout.fitted)} 張擬合。準確率附 95% 信賴區間{cut.zh}。",
        ),
        Text(
            f"Two lines from the input to conv {depth}. The pixels' R² is {decimal(pixels[0])} at the input and "
            f"{decimal(pixels[-1])} at the end; the accuracy of the class is {first} and {last}.",
            f"從輸入到卷積 {depth} 的兩條線。像素的 R² 在輸入是 {decimal(pixels[0])}，在最後是 {decimal(pixels[-1])}；類別的準確率"
            f"分別是 {first} 與 {last}。",
        ),
    )


def _read_after(layers: Sequence[FilterLayer]) -> Text:
    """What of its own an output has gone through before it is read: only what belongs to the convolution alone."""
    own = [
        name
        for name, occurs in (
            (Text("normalization", "正規化"), any(layer.before != layer.convolution for layer in layers)),
            (Text("activation", "活化函數"), any(layer.after != layer.before for layer in layers)),
            (Text("pooling", "池化"), any(layer.end != layer.after for layer in layers)),
        )
        if occurs
    ]
    if not own:
        return Text("", "")
    named = listed(own)
    return Text(f", after its own {named.en} if it has them", f"（若有自己的{named.zh}，則在其後）")


def reconstructions(readout: LinearReadout) -> BookFigure:
    """Images computed back from each layer's output."""
    probe, network, shown = readout.probe, readout.network, readout.shown
    picture, places = network.picture, spread_evenly(list(range(len(network.layers))))
    rows = [[Tile(network.dataset.images[i], limits=GREY) for i in shown]]
    rows += [
        [Tile(image, limits=(-1.0, 1.0)) for image in probe.reconstructions[1 + place]] for place in places
    ]
    names = [network.layer_names[place] for place in places]
    row_names = [
        Text(f"{name.en} ({probe.sizes[1 + place]:,})", f"{name.zh}（{probe.sizes[1 + place]:,}）")
        for name, place in zip(names, places, strict=True)
    ]
    sheet = TileSheet(rows, [Text("image", "影像"), *row_names], name_inches=1.4, fewest=IMAGES_SHOWN)
    first, last = probe.pixels[1], probe.pixels[-1]
    n, pixels = len(readout.judged), probe.sizes[0]
    of_them = Text(
        f"{len(shown)} of the {n} images that it is judged on", f"評分用的 {n} 張影像中的 {len(shown)} 張"
    )
    if len(shown) == n:
        of_them = Text("The images that it is judged on", "評分用的影像")
    return BookFigure(
        sheet.plot,
        Text(
            f"{of_them.en}, and what the linear map computes from each layer’s output. The number in brackets is how many values "
            f"that output has (an image has {pixels:,}).",
            f"{of_them.zh}，以及線性映射從各層輸出算回的影像。括號內是該層輸出的數值個數（一張影像有 "
            f"{pixels:,} 個）。",
        ),
        Text(
            f"Rows of {picture.en}s. Over all images that it is judged on, those computed from {names[0].en} have an R² of "
            f"{decimal(first)}, from {names[-1].en} of {decimal(last)}.",
            f"一列列的{picture.zh}。就評分用的全部影像而言，從{names[0].zh} 算回的 R² 是 {decimal(first)}，從{names[-1].zh} 算回的是 "
            f"{decimal(last)}。",
        ),
    )


def _of_neighbours(layer: LayerPictures) -> Text:
    """In how many of a layer's images the neighbours in the pictures give the class."""
    name = name_of(layer.layer)
    shares = [share for picture in layer.pictures for share in picture.accuracy.all]
    told = between(shares)
    return Text(f"{told} of the images in the {name.en}", f"{name.zh} {told}")


def _symbols(plate: LayerPlate) -> Text:
    if not plate.has_others:
        return Text("", "")
    return Text(
        f" Of the {len(plate.classes)} classes the {MOST_CLASSES} most frequent have symbols.",
        f"{len(plate.classes)} 個類別中，最多的 {MOST_CLASSES} 個各有符號。",
    )


def layer_pictures(pictured: PicturedLayers) -> BookFigure:
    """Each pictured layer with each perplexity, from the start at the principal components."""
    layers, n = pictured.layers, len(pictured.sample)
    perplexities = [picture.perplexity for picture in layers[0].pictures]
    plate = pictures_plate(pictured)
    names = listed([Text(f"the {name.en}", name.zh) for name in (name_of(layer.layer) for layer in layers)])
    shares = [_of_neighbours(layer) for layer in layers]
    k, marked = pictured.neighbours, _symbols(plate)
    return BookFigure(
        plate.plot,
        Text(
            f"t-SNE of {names.en} for n = {n} validation images, a point for each; every picture starts "
            f"from the first two principal components.{marked.en}",
            f"{names.zh}的 t-SNE，n = {n} 張驗證影像，每張一點；每張圖都從前兩個主成分開始。{marked.zh}",
        ),
        Text(
            f"Rows: {names.en}; columns: {len(perplexities)} perplexit{'y' if len(perplexities) == 1 else 'ies'}. Each is a cloud of {n} points whose symbols "
            f"stand for classes. The {k} nearest neighbours in a picture give the right class for "
            f"{' and for '.join(share.en for share in shares)}.",
            f"列：{names.zh}；行：{len(perplexities)} 種困惑度。每格是 {n} 個點，符號代表類別。依圖中 {k} 個最近鄰判斷、"
            f"類別正確的影像比例：{'、'.join(share.zh for share in shares)}。",
        ),
    )


def layer_starts(pictured: PicturedLayers) -> BookFigure:
    """The top layer with one perplexity from every start."""
    layer, n = pictured.layers[-1], len(pictured.sample)
    shown, plate = picture_of_starts(pictured), starts_plate(pictured)
    seeds = len(shown.starts) - 1
    name, marked = name_of(layer.layer), _symbols(plate)
    p, shared = shown.perplexity, between(shown.shared)
    k = pictured.neighbours
    return BookFigure(
        plate.plot,
        Text(
            f"The {name.en} at perplexity {p}, n = {n} images: the same points from the principal components "
            f"and from {seeds} random starts.{marked.en}",
            f"{name.zh}，困惑度 {p}，n = {n} 張影像：同樣的點，從主成分開始，以及從 {seeds} 個隨機起點開始。"
            f"{marked.zh}",
        ),
        Text(
            f"{seeds + 1} clouds of the same {n} points. Any two of them share {shared} of an image’s {k} nearest neighbours on "
            "average.",
            f"同樣 {n} 個點的 {seeds + 1} 張圖。任兩張圖中，一張影像的 {k} 個最近鄰平均有 {shared} 相同。",
        ),
    )
