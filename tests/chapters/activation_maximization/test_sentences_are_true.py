"""Every sentence of chapter 8 holds of the ascents that it was made from, whatever they are."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fer_lib.chapters.activation_maximization import figures, sentences, statements, step_effect, tables
from fer_lib.chapters.activation_maximization.analysis import MaximizationAnalysis
from fer_lib.chapters.activation_maximization.correlation import RankCorrelation
from fer_lib.chapters.activation_maximization.findings import MaximizationFindings
from fer_lib.chapters.activation_maximization.silent import SilentFilters
from fer_lib.explain.filter_layers import FilterLayer
from fer_lib.explain.maximization.filters import LayerPatterns
from fer_lib.explain.maximization.patterns import measure_patterns
from fer_lib.language import Text
from fer_lib.proportion import Proportion
from tests.chapters.activation_maximization.made_up import findings, made_up_analysis, newcombe
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put, texts_of_figure, texts_of_table
from tests.chapters.truth import assert_true

RANDOM_RESULTS = settings(max_examples=60)
X = np.mgrid[:16, :16][1]
STRIPES, RINGS = np.sin(X / 2), np.cos(np.hypot(X - 8, X.T - 8))


class Drawn(MaximizationAnalysis):
    """An analysis that a failing test can print."""

    def __repr__(self) -> str:
        return f"Drawn({[p.active.tolist() for p in self.main.layers]})"


def patterns(random: np.random.Generator, kind: str, n: int) -> np.ndarray:
    """Stripes, rings, noise, or some of each, [n, 16, 16]."""
    noise = random.normal(size=(n, 16, 16))
    choice = {"stripes": 0, "rings": 1, "noise": 2}
    which = random.integers(0, 3, n) if kind == "mixed" else np.full(n, choice[kind])
    drawn = np.stack([np.tile(STRIPES, (n, 1, 1)), RINGS + 0.1 * noise, noise])[which, np.arange(n)]
    return drawn.astype(np.float32)


@st.composite
def layers(draw: st.DrawFn, random: np.random.Generator, number: int, steps: int) -> LayerPatterns:
    """A layer of one to ten chosen filters, of which all, none or some are activated."""
    k = draw(st.sampled_from([1, 2, 5, 8, 10]))
    every, share = k + draw(st.sampled_from([0, 3])), st.sampled_from([0.0, 0.4, 1.0])
    kind = st.sampled_from(["stripes", "rings", "noise", "mixed"])
    active = random.random(k) < draw(share)
    silent = [
        np.where(random.random(every) < draw(share), 1.0, random.random(every) * draw(share)) for _ in "abc"
    ]
    side = draw(st.integers(1, 3))
    return LayerPatterns(
        layer=FilterLayer(number, f"c{number}", "b", "a" if draw(st.booleans()) else "b", "p", every, side),
        filters=np.arange(k), plain=patterns(random, draw(kind), k),
        values=random.integers(0, draw(st.sampled_from([1, 9])), k).astype(float), active=active,
        reachable=active | (random.random(k) < draw(share)), silent_noise=silent[0], silent_places=silent[1],
        silent_images=silent[2], scale=np.ones(every), shift=np.zeros(every),
        robust=patterns(random, draw(kind), k * draw(st.booleans())), robust_values=random.random(k),
        step_sizes=np.array([0.2, 0.05][:steps]), step_spread=random.random((steps, k)) * 1.2,
    )  # fmt: skip


@st.composite
def ascents(draw: st.DrawFn) -> MaximizationFindings:
    """Of a run with one to four layers, reached or not in each class."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    steps = draw(st.integers(0, 2))
    found = findings(
        *(draw(layers(random, number, steps)) for number in range(1, 1 + draw(st.integers(1, 4)))),
        reached=(
            random.random((7, draw(st.sampled_from([1, 4])))) < draw(st.sampled_from([0, 0.5, 1]))
        ).astype(float),
    )
    moved = draw(st.sampled_from([0.0, 0.001, 0.3]))
    classes = replace(
        found.result.classes,
        image=np.full((7, 48, 48), moved, np.float32),
        image_probability=np.full(7, 0.5) if draw(st.booleans()) else random.random(7),
    )
    names = [p.layer.convolution for p in found.layers]
    refused = {f"r{k}": draw(st.sampled_from(["a sum", "twice"])) for k in range(draw(st.integers(0, 2)))}
    able = len(names) + draw(st.sampled_from([0, 2]))
    result = replace(found.result, classes=classes, refused=refused, convolutions=able + len(refused))
    return replace(found, result=result)


