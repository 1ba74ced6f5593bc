import pytest

from fer_lib.names import class_texts
from fer_lib.wording import listed


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
