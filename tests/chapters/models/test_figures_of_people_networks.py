"""The chapter's figures, tables and sentences on networks as people write them."""

from itertools import combinations

import pytest
import torch

from fer_lib.chapters.models import figures, sentences, tables
from fer_lib.chapters.models.architecture_figure import Architecture, make_architecture
from fer_lib.chapters.models.network import Network, take_apart
from fer_lib.data.dataset import DataShape
from fer_lib.language import LANGUAGES
from fer_lib.plots import figure_style
from tests import networks_people_write
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table
from tests.models.unusual_networks import UNUSUAL

NAMES = [*networks_people_write.NAMES, *(kind.__name__ for kind in UNUSUAL)]


def network_of(name: str) -> Network:
    torch.manual_seed(0)
    for kind in UNUSUAL:
        if kind.__name__ == name:
            return Network(f"nets.py:{name}", kind(), DataShape(3, 1, 16, 16))
    side = 28 if name == "RowLSTM" else 48
    model = getattr(networks_people_write, name)(num_classes=5, in_channels=3)
    return Network(f"nets.py:{name}", model, DataShape(5, 3, side, side))


def drawing_of(name: str) -> Architecture:
    network = network_of(name)
    return make_architecture(network.stages, network.shape.image)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_says_everything_and_no_label_runs_into_another(name, lang) -> None:
    architecture = drawing_of(name)
    with figure_style(lang):
        figure = architecture.plot(lang=lang)
        figure.draw_without_rendering()
        labels = [text for text in figure.axes[0].texts if text.get_text()]
        boxes = {text: text.get_window_extent() for text in labels}
        page = figure.bbox
    words = " ".join(text.get_text() for text in labels)
    for stage in architecture.stages:
        assert stage.is_beside or f"{stage.parameters:,}" in words
        assert stage.is_beside or "×".join(map(str, stage.maps)) in words
        told = [stage.main_operation] if stage.is_beside else stage.operations
        assert all(operation[lang] in words for operation in told)
    for (one, box), (other, other_box) in combinations(boxes.items(), 2):
        assert not box.overlaps(other_box), f"{one.get_text()!r} and {other.get_text()!r}"
    for text, box in boxes.items():
        assert page.x0 <= box.x0, text
        assert box.x1 <= page.x1, text
        assert page.y0 <= box.y0, text
        assert box.y1 <= page.y1, text


@pytest.mark.parametrize(
    ("name", "arcs"),
    [
        ("SmallResNet", [(1, 3, "+", ""), (3, 5, "+", "Conv 1×1 · 144")]),
        ("MobileNet", [(1, 4, "+", ""), (7, 10, "+", "")]),
        ("ViT", [(1, 2, "+", ""), (2, 4, "+", ""), (4, 5, "+", ""), (5, 7, "+", "")]),
        ("VGG", []),
        ("RowLSTM", []),
        ("SqueezeAndExcite", [(1, 1, "×", "Conv 1×1 → Conv 1×1 · 42")]),
        ("Inception", [(1, 4, "c", "Conv 1×1 · 20"), (1, 4, "c", "Max pool 3×3")]),
        ("DenseNet", [(0, 1, "c", ""), (1, 2, "c", ""), (2, 3, "c", "")]),
    ],
)
def test_arcs_lead_from_where_a_result_is_taken_to_where_it_comes_in(name, arcs) -> None:
    found = drawing_of(name).arcs()
    assert [(arc.source, arc.target, arc.symbol, arc.label) for arc in found] == arcs


@pytest.mark.parametrize("name", NAMES)
def test_texts_have_the_same_numbers_and_tables_add_up(name) -> None:
    network = network_of(name)
    for figure in (figures.architecture(network), figures.stage_shares(network)):
        assert_same_numbers(texts_of_figure(figure))
    assert_same_numbers([sentences.description(network), sentences.stage_shares(network)])
    for table in (tables.layers(network), tables.stages(network)):
        assert_same_numbers(texts_of_table(table))
        columns = [[int(cell.strip("*").replace(",", "")) for cell in row[-2:]] for row in table.rows]
        assert [sum(column) for column in zip(*columns[:-1], strict=True)] == columns[-1]
        assert columns[-1] == [network.totals.trainable, network.totals.macs]


def test_what_is_said_of_a_residual_network() -> None:
    network = network_of("ResNet18")
    told = sentences.description(network)
    assert told.en.startswith("Its code is in `nets.py`. In 8 places the result of an earlier layer")
    assert "Arcs above the columns (8)" in figures.architecture(network).alt.en
    assert (
        "a 48 by 48 image, then 17 blocks" in figures.architecture(network).alt.en
    )  # three more stand on arcs
    rows = [row[2].en for row in tables.stages(network).rows if not isinstance(row[2], str)]
    assert rows.count("Conv 1×1 (shortcut)") == 3
    assert (network.shown_name, network.label) == ("ResNet18", "resnet18")
    assert figures.architecture(network).caption.en.startswith("`ResNet18`: ")


def test_what_is_not_counted_is_said() -> None:
    rows = tables.stages(network_of("SeparateAttention")).rows
    assert rows[-2] == ["", "`matmul`", "", "", "0", "4,096"]


def test_attention_and_recurrent_layers_are_left_out_of_the_shares_of_convolutions() -> None:
    networks = [take_apart(name) for name in ("report-b-cnn", "report-b-dnn")]
    for name, shown in (("ViT", False), ("SmallResNet", True)):
        compared = [network_of(name), *networks]
        assert f"Two bars for each of {2 + shown} networks" in figures.convolution_shares(compared).alt.en
        assert len(tables.networks(compared).rows) == 3
        assert_same_numbers([sentences.convolution_shares(compared)])


@pytest.mark.parametrize(("name", "flattens"), [("VGG", True), ("ResNet18", False), ("ViT", False)])
def test_whether_a_map_is_flattened(name, flattens) -> None:
    assert network_of(name).flattens_a_map == flattens
