import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from fer_lib.chapters.compared_runs import SeedRuns, _letter, make_comparison
from fer_lib.chapters.comparison import sentences
from fer_lib.runs.state import read_state
from tests.chapters.compared_runs import N, compared_run, comparison_of, mixed_runs
from tests.chapters.run_folders import make_run


def test_sets_are_runs_on_the_same_images():
    mixed = mixed_runs()
    assert [(s.letter, len(s.runs), s.n) for s in mixed.sets] == [("A", 4, N), ("B", 1, N)]
    assert mixed.sets[1].runs[0].name == "fold-0"
    shares = [run.validation.share for run in mixed.sets[0].runs]
    assert shares == sorted(shares, reverse=True)
    other_data = comparison_of(compared_run("x", 0.5), compared_run("y", 0.5))
    assert len(other_data.sets) == 1
    other_labels = compared_run("y", 0.5)
    other_labels.predictions.labels[0] += 1
    assert len(comparison_of(compared_run("x", 0.5), other_labels).sets) == 2
    assert [_letter(n) for n in (0, 25, 26, 27, 52, 702)] == ["A", "Z", "AA", "AB", "BA", "AAA"]


def test_seeds_are_runs_that_differ_in_nothing_else():
    mixed = mixed_runs()
    (group,) = mixed.seeds
    assert (group.name, [run.config.seed for run in group.runs]) == ("small", [0, 1])
    shares = [run.validation.share for run in group.runs]
    assert group.mean == pytest.approx(np.mean(shares))
    assert group.deviation == pytest.approx(np.std(shares, ddof=1))
    assert mixed.seeds_of(group.runs[1]) is group
    assert mixed.seeds_of(mixed.sets[1].runs[0]) is None
    different = comparison_of(compared_run("a-0", 0.5), compared_run("a-1", 0.5, seed=1, epochs=13))
    assert different.seeds == ()


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (("batchnorm-on-s0", "batchnorm-on-s1"), "batchnorm-on"),
        (("x-s10", "x-s11"), "x"),
        (("plain", "plain-s1"), "plain"),
        (("plain_seed1", "plain_seed2"), "plain"),
        (("a", "b"), "a"),
        (("dropout0.5-s0", "dropout0.5-s1"), "dropout0.5"),
    ],
)
def test_names_of_seeds(names, name):
    runs = tuple(compared_run(n, 0.5, seed=seed) for seed, n in enumerate(names))
    assert SeedRuns(runs).name == name


def test_left_out_runs_are_named(tmp_path):
    def complete(name, right):
        run = make_run(tmp_path / name, right)
        metrics = json.loads((run.path / "metrics.json").read_text())
        del metrics["splits"]["train"]
        (run.path / "metrics.json").write_text(json.dumps(metrics))
        save_file({"w": np.zeros(2, np.float32)}, run.path / "best.safetensors")
        return run.path

    good, half, torn = complete("good", range(30)), complete("half", range(20)), complete("torn", range(10))
    (half / "metrics.json").unlink()
    (torn / "predictions.npz").write_bytes(b"PK")
    comparison = make_comparison([read_state(path) for path in (torn, half, good)])
    assert [run.name for run in comparison.runs] == ["good"]
    assert comparison.runs[0].validation.successes == 30
    told = sentences.left_out(comparison)
    assert told.en.startswith(
        "2 of the edition's 3 runs are not here: `torn` (broken: predictions.npz: damaged"
    )
    assert "`half` (unfinished: epoch 2 of 12)" in told.en
    assert "`half`（未完成：epoch 2 of 12）" in told.zh
    assert str(tmp_path) not in told.en
    assert make_comparison([read_state(good)]).left_out == ()
