import re

from fer_lib.chapters.models.descriptions import DESCRIPTIONS
from fer_lib.models import MODELS


def test_every_network_is_described_in_both_languages():
    assert set(DESCRIPTIONS) == set(MODELS)
    for description in DESCRIPTIONS.values():
        for text in (description.title, description.text):
            assert text.en
            assert text.zh
        # The same works are cited in both.
        cited = [re.findall(r"\{cite:p\}`\w+`", description.text[lang]) for lang in ("en", "zh-TW")]
        assert cited[0] == cited[1]
