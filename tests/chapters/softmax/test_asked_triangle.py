"""What the script of the triangle is told."""

from matplotlib import pyplot as plt
from matplotlib.colors import to_hex

from fer_lib.chapters.softmax.asked_triangle import asked_triangle
from fer_lib.chapters.softmax.triangle_figure import STARTS, Triangle
from fer_lib.plots.style import COLORS


def test_starts_are_called_by_the_colours_that_they_are_drawn_in():
    figure = Triangle.compute().plot()
    squares = [line for line in figure.axes[0].lines if line.get_marker() == "s"]
    names = [
        f"the {name} square"
        for line in squares
        for name, code in COLORS.items()
        if to_hex(line.get_color()) == code.lower()
    ]
    plt.close(figure)
    asked = asked_triangle()
    assert [name.en for name in asked.words["starts"]] == names
    assert asked.data["starts"] == [list(start) for start in STARTS]
    assert max(abs(score) for start in STARTS for score in start) <= asked.data["farthest"]
