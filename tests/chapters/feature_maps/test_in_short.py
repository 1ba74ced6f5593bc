from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.feature_maps import in_short
from fer_lib.proportion import Proportion
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put


def drawn(pixels: list[float], right: list[int], n: int, above: bool | None) -> tuple[Any, Any]:
    """A probe of the input and as many layers, and filters: with regions above their area, without, or no faces."""
    accuracies = [Proportion(min(k, n), n) for k in right]
    share = SimpleNamespace(region="mouth", interval=(1.2 if above else 0.2, 2.0))
    filters = SimpleNamespace(
        has_regions=above is not None, refused="", region_shares=[share], network=SimpleNamespace(name="main")
    )
    return SimpleNamespace(probe=SimpleNamespace(pixels=pixels, accuracies=accuracies)), filters


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.sampled_from([-0.4, 0.0, 0.5, 0.97, 1.0]), st.integers(0, 30)), min_size=1, max_size=5),
    st.sampled_from([1, 30]), st.sampled_from([True, False, None]),
)  # fmt: skip
def test_findings(layers: list[tuple[float, int]], n: int, above: bool | None) -> None:
    pixels, right = map(list, zip(*layers, strict=True))
    readout, filters = drawn(pixels, right, n, above)
    told = in_short.findings(readout, filters)
    if len(layers) < 3:
        assert told == []
        return
    assert_well_put(told)
    first, last = (readout.probe.accuracies[k].wilson_interval for k in (1, -1))
    assert ("rises" in told[1].en) == (last[0] > first[1])
    assert ("falls from" in told[1].en) == (last[1] < first[0])
    assert ("rises" in told[0].en) == (pixels[-1] > pixels[1])
    assert ("falls from" in told[0].en) == (pixels[-1] < pixels[1])
    assert len(told) == 2 + (above is not None)
    if above is not None:
        assert ("clearly more output falls" in told[2].en) == above


@pytest.mark.parametrize("refused", ["", "no convolution"])
def test_without_a_probe_nothing_is_said(refused: str) -> None:
    _, filters = drawn([0, 0, 0], [1, 1, 1], 3, True)
    filters.refused = refused
    assert in_short.findings(None, filters) == []


def test_none_is_left_out() -> None:
    assert untried(__file__, in_short) == set()
