"""What chapter 3 says of its experiments is true of them: drawn verdicts, gaps and settings, degenerate ones too."""

import re
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.named_comparison import NamedComparison
from fer_lib.chapters.seed_effect import limit_text, measure
from fer_lib.chapters.seed_groups import ComparisonFamily, GroupComparison, SeedGroup
from fer_lib.chapters.training import activation_experiment as activation
from fer_lib.chapters.training import experiment_sentences, figures, tables
from fer_lib.chapters.training import regularization_experiment as kinds_of
from fer_lib.config import RunConfig
from fer_lib.proportion import Proportion, difference_interval
from tests.chapters.compared_runs import compared_run, comparison_of
from tests.chapters.numbers import assert_well_put, texts_of_figure, texts_of_table

N = 400
COUNTS = st.tuples(
    st.sampled_from([0, 1, 5, 9, 30, 200]),
    st.sampled_from([0, 1, 2, 9, 30, 60]),
    st.sampled_from([0, 100, 140]),
)
"""Images that only one, only the other, and both get right."""
REMEDIES = {
    "dropout": {"dropout": 0.5},
    "weight_decay": {"weight_decay": 0.1},
    "augmentation": {"flip": True, "rotation": 10.0},
    "label_smoothing": {"label_smoothing": 0.1},
    "all": {"dropout": 0.5, "weight_decay": 0.1, "flip": True, "rotation": 10.0, "label_smoothing": 0.1},
}
MORE = st.sampled_from([{}, {}, {"epochs": 3}, {"seed": 1}])
SEEDS = st.sampled_from([(), (240, 240, 240), (240, 241, 242), (240, 250, 260)])


def effect_of(right):
    runs = [compared_run(f"x-s{seed}", range(n), seed=seed) for seed, n in enumerate(right)]
    return measure(comparison_of(*runs), runs[0].images if runs else "")


def fake_run(name, train, validation, **config):
    shares = {"train": Proportion(train, 1000), "validation": Proportion(validation, N)}
    made = RunConfig(name=name, **{"weight_decay": 0.0, **config})
    return SimpleNamespace(name=name, accuracy=shares.__getitem__, config=lambda: made)


def counted(drawn, names):
    one, other, both = drawn
    return NamedComparison(both, one, other, N - one - other - both, names)


def verdicts_of(comparisons, limit):
    """What may be said of each, from the rule as the page has it."""
    verdicts = []
    order = sorted(range(len(comparisons)), key=lambda place: comparisons[place].p_value)
    raised: dict[int, float] = {}
    for rank, place in enumerate(order):
        before = raised[order[rank - 1]] if rank else 0.0
        raised[place] = max(before, min(1.0, (len(order) - rank) * comparisons[place].p_value))
    for place, c in enumerate(comparisons):
        p = raised[place]
        low, high = c.difference_interval
        told_apart = p < 0.05 and not low <= 0 <= high
        small = abs(c.difference) < limit
        verdicts.append(
            "none" if not told_apart else "too small" if small else "first" if c.difference > 0 else "second"
        )
    return verdicts


