import pytest

from fer_lib import publish
from fer_lib.language import Text
from fer_lib.publish import output
from fer_lib.publish.exercises import WrongSolutionError

QUESTION, SOLUTION = Text("What is 2 + 2?", "2 + 2 是多少？"), Text("It is 4.", "是 4。")


@pytest.fixture
def sent(monkeypatch):
    """What went to the notebook: (metadata, data) of each output."""
    outputs = []
    monkeypatch.setattr(
        output, "display", lambda data, raw, metadata: outputs.append((metadata["fer"], data))
    )
    return outputs


def test_exercises_are_numbered_and_come_once_a_language(sent):
    exercise = publish.Exercise(QUESTION, SOLUTION, lambda: 2 + 2 == 4)
    publish.exercises(exercise, exercise)
    assert [(about["lang"], about["body"], about["solution"]) for about, _ in sent] == [
        ("en", "**Exercise 1.** What is 2 + 2?", "It is 4."),
        ("zh-TW", "**習題 1.** 2 + 2 是多少？", "是 4。"),
        ("en", "**Exercise 2.** What is 2 + 2?", "It is 4."),
        ("zh-TW", "**習題 2.** 2 + 2 是多少？", "是 4。"),
    ]
    assert [about["title"] for about, _ in sent[:2]] == ["Solution of exercise 1", "習題 1 的解答"]


def test_a_solution_that_its_check_refutes_is_not_printed(sent):
    right = publish.Exercise(QUESTION, SOLUTION, lambda: True)
    wrong = publish.Exercise(QUESTION, SOLUTION, lambda: 2 + 2 == 5)
    with pytest.raises(WrongSolutionError, match="exercise 2"):
        publish.exercises(right, wrong)
    assert not sent


def test_findings_come_as_a_list(sent):
    publish.in_short(Text("one", "一"), Text("two", "二"))
    assert [(about["lang"], about["findings"], data["text/markdown"]) for about, data in sent] == [
        ("en", ["one", "two"], "- one\n- two"),
        ("zh-TW", ["一", "二"], "- 一\n- 二"),
    ]


@pytest.mark.parametrize("number", [1, 5])
def test_findings_are_two_to_four(number):
    with pytest.raises(ValueError, match="2 to 4"):
        publish.in_short(*[Text("one", "一")] * number)
