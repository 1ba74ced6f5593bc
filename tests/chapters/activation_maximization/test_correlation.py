import dataclasses

import numpy as np
import pytest

from fer_lib.chapters.activation_maximization.correlation import RankCorrelation, rank_correlation
from fer_lib.chapters.activation_maximization.statements import correlation_text


def test_rank_correlation_and_its_interval():
    generator = np.random.default_rng(0)
    x = generator.normal(size=200)
    assert rank_correlation(x, np.exp(x)).rho == pytest.approx(1)
    assert rank_correlation(x, np.ones(200)) is None
    assert rank_correlation(x[:2], x[:2]) is None
    weak = rank_correlation(x, generator.normal(size=200))
    assert not weak.is_clear
    # (tanh(artanh 0.5 ± 1.96 · √(1.125/97)))
    low, high = RankCorrelation(0.5, 100).interval
    assert (low, high) == (pytest.approx(0.3259, abs=1e-4), pytest.approx(0.6413, abs=1e-4))
    assert RankCorrelation(0.9, 4).interval == (-1, 1)
    assert correlation_text(RankCorrelation(-0.001, 100)).en.startswith("ρ = 0.00 (")
    assert (
        "ρ = −0.50 (95% interval −0.64 to −0.33"
        in correlation_text(dataclasses.replace(RankCorrelation(0.5, 100), rho=-0.5)).en
    )
