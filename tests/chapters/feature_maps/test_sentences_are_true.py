"""The sentences of chapter 9 on faces, regions and what is read off layers hold of what they were made from."""

from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_lib.chapters.feature_maps import figures, sentences, tables
from fer_lib.chapters.feature_maps.claims import b12, c4
from fer_lib.chapters.feature_maps.face_maps import ChosenFace
from fer_lib.chapters.report_runs import ReportRuns
from fer_lib.data.synthetic import generate
from fer_lib.explain.face_regions import REGIONS
from fer_lib.explain.feature_maps.probe import LinearProbe
from fer_lib.explain.feature_maps.region_shares import RegionShare
from fer_lib.explain.filter_layers import FilterLayer
from fer_lib.language import Text
from fer_lib.names import REGION_NAMES, convolution_text
from fer_lib.wording import proportion_text
from tests.chapters.every_sentence import untried
from tests.chapters.numbers import assert_well_put, texts_of_figure, texts_of_table
from tests.conftest import toy_faces

KINDS = st.sampled_from(["recognised", "labelled", "other"])
RUNS = ReportRuns("report-c", (SimpleNamespace(name="report-c"),))
LAYERS = st.builds(
    FilterLayer, st.integers(1, 9), st.just("c"), st.sampled_from(["c", "b"]), st.sampled_from(["b", "a"]),
    st.just("p"), st.just(4), st.integers(1, 3), followed_by=st.sampled_from(["", "add", "branches"]),
)  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(["happy", "sad"]), KINDS), max_size=2, unique_by=lambda face: face[0])
)
def test_faces_that_are_not_as_wanted_are_told(faces) -> None:
    maps = SimpleNamespace(chosen=[ChosenFace(k, name, kind) for k, (name, kind) in enumerate(faces)])
    (text,) = sentences.chosen_images(maps)
    assert_well_put([text])
    assert ("the user has named" in text.en) is (not faces)
    for name, kind in faces:
        assert (f"No validation image is labelled {name}" in text.en) is (kind == "other")
        assert (f"recognises no validation image as {name}" in text.en) is (kind == "labelled")


