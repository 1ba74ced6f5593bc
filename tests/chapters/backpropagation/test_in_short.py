"""What chapter 13 says in short is true of whatever proofs and trainings."""

from dataclasses import replace

import numpy as np
import pytest

from fer_lib.chapters.backpropagation import in_short, tables
from fer_lib.chapters.backpropagation.zero_start import StartExperiment, StartRuns
from fer_lib.proofs import Finding
from tests.chapters.assumed_proofs import expected_results
from tests.chapters.numbers import assert_well_put

RESULTS = expected_results("backpropagation")
ENDS = {"worse": (0.5, 0.52, 0.51), "equal": (0.9, 0.9, 0.9), "better": (0.99, 0.98, 0.99)}


def _ended(accuracies) -> StartRuns:
    return StartRuns((0, 1), np.ones((3, 2)), np.array(accuracies), np.ones(3), np.ones(3))


@pytest.mark.parametrize("reports", [True, False])
@pytest.mark.parametrize("relu", ENDS)
@pytest.mark.parametrize("sigmoid", ENDS)
def test_the_end_from_zero_weights_is_told_of_each_activation(experiment, sigmoid, relu, reports):
    right = _ended(ENDS["equal"])
    drawn = StartExperiment(
        experiment.settings,
        {"zero weights": _ended(ENDS[sigmoid]), "random": right, "zero": right},
        {"zero weights": _ended(ENDS[relu]), "random": right, "zero": right},
        right,
    )
    said = in_short.findings(RESULTS, drawn, tables.slip_examples(), reports)
    assert_well_put(said)
    assert len(said) == 3 + reports
    assert any("eport" in text.en or "報告" in text.zh for text in said) == reports
    for end, clause in in_short.ENDS.items():
        assert (clause.en in said[2].en) == (end in (sigmoid, relu)) == (clause.zh in said[2].zh)
    assert ("alike" in said[2].en) == (sigmoid == relu)
    if sigmoid != relu:
        assert f"{in_short.ENDS[sigmoid].en} with sigmoid" in said[2].en
        assert f"with ReLU {in_short.ENDS[relu].en}" in said[2].en


@pytest.mark.parametrize("name", sorted(RESULTS))
def test_what_is_undecided_is_not_called_proved(experiment, name):
    undecided = {**RESULTS, name: replace(RESULTS[name], finding=Finding("undecided"))}
    recursion, zero, *_ = in_short.findings(undecided, experiment, tables.slip_examples())
    assert_well_put([recursion, zero])
    about_slips = name in {result.claim.id for result in tables.slip_claims(RESULTS).results}
    if not about_slips and name != "backpropagation.autograd":
        assert ("not proved" in recursion.en) != ("not proved" in zero.en)
    else:
        assert "not proved" not in recursion.en + zero.en
