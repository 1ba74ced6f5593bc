"""The drawings of chapter 14 name what they show."""

import numpy as np
import pytest

from fer_lib.chapters.pca.axes_figure import AxisSheet
from fer_lib.chapters.pca.explained_variance_figure import ExplainedVariance
from fer_lib.chapters.pca.planes_figure import PlanesFromTheEdge
from fer_lib.chapters.pca.reconstruction_figure import ReconstructionSheet
from fer_lib.chapters.pca.space_figure import PointsInSpace
from fer_lib.data.eigenfaces import Eigenfaces
from fer_lib.language import LANGUAGES, Text
from fer_lib.plots import figure_style
from fer_lib.proofs.pca import exact, ten_points


@pytest.fixture(scope="module")
def small():
    """40 images of 4 × 5 pixels: fewer pixels than images."""
    generator = np.random.Generator(np.random.PCG64(0))
    return generator.integers(0, 256, (40, 4, 5), dtype=np.uint8)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_name_what_they_show(small, lang):
    faces = Eigenfaces.fit(small)
    with figure_style(lang):
        curve = ExplainedVariance(faces.cumulative, [(0.8, faces.components_for(0.8))]).plot(lang=lang)
        shares = faces.variances / faces.variances.sum()
        sheet = AxisSheet(
            faces.mean.reshape(4, 5), faces.axes[:15].reshape(15, 4, 5), shares[:15], Text("mean", "平均")
        )
        rows = ReconstructionSheet(
            np.stack([faces.reconstruct(small[:2], k) for k in (1, 5)], axis=1),
            small[:2],
            [1, 5],
            [Text("a", "甲"), Text("b", "乙")],
        ).plot(lang)
        titles = [ax.get_title("center") for ax in sheet.plot(lang).axes]
    assert curve.axes[0].texts[0].get_text() == f"80%: {faces.components_for(0.8)}"
    assert titles[0] == Text("mean", "平均")[lang]
    assert titles[15] == f"15: {100 * shares[14]:.1f}%"
    assert [ax.get_title("center") for ax in rows.axes[:3]] == [
        "$k=1$",
        "$k=5$",
        Text("original", "原圖")[lang],
    ]
    assert rows.axes[0].get_ylabel() == Text("a", "甲")[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_planes_from_the_edge_show_every_point_and_both_errors(lang):
    y = np.array(ten_points.components(exact.ZERO).tolist(), dtype=float)
    with figure_style(lang):
        figure = PlanesFromTheEdge(y[:, 0], y[:, 2], float(y[:, 2].mean()), (54.7203, 60.6438)).plot(
            lang=lang
        )
    (ax,) = figure.axes
    assert [text.get_text() for text in ax.texts] == [f"$x_{{{n}}}$" for n in range(1, 11)]
    labels = " ".join(text.get_text() for text in ax.get_legend().get_texts())
    assert "54.7203" in labels
    assert "60.6438" in labels


@pytest.mark.parametrize("lang", LANGUAGES)
def test_points_in_space_lie_where_they_are_and_lines_meet_the_plane_at_right_angles(lang):
    axes = np.array(ten_points.axes().tolist(), dtype=float)
    y = np.array(ten_points.components(exact.ZERO).tolist(), dtype=float)
    with figure_style(lang):
        (ax,) = PointsInSpace(axes, y).plot(lang).axes
    *lines, points, mean, origin = (np.array(line.get_data_3d()) for line in ax.lines)
    assert pytest.approx(np.array(ten_points.POINTS, dtype=float)) == points.T
    assert mean.ravel() == pytest.approx(points.mean(axis=1))
    assert origin.ravel() == pytest.approx(0)
    for line, height in zip(lines, y[:, 2], strict=True):
        away = line[:, 0] - line[:, 1]
        assert away == pytest.approx(axes[:, 2] * (height - y[:, 2].mean()))
    assert len(ax.get_legend().get_texts()) == 5
