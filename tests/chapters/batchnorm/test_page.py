"""Verdicts, sentences, tables and the figure of chapter 11."""

import re
from dataclasses import replace

import pytest

from fer_lib.chapters.batchnorm import claims, figures, sentences, tables
from fer_lib.chapters.batchnorm.gradient_checks import CancelledBiases
from fer_lib.chapters.batchnorm.names import images_text, network_text
from fer_lib.chapters.compared_settings import ComparedSettings
from fer_lib.config import RunConfig
from fer_lib.data.shapes import generate
from fer_lib.language import Text
from fer_lib.proofs import run_chapter
from fer_lib.proofs.batchnorm import consequences, gradients, torch_checks
from tests.chapters.batchnorm.made_up import FAST, SLOW, experiment, group, history
from tests.chapters.numbers import assert_same_numbers, texts_of_figure, texts_of_table
from tests.conftest import toy_faces


@pytest.fixture(scope="module")
def results():
    return run_chapter("batchnorm")


@pytest.mark.parametrize(
    ("with_norm", "says", "faster"),
    [
        (FAST, "45.0%, in epoch 3; with it, epoch 1 is already as good.", True),
        (group(history(0.3, 0.3)), "the one with it never does.", False),
        (group(history(0.3, 0.3, 0.5)), "with it, the same epoch is as good.", False),
        (group(history(0.3, 0.3, 0.3, 0.5)), "with it, that takes until epoch 4.", False),
    ],
)
def test_already_is_said_only_of_an_earlier_epoch(with_norm, says, faster):
    made = experiment(with_norm, SLOW)
    text = sentences.convergence(made)
    assert says in text.en
    assert ("already" in text.en) == ("就有這個水準" in text.zh) == made.is_faster == faster
    assert_same_numbers([text])


def test_what_else_differs_is_said():
    made = experiment(FAST, SLOW)
    assert sentences.alike(made).en.endswith("Seeds and settings are the same.")
    more = ComparedSettings(("normalization",), {"epochs": (3, 6)})
    other = sentences.alike(replace(made, settings=more))
    assert (
        "do not differ in batch normalization alone, but in this as well: the number of epochs (3, 6)."
        in other.en
    )
    assert other.zh.endswith("這些設定也不同：epoch 數（3、6）。因此兩者的差距不能只歸因於批次正規化。")
    assert "A likely reason" not in sentences.spread_of_logits(replace(made, settings=more)).en


def test_a_plateau_is_told_where_there_is_one():
    slow = experiment(FAST, SLOW)
    assert "for the first 2 epochs" in sentences.plateau(slow).en
    assert "class (15.6%)" in sentences.plateau(slow).en
    assert "for the first epoch the" in sentences.plateau(experiment(FAST, group(history(0.16, 0.5)))).en
    assert sentences.plateau(experiment(FAST, FAST)).en == ""


def test_proofs_decide_a14_and_c6(results):
    assert claims.a14(results).verdict == "holds"
    assert claims.c6(results).verdict == "fails"


def test_every_claim_of_the_proofs_has_its_row(results):
    rows = [tables.gradient_claims(results), tables.consequence_claims(results), tables.torch_claims(results)]
    shown = [result.claim for _, chosen in rows for result in chosen]
    assert shown == [*gradients.CLAIMS, *consequences.CLAIMS, *torch_checks.CLAIMS]
    assert len(shown) == len(results)


def test_tables_and_sentences_say_the_same_in_both_languages():
    slow = experiment(FAST, SLOW)
    for table in (tables.missing_gamma(), tables.sums(), tables.accuracy(slow)):
        assert_same_numbers(texts_of_table(table))
    assert [row[1:] for row in tables.accuracy(slow).rows] == [
        ["50.0%", "16.0%"],
        ["75.0%", "16.2%"],
        ["–", "45.0%"],
    ]
    assert_same_numbers(
        [
            *texts_of_figure(figures.curves(slow)),
            sentences.cancelled_biases(CancelledBiases(2032, 3e-16, 0.2)),
            sentences.spread_of_logits(slow),
            sentences.limits(),
            sentences.experiment_follows(),
        ]
    )
    assert "96 training and 32 validation images" in figures.curves(slow).caption.en


def test_without_the_experiment_the_page_says_what_would_bring_it(make_edition):
    text = sentences.no_experiment(make_edition({"main": {"preset": "report-a"}}))
    assert "names that begin with `batchnorm-`" in text.en
    assert "editions/test.yaml" in text.zh


OF_REPORTS = re.compile(r"[Rr]eport [A-E]|報告|\bA12\b|[Cc]laim|說法|face|臉")


def test_without_the_reports_the_experiment_is_about_the_editions_own_network_and_images(results):
    of_shapes = replace(
        experiment(FAST, SLOW),
        config=RunConfig(model="hers.py:Net", schedule="constant"),
        dataset=generate(60, seed=0).dataset,
    )
    spread = {"batch": 1.0, "none": 0.01}
    object.__setattr__(of_shapes, "logit_spread", spread)  # a network of one's own leaves no choice
    caption, alt = texts_of_figure(figures.curves(of_shapes, reports=False))
    for text in (
        caption, alt,
        sentences.convergence(of_shapes), sentences.alike(of_shapes), sentences.plateau(of_shapes),
        sentences.spread_of_logits(of_shapes), sentences.limits(), sentences.experiment_follows(),
        sentences.cancelled_biases(CancelledBiases(24, 3e-16, 0.2), reports=False),
    ):  # fmt: skip
        assert not OF_REPORTS.search(text.en + text.zh), text
        assert_same_numbers([text])
    assert "of the network `hers.py:Net` after" in caption.en
    assert "images, all computer-drawn images;" in caption.en
    assert "張電腦繪製的影像" in caption.zh
    assert "constant learning rate" in caption.en
    assert tables.consequence_claims(results, reports=False)[0].en == "Claims about sums of the gradient."


def test_one_seed_has_no_mean():
    alone = experiment(group(history(0.6, 0.7)), group(history(0.2, 0.5)))
    texts = [figures.curves(alone).caption, tables.accuracy(alone).caption]
    assert_same_numbers(texts)
    assert all("one seed each" in text.en and "mean" not in text.en for text in texts)


def test_a_reason_is_given_only_where_the_untrained_networks_differ_and_it_is_faster():
    slow = experiment(FAST, SLOW)
    assert "A likely reason" in sentences.spread_of_logits(slow).en
    slower = experiment(SLOW, FAST)
    assert "A likely reason" not in sentences.spread_of_logits(slower).en
    assert_same_numbers([sentences.spread_of_logits(slower)])


def test_the_network_and_the_images_are_called_what_they_are():
    assert network_text(RunConfig(), reports=True).en == "report A’s network"
    assert network_text(RunConfig(), reports=False).en == "the network `report-a`"
    faces = replace(toy_faces(), provenance={})
    assert images_text(faces).en == "images, all faces"
    drawn = replace(faces, provenance={"synthetic": True, "form": "synthetic"})
    assert images_text(drawn).zh == "電腦繪製的人臉"
    others = replace(faces, class_names=tuple("abcdefg"))
    assert images_text(others) == Text("images", "影像")