@given(
    st.dictionaries(
        st.sampled_from(list(REMEDIES)),
        st.tuples(COUNTS, st.integers(0, 1000), MORE, st.booleans()),
        min_size=1,
    ),
    st.tuples(st.integers(0, 1000), st.integers(0, N)),
    SEEDS,
)
@settings(max_examples=80)
def test_regularization(drawn, none, seeds):
    order = [kind for kind in REMEDIES if kind in drawn]
    groups = {"none": SeedGroup(kinds_of.NAMES["none"], (fake_run("none", *none),))}
    comparisons = []
    for kind in order:
        counts, train, more, useless = drawn[kind]
        comparison = counted(counts, (kinds_of.NAMES[kind], kinds_of.NAMES["none"]))
        run = fake_run(kind, train, counts[0] + counts[2], **({} if useless else REMEDIES[kind]), **more)
        groups[kind] = SeedGroup(kinds_of.NAMES[kind], (run,))
        comparisons.append(comparison)
    effect = effect_of(seeds)
    experiment = kinds_of.RegularizationExperiment(groups, effect)
    experiment.__dict__["family"] = ComparisonFamily(
        tuple(GroupComparison((c,), effect.limit) for c in comparisons)
    )
    tried = experiment_sentences.tried(experiment)
    said, gaps, accuracies = experiment_sentences.regularization(experiment)
    assert_well_put(
        [tried, said, gaps, accuracies, *experiment_sentences.mcnemar(effect, "editions/mine.yaml")]
    )
    for table in (tables.regularization(experiment), tables.regularization_tests(experiment)):
        assert_well_put(texts_of_table(table))

    fair = {kind: not drawn[kind][2] and not drawn[kind][3] for kind in order}
    assert ("everything else the same" in tried.en) == ("其他條件都相同" in tried.zh) == all(fair.values())
    assert tables.regularization(experiment).caption.en.startswith("The same") == all(fair.values())
    for kind in order:
        name, (_, _, more, useless) = kinds_of.NAMES[kind].en, drawn[kind]
        blamed = "cannot be put down to " + name + " alone" in tried.en
        assert blamed == bool(more and not useless), kind
    verdicts = dict(zip(order, verdicts_of(comparisons, effect.limit), strict=True))
    for verdict, english in {
        "first": "more validation images are right than with none.",
        "second": "fewer validation images are right than with none.",
        "too small": f"the test sees a difference, but a smaller one than the {limit_text(effect)} points",
        "none": "no difference is shown.",
    }.items():
        found = re.search(r"With ([a-z ,]*) " + re.escape(english), accuracies.en)
        listed = set(re.split(", | and ", found[1])) if found else set()
        assert listed == {kinds_of.NAMES[kind].en for kind in order if verdicts[kind] == verdict}
    assert (
        ("would often be missed" in accuracies.en)
        == ("常會被漏掉" in accuracies.zh)
        == ("none" in verdicts.values())
    )

    intervals = {
        kind: difference_interval(*(group.runs[0].accuracy(split) for split in ("train", "validation")))
        for kind, group in groups.items()
    }
    smaller = {kinds_of.NAMES[kind].en for kind in order if intervals[kind][1] < intervals["none"][0]}
    found = re.search(r"intervals that do not overlap, with ([^.]*)\.", gaps.en)
    assert (set(re.split(", | and ", found[1])) if found else set()) == smaller
    assert ("With no kind of regularization is it smaller" in gaps.en) == (not smaller)
    assert ("都沒有小到超出信賴區間的範圍" in gaps.zh) == (not smaller)
    if smaller:
        least = min(groups.values(), key=lambda group: group.gap())
        shown = f"{100 * least.gap():.1f}".replace("-", "−")
        assert f"The smallest is that of {least.name.en}, {shown} points." in gaps.en


@given(st.lists(COUNTS, min_size=3, max_size=3), st.booleans(), MORE, SEEDS)
@settings(max_examples=80)
def test_activations(drawn, are_three, more, seeds):
    kinds = list(activation.NAMES)[: 3 if are_three else 2]
    runs = [
        fake_run(kind, 500, 200, activation=kind, **(more if kind == "leaky_relu" else {})) for kind in kinds
    ]
    groups = tuple(SeedGroup(activation.NAMES[kind], (run,)) for kind, run in zip(kinds, runs, strict=True))
    pairs = [(i, j) for i in range(len(kinds)) for j in range(i + 1, len(kinds))]
    comparisons = [
        counted(counts, (groups[i].name, groups[j].name))
        for counts, (i, j) in zip(drawn, pairs, strict=False)
    ]
    effect = effect_of(seeds)
    experiment = activation.ActivationExperiment(groups, effect)
    experiment.__dict__["family"] = ComparisonFamily(
        tuple(GroupComparison((c,), effect.limit) for c in comparisons)
    )
    described, limits = experiment.describe(), experiment_sentences.detection_limits(experiment)
    differ = experiment_sentences.activations(experiment)
    assert_well_put([described, differ, *([limits] if limits else [])])
    assert_well_put(texts_of_table(tables.activation_tests(experiment)))
    assert_well_put(texts_of_figure(figures.activations(experiment)))

    assert ("differ in the activation alone." in differ.en) == ("只差在活化函數。" in differ.zh)
    assert ("cannot be put down to the activation alone" in differ.en) == bool(more)
    assert figures.activations(experiment).caption.en.startswith("The same") == (not more)
    verdicts = verdicts_of(comparisons, effect.limit)
    told = {"none": 0, "too small": 0, "first": 0, "second": 0}
    for (i, j), verdict in zip(pairs, verdicts, strict=True):
        one, other, told[verdict] = groups[i].name.en, groups[j].name.en, told[verdict] + 1
        better = re.findall(r"(\w+) is right more often than (\w+), by", described.en)
        assert ((one, other) in better) == (verdict == "first")
        assert ((other, one) in better) == (verdict == "second")
        close = re.search(
            rf"\b{one} and {other} are (\S+) points apart .*?less than the (\S+) points", described.en
        )
        assert bool(close) == (verdict == "too small")
        assert not close or float(close[1]) < float(close[2])
    nothing = told["none"] == len(pairs)
    assert ("is a difference shown" in described.en or "shows no difference" in described.en) == nothing
    assert ("看不出差異" in described.zh) == nothing
    assert (limits is None) == (not told["none"])
    if limits:
        unclear = [c for c, v in zip(comparisons, verdicts, strict=True) if v == "none"]
        room = max(abs(bound) for c in unclear for bound in c.difference_interval)
        assert f"leave room for up to {100 * room:.1f} points" in limits.en
        missed = max(c.detectable_difference for c in unclear)
        assert f"below about {100 * missed:.1f} points" in limits.en
