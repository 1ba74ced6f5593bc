import dataclasses
from pathlib import Path

from fer_lib.chapters.compared_runs import NetworkComparison
from fer_lib.chapters.comparison import cost_sentences, ensemble_sentences, sentences, tables
from fer_lib.chapters.comparison.costs import TIME
from fer_lib.chapters.comparison.ensembles import make_ensembles
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.runs.state import RunState
from tests.chapters.compared_runs import compared_run, comparison_of
from tests.chapters.numbers import assert_same_numbers


def every_sentence(comparison):
    """What the chapter says of an edition of several runs."""
    tests = PairwiseTests(comparison.sets[0])
    return [
        *sentences.overview(comparison), sentences.spread_of_seeds(comparison), sentences.pairs(tests),
        sentences.best(tests), *ensemble_sentences.ensembles(comparison, make_ensembles(comparison)),
        *cost_sentences.cheapest(tests, [TIME]),
    ]  # fmt: skip


def test_sentences_say_the_same_in_both_languages(mixed):
    said = every_sentence(mixed)
    assert_same_numbers(said)
    for text in said:
        assert text.en.endswith(".")
        assert text.zh.endswith("。")
        assert "  " not in text.en + text.zh
        for run in mixed.runs:
            assert (f"`{run.name}`" in text.en) == (f"`{run.name}`" in text.zh)
    assert "fold-0" in sentences.overview(mixed)[1].en


def test_what_is_not_there_is_said_in_both_languages():
    tests = [PairwiseTests(s) for s in comparison_of(compared_run("a", 0.5), compared_run("b", 0.6)).sets] * 5
    file = "reports/mine/edition.yaml"
    none = comparison_of()
    said = [
        sentences.nothing_to_compare(none, file),
        ensemble_sentences.no_ensemble(none, file),
        sentences.further_sets(tests),
    ]
    for text in said[:2]:
        assert file in text.en
        assert file in text.zh
    assert_same_numbers(said)
    assert said[2].en.endswith("not compared here: 2.")
    assert sentences.no_pairs().zh.endswith("無法兩兩比較。")


def test_one_run_and_one_network():
    (only,) = sentences.overview(comparison_of(compared_run("only", 0.5)))
    assert only.en.startswith(
        "The edition has 1 complete run of 1 network, trained on a processor. The most accurate "
    )
    assert "test images" not in only.en


def test_the_score_on_test_images_is_told():
    run = compared_run("only", 0.5)
    run.figures.splits["test"] = run.figures.splits["validation"].model_copy(update={"correct": 100})
    (only,) = sentences.overview(comparison_of(run))
    assert "On the test images, which have chosen nothing, it is right on 25.0%" in only.en
    assert "它的準確率是 25.0%" in only.zh


def test_the_best_of_all():
    runs = [
        compared_run("good", range(390)),
        compared_run("bad", range(100)),
        compared_run("worse", range(50)),
    ]
    three, two = (PairwiseTests(comparison_of(*some).sets[0]) for some in (runs, runs[:2]))
    text = sentences.best(three)
    assert (text.en, text.zh) == (
        "`good` is better than each of the other 2 runs.",
        "`good` 比其他 2 次訓練都準。",
    )
    text = sentences.best(two)
    assert (text.en, text.zh) == ("`good` is better than the other run.", "`good` 比另一次訓練準。")


def test_two_runs_are_no_list():
    alike = PairwiseTests(comparison_of(compared_run("a", 0.5), compared_run("b", 0.5, seed=3)).sets[0])
    texts = [sentences.pairs(alike), sentences.best(alike)]
    assert texts[0].en == "Two runs were judged on the same n = 400 images: no difference is shown."
    assert "is not shown to be better than `" in texts[1].en
    seeds = comparison_of(compared_run("x-s0", 0.6), compared_run("x-s1", 0.6, seed=1))
    (gain,) = ensemble_sentences.ensembles(seeds, make_ensembles(seeds))
    assert gain.en.startswith("The ensemble of `x` is")
    assert_same_numbers([*texts, gain])


def test_trainings_from_elsewhere_name_no_device():
    here, there = compared_run("a", 0.5), dataclasses.replace(compared_run("b", 0.6), device="")
    assert "trained on a processor and elsewhere." in sentences.overview(comparison_of(here, there))[0].en
    (only,) = sentences.overview(comparison_of(there))
    assert "trained elsewhere." in only.en
    assert "都在別處訓練" in only.zh


def test_what_is_not_named_is_counted():
    runs = [
        compared_run(f"net{pair}-s{seed}", 0.5 + pair / 50, seed, epochs=1 + pair, first_index=pair)
        for pair in range(20)
        for seed in (0, 1)
    ]
    comparison = comparison_of(*runs)
    _, by_set = sentences.overview(comparison)
    letters = ", ".join(f"2 on {letter}" for letter in "ABCDEFGH")
    assert by_set.en.endswith(f": {letters} and 12 more sets.")
    assert by_set.zh.endswith("、H 有 2 個，另有 12 批。")
    seeds = sentences.spread_of_seeds(comparison)
    assert "; of the other 12 the table of all runs says it; the most with " in seeds.en
    assert "；其餘 12 種見所有訓練的表；" in seeds.zh
    voted = make_ensembles(comparison)
    assert len(tables.ensembles(voted).rows) == len(voted) == 20
    assert len(tables.runs(comparison).rows) == 40


def test_runs_that_are_not_there_are_counted():
    missing = tuple(RunState(Path(f"run-{n}"), "unfinished", "not begun") for n in range(11))
    text = sentences.left_out(NetworkComparison((), missing))
    assert_same_numbers([text])
    assert text.en.startswith("11 of the edition's 11 runs are not here: `run-0` (unfinished: not begun);")
    assert text.en.endswith("; and 3 more.")
    assert text.zh.endswith("；以及另外 3 個。")
