"""What the tests of chapter 17 share."""

import pytest

from tests.chapters.compared_runs import compared_run, comparison_of


@pytest.fixture(scope="session")
def mixed():
    """Three networks, two seeds of one setting, one run on other images, with very different accuracies."""
    return comparison_of(
        compared_run("big", range(380), parameters=9_000_000, seconds=900.0, model="report-c"),
        compared_run("small-s0", range(2, 380), parameters=400_000, seconds=30.0, model="report-b-cnn"),
        compared_run(
            "small-s1", range(3, 379), seed=1, parameters=400_000, seconds=40.0, model="report-b-cnn"
        ),
        compared_run("poor", range(150), parameters=300_000, seconds=500.0, model="report-b-dnn"),
        compared_run("fold-0", 0.97, first_index=1000, parameters=None, seconds=None, epochs=3),
    )
