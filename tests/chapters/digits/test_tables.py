"""The chapter's tables."""

from fer_lib.chapters.digits import tables
from tests.chapters.numbers import assert_same_numbers, texts_of_table


def test_tables_say_the_same_in_both_languages(other_digits):
    for table in (
        tables.accuracies(other_digits),
        tables.moved_parameters(other_digits),
        tables.as_written(other_digits),
        tables.confused_pairs(other_digits),
    ):
        assert_same_numbers(texts_of_table(table))


def test_printed_pairs_and_moved_parameters(other_digits):
    pairs = [row[1] for row in tables.confused_pairs(other_digits).rows]
    assert len(pairs) == 8
    assert pairs[4:] == ["2–3", "4–9", "5–7", "2–3"]
    assert tables.moved_parameters(other_digits).rows[0][1:] == ["0 / 768", "0 / 12", "0 / 120", "10 / 10"]


def test_a_row_for_each_kind_of_network(other_digits):
    names = [row[0].en for row in tables.accuracies(other_digits).rows]
    assert names == ["12, random", "12, zero weights, random biases", "12, all zero", "2, random"]
    assert len(tables.as_written(other_digits).rows) == 3


def test_without_reports_only_the_pairs_of_the_networks_here_are_shown(without_reports):
    table = tables.confused_pairs(without_reports)
    assert [row[0].en for row in table.rows] == ["60 units"] * 2 + ["two units"] * 2
    assert "n = 450 test images." in table.caption.en
    assert_same_numbers(texts_of_table(table))
