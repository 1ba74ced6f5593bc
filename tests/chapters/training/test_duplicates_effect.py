from dataclasses import replace

import pytest

from fer_lib.chapters.training import sentences, tables
from fer_lib.chapters.training.duplicates_effect import duplicates_effects
from fer_lib.runs.results import Result
from tests.chapters.numbers import assert_same_numbers, texts_of_table
from tests.chapters.run_folders import history


def result(name: str, right: tuple[int, int], *, dropped: bool = False, **others: object) -> Result:
    """A kept run of 1,000 images a split, of which so many are right."""
    splits = {
        split: {"n": 1000, "correct": n} for split, n in zip(("validation", "test"), right, strict=True)
    }
    splits["train"] = {"n": 27_300 if dropped else 28_000}
    config = {"name": name, "drop_leaked": dropped, **others}
    return Result(name, {"splits": splits}, {"config": config}, history(0.5))


KEPT, DROPPED = result("a", (600, 620)), result("a-dropped", (570, 620), dropped=True)


def test_only_runs_that_differ_in_nothing_else_are_compared():
    others = [result("b", (500, 500)), result("a-other-seed", (500, 500), dropped=True, seed=1)]
    (effect,) = duplicates_effects([KEPT, DROPPED, others[1]])
    assert (effect.kept, effect.dropped) == (KEPT, DROPPED)
    assert duplicates_effects(others) == []


def test_a_key_that_a_run_is_too_old_to_have_counts_with_its_default():
    old, new = result("a", (1, 1)), result("a-dropped", (1, 1), dropped=True, seed=0, folds=5)
    assert [effect.dropped for effect in duplicates_effects([old, new])] == [new]


def test_the_gain_is_with_minus_without_in_points_with_its_interval():
    (effect,) = duplicates_effects([KEPT, DROPPED])
    assert effect.gain("validation").difference == pytest.approx(0.03)
    table = tables.duplicates_effect([effect])
    ((name, public, private),) = table.rows
    assert name == "a"
    assert (public.en, public.zh) == ("+3.0 (−1.3 to +7.3)", "+3.0（−1.3 到 +7.3）")
    assert private.en.startswith("0.0 (−4.")
    assert (
        sentences.leaked_duplicates(effect).en == "The copies are 700 of the 28,000 training images (2.5%)."
    )
    assert_same_numbers([sentences.leaked_duplicates(effect), *texts_of_table(table)])


def test_a_split_without_labels_has_no_gain():
    unlabelled = replace(KEPT, metrics={"splits": {"validation": {"n": 10, "correct": 5}}})
    (effect,) = duplicates_effects([unlabelled, DROPPED])
    assert effect.gain("test") is None
    ((_, public, private),) = tables.duplicates_effect([effect]).rows
    assert public.en.startswith("−7.0 (")
    assert private == "–"
