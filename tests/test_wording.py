import pytest

from fer_lib.language import Text
from fer_lib.names import class_texts
from fer_lib.wording import (
    all_of,
    decimal,
    interval_percent,
    listed,
    listed_clauses,
    p_value_number,
    p_value_text,
    percent,
    points,
    points_interval,
    points_with_interval,
    signed,
    spaced,
    tidy,
)


@pytest.mark.parametrize(
    ("names", "en", "zh"),
    [
        ([], "", ""),
        (["sad"], "sad", "難過"),
        (["sad", "fear"], "sad and fear", "難過與恐懼"),
        (["sad", "fear", "angry"], "sad, fear and angry", "難過、恐懼與生氣"),
    ],
)
def test_listed(names, en, zh):
    assert (listed(class_texts(names)).en, listed(class_texts(names)).zh) == (en, zh)


def test_names_that_end_in_a_number_keep_their_distance_in_chinese():
    assert listed([Text("conv 8", "卷積 8"), Text("conv 9", "卷積 9")]).zh == "卷積 8 與卷積 9"
    assert listed([Text("15", "15"), Text("50", "50")]).zh == "15 與 50"
    assert listed([Text("`a`", "`a`"), Text("sad", "難過")]).zh == "`a` 與難過"


def test_no_space_is_left_beside_chinese_punctuation():
    text = tidy(Text("the CNN (x)", " CNN 與 DNN （ CNN 減 DNN ）： n\u00a0=\u00a03 。 "))
    assert text == Text("the CNN (x)", "CNN 與 DNN（CNN 減 DNN）：n\u00a0=\u00a03。")


def test_numbers_as_they_are_printed():
    assert [points(x) for x in (0.012, -0.0316, 0.0001, -0.0001)] == ["+1.2", "−3.2", "0.0", "0.0"]
    assert [decimal(x) for x in (-0.244, -0.004, 1.006)] == ["−0.24", "0.00", "1.01"]
    assert points_interval((-0.027, 0.011)) == Text("−2.7 to +1.1", "−2.7 到 +1.1")
    assert points_with_interval(-0.012, (-0.027, 0.003)) == Text(
        "−1.2 (−2.7 to +0.3)", "−1.2（−2.7 到 +0.3）"
    )
    assert [p_value_text(p).replace("\u00a0", " ") for p in (0.0001, 0.0471, 0.5)] == [
        "p < 0.001", "p = 0.047", "p = 0.50",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("share", "digits", "text"),
    [
        (0.713, 1, "71.3%"), (1.0, 1, "100.0%"), (0.0, 1, "0.0%"), (0.9998, 1, "99.98%"), (0.99996, 0, "99.996%"),
        (0.9994, 1, "99.9%"), (0.0003, 1, "0.03%"), (0.004, 0, "0.4%"), (1e-12, 1, "0.0%"),
    ],
)  # fmt: skip
def test_neither_none_nor_all_looks_so(share, digits, text):
    assert percent(share, digits) == text


def test_the_ends_of_an_interval_do_not_look_alike_unless_they_are():
    assert interval_percent((0.585, 0.617)) == "58.5–61.7%"
    assert interval_percent((0.9998, 1.0)) == "99.98–100.00%"
    assert interval_percent((0.0, 0.0012), 0) == "0.0–0.1%"
    assert interval_percent((0.25, 0.25)) == "25.0%"
    assert points_interval((0.00004, 0.0003)).en == "0.00 to +0.03"
    assert points_interval((-0.00049, 0.00049)).en == "−0.05 to +0.05"


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(0.244, 2, "+0.24"), (-1.26, 1, "−1.3"), (-0.004, 2, "0.00"), (0.0, 1, "0.0"), (-3, 0, "−3")],
)
def test_a_signed_number_has_the_books_minus_and_a_zero_has_no_sign(value, digits, expected):
    assert signed(value, digits) == expected


@pytest.mark.parametrize(
    ("p", "number", "text"),
    [
        (0.0470, "0.047", "p\u00a0=\u00a00.047"),
        (0.5, "0.50", "p\u00a0=\u00a00.50"),
        (2e-9, "<\u00a00.001", "p\u00a0<\u00a00.001"),
    ],
)
def test_a_p_value_under_a_head_and_in_a_sentence(p, number, text):
    assert (p_value_number(p), p_value_text(p)) == (number, text)


@pytest.mark.parametrize(
    ("names", "chinese"),
    [
        (["梯度", "LIME"], "梯度與 LIME"),
        (["SmoothGrad", "積分梯度"], "SmoothGrad 與積分梯度"),
        (["圖 0.61 ± 0.13", "LIME 0.88"], "圖 0.61 ± 0.13 與 LIME 0.88"),
        (["`mine`", "`other`"], "`mine` 與 `other`"),
        (["蔬果（64%）", "LIME（2%）"], "蔬果（64%）與 LIME（2%）"),
    ],
)
def test_a_list_has_spaces_where_letters_meet_chinese(names, chinese):
    assert listed([Text("", name) for name in names]).zh == chinese


def test_all_of_two_are_both():
    runs = Text("runs", "次訓練")
    assert all_of(2, runs) == Text("both runs", "兩次訓練")
    assert all_of(1200, runs) == Text("all 1,200 runs", "全部 1,200 次訓練")


def test_clauses_are_not_joined_as_names_are():
    clauses = [Text(f"{name} is {k}", f"{name} 是 {k}") for k, name in enumerate("abc", 1)]
    assert listed_clauses(clauses) == Text("a is 1, b is 2 and c is 3", "a 是 1，b 是 2，c 是 3")


def test_spaced():
    assert spaced("照LIME與梯度的7種順序") == "照 LIME 與梯度的 7 種順序"
    assert spaced("已有 LIME，`mine`") == "已有 LIME，`mine`"
