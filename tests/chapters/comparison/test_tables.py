import pytest

from fer_lib.chapters.comparison import tables
from fer_lib.chapters.comparison.ensembles import make_ensembles
from fer_lib.chapters.comparison.pairs import PairwiseTests
from fer_lib.language import LANGUAGES
from tests.chapters.compared_runs import compared_run, comparison_of
from tests.chapters.numbers import assert_same_numbers, texts_of_table


@pytest.fixture
def hundreds():
    """Two hundred runs of two networks on the same images."""
    return comparison_of(
        *(
            compared_run(f"run-{n}", 0.3 + n / 500, seed=n, model=["report-a", "report-c"][n % 2])
            for n in range(200)
        )
    )


def test_both_languages_have_the_same_numbers(mixed):
    tests = PairwiseTests(mixed.sets[0])
    made = [tables.runs(mixed), tables.networks(mixed), tables.against_best(tests)]
    for table in [*made, tables.ensembles(make_ensembles(mixed))]:
        assert_same_numbers(texts_of_table(table))


def test_the_table_of_all_runs(mixed):
    table = tables.runs(mixed)
    assert [row[0] for row in table.rows][-1] == "`fold-0`"
    assert {len(row) for row in table.rows} == {9}
    by_name = {row[0].strip("`"): row for row in table.rows}
    assert by_name["fold-0"][1:3] == ["report-a", "B"]
    assert by_name["fold-0"][4:6] == ["–", "–"]
    seeds = mixed.seeds[0]
    over = f"{100 * seeds.mean:.1f} ± {100 * seeds.deviation:.1f} (2)"
    assert by_name["small-s0"][4] == by_name["small-s1"][4] == over
    low, high = next(run for run in mixed.runs if run.name == "poor").validation.wilson_interval
    assert by_name["poor"][3].endswith(f"({100 * low:.1f}–{100 * high:.1f})")
    assert all("A: n = 400" in table.caption[lang] for lang in LANGUAGES)


def test_columns_that_would_be_empty_are_left_out():
    table = tables.runs(comparison_of(compared_run("only", 0.5)))
    assert len(table.columns) == len(table.rows[0]) == 6
    assert "n = 400" in table.caption.zh


def test_a_network_of_ones_own_is_called_by_its_file_and_class():
    run = compared_run("mine", 0.5, model="/home/someone/networks.py:Small", parameters=None)
    assert "of the network `networks.py:Small`; n" in tables.runs(comparison_of(run)).caption.en
    other = compared_run("other", 0.4)
    assert tables.runs(comparison_of(run, other)).rows[0][1] == "networks.py:Small"
    assert "Params" not in [column.en for column in tables.runs(comparison_of(run)).columns]


def test_many_sets_of_images_are_not_all_in_the_caption():
    alone = [compared_run(f"n-{n}", 0.5, first_index=n) for n in range(8)]
    table = tables.runs(comparison_of(*alone))
    assert "F: n = 400, … H. Params" in table.caption.en
    assert "F: n = 400，…… H。參數" in table.caption.zh


def test_hundreds_of_runs(hundreds):
    table = tables.runs(hundreds)
    assert [row[0] for row in table.rows] == [f"`{run.name}`" for run in hundreds.runs]
    assert table.caption.en.startswith("All runs; n = 400 ")
    networks = tables.networks(hundreds)
    assert "All 200 runs" in networks.caption.en
    assert sorted(row[:3] for row in networks.rows) == [["report-a", "A", "100"], ["report-c", "A", "100"]]
    tests = PairwiseTests(hundreds.sets[0])
    assert tests.pairs == 19_900
    assert len(tables.against_best(tests).rows) == tables.NEIGHBOURS_SHOWN


@pytest.mark.parametrize(("count", "published"), [(40, 0), (41, 1)])
def test_many_runs_are_summed_up_by_network(monkeypatch, count, published):
    names = []
    monkeypatch.setattr(tables.publish, "table", lambda name, *table: names.append(name))
    tables.publish_networks(comparison_of(*(compared_run(f"run-{n}", 0.5, seed=n) for n in range(count))))
    assert names == ["sortable-networks"][:published]


def test_many_networks_get_one_row_together():
    alone = [compared_run(f"n-{n}", 0.5, first_index=n) for n in range(30)]
    rows = tables.networks(comparison_of(*alone)).rows
    assert len(rows) == tables.NETWORKS_SHOWN
    assert (rows[-1][0].en, rows[-1][2]) == ("all others", "14")
    assert sum(int(row[2]) for row in rows) == 30


def test_verdicts_against_the_best(mixed):
    table = tables.against_best(PairwiseTests(mixed.sets[0]))
    assert table.caption.en.startswith("The most accurate run, `big`, and the 3 that follow it; n = 400 ")
    assert [(row[0], row[4].en) for row in table.rows] == [
        ("`small-s0`", "undecided"),
        ("`small-s1`", "undecided"),
        ("`poor`", "worse"),
    ]
    assert table.rows[2][2:4] == ["230 : 0", "<\u00a00.001"]


def test_runs_that_are_level_are_not_called_the_most_accurate():
    table = tables.against_best(
        PairwiseTests(comparison_of(compared_run("a", range(390)), compared_run("b", range(1, 391))).sets[0])
    )
    assert table.caption.en.startswith(
        "`a` and the other, `b`; n = 400 validation images. Alone right: images that"
    )
    assert table.caption.zh.startswith("`a` 與另一次訓練 `b`；驗證集 n = 400。單獨答對：只有 `a` 答對、")
    assert "most accurate" not in table.caption.en
    assert "最準" not in table.caption.zh
