from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.training.collapse_cause import BY_HEART, FALL, collapses, told
from fer_lib.project import project_root
from fer_lib.runs.history import History
from fer_lib.runs.results import Result, read_results
from tests.chapters.numbers import assert_well_put
from tests.chapters.run_folders import history


def kept(name, accuracies, losses, optimizer="adam", schedule="constant"):
    records = [
        replace(record, train_loss=loss)
        for record, loss in zip(history(*accuracies).records, losses, strict=True)
    ]
    config = {"optimizer": optimizer, "schedule": schedule, "drop_leaked": False}
    return Result(name, {}, {"config": config}, History(tuple(records)))


def test_report_a_fell_in_epoch_197():
    found = {fall.run: fall for fall in collapses(read_results(project_root() / "results"))}
    assert found["report-a"].epoch == 197
    assert set(found) >= {"report-a", "report-a-dropped"}
    assert all(name.startswith("report-a") for name in found)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.15, 0.4, 0.56, 1.0]), st.sampled_from([0.0, 0.004, 0.05, 1.2])),
        min_size=1, max_size=6,
    ),
    st.sampled_from(["adam", "adamw"]), st.sampled_from(["constant", "cosine"]),
)  # fmt: skip
def test_only_falls_of_networks_that_know_their_images_by_heart(course, optimizer, schedule):
    accuracies, losses = zip(*course, strict=True)
    found = collapses([kept("run", accuracies, losses, optimizer, schedule)])
    falls = [
        accuracies[k] - accuracies[k + 1]
        for k in range(len(course) - 1)
        if losses[k] < BY_HEART and accuracies[k] - accuracies[k + 1] > FALL
    ]
    if (optimizer, schedule) != ("adam", "constant") or not falls:
        assert found == []
        return
    (fall,) = found
    assert fall.before - fall.after == max(falls)
    text = told(found)
    assert_well_put([text])
    assert f"In epoch {fall.epoch} of `run`" in text.en
    assert "up to 3.2 learning rates" in text.en
