"""What chapter 4 says is true of the pair, whatever it is: equal, too short, shuffled to its gain or to no effect."""

import math
import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.cnn_dnn import figures, sentences, shuffle_sentences, tables
from fer_lib.chapters.cnn_dnn.pair_experiment import (
    CNN,
    CNN_SHUFFLED,
    DNN,
    DNN_SHUFFLED,
    PairExperiment,
    run_names,
)
from fer_lib.chapters.cnn_dnn.shuffle_experiment import ShuffleExperiment
from fer_lib.chapters.cnn_dnn.shuffled_pixels import ShuffledImage
from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS
from fer_lib.data import ImageDataset
from fer_lib.language import Text
from tests.chapters.drawn_runs import compared_in_memory, group, right_images
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put, texts_of_figure, texts_of_table
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=40, deadline=None, derandomize=True)
N = 60
CURVES = st.lists(st.sampled_from([0.2, 0.5, 0.5, 0.51]), min_size=1, max_size=9)


def totals(weights: int, uses: int) -> Any:
    return SimpleNamespace(trainable=weights + 1, weights_only=weights, macs=weights * uses)


@st.composite
def pairs(draw: st.DrawFn) -> PairExperiment:
    """Pairs with one seed or two, of one size or of many, of report B or of nobody."""
    seeds, n = draw(st.integers(1, 2)), draw(st.sampled_from([1, N]))
    report = draw(st.sampled_from(["report-b-cnn", "net.py:Net"]))

    def made(name: Text, key: str, model: str, **chosen: Any) -> Any:
        right = [draw(right_images(n)) for _ in range(seeds)]
        seconds = draw(st.sampled_from([1.0, 1.02, 7.0]))
        return group(
            name, key, right, accuracies=draw(CURVES), seconds_per_epoch=seconds, model=model, settings=chosen
        )

    pair = PairExperiment(
        1, made(CNN, "cnn", report), made(DNN, "dnn", report.replace("cnn", "dnn")),
        made(CNN_SHUFFLED, "cnn-s", report, shuffle_pixels=True, epochs=draw(st.sampled_from([12, 12, 5]))),
        made(DNN_SHUFFLED, "dnn-s", report.replace("cnn", "dnn"), shuffle_pixels=True),
    )  # fmt: skip
    size = st.sampled_from([10, 1000, 1010, 60_000])
    pair.__dict__["totals"] = tuple(totals(draw(size), draw(st.sampled_from([1, 7, 900]))) for _ in "ab")
    return pair


@SETTINGS
@given(pairs())
def test_time_work_and_smoothness(pair: PairExperiment) -> None:
    with compared_in_memory():
        assert_well_put([sentences.parameter_counts(pair), *texts_of_figure(figures.curves(pair))])
    said = sentences.parameter_counts(pair)
    one, other = pair.totals
    assert f"a ratio of {one.trainable / other.trainable:.2f}." in said.en
    assert said.en.startswith("Report B prints 309,664 and 310,208, nearly equal") == (pair.letter == "B")

    cnn, dnn = (group.runs[0].metrics()["seconds_per_epoch"] for group in pair.groups)
    said = sentences.epoch_time(pair)
    similar = 1 / 1.05 < cnn / dnn < 1.05
    assert_true(
        said,
        {
            ("Epochs of the two take about equally long", "所需的時間差不多"): similar,
            ("An epoch of the CNN takes", "CNN 每個 epoch"): cnn > dnn and not similar,
            ("An epoch of the DNN takes", "DNN 每個 epoch"): dnn > cnn and not similar,
        },
    )
    work = one.macs / other.macs
    assert_true(
        said,
        {
            ("about equally many multiplications", "乘法次數差不多"): 1 / 1.05 < work < 1.05,
            ("the CNN does", "CNN 的乘法次數是"): work >= 1.05,
            ("the DNN does", "DNN 的乘法次數是"): work <= 1 / 1.05,
        },
    )
    if "because it uses each weight" in said.en:
        # The use of the weights is the larger of the two factors of the work.
        assert work > 1
        assert (one.macs / one.weights_only) / (other.macs / other.weights_only) > work**0.5

    said, scatter = sentences.smoothness(pair), [pair.jitter(group) for group in pair.groups]
    long = all(len(group.runs[0].history().records) >= 6 for group in pair.groups)
    shown = [f"{100 * (value or 0):.2f}" for value in scatter]
    assert_true(
        said,
        {
            ("too short to say", "epoch 太少"): not long,
            ("of both scatter", "兩者的驗證準確率"): long and shown[0] == shown[1],
            ("accuracy of the CNN scatters", "CNN 的驗證準確率"): long
            and (scatter[0] or 0) > (scatter[1] or 0),
            ("accuracy of the DNN scatters", "DNN 的驗證準確率"): long
            and (scatter[1] or 0) > (scatter[0] or 0),
        },
    )


