import pytest

from fer_lib.chapters.seed_groups import SeedGroup
from fer_lib.chapters.training import experiment_sentences, figures, tables
from fer_lib.chapters.training.regularization_experiment import RegularizationExperiment, read_regularization
from fer_lib.language import Text
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table
from tests.chapters.run_folders import make_run
from tests.chapters.training.conftest import RUNS, edition_of

ROLES = {"regularization": {"none": "main", "dropout": "dropout", "augmentation": "flip", "all": "all"}}


@pytest.fixture
def regularization(edition):
    """A function of the runs' results that makes the experiment."""

    def make(**results):
        found = read_regularization(edition(ROLES, results))
        assert found is not None
        return found

    return make


@pytest.fixture
def helpful(regularization):
    """Augmentation helps, dropout does nothing, all together harm."""
    return regularization(
        main={"right": range(10), "train_right": 40},
        dropout={"right": range(11), "train_right": 40},
        flip={"right": range(36), "train_right": 38},
        all={"right": range(2), "train_right": 30},
    )


@pytest.fixture
def useless(regularization):
    return regularization(main=range(20), dropout=range(20), flip=range(1, 21), all=range(2, 22))


def test_an_edition_without_such_runs_has_no_experiment(edition):
    assert read_regularization(edition({}, {})) is None


def test_the_gap_and_who_narrows_it(helpful):
    assert helpful.family.verdicts == ("none", "first", "second")
    assert helpful.n == (40, 40)
    assert [group.name.en for group in helpful.narrower] == ["augmentation"]
    assert helpful.narrowest.name.en == "augmentation"


def test_regularization_that_helps_is_said_to_help(helpful):
    settings, gap, accuracy = experiment_sentences.regularization(helpful)
    assert settings.en == "Settings: dropout 0.5; augmentation: mirroring."  # all adds nothing else
    assert settings.zh == "設定：dropout 0.5；資料增強：左右鏡射。"
    assert "is 75.0 points" in gap.en
    assert "do not overlap, with augmentation. The smallest is that of augmentation, 5.0 points." in gap.en
    assert accuracy.en.startswith("With augmentation more validation images are right than with none.")
    assert "With all together fewer validation images are right than with none." in accuracy.en
    assert "With dropout no difference is shown." in accuracy.en
    assert "often be missed" in accuracy.en
    assert "dropout 看不出差異。" in accuracy.zh


def test_regularization_that_does_nothing_is_said_to_do_nothing(useless):
    _, gap, accuracy = experiment_sentences.regularization(useless)
    assert "With no kind of regularization is it smaller" in gap.en
    assert "不論用哪一種正則化" in gap.zh
    assert accuracy.en.startswith("With dropout, augmentation and all together no difference is shown.")


def test_the_table_has_a_row_a_kind(helpful):
    rows = tables.regularization(helpful).rows
    assert [row[0].en for row in rows] == ["no regularization", "dropout", "augmentation", "all together"]
    assert rows[2][3].en.startswith("5.0 (")
    tests = tables.regularization_tests(helpful).rows
    assert [row[0].en for row in tests] == [
        f"{name} − no regularization" for name in ("Dropout", "Augmentation", "All together")
    ]


@pytest.mark.parametrize("case", ["helpful", "useless"])
def test_both_languages_show_the_same_numbers(case, request):
    experiment = request.getfixturevalue(case)
    figure = figures.regularization(experiment)
    made = [tables.regularization(experiment), tables.regularization_tests(experiment)]
    assert_same_numbers([*experiment_sentences.regularization(experiment), *texts_of_figure(figure)])
    assert_same_numbers(text for table in made for text in texts_of_table(table))


def test_several_seeds_have_a_row_each(tmp_path):
    made = iter(range(9))

    def group(name, *right):
        return SeedGroup(name, tuple(make_run(tmp_path / f"run-{next(made)}", r) for r in right))

    none, dropout = Text("no regularization", "不加正則化"), Text("dropout", "dropout")
    groups = {"none": group(none, range(20), range(25)), "dropout": group(dropout, range(30), range(25))}
    rows = tables.regularization_tests(RegularizationExperiment(groups)).rows
    assert [row[0].en for row in rows] == [f"Dropout − no regularization ({seed})" for seed in (1, 2)]
    assert [row[0].zh for row in rows] == [f"dropout − 不加正則化（{seed}）" for seed in (1, 2)]
    assert [row[2] for row in rows] == ["10 : 0", "0 : 0"]
    assert [row[3] for row in rows] == ["0.004", "1.00"]


def test_what_is_tried_alone_and_together(edition):
    def tried(*kinds):
        roles = {"none": "main", **{kind: ROLES["regularization"][kind] for kind in kinds}}
        results = {run: range(20) for run in roles.values()}
        text = experiment_sentences.tried(read_regularization(edition({"regularization": roles}, results)))
        assert text.zh.startswith("這裡試的是（其他條件都相同）：")
        return text.en.removeprefix("Tried here, with everything else the same: ")

    assert (
        tried("dropout", "augmentation", "all")
        == "dropout and augmentation, each alone, and then all together."
    )
    assert tried("dropout", "augmentation") == "dropout and augmentation, each alone."
    assert tried("dropout", "all") == "dropout alone, and then with others."
    assert tried("dropout") == "dropout."
    assert tried("all") == "several kinds at once."


def test_a_kind_that_differs_in_more_is_no_fair_test_of_it(make_edition):
    runs = {**RUNS, "dropout": {**RUNS["dropout"], "epochs": 150}}
    found = read_regularization(edition_of(make_edition, runs, ROLES, {run: range(20) for run in RUNS}))
    said = experiment_sentences.tried(found)
    assert "everything else the same" not in said.en
    assert (
        "The training without regularization and the one with dropout do not differ in dropout alone, but in this as "
        "well: the number of epochs (200, 150). So what sets them apart cannot be put down to dropout alone."
    ) in said.en
    assert "不只差在 dropout，這些設定也不同：epoch 數（200、150）。" in said.zh
    assert "augmentation do not" not in said.en
    assert tables.regularization(found).caption.en.startswith("Trainings with each kind")


def test_how_networks_are_compared_says_that_seeds_were_not_measured(useless):
    said = experiment_sentences.mcnemar(useless.seeds, "editions/mine.yaml")
    assert_same_numbers(said)
    assert "was not measured" in said[1].en
    assert "這裡沒有測量" in said[1].zh
    assert "editions/mine.yaml" in said[1].en
