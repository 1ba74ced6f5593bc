"""What chapter 2 says is true of the networks, whatever they are: alike, without convolutions, of one layer."""

import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from fer_lib.chapters.models import figures, printed_counts, sentences, tables
from fer_lib.chapters.models.descriptions import DESCRIPTIONS, Description
from fer_lib.chapters.models.network import Network, take_apart
from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS
from fer_lib.chapters.models.stage_shares_figure import named_largest
from fer_lib.config import RunConfig
from fer_lib.data import DataShape
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_same_numbers, assert_well_put, texts_of_figure, texts_of_table
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=30, deadline=None, derandomize=True)
SIDE = 8


class Rows(nn.Module):
    """A matrix that goes over the rows of an image, and one for what it makes of them."""

    def __init__(self) -> None:
        super().__init__()
        self.each, self.all = nn.Linear(SIDE, 3), nn.Linear(3 * SIDE, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.all(self.each(x).flatten(1))


@st.composite
def modules(draw: st.DrawFn) -> nn.Module:
    """Convolutions, none or some, with or without pooling; their maps averaged or flattened; matrices."""
    if draw(st.integers(0, 6)) == 0:
        return Rows()
    parts: list[nn.Module] = []
    channels, side = 1, SIDE
    for width in draw(st.lists(st.sampled_from([2, 4, 4, 30]), max_size=3)):
        parts += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
        channels = width
        if side > 2 and draw(st.booleans()):
            parts.append(nn.MaxPool2d(2))
            side //= 2
    if channels > 1 and draw(st.booleans()):
        parts.append(nn.AdaptiveAvgPool2d(1))
        side = 1
    values = channels * side**2
    parts.append(nn.Flatten())
    for width in [*draw(st.lists(st.sampled_from([4, 90]), max_size=2)), 2]:
        parts.append(nn.Linear(values, width))
        values = width
    return nn.Sequential(*parts)


def network(module: nn.Module, name: str = "net.py:Net") -> Network:
    return take_apart(name, module.eval(), DataShape(2, 1, SIDE, SIDE))


def weights_and_work(found: Network) -> list[tuple[bool, int, int, int]]:
    """Of each layer: whether it is a convolution, all its values, its weights, and its work."""
    counted: list[tuple[bool, int, int, int]] = []

    def note(layer: nn.Module, _inputs: Any, output: Tensor) -> None:
        weights = layer.weight.numel()
        is_convolution = isinstance(layer, nn.Conv2d)
        places = output[0, 0].numel() if is_convolution else output[0].numel() // output.shape[-1]
        counted.append((is_convolution, weights + layer.bias.numel(), weights, weights * places))

    hooks = [
        m.register_forward_hook(note) for m in found.model.modules() if isinstance(m, nn.Conv2d | nn.Linear)
    ]
    found.model(found.example)
    for hook in hooks:
        hook.remove()
    return counted


@SETTINGS
@given(modules())
def test_one_network(module: nn.Module) -> None:
    found = network(module)
    layers = weights_and_work(found)
    said, figure = sentences.stage_shares(found), figures.stage_shares(found)
    assert_well_put([said, *texts_of_figure(figure), *texts_of_figure(figures.architecture(found))])
    assert_well_put([sentences.description(found), sentences.title(found, 3)])
    for table in (tables.layers(found), tables.stages(found), tables.networks([found])):
        assert_well_put(texts_of_table(table))
    convolutions = [layer for layer in layers if layer[0]]
    once = all(weights == work for _, _, weights, work in layers)
    assert_true(
        said,
        {
            ("one single stage", "只有一個階段"): len(found.stages) == 1,
            ("once for each image", "每張影像只用一次"): not convolutions and once and len(layers) > 1,
            ("each place, patch or step", "每一步都要用一次"): not convolutions and not once,
            ("once for each position of its map", "每個位置都要用一次"): bool(convolutions),
        },
    )
    if len(found.stages) > 1:
        # The two are named by number and path, and are the two that hold the most.
        numbers = re.search(r"the most parameters, (\d+)(?: \(.+?\))? and (\d+)(?: \(.+?\))?, hold", said.en)
        own = [stage.parameters for stage in found.stages]
        assert sorted(own[int(n) - 1] for n in numbers.groups()) == sorted(own)[-2:]
        paths = dict(found.model.named_modules())
        for n in numbers.groups():
            stage = found.stages[int(n) - 1]
            assert all(
                f"`{path}`" in said.en and f"`{path}`" in said.zh
                for path in (stage.names[0], stage.names[-1])
            )
            assert stage.parameters == sum(
                sum(p.numel() for p in paths[path].parameters()) for path in stage.names
            )
    values, work = sum(layer[1] for layer in layers), sum(layer[3] for layer in layers)
    if len(found.stages) == len(layers) > 1:  # no stage holds two layers
        first, second = sorted(layers, key=lambda layer: -layer[1])[:2]
        assert f"hold {100 * (first[1] + second[1]) / values:.1f}% of them" in said.en
        most = 100 * max(layer[1] for layer in layers) / values
        assert f"the most parameters, {most:.1f}%" in figure.alt.en
        assert f"the most work, {100 * max(layer[3] for layer in layers) / work:.1f}%" in figure.alt.en


@SETTINGS
@given(st.lists(modules(), min_size=2, max_size=3))
def test_several_networks(parts: list[nn.Module]) -> None:
    networks = [network(module, f"net.py:Net{'ABC'[n]}") for n, module in enumerate(parts)]
    layers = {found.shown_name: weights_and_work(found) for found in networks}
    shares = {
        name: [sum(layer[k] for layer in own if layer[0]) / sum(layer[k] for layer in own) for k in (1, 3)]
        for name, own in layers.items()
    }
    held = {name: both[0] for name, both in shares.items() if both[1]}
    done = [work for _, work in shares.values() if work]
    if not held:
        return
    said, figure = sentences.convolution_shares(networks), figures.convolution_shares(networks)
    assert_well_put([said, *texts_of_figure(figure)])
    least = min(held, key=lambda name: held[name])
    one, low = len(held) == 1, held[least] < 0.5
    alike = f"{100 * min(held.values()):.1f}" == f"{100 * max(held.values()):.1f}"
    varies = max(held.values()) - min(held.values()) > max(done) - min(done)
    assert_true(
        said,
        {
            (f"In `{least}` the convolutions do", "卷積層負責"): one,
            ("in each.", "參數量則都占"): alike and not one,
            ("Of the parameters they hold from", "參數量則占"): not low and not alike and not one,
            ("parameters varies more", "差異比較大"): low and varies and not alike and not one,
            "Their share of the parameters is up to": low and not varies and not alike and not one,
        },
    )
    if "at least" in said.en:
        bound = float(re.findall(r"at least ([\d.]+)%", said.en)[0])
        assert 100 * min(done) - 0.1 <= bound <= 100 * min(done) + 1e-6
    assert f"{100 * held[least]:.1f}%" in said.en
    assert f"{100 * held[least]:.1f}% ({least})" in figure.alt.en
    assert ("fully connected networks have none" in figure.alt.en) == (len(held) < len(networks))
    if "because flattening a map" in said.en:
        # Every position of the map has weights of its own in the matrix after it.
        places = [layer for layer in layers[least] if layer[0]][-1]
        matrix = next(
            m for m in next(n for n in networks if n.shown_name == least).model if isinstance(m, nn.Linear)
        )
        assert matrix.in_features > 1
        assert places[3] > places[2]


@SETTINGS
@given(st.integers(1, 9))
def test_which_runs_have_a_network(number: int) -> None:
    shown = replace(network(nn.Sequential(nn.Flatten(), nn.Linear(64, 2))), runs=tuple("abcdefghi"[:number]))
    said, (main,) = sentences.runs_of(shown), sentences.main_run(shown, number + 1)
    assert bool(sentences.main_run(shown, number)) == (number > 1)
    assert_well_put([said, main])
    assert_true(
        said,
        {
            "`a` has this network": number == 1,
            " have this network.": 1 < number <= sentences.MOST_RUNS,
            f"{number} runs have this network": number > sentences.MOST_RUNS,
        },
    )
    named = 1 < number <= sentences.MOST_RUNS + 1
    assert (" this network too." in main.en) == named
    assert (f"A further {number - 1} runs" in main.en) == (number - 1 > sentences.MOST_RUNS)
    config = RunConfig(name="a", model="report-a", dropout=0.5)
    assert "has set `dropout: 0.5`." in sentences.description(shown, config).en


NUMBERS = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"]


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_what_is_said_of_the_networks_of_the_reports(name: str) -> None:
    """The layers that a description counts are those of the network."""
    found, description = take_apart(name), DESCRIPTIONS[name]
    assert isinstance(description, Description)
    layers = list(found.model.modules())
    convolutions = sum(isinstance(layer, nn.Conv2d) for layer in layers)
    matrices = sum(isinstance(layer, nn.Linear) for layer in layers)
    norms = [layer for layer in layers if "BatchNorm" in type(layer).__name__]
    plain = description.without_reports()
    said = f"{plain.title.en}. {plain.text.en}"
    counted = r"(?<!last )(?<!first )(?<!Only )\b(\w+) (?:wide )?(convolution|fully connected layer)s?\b"
    for count, what in re.findall(counted, said):
        if count.capitalize() in NUMBERS and "stages of two" not in said:
            number = NUMBERS.index(count.capitalize()) + 1
            assert number == (convolutions if what == "convolution" else matrices), (count, what)
    if stages := re.search(r"(\w+) stages of two convolutions", said):
        assert 2 * (NUMBERS.index(stages.group(1)) + 1) == convolutions
    if "without normalization" in said:
        assert not norms
    if "with batch normalization" in said:
        assert len(norms) >= convolutions - 1
    if "no biases" in said:
        assert all(layer.bias is None for layer in layers if isinstance(layer, nn.Conv2d))


def test_what_the_reports_printed_is_as_said() -> None:
    paragraphs = sentences.printed_counts()
    assert_same_numbers(paragraphs)
    assert_well_put(texts_of_table(tables.printed_counts()))
    by_model: dict[str, list[Any]] = {}
    for one in PRINTED_COUNTS:
        assert one.agrees()
        by_model.setdefault(one.model, []).append(one)
    # “Report D's numbers are right”, “the total is right”; “each printed number of B's lacks the biases”.
    assert not any(
        one.is_erratum for name in ("report-a", "report-d-cnn", "report-d-dnn") for one in by_model[name]
    )
    assert all(
        one.printed < one.trainable() for name in ("report-b-cnn", "report-b-dnn") for one in by_model[name]
    )
    assert [(48 - 2) // stride + 1 for stride in (1, 2)] == [47, 24]


def test_no_sentence_is_left_out() -> None:
    assert_well_put([sentences.one_network(), sentences.no_shares(), sentences.rows_of_stages()])
    assert_well_put([sentences.in_the_appendix(number) for number in (1, 2)])
    many: Any = SimpleNamespace(shown=named_largest([0.5, 0.5, 0.0]))
    assert many.shown[0].en == "stages 1 and 2"
    assert untried(__file__, sentences, figures, tables, printed_counts) == set()
