"""What chapter 2 says in short is true of whatever networks: of one stage, without convolutions, alone or not."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from fer_lib.chapters.models import in_short
from fer_lib.chapters.models.printed_counts import PRINTED_COUNTS
from fer_lib.chapters.models.shown_networks import ShownNetworks
from tests.chapters.models.test_sentences_are_true import modules, network, weights_and_work
from tests.chapters.numbers import assert_well_put

SETTINGS = settings(max_examples=20, deadline=None, derandomize=True)


@SETTINGS
@given(st.lists(modules(), min_size=1, max_size=2), st.booleans())
def test_findings(parts: list[nn.Module], reports: bool) -> None:
    networks = [network(module, f"net.py:Net{'ABC'[n]}") for n, module in enumerate(parts)]
    main, *others = networks
    said = in_short.findings(ShownNetworks(main, others), reports)
    assert 2 <= len(said) <= 4
    assert_well_put(said)
    text, layers = " ".join(finding.en for finding in said), weights_and_work(main)
    assert f"has {sum(layer[1] for layer in layers):,} parameters" in text
    work, weights = sum(layer[3] for layer in layers), sum(layer[2] for layer in layers)
    assert f"needs {work:,} multiplications" in text
    used = re.search(r"is used ([\d.,]+) times for one image", text)
    assert (used is None) == ("used once for an image" in text) == (work < 1.05 * weights)
    if used:
        assert abs(float(used[1].replace(",", "")) - work / weights) <= 0.5
    assert ("two stages with the most parameters" in text) == (len(main.stages) > 2)
    if len(main.stages) > 2:
        named = {
            name
            for stage in sorted(main.stages, key=lambda one: -one.parameters)[:1]
            for name in stage.names[:1]
        }
        assert all(f"`{name}`" in said[0].en and f"`{name}`" in said[0].zh for name in named)
    if "but do only" in text:
        held, done = map(float, re.findall(r"([\d.]+)%", said[0].en))
        assert done <= held / 2 + 0.1
    wrong = sum(one.is_erratum for one in PRINTED_COUNTS)
    assert (f"{wrong} are wrong" in text) == reports == ("report" in text)
    least = [
        sum(w for is_conv, _, _, w in each if is_conv) / sum(layer[3] for layer in each)
        for each in map(weights_and_work, networks)
        if any(layer[0] for layer in each)
    ]
    if bound := re.search(r"they do at least ([\d.]+)% of the work", text):
        assert 100 * min(least) - 0.1 <= float(bound[1]) <= 100 * min(least) + 1e-6
