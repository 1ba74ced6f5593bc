"""The figures' type: the same on every machine, whatever fonts it has."""

import logging
from pathlib import Path

import matplotlib.pyplot as plt
import noto_cjk_sans_otc
import pytest
from matplotlib import font_manager
from matplotlib.font_manager import FontEntry, FontProperties

from fer_lib.language import LANGUAGES
from fer_lib.plots import style


@pytest.fixture
def machine_with_a_bold_face(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has a face of the family which the project does not bring along."""
    manager = font_manager.fontManager
    own = [font for font in manager.ttflist if font.name != style.CJK_FAMILY]
    other = FontEntry(fname=own[0].fname, name=style.CJK_FAMILY, style="normal", weight=style.BOLD)
    monkeypatch.setattr(manager, "ttflist", [*own, other])
    style._register_cjk_font.cache_clear()


@pytest.mark.usefixtures("machine_with_a_bold_face")
@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_chinese_is_set_in_the_font_of_the_package(weight: str) -> None:
    with style.figure_style("zh-TW"):
        found = font_manager.fontManager.findfont(FontProperties(weight=weight))
    assert Path(found).parent == Path(noto_cjk_sans_otc.__file__).parent


@pytest.mark.usefixtures("machine_with_a_bold_face")
def test_bold_text_warns_of_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "matplotlib"):
        for lang in LANGUAGES:
            with style.figure_style(lang):
                figure, ax = plt.subplots()
                ax.text(0.5, 0.5, "conv1 卷積", weight="bold")
                figure.canvas.draw()
                plt.close(figure)
    assert not caplog.records
