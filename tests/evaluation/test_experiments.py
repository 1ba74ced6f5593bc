"""The experiments of chapters 3 and 4: read from an edition, absent without failing, sentences from the numbers."""

import pytest

from fer_lib.chapters.cnn_dnn.network_experiment import read_pairs, report_of
from fer_lib.chapters.cnn_dnn.shuffle_experiment import ShuffleExperiment
from fer_lib.chapters.training.activation_experiment import read_activations
from fer_lib.chapters.training.regularization_experiment import read_regularization
from tests.evaluation.run_folders import history, make_run

RUNS = {
    "main": {"preset": "report-a"},
    "leaky": {"preset": "report-a", "activation": "leaky_relu"},
    "prelu": {"preset": "report-a", "activation": "prelu"},
    "dropout": {"preset": "report-a", "dropout": 0.5},
    "flip": {"preset": "report-a", "flip": True},
    "all": {"preset": "report-a", "flip": True, "dropout": 0.5},
    "cnn": {"preset": "report-b-cnn"},
    "dnn": {"preset": "report-b-dnn"},
    "cnn-shuffled": {"preset": "report-b-cnn", "shuffle_pixels": True},
    "dnn-shuffled": {"preset": "report-b-dnn", "shuffle_pixels": True},
    "d-cnn": {"preset": "report-d-cnn"},
    "d-dnn": {"preset": "report-d-dnn"},
}
SHUFFLED = {"cnn": "cnn", "dnn": "dnn", "cnn_shuffled": "cnn-shuffled", "dnn_shuffled": "dnn-shuffled"}


@pytest.fixture
def edition(make_edition):
    """An edition with these roles; ``results`` gives each run's right images, or keywords of ``make_run``."""

    def make(roles, results):
        book = make_edition(RUNS, roles)
        for name, result in results.items():
            settings = book.configs[name].model_dump(exclude={"name", "runs_dir", "overwrite"})
            given = result if isinstance(result, dict) else {"right": result}
            make_run(book.folder / name, **{**settings, **given, "data": "abc"})
        return book

    return make


def test_an_edition_without_parts_has_no_experiments(edition):
    book = edition({}, {})
    assert read_activations(book) is None
    assert read_regularization(book) is None
    assert read_pairs(book) == []


def activations(edition, leaky):
    roles = {"activations": {"relu": "main", "leaky_relu": "leaky", "prelu": "prelu"}}
    found = read_activations(edition(roles, {"main": range(20), "leaky": leaky, "prelu": range(1, 21)}))
    assert found is not None
    return found


def test_activations_that_differ_little_agree_with_the_claim_and_the_limits_are_said(edition):
    found = activations(edition, range(2, 22))
    assert found.family.verdicts == ("none",) * 3
    agreement, limits = found.describe()
    assert "none of the 3 comparisons shows a difference" in agreement.en
    assert "3 項比較都看不出差異" in agreement.zh
    assert "not the same as equal" in limits.en
    assert f"below about {100 * found.family.detectable_difference:.1f} points" in limits.en
    assert "trained once" in limits.en
    assert "只訓練了一次" in limits.zh
    assert [row[0].en for row in found.family.rows()] == [
        "ReLU − LeakyReLU",
        "ReLU − PReLU",
        "LeakyReLU − PReLU",
    ]
    assert "LeakyReLU 50.0% and 90.0%" in found.alt().en


def test_an_activation_that_is_better_contradicts_the_claim(edition):
    agreement, *_ = activations(edition, range(40)).describe()
    assert "does not hold here for every pair" in agreement.en
    assert "LeakyReLU is right more often than ReLU, by 50.0 points" in agreement.en
    assert "並非每一對都成立" in agreement.zh


def regularization(edition, **results):
    roles = {"regularization": {"none": "main", "dropout": "dropout", "augmentation": "flip", "all": "all"}}
    found = read_regularization(edition(roles, results))
    assert found is not None
    return found


