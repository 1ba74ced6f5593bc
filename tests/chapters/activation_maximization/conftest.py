"""What the tests of chapter 8 share: an untrained run with its ascents."""

import pytest

from fer_lib.explain.maximization.run import RunMaximization, explain_maximization
from fer_lib.runs import RunFolder
from tests.conftest import toy_faces
from tests.explain.maximization.small_plan import PLAN
from tests.explain.untrained_runs import make_run


@pytest.fixture(scope="session")
def explained(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunFolder, RunMaximization]:
    """The run ``first`` of report A's network, and what was found for it."""
    run = make_run(tmp_path_factory.mktemp("runs") / "first")
    return run, explain_maximization(run, toy_faces(), run.path / "explain", PLAN)