@st.composite
def analyses(draw: st.DrawFn) -> MaximizationAnalysis:
    """The main run's ascents, with pairs of runs and other networks."""
    pair = st.tuples(st.sampled_from([0, 3, 100, 512]), st.sampled_from([0, 3, 100, 512]))
    dead = {cause: draw(st.lists(pair, max_size=2)) for cause in statements.CAUSES}
    hits = dict.fromkeys(["a", "b"][: draw(st.integers(0, 2))], draw(st.sampled_from([0, 1, 7])))
    main = draw(ascents())
    made = made_up_analysis(
        main,
        report_b=draw(st.one_of(st.just(main), ascents())),
        dead=dead,
        hits=hits,
        same_start=draw(st.sampled_from([(), ("a",), ("a", "b")])),
    )
    drawn = Drawn(made.book, made.dataset, made.main, made.report_a, made.report_b)
    vars(drawn).update(vars(made))
    return drawn


def texts_of(analysis: MaximizationAnalysis) -> list[Text]:
    """All that the page prints."""
    of_lists = (
        sentences.limits, sentences.silence_by_place, sentences.silence_and_batchnorm, sentences.causes,
        sentences.directions, sentences.classes,
    )  # fmt: skip
    told = [text for make in of_lists for text in make(analysis)]
    told += [
        make(analysis) for make in (sentences.network_of_report_a, sentences.activation, sentences.noise)
    ]
    told += [make(analysis.main) for make in (statements.output_and_noise, step_effect.step_told)]
    told += [statements.cause_found(cause, ()) for cause in statements.CAUSES]
    shown = [figures.random_filters, figures.not_activated, figures.class_images]
    shown += [figures.robust_patterns] if all(len(p.robust) for p in analysis.main.layers) else []
    shown += [figures.step_size] if analysis.report_b.layers_with_patterns else []
    made = [tables.silent_filters, tables.noisy_patterns, tables.class_probability]
    if analysis.other_networks:
        told.append(sentences.other_networks(analysis))
        made.append(tables.transfer)
    told += [text for make in shown for text in texts_of_figure(make(analysis))]
    return [*told, *(text for make in made for text in texts_of_table(make(analysis)))]


def test_every_function_that_makes_texts_is_tried() -> None:
    inside = {"correlation_text", "number_or_range", "not_activated", "cause", "depth_and_directions"}
    inside |= {"clearly_correlated", "reached_classes", "StepEffect.describe"}
    left = untried(__file__, sentences, statements, figures, tables, step_effect)
    assert {name.split(".", 4)[-1].removeprefix("step_effect.") for name in left} <= inside


@RANDOM_RESULTS
@given(analyses())
def test_every_text_is_well_put(analysis: MaximizationAnalysis) -> None:
    assert_well_put(texts_of(analysis))


@RANDOM_RESULTS
@given(analyses())
def test_filters_are_activated_and_dead_as_it_is_said(analysis: MaximizationAnalysis) -> None:
    layers, text = analysis.main.layers, sentences.activation(analysis).en
    last = layers[-1]
    silent = {p.layer.number: (int((~p.active).sum()), len(p.active)) for p in layers if not p.active.all()}
    assert ("activates every filter" in text) is (not silent)
    told = {int(k): (int(some), int(n)) for some, n, k in re.findall(r"(\d+) of (\d+) in conv (\d+)", text)}
    told |= {int(k): (int(n), int(n)) for n, k in re.findall(r"all (\d+) in conv (\d+)", text)}
    told |= {
        int(k): (n, n)
        for n, of in ((1, "the one"), (2, "both"))
        for k in re.findall(rf"{of} in conv (\d+)", text)
    }
    assert told == silent
    assert ("in the other convolutions shown" in text) is (0 < len(silent) < len(layers))
    asked = [p for p in layers if not p.active.all() and p.layer.after != p.layer.before]
    failed = sum(int((~p.active).sum()) for p in asked)
    rescued = sum(int((~p.active & p.reachable).sum()) for p in asked)
    assert ("activates every one of th" in text) is (0 < failed == rescued)
    assert ("activates none of th" in text) is (0 == rescued < failed)
    some = re.search(r"activates (\d+) of the(?:se)? (\d+)", text)
    assert ([int(some[1]), int(some[2])] if some else None) == (
        [rescued, failed] if 0 < rescued < failed else None
    )
    names = [f"conv {p.layer.number}" for p in analysis.main.layers if p.layer.after == p.layer.before]
    without = re.search(r"No activation directly follows (.*?):", text)
    assert (re.split(", | and ", without[1]) if without else []) == names
    if len(analysis.main.layers) > 1:
        dead = last.silent_images == 1
        told = sentences.silence_by_place(analysis)[0].en
        assert ("No filter of the last layer" in told) is (not dead.any())
        assert ("Every filter of the last layer" in told) is bool(dead.all())
        assert f"on {100 * last.silent_places.mean():.1f}% of the noise images" in told


