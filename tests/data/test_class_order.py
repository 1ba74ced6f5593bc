"""Which classes there are and in which order: words, numbers, given classes, classes that are left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_lib.data.class_order import ClassOrder, Words, decide
from fer_lib.data.class_words import WORDS
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.options import DataOptions
from fer_lib.errors import UserError


def order(counts, faces=False, own=(), **options) -> ClassOrder:
    if not isinstance(counts, dict):
        counts = dict.fromkeys(counts, 1)
    words = Words(counts, lambda word: f"at {word}", "Mend it.", own=own, faces=faces)
    return decide(words, DataOptions.model_validate(options))


def refused(*arguments, **options) -> str:
    with pytest.raises(UserError) as error:
        order(*arguments, **options)
    return str(error.value)


def test_words_are_sorted():
    found = order(["dog", "Bird", "cat"])
    assert found.names == ("Bird", "cat", "dog")
    assert found.index == {"dog": 2, "Bird": 0, "cat": 1}
    assert "alphabetical" in found.sentence


def test_two_spellings_are_one_class():
    found = order(["Cat", "dog", "cat", "cafe\u0301", "CAFÉ"])
    assert found.names == ("café", "Cat", "dog")
    assert found.index == {"Cat": 1, "cat": 1, "dog": 2, "cafe\u0301": 0, "CAFÉ": 0}


def test_words_of_fer2013_have_its_order_and_all_seven():
    found = order(["Happy", "angry"])
    assert found.names == CLASS_NAMES
    assert found.index == {"Happy": 3, "angry": 0}
    assert order([*sorted(CLASS_NAMES), "contempt"]).names == (*CLASS_NAMES, "contempt")


def test_numbers_of_faces_are_fer2013s():
    found = order(["6", "0", "03"], faces=True)
    assert found.names == CLASS_NAMES
    assert found.index == {"6": 6, "0": 0, "03": 3}
    assert "0 angry, 1 disgust" in found.sentence
    message = refused({"0": 5, "7": 2, "9": 1}, faces=True)
    assert message.startswith(
        'at 7: the label is "7" (2 images), others are "9" (1), expected a whole number 0 to 6'
    )


def test_other_numbers_are_names_in_the_order_of_the_numbers():
    found = order(["10", "2", "1", "01"])
    assert found.names == ("1", "2", "10")
    assert found.index == {"10": 2, "2": 1, "1": 0, "01": 0}
    assert "what 1 means, it does not say" in found.sentence


def test_numbers_and_words_together_are_refused():
    message = refused({"0": 9, "1": 9, "cat": 1, "dog": 2})
    assert message.startswith(
        'at cat: the label is "cat" (1 image), others are "dog" (2), expected a whole number'
    )
    assert refused({"0": 1, "cat": 9, "dog": 9}).startswith(
        'at 0: the label is "0" (1 image), expected a word'
    )
    assert order(["0", "cat", "dog"], leave_out=["cat", "dog"], classes=["a", "b"]).index == {
        "0": 0,
        "cat": -1,
        "dog": -1,
    }


def test_given_classes_order_words():
    found = order(["dog", "CAT"], classes={"Cat": "貓", "Dog": {"en": "Hound", "zh-TW": "狗"}, "cow": None})
    assert found.names == ("Cat", "Dog", "cow")
    assert found.index == {"dog": 1, "CAT": 0}
    assert found.titles == {"Cat": {"zh-TW": "貓"}, "Dog": {"en": "Hound", "zh-TW": "狗"}}


def test_all_words_that_are_no_given_class_are_named_at_once():
    message = refused({"cat": 4, "cow": 3, "pig": 1}, classes=["cat", "dog"])
    assert message.startswith(
        'at cow: the label is "cow" (3 images), others are "pig" (1), but the classes are cat, dog.'
    )
    assert [
        word for word in ("--classes", "`classes:`", "--leave-out", "`leave_out:`") if word not in message
    ] == []
    assert order(["cat", "cow", "pig"], classes=["cat", "dog"], leave_out=["COW", "pig"]).left_out == {
        "cow": 1,
        "pig": 1,
    }


def test_numbers_count_through_given_classes_from_0():
    found = order(["1", "0", "00"], classes=["cat", "dog", "cow"])
    assert found.index == {"1": 1, "0": 0, "00": 0}
    assert found.sentence == "numbers count from 0 through the classes that were given: cat, dog, cow"
    message = refused({"0": 1, "3": 2, "4": 1}, classes=["cat", "dog", "cow"])
    assert message.startswith(
        'at 3: the label is "3" (2 images), others are "4" (1), but the classes are cat, dog, cow'
    )
    assert "from 0 to 2" in message


@pytest.mark.parametrize("numbers", [None, 1])
def test_numbers_that_count_from_1_through_all_classes_can_mean_nothing_else(numbers):
    found = order(["1", "2.0", "3"], classes=["cat", "dog", "cow"], numbers=numbers)
    assert found.names == ("cat", "dog", "cow")
    assert found.index == {"1": 0, "2.0": 1, "3": 2}
    assert found.sentence == "numbers count from 1 through the classes that were given: cat, dog, cow"


def test_numbers_that_can_count_from_0_or_1_are_asked_for():
    message = refused(["1", "2"], classes=["cat", "dog", "cow"])
    assert "from 0 or from 1. Say which: --numbers 0 or --numbers 1 (in an edition `numbers:`" in message
    assert order(["1", "2"], classes=["cat", "dog", "cow"], numbers=0).index == {"1": 1, "2": 2}
    assert order(["1", "2"], classes=["cat", "dog", "cow"], numbers=1).index == {"1": 0, "2": 1}
    with pytest.raises(ValueError, match="numbers: 1 says from where"):
        order(["1", "2"], numbers=1)


def test_numbers_that_are_given_as_names_stand_for_themselves():
    assert order(["1", "3", "02"], classes=["3", "2", "1"]).index == {"1": 2, "3": 0, "02": 1}


def test_classes_that_the_form_knows():
    found = order(["b", "a"], own=("b", "c", "a"))
    assert found.names == ("b", "c", "a")
    assert order(["b", "a"], own=("b", "c", "a"), leave_out=["c"]).names == ("b", "a")
    assert order(["b", "a"], own=("b", "c", "a"), classes=["a", "b"]).names == ("a", "b")


def test_classes_that_are_left_out_are_counted():
    found = order({"cat": 4, "dog": 3, "Dog": 2, "cow": 1}, leave_out=["DOG"])
    assert found.names == ("cat", "cow")
    assert found.index == {"cat": 0, "dog": -1, "Dog": -1, "cow": 1}
    assert found.left_out == {"dog": 5}
    assert order({"0": 2, "4": 1}, faces=True, leave_out=["disgust"]).left_out == {"disgust": 0}


def test_what_cannot_be_left_out():
    assert "leave_out: cwo, pig: there is no such class; there are cat, cow" in refused(
        ["cat", "cow"], leave_out=["cwo", "pig"]
    )
    assert refused(["cat", "cow"], leave_out=["cow"]).startswith(
        "at cat: cat is the only class, without cow; a network tells two or more apart"
    )
    assert "there is no class" in refused(["cat", "cow"], leave_out=["cow", "cat"])


@given(
    st.dictionaries(
        st.sampled_from(["a", "B", "b", "c", "d", "É", "e\u0301"]), st.integers(1, 9), min_size=2
    ),
    st.sets(st.sampled_from(["a", "b", "c"]), max_size=2),
)
def test_every_image_is_in_a_class_or_left_out(counts, leave_out):
    try:
        found = order(counts, leave_out=sorted(leave_out))
    except UserError:
        return
    kept = sum(counts[word] for word, label in found.index.items() if label >= 0)
    assert kept + sum(found.left_out.values()) == sum(counts.values())
    assert all(label < len(found.names) for label in found.index.values())
    assert set(found.index) == set(counts)


def test_numbers_in_the_order_of_a_named_set():
    found = order(["1", "7", "3.0"], numbers="raf-db")
    assert found.names == CLASS_NAMES
    assert {word: found.names[label] for word, label in found.index.items()} == {
        "1": "surprise",
        "7": "neutral",
        "3.0": "disgust",
    }
    assert found.sentence == (
        "numbers were taken in RAF-DB's order: 1 surprise, 2 fear, 3 disgust, 4 happy, 5 sad, 6 angry, 7 neutral"
    )
    assert found.converted == {"label_decimal_to_number": 1}
    assert order(["7", "0"], numbers="AffectNet").names == (*CLASS_NAMES, "contempt")
    assert refused({"0": 3, "8": 2}, numbers="raf-db").startswith(
        'at 0: the label is "0" (3 images), others are "8" (2), expected a whole number 1 to 7'
    )
    given_too = order(["1", "4"], numbers="raf-db", classes=["Happiness", "Surprise", "x"])
    assert given_too.index == {"1": 1, "4": 0}


def test_a_number_can_be_left_out_before_the_others_are_counted():
    found = order([*map(str, range(1, 9))], classes=["a", "b", "c", "d", "e", "f", "g"], leave_out=["8"])
    assert found.index == {**{str(n): n - 1 for n in range(1, 8)}, "8": -1}
    assert order(["0", "6", "7"], faces=True, leave_out=["7"]).left_out == {"7": 1}


SYNONYMS = st.sampled_from([(word, name) for name, words in WORDS.items() for word in (name, *words)])


@given(
    st.lists(SYNONYMS, min_size=4, max_size=12, unique=True).filter(
        lambda pairs: len({b for _, b in pairs}) > 3
    ),
    st.sampled_from(["{}", "0_{}", "{}_1", " {} ", "12-{}", "{}.3", "[{}]"]),
    st.sampled_from([str, str.upper, str.title]),
)
def test_every_word_of_an_expression_is_read_as_it(pairs, form, spelled):
    found = order({form.format(spelled(word)): 2 for word, _ in pairs})
    assert set(found.names) >= set(CLASS_NAMES)
    assert [found.names[label] for label in found.index.values()] == [name for _, name in pairs]
    renamed = sum(form.format(spelled(word)).strip().lower() != name for word, name in pairs)
    assert found.converted.get("label_word_to_class", 0) == 2 * renamed
    assert found.sentence.count("was read as") <= len(pairs)