def test_regularization_that_helps_is_said_to_help(edition):
    found = regularization(
        edition,
        main={"right": range(10), "train_right": 40},
        dropout={"right": range(11), "train_right": 40},
        flip={"right": range(36), "train_right": 38},
        all={"right": range(2), "train_right": 30},
    )
    assert found.family.verdicts == ("none", "first", "second")
    assert [name.en for name in found.narrower()] == ["augmentation"]
    gap, accuracy = found.describe()
    assert "the gap" in gap.en
    assert "75.0 (" in gap.en
    assert (
        "intervals that do not overlap: augmentation. The narrowest is that of augmentation, 5.0 points"
        in gap.en
    )
    assert accuracy.en.startswith("More validation images right than with none: augmentation.")
    assert "Fewer validation images right: all together." in accuracy.en
    assert "No difference shown: dropout." in accuracy.en
    assert "often be missed" in accuracy.en
    assert "看不出差異：隨機失活" in accuracy.zh
    rows = found.rows()
    assert [row[0].en for row in rows] == [
        "no regularization",
        "dropout",
        "augmentation",
        "all together",
    ]
    assert rows[2][3].en.startswith("5.0 (")
    assert found.settings().en == "Settings: dropout 0.5; augmentation: mirroring."
    assert found.settings().zh == "設定：隨機失活 0.5；資料增強：左右鏡射。"
    assert len(rows[0]) == len(found.columns())
    assert found.n == (40, 40)


def test_regularization_that_does_nothing_is_said_to_do_nothing(edition):
    found = regularization(edition, main=range(20), dropout=range(20), flip=range(1, 21), all=range(2, 22))
    gap, accuracy = found.describe()
    assert "No kind of regularization narrows it" in gap.en
    assert "沒有哪一種正則化" in gap.zh
    assert accuracy.en.startswith("No difference shown: dropout, augmentation and all together.")


def pairs(edition, **results):
    return read_pairs(edition({"cnn_against_dnn": [SHUFFLED]}, results))


CURVE = {
    "cnn": {"right": range(32), "curve": history(0.3, 0.5, 0.65, 0.75, 0.79, 0.8), "seconds": 6.0},
    "dnn": {"right": range(16), "curve": history(0.2, 0.35, 0.2, 0.35, 0.25, 0.4), "seconds": 1.5},
}


def test_a_pair_is_compared_in_every_respect_that_the_reports_name(edition):
    (pair,) = pairs(edition, **CURVE)
    assert pair.key == "pair-1"
    assert pair.report.en == "report B"
    rows = {row[0].en: row[1:] for row in pair.rows()}
    assert rows["trainable parameters"] == ["400,583", "310,807"]
    assert rows["multiply-accumulates an image"] == ["69,980,608", "310,208"]
    assert rows["each weight is used, on average"] == ["175×", "1×"]
    assert rows["epochs to 95% of its best"] == ["5", "6"]
    assert "test accuracy" not in rows
    assert [row[-1].en for row in pair.verdict_rows()] == ["holds"] * 4
    assert "4.0 times as long as one of the DNN" in pair.describe_time().en
    assert "226 times as many multiplications" in pair.describe_time().en
    assert "The validation accuracy of the DNN scatters by" in pair.describe_smoothness().en
    assert "DNN 的驗證準確率逐週期抖動" in pair.describe_smoothness().zh
    (difference,) = pair.describe_difference()
    assert "the CNN alone is right on 16 and the DNN alone on 0" in difference.en
    assert "The CNN is right more often than the DNN, by 40.0 points" in difference.en
    assert pair.alt().en.startswith("The training loss of the CNN ends at 1.20, that of the DNN at 1.60")
    assert [group.label.en for group in pair.curve_groups()] == ["CNN", "DNN"]


