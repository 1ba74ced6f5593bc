"""Every claim gives its expected verdict; the registry and the frame behave."""

import dataclasses
import re

import pytest

from fer_lib.errors import UserError
from fer_lib.language import LANGUAGES
from fer_lib.proofs import all_claims, registry, run, run_chapter, select
from fer_lib.proofs.claim import METHOD_NAMES, VERDICT_NAMES


@pytest.mark.parametrize("claim_id", list(all_claims()))
def test_claim_gives_its_expected_verdict(claim_id):
    (result,) = run([claim_id])
    assert result.verdict == result.claim.expected
    # A refutation without something to show would not convince anyone.
    assert bool(result.finding.counterexample) == (result.verdict == "refuted")


@pytest.mark.parametrize("claim", list(all_claims().values()), ids=list(all_claims()))
def test_claim_is_complete(claim):
    assert re.fullmatch(r"[a-z]+(\.[a-z0-9_]+)+", claim.id)
    assert claim.statement
    assert claim.statement.count("{") == claim.statement.count("}")
    assert "$" not in claim.statement
    assert claim.method in METHOD_NAMES
    assert claim.expected in VERDICT_NAMES
    assert claim.expected != "undecided"
    for lang in LANGUAGES:
        assert claim.meaning[lang]
        assert claim.source.text[lang]


def test_the_reports_wrong_claims_are_refuted():
    refuted = {i: c.source.report for i, c in all_claims().items() if c.expected == "refuted"}
    assert refuted["conv.ceiling"] == "C"
    assert refuted["conv.pool_stride_one"] == "A"
    assert refuted["conv.output_side_d"] == "D"


def test_claims_and_results_are_frozen():
    claim = all_claims()["conv.chain_a"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        claim.id = "other"
    with pytest.raises(dataclasses.FrozenInstanceError):
        claim.run().seconds = 0.0


def test_results_are_the_same_in_every_run():
    ids = ["conv.ceiling", "conv.output_side_d", "conv.gradients_autograd", "conv.output_size_torch"]
    assert [r.finding for r in run(ids)] == [r.finding for r in run(ids)]


def test_select_keeps_the_order_asked_for():
    ids = ["conv.ceiling", "conv.chain_a", "conv.output_size"]
    assert [c.id for c in select(ids)] == ids
    assert [c.id for c in select()] == list(all_claims())


def test_run_chapter_takes_one_prefix():
    assert set(run_chapter("conv")) == {i for i in all_claims() if i.startswith("conv.")}
    with pytest.raises(ValueError, match="nothing"):
        run_chapter("nothing")


@pytest.mark.parametrize(
    ("unknown", "near"),
    [
        ("conv.output_sise", "conv.output_size"),
        ("conv.zzzzzzzzzzzzzzzz", "conv.dilation"),
        ("ceiling", "conv.ceiling"),
    ],
)
def test_unknown_id_lists_near_names(unknown, near):
    with pytest.raises(UserError, match=re.escape(near)) as caught:
        run([unknown])
    assert unknown in str(caught.value)


def test_two_claims_of_one_name_are_refused(monkeypatch):
    monkeypatch.setattr(registry, "CLAIM_MODULES", ("fer_lib.proofs.convolution",) * 2)
    registry.all_claims.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"conv\.division"):
            registry.all_claims()
    finally:
        registry.all_claims.cache_clear()
