import pytest

from fer_lib.chapters.training import sentences
from fer_lib.chapters.training.run_sets import run_sets, several_run_sets
from fer_lib.language import Text
from tests.chapters.run_folders import make_run

RUNS = {
    "main": {"preset": "report-a"},
    "plain": {"preset": "report-a"},
    "dropout": {"preset": "report-a", "dropout": 0.5},
    "leaky": {"preset": "report-a", "activation": "leaky_relu"},
    "cnn": {"preset": "report-b-cnn"},
    "dnn": {"preset": "report-b-dnn"},
    "batchnorm-on-s0": {"preset": "report-a"},
    "fold-0": {"preset": "report-a", "split": "fold", "folds": 2},
    "fold-1": {"preset": "report-a", "split": "fold", "folds": 2, "fold": 1},
    "dropped": {"preset": "report-a", "drop_leaked": True},
    "report-c": {"preset": "report-c"},
}
ROLES = {
    "activations": {"relu": "plain", "leaky_relu": "leaky"},
    "regularization": {"none": "plain", "dropout": "dropout"},
    "cnn_against_dnn": [{"cnn": "cnn", "dnn": "dnn"}],
    "label_noise": ["fold-0", "fold-1"],
    "leaked": {"kept": "plain", "dropped": "dropped"},
}


def test_every_run_is_in_one_set_only(make_edition):
    sets = run_sets(make_edition(RUNS, ROLES))
    assert {s.key: s.names for s in sets} == {
        "regularization": ("plain", "dropout"),
        "activation": ("leaky",),
        "cnn-dnn": ("cnn", "dnn"),
        "copies": ("fold-0", "fold-1", "dropped"),
        "batchnorm": ("batchnorm-on-s0",),
        "others": ("main", "report-c"),
    }


def test_an_edition_of_one_run_has_one_set(make_edition):
    (alone,) = run_sets(make_edition({"main": RUNS["main"]}))
    assert (alone.names, alone.title.en) == (("main",), "main run")


def test_a_run_that_is_alone_is_not_listed_again(make_edition):
    assert several_run_sets(make_edition({"main": RUNS["main"]})) == []
    two = make_edition({"main": RUNS["main"], "report-c": RUNS["report-c"]})
    assert several_run_sets(two) == run_sets(two)


def test_what_the_chapter_looks_at_is_what_the_edition_has(make_edition):
    assert sentences.outline(make_edition({"main": RUNS["main"]})) is None
    appendix = ("{ref}`an appendix <sec-runs>`.", "{ref}`附錄 <sec-runs>`。")
    assert sentences.outline(make_edition({name: RUNS[name] for name in ("main", "report-c")})) == Text(
        f"The curves and figures of both runs are in {appendix[0]}",
        f"兩次訓練的曲線與數字，見{appendix[1]}",
    )
    moved = {
        "main": RUNS["main"],
        "report-c": RUNS["report-c"],
        "moved": {"preset": "report-a", "flip": True},
    }
    assert sentences.outline(make_edition(moved)) == Text(
        "After the main run, this chapter looks at what augmentation does. The curves and figures of all 3 runs are in "
        f"{appendix[0]}",
        f"看完主要的訓練，接著看資料增強做了什麼。全部 3 次訓練的曲線與數字，見{appendix[1]}",
    )
    whole = sentences.outline(make_edition(RUNS, ROLES))
    assert whole is not None
    assert whole.en.startswith(
        "After the main run, this chapter looks at what regularization does and at whether the choice of the "
        "activation matters. The curves"
    )
    assert whole.zh.startswith("看完主要的訓練，接著看正則化有什麼作用、活化函數的選擇要不要緊。全部")


@pytest.mark.parametrize(
    ("others", "title"), [(0, "main run"), (1, "main run and one other"), (2, "main run and other runs")]
)
def test_a_set_with_the_main_run_says_whether_there_is_another(make_edition, others: int, title: str):
    names = ("main", "report-c", "cnn")[: others + 1]
    (alone,) = run_sets(make_edition({name: RUNS[name] for name in names}))
    assert alone.title.en == title


def test_a_main_run_that_plays_a_part_is_not_named_among_the_others(make_edition):
    runs = {name: RUNS[name] for name in ("main", "leaky", "report-c")}
    activation, others = run_sets(
        make_edition(runs, {"activations": {"relu": "main", "leaky_relu": "leaky"}})
    )
    assert set(activation.names) == {"main", "leaky"}
    assert (others.names, others.title.en) == (("report-c",), "other runs")


def test_a_set_reads_its_runs(make_edition):
    edition = make_edition({"main": RUNS["main"], "report-c": RUNS["report-c"]})
    for name, right in (("main", 20), ("report-c", 30)):
        make_run(edition.folder / name, range(right), model=edition.configs[name].model)
    (alone,) = run_sets(edition)
    summaries = alone.summaries(edition)
    assert [(run.name, run.network, run.validation.successes) for run in summaries] == [
        ("main", "report-a", 20), ("report-c", "report-c", 30),
    ]  # fmt: skip