def test_claims_of_the_dnn_can_fail(edition):
    (pair,) = pairs(edition, cnn={**CURVE["dnn"]}, dnn={**CURVE["cnn"]})
    assert [row[-1].en for row in pair.verdict_rows()] == [
        "does not hold: the DNN is better",
        *["does not hold"] * 3,
    ]
    (short,) = pairs(edition, cnn=range(20), dnn=range(20))
    assert [row[-1].en for row in short.verdict_rows()][:3] == [
        "no difference shown",
        *["too few epochs to say"] * 2,
    ]
    assert "too short" in short.describe_smoothness().en
    assert short.rows()[-1][1:] == ["–", "–"]


def test_the_printed_equality_of_report_b_is_named_and_report_d_has_none(edition):
    roles = {"cnn_against_dnn": [SHUFFLED, {"cnn": "d-cnn", "dnn": "d-dnn"}]}
    results = {**CURVE, "d-cnn": range(30), "d-dnn": range(20)}
    b, d = read_pairs(edition(roles, results))
    assert "Report B prints 309,664 and 310,208" in b.describe_counts().en
    assert "400,583 parameters and the DNN 310,807: a ratio of 1.29" in b.describe_counts().en
    assert "報告 B 印出 309,664 與 310,208" in b.describe_counts().zh
    assert (
        d.describe_counts().en == "The CNN has 5,920,583 parameters and the DNN 6,046,727: a ratio of 0.98."
    )
    assert ShuffleExperiment.of(d) is None
    assert report_of("vgg-fer").en == "`vgg-fer`"


def shuffle(edition, cnn, dnn, cnn_shuffled, dnn_shuffled):
    runs = {"cnn": cnn, "dnn": dnn, "cnn-shuffled": cnn_shuffled, "dnn-shuffled": dnn_shuffled}
    (pair,) = read_pairs(edition({"cnn_against_dnn": [SHUFFLED]}, {k: range(n) for k, n in runs.items()}))
    found = ShuffleExperiment.of(pair)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("right", "lost", "words"),
    [
        ((36, 16, 20, 16), 0.8, "The lead of the CNN goes from +50.0 to +10.0 points; 80% of it is lost. As expected"),
        ((36, 16, 34, 16), 0.1, "10% of it is lost. That is not what was expected"),
        ((36, 16, 12, 16), 1.2, "ahead by 50.0 points; on shuffled pixels it is not ahead any more. As expected"),
        ((36, 16, 26, 4), -0.1, "That is not what was expected"),  # the DNN has lost as well
        ((36, 16, 6, 16), 1.5, "not ahead any more. How much of its lead a CNN keeps that has begun to learn"),
        ((16, 16, 16, 16), None, "The CNN has no lead here"),
    ],
)  # fmt: skip
def test_what_becomes_of_the_lead(edition, right, lost, words):
    found = shuffle(edition, *right)
    assert found.lost_lead == (lost if lost is None else pytest.approx(lost))
    changes, lead = found.describe()
    assert words in lead.en
    assert lead.zh
    same = right[3] == right[1]
    assert ("makes no difference to the DNN" if same else "takes 30.0 points from the DNN") in changes.en
    assert ("對 DNN 沒有看得出的影響" if same else "讓 DNN 失去 30.0 個百分點") in changes.zh
    assert ("too short for it to begin to learn" in changes.en) == (right[2] == 6)


def test_the_table_of_the_shuffling(edition):
    found = shuffle(edition, 36, 16, 20, 16)
    cnn, dnn, lead = found.rows()
    assert cnn[1].en.startswith("90.0% (")
    assert cnn[3].en.startswith("−40.0 (")
    assert dnn[3].zh.startswith("0.0（")
    assert lead[1:] == ["+50.0", "+10.0", "−40.0"]
    assert len(found.columns()) == len(lead)
    assert found.alt().zh == "由左到右的兩條線：CNN 從 90.0% 到 50.0%，DNN 從 40.0% 到 40.0%。"
    assert found.n == 40
