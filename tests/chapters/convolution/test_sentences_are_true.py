"""Every sentence of chapter 10 holds of the layers, times and windows that it was made from, whatever they are."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.convolution import figures, sentences, tables
from fer_lib.chapters.convolution.own_convolutions import OwnConvolution, OwnConvolutions
from fer_lib.chapters.convolution.report_d_work import LayerWork, NetworkWork
from fer_lib.chapters.convolution.timing import LayerTimes, TimedLayer, swept_layers
from fer_lib.chapters.convolution.window_figure import WindowRow
from fer_lib.data.dataset import DataShape
from fer_lib.proofs.claim import VERDICT_NAMES, Finding
from fer_lib.proofs.convolution.sizes import CLAIMS
from fer_lib.proofs.operation_counts import ConvolutionLayer
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put, texts_of_figure, texts_of_table
from tests.chapters.truth import assert_true


@st.composite
def layer_times(draw: st.DrawFn) -> LayerTimes:
    """Of a machine that follows a law, up, down or hardly, with more or less scatter."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    exponent = draw(st.sampled_from([1.0, 0.95, 1.2, 0.5, 0.1, -0.5]))
    scatter = draw(st.sampled_from([0.0, 0.1, 1.0, 3.0]))
    layers = []
    for varied, value, layer in swept_layers():
        operations = 16 * int(layer.multiplications + layer.additions)
        layers.append(
            TimedLayer(
                varied, value, operations, 1e-9 * operations**exponent * np.exp(scatter * random.normal())
            )
        )
    return LayerTimes(tuple(layers))


@settings(max_examples=80)
@given(layer_times())
def test_what_is_said_of_times_is_so(times: LayerTimes) -> None:
    work, seconds = (np.log([getattr(one, key) for one in times.layers]) for key in ("operations", "seconds"))
    slope = np.polyfit(work, seconds, 1)[0]
    fit = np.corrcoef(work, seconds)[0, 1] ** 2
    rates = np.exp(work - seconds)
    ratio = rates.max() / rates.min()
    nearly = abs(slope - 1) < 0.1 and fit > 0.95
    roughly = abs(slope - 1) < 0.25 and fit > 0.8
    text = sentences.timing(times)
    assert_true(
        text,
        {
            ("**Nearly linear**", "**幾乎成正比**"): nearly,
            ("**Only roughly linear**", "**只能說大致成正比**"): roughly and not nearly,
            ("**Not linear**", "**不成正比**"): not roughly and not nearly,
        },
    )
    assert_true(
        text,
        {
            "predicts the time fairly well": ratio < 1.5,
            "predicts the order of magnitude, not the time": 1.5 <= ratio < 10,
            "does not even predict the order of magnitude": ratio >= 10,
        },
    )
    assert ("Every layer does as many operations" in text.en) is bool(ratio < 1.05)
    if ratio >= 1.05:
        fastest, slowest = times.layers[int(rates.argmax())], times.layers[int(rates.argmin())]
        named = re.findall(r"(\d+)(?: channels)? \(\$([\d.]+)\\times10\^\{(-?\d+)\}\$\)", text.en)
        assert [int(value) for value, _, _ in named] == [fastest.value, slowest.value]
        for (_, digits, power), rate in zip(named, (rates.max(), rates.min()), strict=True):
            assert float(f"{digits}e{power}") == pytest.approx(rate, rel=0.06)
    assert_well_put([*texts_of_figure(figures.timing(times)), *texts_of_table(tables.timing_fits(times))])
    assert f"slope {slope:.2f};".replace("-", "−") in figures.timing(times).alt.en


@settings(max_examples=80)
@given(st.integers(1, 12), st.integers(1, 6), st.integers(1, 5), st.integers(0, 2))
def test_windows_that_fit_and_cells_left_over_are_counted(width, kernel, stride, padding) -> None:
    if kernel > width + 2 * padding:
        return
    starts = [t for t in range(0, width + 2 * padding, stride) if t + kernel <= width + 2 * padding]
    left = width + 2 * padding - (starts[-1] + kernel)
    figure = figures.windows(WindowRow(width, kernel, stride, padding))
    assert_true(
        figure.caption,
        {
            ("no cell is left over", "一格也不剩"): left == 0,
            "1 cell is left over": left == 1,
            f"{left} cells are left over": left > 1,
        },
    )
    assert int(re.search(r"Legal positions: (\d+);", figure.caption.en)[1]) == len(starts)
    assert_well_put(texts_of_figure(figure))


