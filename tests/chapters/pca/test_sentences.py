"""What chapter 14 says of the components of images is true of them, whatever they are."""

from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.pca import sentences
from fer_lib.chapters.pca.image_analysis import ReconstructionErrors
from tests.chapters.numbers import assert_well_put

SHARES = st.sampled_from([0.0, 0.0004, 0.05, 0.249, 0.25, 0.5, 0.71, 0.97, 1.0])
ERRORS = st.sampled_from([0.0, 1e-9, 0.001, 3.2, 3.204, 3.21, 60.0])


@st.composite
def images(draw) -> SimpleNamespace:
    """What the sentences read of an ``ImageAnalysis``."""
    shown = draw(st.integers(1, 4))
    shares = np.sort(draw(st.lists(SHARES, min_size=shown, max_size=shown)))[::-1]
    exact, training, validation = draw(st.booleans()), draw(ERRORS), draw(ERRORS)
    predicted = training if exact else training * (1 + 1e-12)
    return SimpleNamespace(
        dimensions=64,
        reached=list(
            zip((0.8, 0.9, 0.95), draw(st.sampled_from([(1, 1, 1), (1, 2, 64), (5, 5, 9)])), strict=True)
        ),
        shares=shares,
        shown=shown,
        in_colour=draw(st.booleans()),
        of_faces=draw(st.booleans()),
        explained_by_brightness=draw(SHARES),
        explained_by_label=np.array(draw(st.lists(SHARES, min_size=shown, max_size=shown))),
        errors=[ReconstructionErrors(5, 0.5, predicted, training, validation)],
    )


@settings(max_examples=100, deadline=None)
@given(images())
def test_what_is_said_of_components_is_true(drawn) -> None:
    variance, axes, error = (
        say(drawn)
        for say in (sentences.explained_variance, sentences.axes_as_images, sentences.reconstruction)
    )
    assert_well_put([variance, axes, error])
    assert (
        ("mostly brightness" in axes.en)
        == ("主要就是亮度" in axes.zh)
        == (drawn.explained_by_brightness > 0.7)
    )
    labels, best = drawn.explained_by_label, int(drawn.explained_by_label.argmax())
    if "more than of any other" in axes.en:
        assert all(labels[0] > other for other in labels[1:])
        assert len(labels) > 1
    assert ("not directions of great meaning" in axes.en) == (labels.max() < 0.25)
    little = drawn.shares[best] < 0.1
    great = labels.max() >= 0.25 and not little
    assert ("direction of great variance follows it" in axes.en) == (great and best > 0)
    assert ("direction of the greatest variance follows it" in axes.en) == (great and best == 0)
    assert ("holds only" in axes.en) == (labels.max() >= 0.25 and little and best > 0)
    assert ("只占" in axes.zh) == (labels.max() >= 0.25 and little)
    assert ("the first, and even that holds little" in axes.en) == (
        labels.max() >= 0.25 and little and best == 0
    )
    if best == 0:  # its share is told once
        assert axes.en.count(f"{100 * drawn.shares[0]:.1f}% of the variance") <= 1
    (row,) = drawn.errors
    larger = round(row.validation, 2) > round(row.training, 2)
    assert ("were not seen it is larger" in error.en) == ("誤差較大" in error.zh) == larger
