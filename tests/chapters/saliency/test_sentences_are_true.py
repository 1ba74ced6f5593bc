"""Every sentence of chapter 7 holds of the saliency that it was made from, whatever that is."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from fer_lib.chapters.saliency import figures, lime_sides, sanity_sentences, sentences, tables
from fer_lib.chapters.saliency.analysis import REGIONS_OF_REPORT_A, SaliencyAnalysis
from fer_lib.explain.face_regions import REGIONS
from fer_lib.language import Text
from fer_lib.names import METHOD_NAMES, REGION_NAMES
from tests.chapters.numbers import assert_well_put, texts_of_figure, texts_of_table
from tests.chapters.saliency.drawn import GUIDED, analyses, interval, side

RANDOM_RESULTS, TOLERANCE = settings(max_examples=60), 1e-9


def said(text: Text, phrases: dict[str, str]) -> str:
    """Which of some English phrases a sentence has, of which it must have one."""
    (found,) = [meaning for phrase, meaning in phrases.items() if phrase in text.en]
    return found


def texts_of(analysis: SaliencyAnalysis) -> list[Text]:
    """Every sentence, caption, description and cell of the chapter, as its page has them."""
    told = [
        sentences.method_settings(analysis), *sentences.remarks(analysis), sentences.choice_of_images(analysis),
        *sentences.pointing_game(analysis), sentences.regions(analysis), sanity_sentences.sanity(analysis),
        sanity_sentences.guided_backpropagation(analysis), sanity_sentences.deletion(analysis),
        *(f(analysis) for f in (sanity_sentences.averaging, sanity_sentences.chance, sentences.never_right)),
        sentences.evenness(analysis),
    ]  # fmt: skip
    shown = [figures.plate, figures.forgetting, figures.randomization, figures.deletion]
    listed = [tables.sanity, tables.deletion, tables.evenness]
    if "lime" in analysis.results.methods:
        told.append(lime_sides.told(analysis))
        shown.append(lime_sides.figure)
    if analysis.has_regions:
        told.append(sentences.marked_more_than_on_others(analysis))
        shown.append(figures.regions)
        listed.append(tables.regions_of_report_a)
    of_figures = [text for make in shown for text in texts_of_figure(make(analysis))]
    of_tables = [text for make in listed for text in texts_of_table(make(analysis))]
    cells = [Text(c, c) for make in listed for row in make(analysis).rows for c in row if isinstance(c, str)]
    return [text for text in (*told, *of_figures, *of_tables, *cells) if text and text.en]


@RANDOM_RESULTS
@given(st.one_of(analyses(), analyses(faces=False)))
def test_every_text_is_well_put(analysis: SaliencyAnalysis) -> None:
    texts = texts_of(analysis)
    assert_well_put(texts)
    for text in texts:
        assert not re.search(r"\((n\u00a0=\u00a0\d+)[^()]*\)[^.;:]*\(\1\)", text.en), text.en


@RANDOM_RESULTS
@given(analyses())
def test_methods_pass_and_fail_by_their_intervals(analysis: SaliencyAnalysis) -> None:
    text = sanity_sentences.sanity(analysis)
    said_of = {
        "above": r"(?:^|: |; )([^:;]*?) \*\*fails?\*\*",
        "below": r"(?:^|: |; )([^:;]*?) pass(?:es)?(?:;|\.$)",
        "neither": r"(?:^|: |; )([^:;]*?) stays? undecided",
        "unknown": r"(?:^|: |; )([^:;]*?) ha(?:s|ve) too few maps",
    }
    groups: dict[str, set[str]] = {outcome: set() for outcome in said_of}
    for method, correlations in zip(analysis.results.methods, analysis.arrays.randomized, strict=True):
        known = np.isfinite(correlations[0]).sum() > 1
        groups[side(correlations[0], 0.5) if known else "unknown"].add(METHOD_NAMES[method].en)
    for outcome, pattern in said_of.items():
        assert named_before(text.en, pattern) == groups[outcome]


@RANDOM_RESULTS
@given(analyses())
def test_what_is_said_of_guided_backpropagation_is_so(analysis: SaliencyAnalysis) -> None:
    text, methods = sanity_sentences.guided_backpropagation(analysis), analysis.results.methods
    if GUIDED not in methods:
        assert text.en.endswith("so there is nothing to test.")
        return
    steps = analysis.arrays.randomized[methods.index(GUIDED)]
    sides = [side(step, 0.5) for step in steps]
    verdict = {"fails the check": "above", "passes the check": "below", "does not decide": "neither"}
    assert said(text, verdict) == sides[0]
    if sides[0] != "above":
        assert "falls apart" not in text.en
        assert "no evidence" not in text.en
        return
    failing = [
        METHOD_NAMES[m].en
        for m, c in zip(methods, analysis.arrays.randomized, strict=True)
        if m != GUIDED and side(c[0], 0.5) == "above"
    ]
    assert ("the only method here that does" in text.en) is (not failing)
    company = re.search(r"and so do(?:es)? (.*?)\.", text.en)
    assert (re.split(", | and ", company[1]) if company else []) == failing
    end = {"still above the limit": "above", "does fall apart": "below", "cannot be told": "neither"}
    assert said(text, end) == sides[-1]
    if sides[-1] == "below":
        fallen = next(k for k in range(1, len(sides) + 1) if set(sides[k - 1 :]) == {"below"})
        every = (
            f"once all {len(sides)} layers" if fallen == len(sides) else f"once {fallen} of the {len(sides)}"
        )
        assert every in text.en


@RANDOM_RESULTS
@given(analyses())
def test_what_averaging_does_is_so(analysis: SaliencyAnalysis) -> None:
    text, methods = sanity_sentences.averaging(analysis), analysis.results.methods
    if "smooth_grad" not in methods:
        assert text == Text("", "")
        return
    difference = np.subtract(
        *(analysis.arrays.sensitivities[methods.index(m)] for m in ("gradient", "smooth_grad"))
    )
    n = int(np.isfinite(difference).sum())
    if n < 2:
        assert ("one image does not tell" in text.en) is (n == 1)
        return
    phrases = {
        "clearly lowers": "above",
        "clearly raises": "below",
        "does not clearly change": "neither",
    }
    assert said(text, phrases) == side(difference, 0.0)


@RANDOM_RESULTS
@given(analyses())
def test_chance_is_told_of_methods_that_draw_and_of_fits_that_there_are(analysis: SaliencyAnalysis) -> None:
    text, arrays = sanity_sentences.chance(analysis), analysis.arrays
    for method in ("smooth_grad", "lime"):
        known = (
            method in analysis.results.methods
            and np.isfinite(arrays.reseeded[analysis.results.methods.index(method)]).any()
        )
        assert bool(re.search(f"[−\\d.]+ for {METHOD_NAMES[method].en}", text.en)) is bool(known)
    if "lime" in analysis.results.methods:
        assert ("weighted $R^2$" in text.en) is bool(np.isfinite(arrays.surrogate_fits[0]).any())


def area(curves: NDArray) -> NDArray:
    """By the trapezoidal rule over three steps."""
    return (curves[..., 0] + 2 * curves[..., 1] + curves[..., 2]) / 4


def named_before(text: str, pattern: str) -> set[str]:
    """The methods that a clause names."""
    found = re.search(pattern, text)
    return set(re.split(", | and ", found[1])) if found else set()


@RANDOM_RESULTS
@given(analyses())
def test_orders_beat_a_random_one_where_it_is_said(analysis: SaliencyAnalysis) -> None:
    text, names = sanity_sentences.deletion(analysis).en, [name.en for name in analysis.methods]
    outcomes = {}
    for word, verb, curves, sign in (
        ("deleting", "loses", analysis.arrays.deletion, -1), ("inserting", "finds", analysis.arrays.insertion, 1),
    ):  # fmt: skip
        areas = area(curves)
        sides = [side(sign * (own - areas[-1]), 0.0) for own in areas[:-1]]
        outcomes[word] = sides
        for speed, wanted in (("faster", "above"), ("more slowly", "below")):
            told = named_before(
                text, f"(?i:{word}) pixels in the order of ([^;:]*?) {verb} the class {speed} than"
            )
            if most := [name for name in told if name.startswith("every method")]:
                told = set(names) - (told - set(most)) - {most[0].removeprefix("every method except ")}
            assert told == {name for name, is_so in zip(names, sides, strict=True) if is_so == wanted}
    nothing = text.lower().count("no method’s order differs clearly from a random one")
    assert nothing == sum(set(sides) == {"neither"} for sides in outcomes.values())
    others = text.count("no other method can be told from a random order")
    assert others == sum(1 < sides.count("neither") < len(sides) for sides in outcomes.values())
    alone = [
        sides.index("neither") for sides in outcomes.values() if sides.count("neither") == 1 < len(sides)
    ]
    assert text.count("cannot be told from a random one") == len(alone)
    assert all(f"the order of {names[k]} cannot be told from a random one" in text for k in alone)
    left = analysis.arrays.deletion[-1, :, -1].mean()
    assert ("every pixel deleted" in text) is bool(left >= 2 / 7)
    best = int(area(analysis.arrays.insertion)[:-1].mean(axis=1).argmax())
    fails = side(analysis.arrays.randomized[best, 0], 0.5) == "above"
    assert ("a good curve is no proof" in text) is (fails and outcomes["inserting"][best] == "above")


@RANDOM_RESULTS
@given(analyses())
def test_the_classes_at_the_ends_of_evenness_lead_clearly(analysis: SaliencyAnalysis) -> None:
    text, ginis = sentences.evenness(analysis), analysis.arrays.ginis[0]
    of_class = {
        name.en: ginis[analysis.arrays.labels == k]
        for k, name in enumerate(analysis.classes)
        if np.isfinite(ginis[analysis.arrays.labels == k]).any()
    }
    if len(of_class) < 2:
        assert text is None
        return
    bounds = {name: interval(values) for name, values in of_class.items()}
    for word, chosen in (
        (
            "most concentrated",
            [n for n in bounds if all(bounds[n][0] > b[1] for o, b in bounds.items() if o != n)],
        ),
        ("most even", [n for n in bounds if all(bounds[n][1] < b[0] for o, b in bounds.items() if o != n)]),
    ):
        found = re.search(rf"the gradient maps of (\w+)[^;]*? are the {word}", text.en)
        assert ([found[1]] if found else []) == chosen
        assert (f"no class clearly has the {word}" in text.en) is (not chosen)


@RANDOM_RESULTS
@given(analyses())
def test_regions_are_densest_and_denser_than_others_where_it_is_said(analysis: SaliencyAnalysis) -> None:
    text, arrays = sentences.marked_more_than_on_others(analysis).en, analysis.arrays
    density = arrays.region_mass[0] / arrays.region_area
    is_known = np.isfinite(density).all(axis=1)
    by_class = np.array(
        [density[is_known & (arrays.labels == k)].mean(axis=0) for k in set(arrays.labels[is_known])]
    )
    if not len(by_class):
        assert text == "There are no gradient maps that point anywhere."
        return
    means = by_class.mean(axis=0)
    leading = named_before(text, r"densest on (?:the )?([\w, ]+?)(?: alike)? \(")
    for k, region in enumerate(REGIONS):
        is_named = REGION_NAMES[region].en in leading
        assert means[k] >= means.max() - 0.011 if is_named else means[k] <= means.max() + TOLERANCE
    if len(leading) == 1:
        above = int((by_class[:, int(means.argmax())] > 1).sum())
        where = {0: "in no class are", len(by_class): "in every class they are"}.get(
            above, f"in {above} of {len(by_class)} classes they are"
        )
        assert where in text
    for label, region in REGIONS_OF_REPORT_A:
        k = analysis.class_names.index(label)
        groups = [density[(arrays.labels == k) == own, REGIONS.index(region)] for own in (True, False)]
        groups = [values[np.isfinite(values)] for values in groups]
        place = f"the {REGION_NAMES[region].en} of {label} faces"
        outcome = {
            1: " denser than on other faces for",
            -1: "less dense than on other faces for",
            0: "not clearly different for",
        }
        told = [sign for sign, words in outcome.items() if re.search(rf"{words} [^;(]*{place}", text)]
        assert told == ([sign_of_difference(*groups)] if min(map(len, groups)) >= 4 else [])


def sign_of_difference(first: NDArray, second: NDArray) -> int:
    """Whether Welch's interval, written out, lies above 0 or below it."""
    squares = [values.var(ddof=1) / len(values) for values in (first, second)]
    difference, error = first.mean() - second.mean(), sum(squares)
    if not (np.ptp(first) or np.ptp(second)):
        return int(np.sign(first[0] - second[0]))
    freedom = error**2 / sum(s**2 / (len(v) - 1) for s, v in zip(squares, (first, second), strict=True))
    half = stats.t.ppf(0.975, freedom) * np.sqrt(error)
    return int(np.sign(difference)) if abs(difference) > half else 0