@st.composite
def networks(draw: st.DrawFn) -> OwnConvolutions:
    """Convolutions of few or many sizes, so that they tie, some of them used again."""
    size = st.sampled_from([1, 3, 8])
    layers = [
        OwnConvolution(
            f"conv{k % 7}",
            ConvolutionLayer(draw(size), draw(size), (draw(size), 3), (draw(size), draw(size))),
            draw(st.booleans()), draw(st.sampled_from([1, 2])), k < 7,
        )
        for k in range(draw(st.integers(1, 24)))
    ]  # fmt: skip
    found = OwnConvolutions("net", DataShape(7, draw(st.sampled_from([1, 3])), 48, 48), layers, 0)
    executed = draw(st.sampled_from([2 * found.multiplications, 3 * found.multiplications]))
    return OwnConvolutions("net", found.shape, layers, executed)


@settings(max_examples=80)
@given(networks())
def test_the_layers_that_are_named_do_the_most(found: OwnConvolutions) -> None:
    text = sentences.own_network(found)
    assert_well_put([text, *texts_of_table(tables.own_network(found))])
    work = [layer.multiplications for layer in found.layers]
    assert f"{sum(work):,} multiplications for one image" in text.en
    assert ("a multiplication and an addition for each product" in text.en) is (
        found.executed == 2 * sum(work)
    )
    named = re.search(r"more multiplications than (.*?); none", text.en)
    assert bool(named) is (len(work) > 1)
    if named and "that tie" not in named[1]:
        most = {layer.name for layer in found.layers if layer.multiplications == max(work)}
        assert set(re.findall(r"`(\w+)`", named[1])) == most
    if named:
        assert f"{100 * max(work) / sum(work):.1f}%" in named[1]


@given(st.lists(st.tuples(st.integers(1, 99), st.sampled_from([0, 0, 5, 200])), min_size=1, max_size=6))
def test_layers_that_would_cost_nothing_are_counted_and_placed(numbers) -> None:
    work = NetworkWork([LayerWork(6, 4, 2, own, printed) for own, printed in numbers])
    text, free = sentences.printed_work(work), [printed == 0 for _, printed in numbers]
    assert_well_put([text, *texts_of_table(tables.printed_work(work))])
    k = sum(free)
    assert ("would cost nothing" in text.en) is (k > 0)
    assert ("the last" in text.en) is (k > 0 and all(free[-k:]))
    assert k < 2 or f"{k} layers" in text.en
    share = 100 * sum(printed for _, printed in numbers) / sum(own for own, _ in numbers)
    assert f"{share:.1f}% of what it does" in text.en


@pytest.fixture(scope="module")
def ceiling() -> Finding:
    return next(claim for claim in CLAIMS if claim.id == "conv.ceiling").run().finding


@given(width=st.integers(1, 300))
def test_the_ceiling_counts_one_more_than_fits(ceiling: Finding, width: int) -> None:
    text = sentences.ceiling_counterexample(ceiling, DataShape(7, 1, 48, width))
    side, size, wrong = map(
        int,
        re.search(r"image of (\d+) pixels.*has (\d+) cells a side; the ceiling says (\d+)", text.en).groups(),
    )
    assert len(range(0, side - 3 + 1, 2)) == size == wrong - 1
    assert_well_put([text])


def test_every_function_that_makes_texts_is_tried() -> None:
    fixed = {"patch", "no_convolutions", "torch_operations", "pool_stride_counterexample", "exercise_layers"}
    left = {name.rpartition(".")[2] for name in untried(__file__, sentences, tables, figures)}
    assert left <= fixed | {"named_shares"}
    assert_well_put([sentences.no_convolutions(), sentences.torch_operations()])
    for verdict, name in VERDICT_NAMES.items():
        assert f"**{name.en}**" in sentences.live_verdict(Finding(verdict)).en
