"""Operation counts: printed numbers, broken formulas, real layers."""

import pytest
import torch

from fer_lib.proofs.convolution import counts
from fer_lib.proofs.convolution.counts import SYMBOLIC_LAYER, c, f, k1, k2, m1, m2
from fer_lib.proofs.operation_counts import (
    LAYER_A,
    LAYER_B,
    REPORT_D_SIDES,
    ConvolutionLayer,
    report_a_layers,
    report_d_layers,
    square_layer,
)


def test_layers_of_the_exercise():
    assert (LAYER_A.parameters, LAYER_B.parameters) == (126, 100)
    assert (LAYER_A.multiplications, LAYER_B.multiplications) == (1080, 96)
    assert (LAYER_A.additions, LAYER_B.additions) == (1080, 96)
    assert (LAYER_A.additions_without_bias, LAYER_B.additions_without_bias) == ((20 - 1) * 54, (24 - 1) * 4)


@pytest.mark.parametrize("layer", [LAYER_A, LAYER_B])
def test_parameters_of_the_same_torch_layer(layer):
    module = torch.nn.Conv2d(layer.in_channels, layer.filters, layer.kernel)
    assert layer.parameters == sum(p.numel() for p in module.parameters())


BROKEN = {
    "parameters": [(k1 * k2 * c) * f, (k1 * k2 + 1) * f, (k1 * k1 * c + 1) * f, k1 * k2 * c * f + 1],
    "multiplications": [k1 * k2 * f * m1 * m2, k1 * k2 * c * m1 * m2, k1 * k2 * c * f * m1],
    "additions": [(k1 * k2 * c - 1) * f * m1 * m2, (k1 * k2 * c + 1) * f * m1 * m2],
    "additions_without_bias": [k1 * k2 * c * f * m1 * m2, (k1 * k2 * c - 1) * f * m1],
}


@pytest.mark.parametrize(("quantity", "formula"), [(q, e) for q, several in BROKEN.items() for e in several])
def test_broken_general_formula_is_refuted(quantity, formula):
    finding = counts.check_general(quantity, formula)
    assert finding.verdict == "refuted"
    at = dict(finding.counterexample)
    assert at[r"\text{count}"] != at[r"\text{formula}"]


@pytest.mark.parametrize("quantity", BROKEN)
@pytest.mark.parametrize("layer", [LAYER_A, LAYER_B])
def test_wrong_printed_number_is_refuted(quantity, layer):
    assert counts.check_layer(quantity, layer, getattr(layer, quantity) + 1).verdict == "refuted"
    assert counts.check_layer(quantity, layer, getattr(layer, quantity)).verdict == "proved"


def test_counted_loops_refuse_a_wrong_factor():
    assert counts.check_executed(factor=2).verdict == "refuted"


def test_counted_loop_by_hand():
    tiny = ConvolutionLayer(in_channels=1, filters=1, kernel=(2, 1), output=(1, 3))
    assert counts.executed_operations(tiny, bias=True) == (6, 6)
    assert counts.executed_operations(tiny, bias=False) == (6, 3)


def test_flop_counter_refuses_a_wrong_factor():
    assert counts.check_flop_counter(factor=1).verdict == "refuted"


def test_time_and_memory_refuse_wrong_constants():
    assert counts.check_time(constant=1).verdict == "refuted"
    assert counts.check_memory(biases=0).verdict == "refuted"


def test_output_side_needs_padding_and_one():
    assert counts.check_output_side(lambda n, k, s: (n + 2 - k) / s + 1).verdict == "proved"
    assert counts.check_output_side(lambda n, k, s: (n - k) / s + 1).verdict == "refuted"
    assert counts.check_output_side(lambda n, k, s: (n + 2 - k) / s).verdict == "refuted"


def test_networks_of_the_reports():
    # Convolution weights and biases; the rest of report A's 2,109,031 is BatchNorm and the linear layers.
    batch_norm = 2 * (16 + 32 + 64 + 128 + 256 + 512 + 1024)
    linear = (512 + 1) * 1024 + (1024 + 1) * 7
    assert sum(layer.parameters for layer in report_a_layers()) + batch_norm + linear == 2_109_031
    assert [layer.output for layer in report_a_layers()] == [(n, n) for n in (48, 24, 12, 6, 3, 1)]
    assert [layer.output[0] for layer in report_d_layers()] == list(REPORT_D_SIDES)
    assert report_d_layers()[0].parameters == 640  # as report D's own table prints it
    assert report_d_layers()[1].parameters == 36_928


def test_symbols_and_numbers_agree():
    at = dict(zip((c, f, k1, k2, m1, m2), (5, 6, 2, 2, 3, 3), strict=True))
    for quantity in BROKEN:
        assert getattr(SYMBOLIC_LAYER, quantity).subs(at) == getattr(LAYER_A, quantity)


def test_square_layer_takes_padding_into_account():
    assert square_layer(1, 2, 3, 5).output == (3, 3)
    assert square_layer(1, 2, 3, 5, padding=1).output == (5, 5)


def test_the_claim_on_counted_loops_says_how_many_were_run():
    (claim,) = [claim for claim in counts.CLAIMS if claim.id == "conv.operations_counted"]
    assert len(counts.EXECUTED) == len(set(counts.EXECUTED)) == 326
    for said in (claim.meaning.en, claim.meaning.zh, claim.statement):
        assert "326" in said