@SETTINGS
@given(pairs())
def test_the_comparison_and_its_images(pair: PairExperiment) -> None:
    several = len(pair.cnn.runs) > 1
    with compared_in_memory():
        difference, (compared, drawn) = sentences.difference(pair), sentences.comparison(pair)
        assert_well_put([difference, compared, drawn, *texts_of_table(tables.pair(pair))])
        n, right = pair.n, [group.runs[0].predictions("validation") for group in pair.groups]
    hits = [each.predicted == each.labels for each in right]
    only = [int((hits[0] & ~hits[1]).sum()), int((hits[1] & ~hits[0]).sum())]
    assert f"the CNN alone is right on {only[0]} and the DNN alone on {only[1]}" in difference.en
    assert difference.en.startswith("With the first seed: of") == several
    assert drawn.zh.startswith("以第一個種子來說") == several
    signs = {*np.sign(hits[0].astype(int) - hits[1]).tolist()}
    assert_true(
        drawn,
        {"95% of the differences are the same": len(signs) == 1, "differences lie between": len(signs) > 1},
    )

    images = np.random.default_rng(0).integers(0, 255, (n, 4, 4)).astype(np.uint8)
    dataset = ImageDataset(
        images, np.arange(n) % 3, np.ones(n, np.uint8), ("a", "b", "c"), {"form": "shapes"}
    )
    shown: list[Text] = []
    with compared_in_memory(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "fer_lib.publish.figure", lambda _key, _plot, caption, alt: shown.extend((caption, alt))
        )
        patch.setattr("fer_lib.publish.nothing", shown.append)
        figures.publish_disagreements(pair, dataset)
    assert_well_put(shown)
    assert len(shown) == (2 * sum(map(bool, only)) or 1)
    assert ("no image that only one" in shown[0].en) == (not any(only))
    for caption, there in zip(shown[::2], [number for number in only if number], strict=False):
        count = min(there, figures.SHOWN)
        assert_true(
            caption,
            {
                ("the only such image", "只有這一張"): there == 1,
                ("such images among n = 60, the sure", "全部列出"): there == count,
                ("images are such", "全都是這樣"): there == n,
                ("The surest", "張是這樣，這裡列出"): n > there > count,
            },
        )
        assert not re.search("`(cnn|dnn)-2`", caption.en)  # only the first runs' images are shown


@settings(SETTINGS, max_examples=60)
@given(pairs())
def test_what_shuffling_does(pair: PairExperiment) -> None:
    found = ShuffleExperiment.of(pair)
    assert found is not None
    with compared_in_memory():
        changes, lead = shuffle_sentences.shuffling(found)
        assert_well_put([changes, lead, *texts_of_table(tables.shuffling(found))])
        assert_well_put(texts_of_figure(figures.shuffling(found)))
        verdicts = {"DNN": found.dnn_change.verdict(), "CNN": found.cnn_change.verdict()}
        first = found.lead.verdict()
    means = {
        key: np.mean([p.share for p in getattr(found, key).accuracies()])
        for key in ("cnn", "dnn", "cnn_shuffled", "dnn_shuffled")
    }
    shuffled = found.cnn_shuffled.runs[0].config()
    fair = shuffled.epochs == found.cnn.runs[0].config().epochs  # all else is drawn alike
    assert ("differs in the order of the pixels alone" in changes.en) == fair
    assert (f" (12, {shuffled.epochs})" in changes.en) == (not fair)
    fair_of = {"DNN": True, "CNN": fair}
    for name, verdict in verdicts.items():
        gain = means[f"{name.lower()}_shuffled"] - means[name.lower()]
        assert_true(
            changes,
            {
                f"points from the {name} (": verdict == "second" and gain < 0 and fair_of[name],
                f"Shuffling gives the {name}": verdict == "first" and gain > 0 and fair_of[name],
                f"the {name} is right more often": verdict == "first" and gain > 0 and not fair_of[name],
                f"the {name} is right less often": verdict == "second" and gain < 0 and not fair_of[name],
                f"Shuffling changes too little for the {name}": verdict == "too small",
                f"Shuffling makes no difference to the {name}": verdict == "none",
            },
        )
    guessing = max(np.bincount(np.arange(found.n) % 3)) / found.n
    guesses = all(p.wilson_interval[0] <= guessing for p in found.cnn_shuffled.accuracies())
    assert ("CNN is not shown to be better than saying" in changes.en) == guesses

    before, after = means["cnn"] - means["dnn"], means["cnn_shuffled"] - means["dnn_shuffled"]
    led = first == "first"
    same = f"{100 * before:.1f}" == f"{100 * after:.1f}"
    assert_true(
        lead,
        {
            ("No lead of the CNN is shown", "看不出 CNN 有領先"): not led,
            ("is not ahead any more", "領先完全消失"): led and after <= 1e-12,
            ("stays at", "領先維持"): led and same,
            ("grows from", "增加到"): led and after > before,
            "it is lost": led and 0 < after < before,
        },
    )
    if not led:
        return
    lost = 1 - after / before
    caused = fair and lost > 0.5 and verdicts["CNN"] == "second" and verdicts["DNN"] == "none"
    assert_true(
        lead,
        {
            ("that has begun to learn", "真正開始學會"): guesses,
            ("As expected: most of the lead", "一如預期"): caused and not guesses,
            ("these trainings cannot tell", "說明不了"): not fair and not guesses,
            ("not what was expected", "與預期不符"): fair and not caused and not guesses,
        },
    )
    reasons = {
        "half of the lead or more is left": lost <= 0.5,
        "no loss of the CNN is shown": verdicts["CNN"] != "second",
        "the DNN, too, has changed": verdicts["DNN"] != "none",
    }
    if "not what was expected" in lead.en:
        assert {reason for reason in reasons if reason in lead.en} == {r for r, so in reasons.items() if so}


