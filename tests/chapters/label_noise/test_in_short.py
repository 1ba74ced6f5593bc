"""What chapter 6 says in short is true of whatever rankings: tested or not, of one label, with a control or without."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.label_noise import in_short
from fer_lib.chapters.label_noise.detection_analysis import DetectionAnalysis
from fer_lib.chapters.label_noise.exclusion_analysis import ExclusionAnalysis
from fer_lib.proportion import Proportion
from tests.chapters.label_noise.test_sentences_are_true import PROPORTIONS, detections, exclusions, move
from tests.chapters.numbers import assert_well_put

SETTINGS = settings(max_examples=25, deadline=None, derandomize=True)


@SETTINGS
@given(PROPORTIONS, st.none() | detections(), exclusions())
def test_findings(
    accuracy: Proportion, detection: DetectionAnalysis | None, exclusion: ExclusionAnalysis
) -> None:
    said = in_short.in_words(accuracy, detection, exclusion)
    assert_well_put(said)
    assert len(said) == (2 if detection is None else 3)
    agreement = said[0] if detection is None else said[2]
    assert f"on {100 * accuracy.share:.1f}% of the training images" in agreement.en
    without, k = said[1], exclusion.k
    word = {1: "rises", -1: "falls", 0: "stays"}[move(exclusion.by_label, k)]
    assert f" the accuracy {word} " in without.en
    control = exclusion.control
    nothing = control is not None and move(exclusion.by_label, k) > 0 and move(control, k) > 0
    assert ("proves nothing" in without.en) == nothing == ("不能證明什麼" in without.zh)
    if detection is not None:
        depth, main = detection.depth, detection.main
        hits = main.wrong[np.argsort(main.quality)[:depth]].mean()
        assert f"{100 * main.wrong.mean():.1f}%" in said[0].en
        if depth > 1:
            assert said[0].en.startswith(f"Of the {depth:,} labels")
            assert f"{100 * hits:.1f}% are " in said[0].en
        else:
            found = ("least is wrong", "least is not shared")
            assert any(phrase in said[0].en for phrase in found) == bool(hits)
