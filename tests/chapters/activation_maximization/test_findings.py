from fer_lib.chapters.activation_maximization.findings import companion_findings
from fer_lib.config import RunConfig
from fer_lib.runs import RunFolder
from tests.chapters.activation_maximization.made_up import NOISE, RINGS, STRIPES, findings, first, layer


def test_shares_by_layer():
    found = findings(
        layer(1, STRIPES),
        layer(2, NOISE, active=first(12), reachable=first(14)),
        layer(3, NOISE, active=first(0)),
    )
    assert [p.successes for p in found.not_activated] == [0, 4, 16]
    assert [p.successes for p in found.unreachable] == [0, 2, 16]
    assert [(p.successes, p.n) if p else None for p in found.noisy] == [(0, 16), (12, 12), None]
    assert [p.successes for p in found.without_pattern] == [0, 16, 16]
    assert [p.layer.number for p in found.layers_with_patterns] == [1, 2]
    assert [value is None for value in found.spread] == [False, False, True]
    assert found.spread[0] < 0.1 < 0.9 < found.spread[1]


def test_only_companions_that_were_explained_are_taken(explained):
    run, _ = explained
    configs = {"main": run.config(), "first": RunConfig(name="first", model="report-b-cnn")}
    configs["away"] = RunConfig(name="away", model="report-a-deep5")
    found = companion_findings(configs, RunFolder(run.path.parent / "main"))
    assert list(found) == ["report-b-cnn"]
    assert found["report-b-cnn"].run == run
    assert found["report-b-cnn"].layer_names[2].zh == "卷積 3"
    assert companion_findings(configs, RunFolder(run.path.parent / "main"), reference_reports=False) == {}


def test_noise_has_no_directions():
    found = findings(layer(1, NOISE, RINGS), layer(2, NOISE, NOISE))
    rings, noise = found.directions
    assert (len(rings), len(noise)) == (16, 0)
    assert (found.noisy_robust.successes, found.noisy_robust.n) == (16, 32)
    assert found.mean_directions[0] > 6
    assert found.mean_directions[1] is None
