"""Editions whose runs have chosen results."""

from collections.abc import Callable
from typing import Any

import pytest

from fer_lib.editions import Edition
from tests.chapters.run_folders import make_run

RUNS = {
    "main": {"preset": "report-a"},
    "leaky": {"preset": "report-a", "activation": "leaky_relu"},
    "prelu": {"preset": "report-a", "activation": "prelu"},
    "dropout": {"preset": "report-a", "dropout": 0.5},
    "flip": {"preset": "report-a", "flip": True},
    "all": {"preset": "report-a", "flip": True, "dropout": 0.5},
}


def edition_of(
    make_edition: Callable[..., Edition], runs: dict[str, Any], roles: dict[str, Any], results: dict[str, Any]
) -> Edition:
    """An edition with finished runs.

    Args:
        make_edition: the fixture.
        runs: entries of ``runs:``.
        roles: entries of ``roles:``.
        results: the right images of each finished run, or keywords of ``make_run``.
    """
    edition = make_edition(runs, roles)
    for name, result in results.items():
        settings = edition.configs[name].model_dump(exclude={"name", "runs_dir", "overwrite"})
        given = result if isinstance(result, dict) else {"right": result}
        make_run(edition.folder / name, **{**settings, **given, "data": "abc"})
    return edition


@pytest.fixture
def edition(make_edition):
    """A function of roles and results that makes an edition of ``RUNS``."""
    return lambda roles, results: edition_of(make_edition, RUNS, roles, results)
