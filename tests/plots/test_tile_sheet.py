from itertools import pairwise

import numpy as np

from fer_lib.language import LANGUAGES, Text
from fer_lib.plots.layer_lines import LayerLines, LayerSeries
from fer_lib.plots.style import figure_style
from fer_lib.plots.tile_sheet import Tile, TileSheet


def test_a_sheet_shows_every_tile_at_its_place_with_its_title_and_frame():
    image = np.arange(64.0).reshape(8, 8)
    rows = [
        [
            Tile(image, Text("first", "第一"), frame=(slice(0, 4), slice(4, 8))),
            Tile(image, Text("second", "第二"), (0.0, 100.0), marked=True),
        ],
        [Tile(image)],
    ]
    for lang in LANGUAGES:
        with figure_style(lang):
            figure = TileSheet(rows, [Text("a", "甲"), Text("b", "乙")]).plot(lang)
            (ax,) = figure.axes
            assert len(ax.images) == 3
            expected = {"en": {"first", "second", "a", "b"}, "zh-TW": {"第一", "第二", "甲", "乙"}}[lang]
            assert expected <= {text.get_text() for text in ax.texts}
            left, right = (im.get_extent() for im in ax.images[:2])
            assert left[1] < right[0]
            assert ax.images[2].get_extent()[3] < left[2]
            assert ax.images[0].get_clim() == (0, 63)
            assert ax.images[1].get_clim() == (0, 100)
            (frame,) = [p for p in ax.patches if p.get_linewidth() > 1]
            # Upper right quarter: the image's row 0 is on top.
            assert frame.get_x() > (left[0] + left[1]) / 2 - 1e-6
            assert frame.get_y() > (left[2] + left[3]) / 2 - 1e-6
            figure.canvas.draw()


def test_titles_do_not_reach_into_their_neighbours():
    image = np.zeros((8, 8))
    names = (
        "Bread",
        "Dairy product",
        "Dessert",
        "A class with a very long name",
        "無法縮短成一行的類別名稱真的太長了",
    )
    row = [Tile(image, Text(f"{name} 0.72", f"{name} 0.72")) for name in names]
    for lang in LANGUAGES:
        with figure_style(lang):
            figure = TileSheet([row, row], [Text("a", "甲"), Text("b", "乙")], fewest=8).plot(lang)
            figure.canvas.draw()
            (ax,) = figure.axes
            titles = [text for text in ax.texts if text.get_text() not in ("a", "b", "甲", "乙")]
            assert [text.get_text() for text in titles[:3]] == [
                "Bread 0.72",
                "Dairy product\n0.72",
                "Dessert 0.72",
            ]
            assert all(text.get_text().endswith("0.72") for text in titles)
            assert "…" in titles[3].get_text()
            boxes = [text.get_window_extent() for text in titles[: len(row)]]
            assert all(left.x1 <= right.x0 for left, right in pairwise(boxes))
            assert max(box.y1 for box in boxes) <= figure.bbox.y1


def test_lines_with_gaps_and_intervals():
    layers = [Text(f"conv {k}", f"卷積 {k}") for k in (1, 2, 3)]
    series = [
        LayerSeries(Text("a", "甲"), [0.1, float("nan"), 0.3], [(0, 0.2), (0, 0), (0.2, 0.4)]),
        LayerSeries(Text("b", "乙"), [0.5, 0.6, 0.7]),
    ]
    for lang in LANGUAGES:
        with figure_style(lang):
            figure = LayerLines(layers, series, Text("share", "比例")).plot(lang=lang)
            (ax,) = figure.axes
            assert [t.get_text() for t in ax.get_xticklabels()] == [layer[lang] for layer in layers]
            assert [t.get_text() for t in ax.get_legend().get_texts()] == [s.name[lang] for s in series]
            assert [len(line.get_xdata()) for line in ax.lines] == [3, 3]
            figure.canvas.draw()