@RANDOM_RESULTS
@given(analyses())
def test_images_methods_and_empty_maps_are_told_as_they_are(analysis: SaliencyAnalysis) -> None:
    results, arrays = analysis.results, analysis.arrays
    k, n = len(results.named_ids), len(arrays.shown_labels)
    choice = sentences.choice_of_images(analysis)
    assert said(
        choice, {"No image is picked by hand": "rule", "chose every": "all", "The others follow": "some"}
    ) == ("rule" if not k else "all" if k == n else "some")
    told = " ".join(text.en for text in sentences.remarks(analysis))
    for name, ginis in zip(analysis.methods, arrays.ginis, strict=True):
        empty = int(np.isnan(ginis).sum())
        count = re.search(
            rf"On (?:(\d+) of the \d+ images|(every|the) measured image) the {name.en} map is 0", told
        )
        assert (int(count[1] or len(ginis)) if count else 0) == empty
    assert ("is missing below" in told) is (GUIDED not in results.methods)
    missing = sentences.never_right(analysis).en
    in_split = set(analysis.dataset.labels[analysis.dataset.split == 1].tolist())
    absent = [
        c.en
        for c_k, c in enumerate(analysis.classes)
        if c_k not in arrays.shown_labels and c_k not in in_split
    ]
    wrong = [
        c.en for c_k, c in enumerate(analysis.classes) if c_k not in arrays.shown_labels and c_k in in_split
    ]
    assert named_before(missing, r"There is no validation image of ([\w, ]+?)\.") == set(absent)
    assert len(wrong) > 6 or named_before(missing, r"recognises no validation image of ([\w, ]+?)\.") == set(
        wrong
    )