@st.composite
def probes(draw: st.DrawFn) -> LinearProbe:
    """Of the input and one to four layers; images that nothing, everything or something is read off."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    depth, n = draw(st.integers(1, 4)), draw(st.sampled_from([2, 3, 200]))
    layers = tuple(FilterLayer(k, f"c{k}", "b", "a", "p", 4, 3) for k in range(1, depth + 1))
    errors = random.random((1 + depth, n)) * draw(st.sampled_from([0.0, 1.0, 3.0]))
    hits = random.random((1 + depth, n)) < draw(st.sampled_from([0.0, 0.5, 1.0]))
    return LinearProbe(layers, (9,) * (1 + depth), errors, np.ones(n), hits, np.zeros((1 + depth, 2, 4, 4)))


@settings(max_examples=60)
@given(probes())
def test_what_is_read_off_layers_is_told_as_it_is(probe: LinearProbe) -> None:
    n, faces = len(probe.deviations), toy_faces()
    names = [convolution_text(layer.number) for layer in probe.layers]
    network = SimpleNamespace(
        layers=probe.layers,
        layer_names=names,
        dataset=faces,
        picture=Text("face", "臉"),
        validation=np.arange(n),
    )
    readout = SimpleNamespace(
        probe=probe, network=network, judged=np.arange(n), fitted=np.arange(2 * n), shown=np.arange(min(n, 2))
    )
    depth = sentences.along_the_depth(readout)
    assert (depth == []) is (len(probe.layers) < 2)
    if depth:
        squares = [1 - probe.errors[k].sum() / n for k in (1, -1)]
        assert all(
            f"{value:.2f}".replace("-", "−").replace("−0.00", "0.00") in depth[0].en for value in squares
        )
        first, last = probe.accuracies[1], probe.accuracies[-1]
        assert proportion_text(first).en in depth[1].en
        assert proportion_text(last).zh in depth[1].zh
        (low, _), (_, high) = first.wilson_interval, last.wilson_interval
        overlap = first.wilson_interval[1] >= last.wilson_interval[0] and high >= low
        assert ("the intervals overlap" in depth[1].en) is overlap
        assert ("rises" in depth[1].en, "falls" in depth[1].en) == (
            (False, False) if overlap else (last.share > first.share, last.share < first.share)
        )
        assert_well_put(depth)
    drawn = figures.layer_probe(readout).caption
    assert ("below 0" in drawn.en, "低於 0" in drawn.zh) == (min(probe.pixels) < 0,) * 2
    assert_well_put([*texts_of_figure(figures.layer_probe(readout)), sentences.nothing_read(network)])
    assert_well_put(texts_of_figure(figures.reconstructions(readout)))
    assert_well_put([b12(RUNS, readout).describe()])


@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0, 1)), min_size=5, max_size=5))
def test_regions_that_are_named_get_clearly_more(found) -> None:
    shares = [
        RegionShare(name, 0.2 * ratio, 0.2, ratio, (ratio - half, ratio + half), 9)
        for name, (ratio, half) in zip(REGIONS, found, strict=True)
    ]
    layer = SimpleNamespace(number=4)
    filters = SimpleNamespace(
        region_shares=shares, network=SimpleNamespace(name="net"), has_regions=True, layer=layer,
        looked_at=np.arange(9), filters=np.arange(10),
    )  # fmt: skip
    text = sentences.where_output_falls(filters)
    above = [share.region for share in shares if share.ratio - found[REGIONS.index(share.region)][1] > 1]
    assert sentences.regions_above(filters) == above
    assert ("no region clearly gets more" in text.en) is (not above)
    for region in REGIONS[:4]:
        assert (REGION_NAMES[region].en in text.en) is (region in above)
    assert_well_put([text, *texts_of_table(tables.regions(filters)), c4(RUNS, filters).describe()])
    assert_well_put(Text(row[-1], row[-1]) for row in tables.regions(filters).rows)


@given(
    st.lists(LAYERS, min_size=1, max_size=5),
    st.dictionaries(st.sampled_from("xyz"), st.sampled_from(["one", "two"])),
)
def test_convolutions_are_left_out_and_cut_at_zero_as_it_is_said(layers, refused) -> None:
    network = SimpleNamespace(layers=layers, refused=refused, beside=())
    told = sentences.limits(network)
    assert_well_put(told)
    text = " ".join(one.en for one in told)
    assert ("Left out " in text) is bool(refused)
    assert all((f"{reason}" in text.split("branch")[0]) for reason in set(refused.values()))
    open_ = [layer for layer in layers if layer.after == layer.before and layer.places > 1]
    assert ("No activation directly follows" in text) is bool(open_)
    assert ("a sum with another branch" in text) is any(layer.followed_by == "add" for layer in layers)


@settings(max_examples=60)
@given(st.integers(1, 10), st.integers(1, 5), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.5, 1.0]))
def test_columns_whose_images_have_one_label_are_counted(k, m, seed, share) -> None:
    random, faces = np.random.default_rng(seed), toy_faces()
    same = np.where(random.random(k) < share, m, random.integers(1, m + 1, k))
    filters = SimpleNamespace(
        network=SimpleNamespace(dataset=faces, picture=Text("face", "臉")), pool=np.arange(50), same_labels=same,
        strongest=SimpleNamespace(images=np.zeros((k, m), int), places=np.zeros((k, m), int)),
        receptive_field="unknown", filters=np.arange(k), layer=SimpleNamespace(number=4),
    )  # fmt: skip
    figure = figures.strongest_images(filters)
    agreeing = int((same >= max(m - 1, 1)).sum())
    said = {0: "In no column", k: "In every column"}.get(agreeing, f"In {agreeing} of the {k} columns")
    assert said in figure.alt.en
    assert_well_put(texts_of_figure(figure))


def test_regions_are_from_the_drawing_or_from_a_template() -> None:
    for dataset, drawn in ((generate(14, seed=0).dataset, True), (toy_faces(), False)):
        told = sentences.where_regions_are_from(SimpleNamespace(network=SimpleNamespace(dataset=dataset)))
        assert ("synthetic" in told.en, "template" in told.en) == (drawn, not drawn)
        assert ("合成" in told.zh, "模板" in told.zh) == (drawn, not drawn)


def test_every_function_that_makes_texts_is_tried() -> None:
    elsewhere = {"faces_not_as_wanted", "no_maps", "no_filters", "no_frames", "no_regions", "face_maps"}
    elsewhere |= {"layer_pictures", "layer_starts"}
    assert {name.rpartition(".")[2] for name in untried(__file__, sentences, figures, tables)} <= elsewhere
