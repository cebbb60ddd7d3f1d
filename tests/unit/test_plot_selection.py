"""The picture of a selection: the data behind it."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

import mutually as mu
from mutually.plots.common import ink


@pytest.fixture
def selection():
    return mu.select("penguins", "species", k=4)


def test_bars_and_points_are_the_numbers(selection):
    ax = selection.plot()
    gains, alone = ax.containers[:2]
    assert [bar.get_width() for bar in gains] == [row.gain for row in selection]
    assert [bar.get_width() for bar in alone] == [row.relevance for row in selection]
    (line,) = [one for one in ax.lines if one.get_label() == "together so far"]
    assert list(line.get_xdata()) == [row.joint for row in selection]
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == [f"{row.step}  {row.feature}" for row in selection]
    assert ax.get_xlabel() == "information about species (nats)"
    plt.close(ax.figure)


def test_gains_without_a_unit_are_not_drawn():
    selection = mu.select("penguins", "species", k=3, method="disr")
    ax = selection.plot()
    (alone,) = ax.containers
    assert [bar.get_width() for bar in alone] == [row.relevance for row in selection]
    plt.close(ax.figure)


def test_it_draws_on_axes_that_are_given(selection):
    figure, ax = plt.subplots()
    assert mu.plot_selection(selection, ax=ax) is ax
    figure.savefig("/dev/null", format="png")
    plt.close(figure)


def test_an_empty_selection_is_drawn_too():
    rng = np.random.default_rng(1)
    table = {"x": rng.normal(size=100), "y": rng.normal(size=100)}
    ax = mu.select(table, "y", k=1, method="cmi").plot()
    ax.figure.savefig("/dev/null", format="png")
    plt.close(ax.figure)


def test_anything_else_is_refused(selection):
    with pytest.raises(mu.MutuallyError, match="selection: must be what mutually"):
        mu.plot_selection(mu.rank("penguins", "species", inference=False))
    with pytest.raises(mu.MutuallyError, match="ax: must be one matplotlib Axes"):
        selection.plot(ax=3)


@pytest.mark.parametrize(
    ("style", "grey"), [("default", "#404040"), ("dark_background", "#C8C8C8")]
)
def test_small_text_and_lines_are_seen_on_a_dark_ground(selection, style, grey):
    with plt.style.context(style):
        ax = selection.plot()
        (line,) = [one for one in ax.lines if one.get_label() == "together so far"]
        assert line.get_color() == grey
        assert ax.texts[-1].get_color() == grey
        ax.set_facecolor("none")  # The ground is then the figure's.
        assert ink(ax) == grey
    plt.close(ax.figure)