@RANDOM_RESULTS
@given(analyses())
def test_chance_of_the_pointing_game_stands_where_it_is_played_and_empty_maps_take_no_part(analysis) -> None:
    arrays = analysis.arrays
    is_played = len(arrays.pointing_rows) > 0
    assert ["A pixel picked" in text.en for text in sentences.pointing_game(analysis)] == [True] * is_played
    table = tables.deletion(analysis)
    assert (len(table.columns) == 4) is is_played
    for row, hits in zip(table.rows[:-1], arrays.pointing_hits, strict=True):
        pointing = hits[np.isfinite(hits)]
        if is_played:
            assert (
                row[3] == "–" if not len(pointing) else row[3].startswith(f"{100 * pointing.mean():.0f}% (")
            )
            assert ("n =" in row[3]) is (0 < len(pointing) < len(hits))


@RANDOM_RESULTS
@given(analyses())
def test_descriptions_of_figures_name_the_ends(analysis: SaliencyAnalysis) -> None:
    ginis = {
        n.en: np.nanmean(g)
        for n, g in zip(analysis.methods, analysis.arrays.ginis, strict=True)
        if np.isfinite(g).any()
    }
    alt = figures.plate(analysis).alt.en
    ends = re.search(r"\), (.*?) is most concentrated \(mean Gini [\d.]+\), (.*?) least", alt)
    if ends:
        assert ginis[ends[1]] == pytest.approx(max(ginis.values()), abs=0.0101)
        assert ginis[ends[2]] == pytest.approx(min(ginis.values()), abs=0.0101)
    else:
        assert len(ginis) < 2 or np.ptp(list(ginis.values())) < 0.0101
    alt = figures.deletion(analysis).alt.en
    names = [*(name.en for name in analysis.methods), "random order"]
    for pattern, curves, end in (
        (r"under deletion: ([^(]*) \(", analysis.arrays.deletion, min),
        (r"under insertion: ([^(]*) \(", analysis.arrays.insertion, max),
    ):
        means = dict(zip(names, area(curves).mean(axis=1), strict=True))
        best = end(means.values())
        assert all(abs(means[name] - best) < 0.0101 for name in named_before(alt, pattern))
