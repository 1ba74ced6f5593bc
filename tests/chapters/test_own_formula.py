"""The cell in which a reader's own formula is checked."""

import pytest

from fer_lib.chapters import own_formula
from fer_lib.errors import UserError


@pytest.mark.parametrize(
    ("formula", "en", "zh"),
    [
        ("gamma*g[k]", "**Proved**: the formula equals $", "**已證明**"),
        ("g[k]", "**Refuted**: at $k=2$, $m=2$, $g=(", "**已推翻**"),
        ("gamma*g[k]*(floor(m/2) + ceil(m/2))/m", "**Not decided**: the formula agrees", "**未決**"),
        ("gamma*h[k]", "**Cannot parse**, character 7: unknown name “h_k”", "**無法解讀**，第 7 個字元"),
    ],
)
def test_the_cell_of_a_chapter_answers_in_both_languages(monkeypatch, formula, en, zh):
    printed = []
    monkeypatch.setattr(own_formula.publish, "text", lambda *paragraphs: printed.extend(paragraphs))
    own_formula.check("batchnorm.dxhat", formula)
    *reading, text = printed
    assert len(reading) == (not en.startswith("**Cannot"))
    assert all(part.en.startswith(f"Read as `{formula[:4]}") for part in reading)
    assert all(part.zh.startswith(f"讀作 `{formula[:4]}") for part in reading)
    assert text.en.startswith(en)
    assert text.zh.startswith(zh)
    own, correct = text.en.split("$")[1::2], text.zh.split("$")[1::2]
    assert sorted(own) == sorted(correct)  # the same numbers and symbols in both


def test_the_cell_says_which_letters_of_other_authors_it_knows(monkeypatch):
    printed = []
    monkeypatch.setattr(own_formula.publish, "text", lambda *paragraphs: printed.extend(paragraphs))
    own_formula.check("softmax.gradient", r"\mathrm{softmax}(\mathbf{z})_i - y_i")
    assert printed[0].en == "Read as `softmax(z)[i] - y[i]`, where i is t, index of the result."
    assert printed[0].zh == "讀作 `softmax(z)[i] - y[i]`，其中 i 就是 t，結果的指標。"


def test_the_cell_of_a_chapter_refuses_an_unknown_target():
    with pytest.raises(UserError, match="Near names: batchnorm"):
        own_formula.check("batchnorm.dy", "g[k]")
