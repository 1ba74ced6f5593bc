"""What is said of how to read the diagrams is of what they have, for networks of people and of the project."""

import pytest

from fer_lib.chapters.models import how_to_read as module
from fer_lib.chapters.models.architecture_figure import make_architecture
from fer_lib.chapters.models.how_to_read import how_to_read
from fer_lib.chapters.models.network import Network, take_apart
from fer_lib.models import MODELS
from tests import networks_people_write
from tests.chapters.every_sentence import untried
from tests.chapters.models.test_figures_of_people_networks import network_of
from tests.chapters.numbers import assert_well_put
from tests.chapters.truth import assert_true

CASES = [
    *([name] for name in (*networks_people_write.NAMES, *MODELS)),
    ["VGG", "ViT"],
    ["report-b-dnn", "RowLSTM"],
    ["report-a", "report-b-cnn"],
]


def made(name: str) -> Network:
    return network_of(name) if name in networks_people_write.NAMES else take_apart(name)


@pytest.mark.parametrize("names", CASES, ids="+".join)
def test_nothing_is_explained_that_is_not_drawn(names: list[str]) -> None:
    networks = [made(name) for name in names]
    said = how_to_read(networks)
    stages = [stage for network in networks for stage in network.stages if not stage.is_beside]
    arcs = [arc for one in networks for arc in make_architecture(one.stages, one.shape.image).arcs("en")]
    signs = {arc.symbol for arc in arcs}
    kinds = {stage.kind for stage in stages if len(stage.maps) == 2}
    maps = any(stage.kind == "convolution" and len(stage.maps) == 3 for stage in stages)
    states = {
        ("**How to read the diagram", "怎麼看架構圖"): True,
        ("A blue block", "藍色方塊"): maps,
        ("all diagrams", "所有圖"): maps and len(networks) > 1,
        ("more than 64 pixels", "超過 64 像素"): maps
        and len(networks) > 1
        and any(max(network.shape.height, network.shape.width) > 64 for network in networks),
        ("stand close together", "畫得比較靠近"): any(stage.repeats > 1 for stage in stages),
        ("A green bar", "綠色長條"): any(stage.kind == "linear" and len(stage.maps) == 1 for stage in stages),
        ("a sequence", "一整個序列"): bool(kinds),
        ("attention pink", "注意力是粉紅色"): "attention" in kinds,
        ("recurrent layers yellow", "循環層是黃色"): "recurrent" in kinds,
        ("an arc leads", "一條弧線"): bool(arcs),
        ("+ adds", "＋是相加"): "+" in signs,
        ("× multiplies", "× 是相乘"): "×" in signs,
        ("c puts it", "c 是串接"): "c" in signs,
        ("on the way", "途中"): any(arc.label for arc in arcs),
        ("after the arrow", "箭頭後面"): any(stage.shape != stage.maps for stage in stages),
    }
    assert_true(said, states)
    for (english, _), so in states.items():
        assert (english in said.en) == so, english
    assert_well_put([said])


def test_no_sentence_is_left_out() -> None:
    assert untried(__file__, module) == set()
