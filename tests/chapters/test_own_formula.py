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
    monkeypatch.setattr(own_formula.publish, "text", printed.append)
    own_formula.check("batchnorm.dxhat", formula)
    (text,) = printed
    assert text.en.startswith(en)
    assert text.zh.startswith(zh)
    own, correct = text.en.split("$")[1::2], text.zh.split("$")[1::2]
    assert sorted(own) == sorted(correct)  # the same numbers and symbols in both


def test_the_cell_of_a_chapter_refuses_an_unknown_target():
    with pytest.raises(UserError, match="Near names: batchnorm"):
        own_formula.check("batchnorm.dy", "g[k]")
