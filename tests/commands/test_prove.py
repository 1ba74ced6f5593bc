"""``python -m fer_lib prove``: output, JSON and exit status."""

import json
from dataclasses import replace

import pytest

from fer_lib.cli import main
from fer_lib.proofs import registry


def test_json_of_all_claims(capsys):
    assert main(["prove", "--json"]) == 0
    results = json.loads(capsys.readouterr().out)
    assert [r["id"] for r in results] == list(registry.all_claims())
    for result in results:
        assert {"id", "verdict", "expected", "seconds"} <= set(result)
        assert result["verdict"] == result["expected"]
        assert result["seconds"] >= 0


def test_one_claim_by_id(capsys):
    assert main(["prove", "--json", "conv.ceiling"]) == 0
    (result,) = json.loads(capsys.readouterr().out)
    assert result["id"] == "conv.ceiling"
    assert result["verdict"] == result["expected"] == "refuted"
    assert set(result["counterexample"]) >= {"W", "p", "k", "s", "t", "N"}


def test_text_names_the_counterexample(capsys):
    assert main(["prove", "conv.pool_stride_one", "conv.division"]) == 0
    out = capsys.readouterr().out
    assert "W=48, N=47, W/2=24" in out
    assert "2 claims" in out
    assert "\\" not in out


def test_unexpected_verdict_gives_exit_status_1(monkeypatch, capsys):
    claims = dict(registry.all_claims())
    claims["conv.ceiling"] = replace(claims["conv.ceiling"], expected="proved")
    monkeypatch.setattr(registry, "all_claims", lambda: claims)
    assert main(["prove", "conv.ceiling"]) == 1
    assert "FAIL conv.ceiling" in capsys.readouterr().out
    assert main(["prove", "--json", "conv.ceiling", "conv.division"]) == 1
    assert [r["verdict"] for r in json.loads(capsys.readouterr().out)] == ["refuted", "proved"]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_unknown_id_is_one_clear_error(capsys, options):
    assert main(["prove", *options, "conv.output_siz"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: ")
    assert "conv.output_size" in captured.err
    assert "Traceback" not in captured.err
