"""What chapter 3 says in short is true of whatever trainings: with gaps, of one epoch, of verdicts of all kinds."""

from statistics import median
from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.training import in_short
from fer_lib.chapters.training.activation_experiment import NAMES
from fer_lib.chapters.training.run_summary import RunSummary
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from fer_lib.wording import percent
from tests.chapters.numbers import assert_well_put
from tests.chapters.training.test_sentences_are_true import COUNTS, EPOCHS, summary
from tests.chapters.truth import assert_true

SETTINGS = settings(max_examples=25, deadline=None, derandomize=True)
VERDICTS = st.sampled_from(["first", "second", "too small", "none"])
KINDS = ("dropout", "weight decay", "all together")


@SETTINGS
@given(EPOCHS, COUNTS, st.sampled_from([1, 10, 30]), st.booleans())
def test_of_the_main_run(epochs: Any, counts: Any, repeated: int, adopted: bool) -> None:
    run = summary(epochs, counts, repeated, adopted)
    accuracy, heart = in_short.findings(run, None, None)
    assert_well_put([accuracy, heart])
    train, validation = percent(counts[0] / 400), percent(counts[1] / 40)
    assert f"right on {validation} of its validation images" in accuracy.en
    assert (f"on {train} of its training images" in accuracy.en) == (train != validation)
    losses = [record.validation_loss for record in run.history.records]
    own = [record.train_loss for record in run.history.records]
    tenth = max(1, len(losses) // 10)
    rises = median(losses[-tenth:]) > 1.02 * min(losses)
    worse = median(own[-tenth:]) > own[int(np.argmin(losses))]
    assert_true(
        heart,
        {
            ("is not known", "不得而知"): adopted,
            ("has not cost it anything", "還沒有拖累"): not adopted and not rises and len(losses) > 1,
            ("points apart", "兩者相差"): not adopted and not rises and len(losses) == 1,
            ("a training that gets worse", "訓練本身變差"): not adopted and rises and worse,
            ("learns its images by heart", "在死背影像"): not adopted and rises and not worse,
        },
    )


def test_the_lowest_loss_is_no_rise_of_two_per_cent() -> None:
    heart = in_short.findings(summary([(2.0, 0.3, 1.8, 0.2), (1.5, 0.5, 1.47, 0.4)]), None, None)[1]
    assert "validation loss ends at its lowest, 1.47, so" in heart.en
    assert "驗證損失最後就在最低點（1.47），" in heart.zh
    higher = in_short.findings(summary([(2.0, 0.3, 1.0, 0.2), (1.5, 0.5, 1.01, 0.4)]), None, None)[1]
    assert "validation loss ends 1.0% above its lowest, so" in higher.en
    assert "驗證損失最後只比最低點高 1.0%，" in higher.zh


def test_of_a_run_without_curves() -> None:
    run = RunSummary("x", "net", None, Proportion(3, 4), Proportion(4, 4), None, None)
    said = in_short.findings(run, None, None)
    assert_well_put(said)
    assert "25.0 points apart" in said[1].en


@SETTINGS
@given(
    st.lists(st.tuples(VERDICTS, st.booleans()), min_size=1, max_size=3),
    st.lists(VERDICTS, min_size=3, max_size=3),
)
def test_of_the_experiments(kinds: list[tuple[str, bool]], verdicts: list[str]) -> None:
    groups = {name: SimpleNamespace(name=Text(name, name)) for name in KINDS[: len(kinds)]}
    better = {name for name, (verdict, _) in zip(KINDS, kinds, strict=False) if verdict == "first"}
    narrow = {name for name, (_, smaller) in zip(KINDS, kinds, strict=False) if smaller}
    regularization: Any = SimpleNamespace(
        others=groups,
        family=SimpleNamespace(verdicts=tuple(verdict for verdict, _ in kinds)),
        narrower=[group for name, group in groups.items() if name in narrow],
    )
    run = RunSummary("x", "net", None, Proportion(3, 4), Proportion(4, 4), None, None)
    for names in (list(NAMES.values()), list(NAMES.values())[:2]):
        chosen = verdicts if len(names) == 3 else verdicts[:1]
        activations: Any = SimpleNamespace(
            groups=[SimpleNamespace(name=name) for name in names],
            family=SimpleNamespace(verdicts=tuple(chosen)),
        )
        said = in_short.findings(run, regularization, activations)
        assert_well_put(said)
        differ = sum(verdict in ("first", "second") for verdict in chosen)
        assert_true(
            said[3],
            {
                ("No difference is shown", "看不出差異。"): not differ,
                ("The activation matters", "選擇有影響"): differ == len(chosen),
                ("some but not all", "有的看得出差異"): 0 < differ < len(chosen),
            },
        )
    assert_true(
        said[2],
        {
            ("is right more often with", "準確率比不加時高"): bool(better),
            ("None of the regularization", "試過的正則化，都看不出"): not better,
        },
    )
    assert ("is smaller with" in said[2].en) == (bool(narrow) and not better)
    assert all((name in said[2].en) == (name in (better or narrow)) for name in groups)
