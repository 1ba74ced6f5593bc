"""The chapter's tables."""

from dataclasses import replace

import numpy as np

from fer_lib.chapters.masks import tables
from fer_lib.chapters.masks.analysis import JudgedRuns
from fer_lib.chapters.masks.report_matrices import REPORT_MATRICES
from fer_lib.data.mask_classes import CLASS_NAMES
from fer_lib.editions.imbalance_roles import METHODS
from tests.chapters.masks.conftest import FOLD_METHODS
from tests.chapters.masks.made_up_runs import made_up_runs, toy_masks
from tests.chapters.numbers import assert_same_numbers, texts_of_table


def test_tables_say_the_same_in_both_languages(masks, folds):
    made = (
        (tables.counts(toy_masks()), len(CLASS_NAMES)),
        (tables.recalls(masks.given), len(METHODS)),
        (tables.scores(masks.given), len(METHODS)),
        (tables.fold_scores(folds), len(FOLD_METHODS)),
        (tables.comparisons(masks.given), len(METHODS) - 1),
        (tables.all_differences(masks.given), 6 * (len(METHODS) - 1)),
        (tables.report_scores(), len(REPORT_MATRICES)),
    )
    for table, rows in made:
        assert len(table.rows) == rows
        assert_same_numbers(texts_of_table(table))


def test_every_method_has_a_description_of_its_own(masks):
    table = tables.methods(masks.given.runs)
    assert (
        len({text.en for _, text, *_ in table.rows})
        == len({text.zh for _, text, *_ in table.rows})
        == len(METHODS)
    )
    assert table.rows[0][2] == "–"
    assert table.rows[-1][3] == "{cite:p}`menon2021long`"
    assert_same_numbers(texts_of_table(table))
    general = tables.methods(masks.given.runs, reports=False)
    assert [row[3] for row in general.rows[:5]] == ["–"] * 5
    assert "report" not in general.caption.en
    assert "報告" not in general.caption.zh
    assert [row[0].en for row in tables.report_scores().rows][1] == "weights 2, 3, 0.5"
    changes = [row[1].en for row in table.rows]
    assert changes[1] == "Cross entropy, rate 0.002, multiplied by 0.1 after every 6 of 20 epochs"
    assert changes[4].startswith("In each of 50 rounds")
    assert changes[4].endswith("the rate starts anew in each")


def test_the_table_of_images_leaves_out_a_set_without_any():
    dataset = toy_masks()
    assert len(tables.counts(dataset).columns) == 5
    without = replace(dataset, split=np.where(dataset.split == 1, 0, dataset.split).astype(np.uint8))
    assert len(tables.counts(without).columns) == 4


def test_only_differences_beyond_noise_are_bold():
    helped, same = (tables.comparisons(JudgedRuns(made_up_runs(better))).rows[0][1:] for better in (2.5, 0.0))
    assert helped[0].en.startswith("**+")
    assert not any("**" in cell.en for cell in same)


def test_report_s_printed_accuracies():
    rows = tables.report_scores().rows
    assert [row[3].split()[0] for row in rows] == ["89.8%", "91.4%", "85.3%", "90.9%"]
    assert rows[0][2] == "–"
    assert rows[1][2] == "0.50–0.81"
