"""The sentence of chapter 12 on report A's lines holds of whatever the checks of these lines give."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from fer_lib.chapters.softmax import figures, sentences
from fer_lib.chapters.softmax.report_a import Derivation, example
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put, texts_of_figure
from tests.chapters.truth import assert_true

LINES = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=4)


def checked(lines):
    return [
        SimpleNamespace(number=k, label_of_the_case=follows, any_label=follows and for_any)
        for k, (follows, for_any) in enumerate(lines, 2)
    ]


@given(LINES, LINES)
def test_lines_that_use_the_label_are_named(first, second) -> None:
    derivation = Derivation({1: checked(first), 0: checked(second)})
    text = sentences.label_use(derivation)
    right = all(follows for follows, _ in first + second)
    assert_true(text, {"Every line is right": right, ("Not every line", "並非每一行"): not right})
    for lines, start, end in (
        (first, "label: ", " of the first case"),
        (second, ", and ", " of the second."),
    ):
        numbers = [str(k) for k, (follows, for_any) in enumerate(lines, 2) if not (follows and for_any)]
        told = (
            text.en.partition(end)[0].rpartition(start)[2]
            if start == "label: "
            else text.en.partition(" of the first case, and ")[2]
        )
        assert ("no line" in told) is (not numbers)
        assert all(number in told for number in numbers)


def test_the_rest_is_well_put_and_every_function_is_tried() -> None:
    assert_well_put([sentences.wrong_step(example())])
    for classes in (2, 7):
        assert_well_put(texts_of_figure(figures.gradients(classes)))
    assert_well_put(texts_of_figure(figures.overflow()))
    assert_well_put(texts_of_figure(figures.triangle()))
    fixed = {"floating_point"}  # an overflow is infinite, and said to be
    assert {name.rpartition(".")[2] for name in untried(__file__, sentences, figures)} <= fixed