@RANDOM_RESULTS
@given(analyses())
def test_a_cause_is_one_in_every_pair_or_in_none(analysis: MaximizationAnalysis) -> None:
    with_pairs = {cause: analysis.silences_of_pairs(cause) for cause in statements.CAUSES}
    told = sentences.causes(analysis)
    assert len(told) == sum(map(bool, with_pairs.values()))
    for text, pairs in zip(told, filter(None, with_pairs.values()), strict=True):
        ends = [newcombe(*((one.dead.successes, one.dead.n) for one in pair)) for pair in pairs]
        is_less, is_more = any(high < 0 for _, high in ends), all(low > 0 for low, _ in ends)
        assert ("in each pair of runs." in text.en and "clearly more" in text.en) is is_more
        assert ("clearly fewer filters are dead" in text.en) is is_less
        assert ("fewer filters are dead in each" in text.en) is all(high < 0 for _, high in ends)
        assert ("cannot tell" in text.en) is (not is_more and not is_less)


def spread_of(p: LayerPatterns) -> np.ndarray:
    return measure_patterns(p.plain[p.active]).spread if p.active.any() else np.zeros(0)


def is_clear(first: np.ndarray, second: np.ndarray) -> bool | None:
    """Whether Bonett and Wright's interval excludes 0; None where there is nothing to correlate."""
    if len(first) < 3 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    rho, n = stats.spearmanr(first, second).statistic, len(first)
    with np.errstate(divide="ignore"):
        return n >= 5 and abs(np.arctanh(rho)) > 1.959964 * np.sqrt((1 + rho**2 / 2) / (n - 3))


@RANDOM_RESULTS
@given(analyses())
def test_noise_of_steps_and_correlations_are_so(analysis: MaximizationAnalysis) -> None:
    text, alive = sentences.noise(analysis).en, [p for p in analysis.main.layers if p.active.any()]
    steps = {0.1: [spread_of(p) >= 0.8 for p in alive]}
    for k, size in enumerate(analysis.main.layers[0].step_sizes):
        steps[float(size)] = [p.step_spread[k][p.active] >= 0.8 for p in alive]
    assert ("No filter is activated" in text) is (not alive)
    assert ("Only one step size" in text) is (bool(alive) and len(steps) == 1)
    if alive and len(steps) > 1:
        coarse, fine = (np.concatenate(steps[end(steps)]) for end in (max, min))
        changed = re.search(r"(\d+|no) filters? loses? the noise and (\d+|no) filters? gains? it", text)
        counts = [
            0 if count == "no" else int(count) for count in (changed.groups() if changed else ("no", "no"))
        ]
        assert counts == [(coarse & ~fine).sum(), (~coarse & fine).sum()]
        assert f"{100 * coarse.mean():.1f}% of the patterns are noisy with the largest step" in text
    clear = {p.layer.number: is_clear(p.values[p.active], spread_of(p)) for p in analysis.main.layers}
    named = {f"conv {number}" for number, outcome in clear.items() if outcome}
    asked = {f"conv {number}" for number, outcome in clear.items() if outcome is not None}
    assert ("In no layer are there enough" in text) is (not asked)
    told = re.search(r"clearly correlated in (?:any layer where one can tell \()?(conv .*?)\)?\.", text)
    whole = "correlated in any layer." in text
    assert whole is (bool(asked) and not named and len(asked) == len(analysis.main.layers))
    assert whole is ("沒有任何一層的平均輸出" in sentences.noise(analysis).zh)
    assert (set(re.split(", | and ", told[1])) if told else asked if whole else set()) == (named or asked)
    assert ("not clearly correlated in any layer" in text) is (bool(asked) and not named)


