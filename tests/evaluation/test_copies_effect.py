from dataclasses import replace

import pytest

from fer_lib.chapters.training.duplicates_effect import COLUMNS, copies_effects
from fer_lib.runs.results import Result
from tests.evaluation.run_folders import history


def result(name: str, right: tuple[int, int], *, dropped: bool = False, **others: object) -> Result:
    """A kept run of 1,000 images a split, of which so many are right."""
    splits = {
        split: {"n": 1000, "correct": n} for split, n in zip(("validation", "test"), right, strict=True)
    }
    splits["train"] = {"n": 27_300 if dropped else 28_000}
    config = {"name": name, "drop_leaked": dropped, **others}
    return Result(name, {"splits": splits}, {"config": config}, history(0.5))


def test_only_runs_that_differ_in_nothing_else_are_compared():
    kept, dropped = result("a", (600, 620)), result("a-dropped", (570, 620), dropped=True)
    others = [result("b", (500, 500)), result("a-other-seed", (500, 500), dropped=True, seed=1)]
    (effect,) = copies_effects([kept, dropped, others[1]])
    assert (effect.kept, effect.dropped) == (kept, dropped)
    assert copies_effects(others) == []


def test_a_key_that_a_run_is_too_old_to_have_counts_with_its_default():
    old, new = result("a", (1, 1)), result("a-dropped", (1, 1), dropped=True, seed=0, folds=5)
    assert [effect.dropped for effect in copies_effects([old, new])] == [new]


def test_the_effect_is_with_minus_without_in_points_with_its_interval():
    (effect,) = copies_effects([result("a", (600, 620)), result("a-dropped", (570, 620), dropped=True)])
    name, public, private = effect.row()
    assert len(effect.row()) == len(COLUMNS)
    assert name == "a"
    assert (public.en, public.zh) == ("+3.0 (−1.3 to +7.3)", "+3.0（−1.3 到 +7.3）")
    assert private.en.startswith("0.0 (−4.")
    assert effect.describe().en == "The copies are 700 of the 28,000 training images (2.5%)."


def test_a_split_without_labels_has_no_effect():
    kept, dropped = result("a", (600, 620)), result("a-dropped", (570, 620), dropped=True)
    unlabelled = replace(kept, metrics={"splits": {"validation": {"n": 10, "correct": 5}}})
    (effect,) = copies_effects([unlabelled, dropped])
    assert effect.row()[2] == "–"
    assert effect.row()[1] != pytest.approx(0)
