"""What chapter 4 says in short is true of whatever pair: equal, better either way, shuffled to any effect."""

import re

from hypothesis import given, settings

from fer_lib.chapters.cnn_dnn import in_short
from fer_lib.chapters.cnn_dnn.pair_experiment import PairExperiment
from fer_lib.chapters.cnn_dnn.shuffle_experiment import ShuffleExperiment
from tests.chapters.cnn_dnn.test_sentences_are_true import pairs
from tests.chapters.drawn_runs import compared_in_memory
from tests.chapters.numbers import assert_well_put
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=25, deadline=None, derandomize=True)


@SETTINGS
@given(pairs())
def test_findings(pair: PairExperiment) -> None:
    shuffle = ShuffleExperiment.of(pair)
    assert shuffle is not None
    with compared_in_memory():
        better, cost, change = in_short.findings(pair, [shuffle])
        assert len(in_short.findings(pair, [])) == 2
        verdict = pair.comparison.verdict()
        differences = [each.difference for each in (shuffle.cnn_change, shuffle.dnn_change)]
        guesses = shuffle.cnn_only_guesses
        neighbours = shuffle.came_from_neighbourhood and not shuffle.cnn_only_guesses
    assert_well_put([better, cost, change])
    assert_true(
        better,
        {
            ("no difference in accuracy is shown", "看不出差異"): verdict not in ("first", "second"),
            ("The convolutional network (CNN) is right", "卷積網路（CNN）的驗證準確率高於全"): verdict
            == "first",
            ("The fully connected network (DNN) is right", "全連接網路（DNN）的驗證準確率高於卷"): verdict
            == "second",
        },
    )
    sizes, work = (getattr(pair.totals[0], k) / getattr(pair.totals[1], k) for k in ("trainable", "macs"))
    for phrase, ratio in (("about as many parameters", sizes), ("about as many multiplications", work)):
        assert (phrase in cost.en) == (0.95 <= ratio < 1.05)
    for found, ratio in (
        (re.search(r"([\d.,e-]+) times the parameters", cost.en), sizes),
        (re.search(r"([\d.,e-]+) times as many multiplications", cost.en), work),
    ):
        assert not found or abs(float(found[1].replace(",", "")) / ratio - 1) < 0.06
    assert ("Most of the CNN's lead" in change.en) == neighbours == ("大多來自像素的相鄰關係" in change.zh)
    shown = re.findall(r"by ([+−]?\d+\.\d)", change.en)
    assert [float(x.replace("−", "-")) for x in shown] == [round(100 * d, 1) for d in differences[guesses:]]
    assert ("better than guessing" in change.en) == guesses == ("比亂猜好" in change.zh)