@RANDOM_RESULTS
@given(analyses())
def test_classes_directions_and_other_networks_are_told_by_the_numbers(
    analysis: MaximizationAnalysis,
) -> None:
    reached, given_image = (text.en for text in sentences.classes(analysis))
    assert "sec-maximization-probability" in given_image
    halves = (analysis.main.result.classes.noise_probability >= 0.99).mean(axis=1) > 0.5
    names = [name.en for name, half in zip(analysis.names, halves, strict=True) if half]
    said = re.search(r"From noise, (.*?) reached", reached)[1]
    assert said == ("no class" if not names else "every class" if len(names) == 7 else said)
    assert len(names) in (0, 7) or re.split(", | and ", said) == names
    ends = analysis.main.result.classes.image_probability
    assert ("every class asked for reaches" in given_image) is (f"{ends.min():.2f}" == f"{ends.max():.2f}")
    depth, means = (text.en for text in sentences.directions(analysis))
    without = re.search(r"no pattern other than noise in (.*?)\.", means)
    only_noise = set(re.split(", | and ", without[1])) if without else set()
    for p in analysis.main.layers:
        measured = measure_patterns(p.robust) if len(p.robust) else None
        kept = np.zeros(0) if measured is None else measured.directions[~measured.noisy]
        name = f"conv {p.layer.number}"
        assert (name in only_noise) is (not len(kept))
        assert not len(kept) or re.search(rf"{kept.mean():.1f}(?: directions)? in {name}", means)

    noisy = sum(int(measure_patterns(p.robust).noisy.sum()) for p in analysis.main.layers if len(p.robust))
    assert ("Noisy patterns are left out" in depth) is (noisy > 0 and "ρ" in depth)
    if analysis.other_networks:
        told = sentences.other_networks(analysis).en
        hits, n = (sum(analysis.transfers[k].hits["noise"].__getattribute__(a) for k in analysis.other_networks)
                   for a in ("successes", "n"))  # fmt: skip
        assert f"{100 * hits / n:.1f}% of the plain images from noise (n = {n})" in told
        alike = re.search("But (.*) began with the same weights", told)
        assert (re.findall("`(.)`", alike[1]) if alike else []) == analysis.same_start
        assert ("初始權重相同" in sentences.other_networks(analysis).zh) is bool(analysis.same_start)


@RANDOM_RESULTS
@given(analyses())
def test_what_is_left_out_and_what_figures_show_is_told(analysis: MaximizationAnalysis) -> None:
    text, result = " ".join(text.en for text in sentences.limits(analysis)), analysis.main.result
    assert bool(re.search(r"(is|are) left out \(", text)) is bool(result.refused)
    for reason in ("a sum", "twice"):
        assert (f"{reason}" in text) is (reason in result.refused.values())
    assert bool(re.search(r"\d+ (is|are) looked at", text)) is (
        len(result.layers) < result.convolutions - len(result.refused)
    )
    drawn = figures.random_filters(analysis)
    alt, layers = drawn.alt.en, analysis.report_a.layers
    of = [layers[-1], layers[max(min(2, len(layers) - 2), 0)]]
    bare = [p.layer.after == p.layer.before for p in of]
    assert_true(
        drawn.caption,
        {
            ("the output after the activation, where", "沒有自己的活化函數時"): any(bare) and not all(bare),
            "the output after the activation": not all(bare),
            ("no activation directly follows", "之後沒有直接接活化函數"): all(bare),
        },
    )
    shown = [p.active for p in analysis.report_a.layers][-1]
    assert alt.endswith(
        "No filter is silent at the end." if "No filter" in alt else
        "all." if not shown.any() else "none." if shown.all() else f"{(~shown).sum()} of {len(shown)}."
    )  # fmt: skip
    if all(len(p.robust) for p in analysis.main.layers):
        caption = figures.robust_patterns(analysis).caption.en
        assert ("of fewer than 8, all" in caption) is any(len(p.filters) < 8 for p in analysis.main.layers)


@RANDOM_RESULTS
@given(analyses())
def test_directions_grow_or_fall_with_depth_where_it_is_said(analysis: MaximizationAnalysis) -> None:
    text, correlation = sentences.directions(analysis)[0].en, analysis.main.depth_and_directions
    depths = [
        np.full(len(d), p.layer.number)
        for p, d in zip(analysis.main.layers, analysis.main.directions, strict=True)
    ]
    clear = is_clear(np.concatenate(depths), np.concatenate(analysis.main.directions))
    assert (clear is None) is (correlation is None)
    for words, is_so in (("grows", clear and correlation.rho > 0), ("falls", clear and correlation.rho < 0)):
        assert (f"clearly {words} with depth" in text) is bool(is_so)
    assert ("does not clearly change with depth" in text) is (clear is not None and not clear)


@given(st.floats(-0.99, 0.99), st.integers(4, 200), st.floats(-0.99, 0.99), st.integers(4, 200))
def test_silence_goes_with_threshold_and_scale_as_it_is_said(
    rho: float, n: int, other: float, m: int
) -> None:
    own = SilentFilters(
        "made-up",
        0.0,
        0.5,
        Proportion(0, n),
        True,
        scale=RankCorrelation(other, m),
        threshold=RankCorrelation(rho, n),
    )
    (told,) = sentences.silence_and_batchnorm(
        SimpleNamespace(main=SimpleNamespace(name="made-up"), silences={"made-up": own})
    )
    assert_well_put([told])
    for name, correlation in (("threshold", own.threshold), ("scale", own.scale)):
        more, less = (bool(correlation.is_clear and sign * correlation.rho > 0) for sign in (1, -1))
        assert (f"ilters with a larger {name} are clearly more often silent" in told.en) is more
        assert (f"ilters with a larger {name} are clearly less often silent" in told.en) is less
        assert (f"{name} and silence are not clearly related" in told.en.lower()) is (not more and not less)
