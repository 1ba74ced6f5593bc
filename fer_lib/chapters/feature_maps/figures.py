"""The figures of chapter 9 with caption and alt text."""

from fer_lib.chapters.feature_maps.face_maps import FaceMaps
from fer_lib.chapters.feature_maps.linear_readout import LinearReadout
from fer_lib.chapters.feature_maps.report_c_filters import ReportCFilters
from fer_lib.language import Text
from fer_lib.plots.layer_lines import LayerLines, LayerSeries
from fer_lib.plots.tile_sheet import UNTITLED, Tile, TileSheet
from fer_lib.publish import BookFigure
from fer_lib.wording import percent

FILTERS_SHOWN = 8
GREY = (0, 255)
"""Limits that draw an image as it is."""


def _numbered(filter_number: int) -> Text:
    return Text(str(filter_number), str(filter_number))


def face_maps(maps: FaceMaps) -> list[BookFigure]:
    """For each face the maps of the filters that stand out most."""
    return [_maps_of_face(maps, face) for face in range(len(maps.positions))]


def _maps_of_face(maps: FaceMaps, face: int) -> BookFigure:
    dataset, position, layers = maps.network.dataset, maps.positions[face], maps.layers
    rows = [
        [Tile(levels, _numbered(k), (0.0, 1.0)) for k, levels in maps.strongest(face, layer, FILTERS_SHOWN)]
        for layer in layers
    ]
    rows[0] = [Tile(dataset.images[position], Text("image", "影像"), GREY), *rows[0][: FILTERS_SHOWN - 1]]
    sheet = TileSheet(rows, maps.network.layer_names[: len(layers)])
    label = maps.network.classes[int(dataset.labels[position])]
    sides, last, n = [str(layer.side) for layer in layers], layers[-1], len(maps.reference)
    return BookFigure(
        sheet.plot,
        Text(
            f"Image {position}, labelled {label.en}, and the maps of the filters that stand out most for it (number "
            f"above), n = 1 image against {n}. Maps have {', '.join(sides)} places a side.",
            f"第 {position} 張影像，標籤是{label.zh}，以及對它反應最突出的濾波器的特徵圖（上方為編號），n = 1 張影像，"
            f"與 {n} 張比較。特徵圖每邊有 {'、'.join(sides)} 個位置。",
        ),
        Text(
            f"A {label.en} face and rows of its feature maps. In conv 1 the face is still plain to see, as lit areas or "
            f"as lines; by conv {last.number} only {last.side}×{last.side} squares are left.",
            f"一張{label.zh}的臉與它的一列列特徵圖。卷積 1 還清楚看得出臉，有的是明亮的區域，有的是線條；"
            f"到卷積 {last.number} 只剩下 {last.side}×{last.side} 的方格。",
        ),
    )


def strongest_images(filters: ReportCFilters) -> BookFigure:
    """For each filter the images that it answers to most, with the place that it sees framed."""
    dataset, pool, best, field = (
        filters.network.dataset, filters.pool, filters.strongest, filters.receptive_field,
    )  # fmt: skip
    columns = [
        [
            Tile(
                dataset.images[pool[image]],
                UNTITLED if rank else _numbered(k),
                GREY,
                frame=field.window(place, dataset.images.shape[1]),
            )
            for rank, (image, place) in enumerate(zip(best.images[i], best.places[i], strict=True))
        ]
        for i, k in enumerate(filters.filters)
    ]
    sheet = TileSheet(list(zip(*columns, strict=True)))
    agreeing = int((filters.same_labels >= 4).sum())
    layer, run, n = filters.layer.number, filters.network.name, len(pool)
    return BookFigure(
        sheet.plot,
        Text(
            f"For ten filters of conv {layer} of {run} the five of {n:,} training images that activate them most, the "
            f"strongest on top; the frame is the receptive field of the place, {field.size} pixels a side where the "
            "image does not cut it.",
            f"{run} 卷積 {layer} 的十個濾波器，各自在 {n:,} 張訓練影像中激發最強的五張，最強的在最上面；方框是該位置的感受野，"
            f"沒有被影像邊界切掉時每邊 {field.size} 個像素。",
        ),
        Text(
            f"Ten columns of five faces, each with an orange frame. In {agreeing} of the ten columns at least four of "
            "the five faces have the same label.",
            f"十行、每行五張臉，各有一個橘色方框。十行之中有 {agreeing} 行，五張臉裡至少四張的標籤相同。",
        ),
    )


def layer_probe(readout: LinearReadout) -> BookFigure:
    """How well pixels and class are read off each layer."""
    probe, network = readout.probe, readout.network
    pixels, accuracies, depth = probe.pixels, probe.accuracies, len(network.layers)
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
    return BookFigure(
        lambda lang: lines.plot(lang=lang),
        Text(
            "What a linear map reads off the input and what leaves each convolution's block: pixels and class, on "
            f"{len(readout.judged)} images (fitted on {len(readout.fitted)}; 95% intervals for the accuracy; an $R^2$ "
            "below 0 is drawn at 0).",
            f"線性映射從輸入與各卷積區塊的輸出讀得出多少像素與類別，以 {len(readout.judged)} 張影像評分（以 "
            f"{len(readout.fitted)} 張擬合；準確率附 95% 信賴區間；低於 0 的 $R^2$ 畫在 0）。",
        ),
        Text(
            f"Two lines from the input to conv {depth}. The pixels' R² goes from {pixels[0]:.2f} to {pixels[-1]:.2f}; "
            f"the accuracy of the class from {first} to {last}.",
            f"從輸入到卷積 {depth} 的兩條線。像素的 R² 由 {pixels[0]:.2f} 變為 {pixels[-1]:.2f}；類別的準確率由 "
            f"{first} 變為 {last}。",
        ),
    )


def reconstructions(readout: LinearReadout) -> BookFigure:
    """Images computed back from each layer's output."""
    probe, network, shown = readout.probe, readout.network, readout.shown
    rows = [[Tile(network.dataset.images[i], limits=GREY) for i in shown]]
    rows += [[Tile(image, limits=(-1.0, 1.0)) for image in images] for images in probe.reconstructions[1:]]
    row_names = [
        Text(f"{name.en} ({size:,})", f"{name.zh}（{size:,}）")
        for name, size in zip(network.layer_names, probe.sizes[1:], strict=True)
    ]
    sheet = TileSheet(rows, [Text("image", "影像"), *row_names], name_inches=1.4)
    first, last, depth = probe.pixels[1], probe.pixels[-1], len(network.layers)
    n, pixels = len(readout.judged), probe.sizes[0]
    return BookFigure(
        sheet.plot,
        Text(
            f"{len(shown)} of the {n} test images, and what the linear map computes from each layer's output; in "
            f"brackets the number of values of that output (an image has {pixels:,}).",
            f"{n} 張測試影像中的 {len(shown)} 張，以及線性映射從各層輸出算回的影像；括號內是該層輸出的數值個數（一張影像有 "
            f"{pixels:,} 個）。",
        ),
        Text(
            f"Rows of {len(shown)} faces. From conv 1 the faces are sharpest (R² {first:.2f}); from layer to layer they "
            f"blur, until conv {depth} leaves an R² of {last:.2f}.",
            f"一列列的 {len(shown)} 張臉。從卷積 1 算回的最清楚（R² {first:.2f}），隨著層數加深逐漸模糊，到卷積 {depth} 時 "
            f"R² 是 {last:.2f}。",
        ),
    )