@SETTINGS
@given(st.sampled_from(["noise", "alike", "one", "stripes"]), st.integers(1, 3), st.sampled_from([6, 48]))
def test_neighbours_of_images(kind: str, n: int, side: int) -> None:
    images = np.full((n, side, side), 77, np.uint8)
    if kind == "noise":
        images = np.random.default_rng(n).integers(0, 255, (n, side, side)).astype(np.uint8)
    elif kind == "one":
        images[0, 1, 1] = 0
    elif kind == "stripes":
        images[:, ::2] = 200
    dataset = ImageDataset(images, np.zeros(n, int), np.ones(n, np.uint8), ("a", "b"), {"form": "shapes"})
    said = sentences.neighbours(dataset, images)
    assert_true(
        said, {"all pixels are alike": kind == "alike", "the correlation between a pixel": kind != "alike"}
    )
    example = ShuffledImage.of(images[0])
    alt = figures.shuffled_image(example, dataset).alt
    assert_well_put(texts_of_figure(figures.shuffled_image(example, dataset)))
    rows, columns = (sorted({int(place) + 1 for place in places}) for places in example.window_sources.T)
    assert f"rows {rows[0]} to {rows[-1]} and columns {columns[0]} to {columns[-1]}" in alt.en


@SETTINGS
@given(st.sampled_from([None, 0.0, 1e-16, 1e-15, 3.2e-12, 9e-8]), st.sampled_from([1, 500]))
def test_the_twin(off: float | None, n: int) -> None:
    pair: Any = SimpleNamespace(dnn=SimpleNamespace(runs=[SimpleNamespace(name="dnn", model=lambda: None)]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sentences, "twin_difference", lambda _network, _images: off)
        said = sentences.twin(pair, np.zeros((n, 4, 4), np.uint8))
    assert_true(
        said,
        {
            ("has no such twin", "沒有這樣的分身"): off is None,
            ("are exactly those", "完全相同"): off == 0,
            ("by at most", "捨入誤差"): bool(off),
        },
    )
    if off:
        exponent = int(re.findall(r"10\^\{(-\d+)\}", said.en)[0])
        assert exponent - 1 < math.log10(off) <= exponent


def test_no_sentence_is_left_out() -> None:
    assert_well_put([shuffle_sentences.no_shuffled_pair(SimpleNamespace(file="editions/a.yaml"))])
    assert_well_put(
        [sentences.no_disagreement(SimpleNamespace(name=run_names(group(CNN, "cnn", [np.ones(3, bool)]))))]
    )
    wrong = {p.model: p for p in PRINTED_COUNTS if p.is_erratum}
    assert all(p.agrees() for p in wrong.values())  # each counts what is said of it
    assert abs(wrong["report-b-cnn"].printed / wrong["report-b-dnn"].printed - 1) < 0.01  # “nearly equal”
    assert untried(__file__, sentences, shuffle_sentences, figures, tables) == set()
