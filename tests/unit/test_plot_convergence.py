"""The picture of how an estimate settles: the data behind it."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import mutually as mu
from mutually.plots.convergence import sizes


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.fixture
def pair():
    random = np.random.default_rng(0)
    x = random.normal(size=500)
    return pd.Series(x, name="width"), pd.Series(x + random.normal(size=500), name="height")


def lines(ax):
    return {line.get_label(): line for line in ax.lines if line.get_label().startswith("k =")}


def test_the_last_point_is_the_estimate_of_all_rows(pair):
    ax = mu.plot_convergence(*pair, neighbors=(3, 10), base=2)
    drawn = lines(ax)
    assert list(drawn) == ["k = 3", "k = 10"]
    for k, line in zip((3, 10), drawn.values(), strict=True):
        whole = mu.mutual_information(*pair, n_neighbors=k, base=2)
        assert line.get_xdata()[-1] == 500
        assert line.get_ydata()[-1] == whole.value
    band = ax.collections[0].get_paths()[0].vertices
    low, high = mu.mutual_information(*pair, base=2).confidence_interval(0.95)
    at_the_end = band[band[:, 0] == 500, 1]
    assert at_the_end.min() == pytest.approx(low, abs=1e-12)
    assert at_the_end.max() == pytest.approx(high, abs=1e-12)
    assert ax.get_ylabel() == "I(width; height) (bits)"


def test_parts_are_nested_and_in_random_order(pair):
    x, y = (np.asarray(column) for column in pair)
    ax = mu.plot_convergence(x, y, neighbors=3, rng=7)
    (line,) = lines(ax).values()
    order = np.random.default_rng(7).permutation(500)
    for n, value in zip(line.get_xdata(), line.get_ydata(), strict=True):
        rows = np.sort(order[: int(n)])
        assert mu.mutual_information(x[rows], y[rows]).value == value


def test_sizes_grow_by_the_root_of_two_up_to_all_rows():
    assert sizes(10, 30) == [10]
    assert sizes(100_000, 30)[-1] == 100_000
    assert all(n >= 42 or n == 90 for n in sizes(90, 42))


def test_tables_take_no_neighbours():
    table = mu.plot_convergence([0, 1] * 100, [0, 1, 1, 0] * 50)
    assert len(lines(table)) == 1
    assert table.get_legend() is None


def test_vectors_classes_and_circles_settle_too(pair):
    random = np.random.default_rng(1)
    hour = random.uniform(0, 24, 200)
    ax = mu.plot_convergence(hour, np.where(hour < 6, "a", "b"), circular=(24, None))
    (first, *_) = lines(ax).values()
    assert first.get_ydata()[-1] == pytest.approx(
        mu.mutual_information(hour, np.where(hour < 6, "a", "b"), circular=(24, None)).value
    )
    ax = mu.plot_convergence(np.stack([hour, hour**2], 1)[:80], (hour > 12)[:80], neighbors=3)
    ax.figure.savefig("/dev/null", format="png")


@pytest.mark.parametrize("style", ["default", "dark_background"])
@pytest.mark.parametrize("size", [(3.2, 2.6), (12, 8)])
def test_it_draws_on_axes_that_are_given(pair, style, size):
    with plt.style.context(style):
        figure, ax = plt.subplots(figsize=size, layout="constrained")
        assert mu.plot_convergence(*pair, ax=ax, neighbors=[3]) is ax
        figure.savefig("/dev/null", format="png")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"neighbors": ()}, "neighbors: must be one to 4 numbers"),
        ({"neighbors": (1, 2, 3, 4, 5)}, "neighbors: must be one to 4 numbers"),
        ({"neighbors": (0,)}, "n_neighbors: must be a whole number from 1 to 64"),
        ({"neighbors": 600}, "n_neighbors: must be a whole number from 1 to 64"),
        ({"names": "ab"}, "names: must be two names"),
        ({"ax": 1}, "ax: must be one matplotlib Axes"),
        ({"circular": -1}, "circular: must be a period"),
    ],
)
def test_what_cannot_be_drawn_is_refused(pair, arguments, message):
    with pytest.raises(mu.MutuallyError, match=message):
        mu.plot_convergence(*pair, **arguments)
