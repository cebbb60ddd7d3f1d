"""The clustered heat map: the data behind it, names, marks, and what it refuses."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt

import mutually as mu
from mutually.plots.pairwise import cell_colours, clustered, strongest


@pytest.fixture(autouse=True)
def _agg():
    mpl.use("agg")
    yield
    plt.close("all")


def blocks(d, n=200):
    """Columns that go together in two groups, in turn."""
    rng = np.random.default_rng(0)
    hidden = rng.normal(size=(n, 2))
    return {
        f"a_rather_long_name_of_column_{i:03}": hidden[:, i % 2] + rng.normal(size=n) / 2
        for i in range(d)
    }


def notes_of(ax):
    return " ".join(" ".join(text.get_text() for text in ax.texts).split())


def names_of(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


@pytest.mark.parametrize("d", [2, 4, 30])
def test_columns_that_tell_alike_are_side_by_side(d):
    ax = mu.pairwise(blocks(d)).plot()
    ax.figure.canvas.draw()
    names = names_of(ax)
    assert len(names) == d
    groups = [int(name[-3:]) % 2 for name in names]
    assert np.count_nonzero(np.diff(groups)) <= 1
    assert ax.images[0].get_array().shape == (d, d, 4)
    assert ax.figure.axes[1].get_ylabel() == "mutual information (nats)"


def test_two_hundred_columns_are_drawn_and_more_are_chosen():
    table = np.random.default_rng(0).normal(size=(30, 202))
    pairs = mu.pairwise(table, inference=False)
    ax = pairs.plot()
    ax.figure.canvas.draw()
    assert ax.images[0].get_array().shape == (200, 200, 4)
    assert "The 200 columns of 202" in notes_of(ax)
    small = pairs.plot(top=5)
    best = {name for row in pairs.best(3) for name in (row.x, row.y)}
    assert {str(name) for name in best} <= set(names_of(small)) or len(best) > 5


def test_what_is_not_significant_is_pale_and_marked():
    table = {**blocks(4), "noise": np.random.default_rng(1).normal(size=200)}
    pairs = mu.pairwise(table)
    ax = pairs.plot()
    place = names_of(ax).index("noise")
    cells = np.asarray(ax.images[0].get_array())
    weak = pairs.matrix("qvalue") > 0.05
    assert len(ax.collections[0].get_offsets()) == weak.sum()
    pale = np.isclose(cells[:, :, 0], 0xEF / 255) & np.isclose(cells[:, :, 2], 0xEF / 255)
    assert pale.sum() == weak.sum()
    assert pale[place].sum() == weak[pairs.places["noise"]].sum() >= 3
    assert "not significant (q above 5 %)" in notes_of(ax)


def test_the_order_of_the_columns_changes_nothing():
    table = blocks(9)
    orders = [names_of(mu.pairwise(t).plot()) for t in (table, dict(reversed(table.items())))]
    assert orders[0] == orders[1]


def test_colours_of_cells():
    values = np.array([[np.nan, 0.5, np.nan], [0.5, np.nan, -0.1], [np.nan, -0.1, np.nan]])
    weak = values == 2
    cells = cell_colours(values, weak, 0.5)
    assert (cells[0, 2] == 1).all()
    assert (cells[1, 1] == cells[0, 0]).all()
    assert (cells[0, 1] == cells[1, 0]).all()
    assert not (cells[0, 1] == cells[1, 2]).all()


def test_clustering_takes_any_matrix():
    assert clustered(np.ones((1, 1))).tolist() == [0]
    assert sorted(clustered(np.full((5, 5), np.nan)).tolist()) == list(range(5))


def test_only_held_pairs_are_drawn():
    pairs = mu.pairwise(blocks(8), top_k=1)
    ax = pairs.plot()
    cells = np.asarray(ax.images[0].get_array())
    white = (cells == 1).all(axis=2)
    assert white.sum() == 8 * 7 - 2 * len(pairs)
    assert "White: not among" in notes_of(ax)
    assert len(strongest(pairs, 3)) == 3


def test_values_stand_in_large_cells_and_names_in_any_script():
    rng = np.random.default_rng(0)
    x = rng.normal(size=100)
    table = {"$x$": x, "y_{2}": x + rng.normal(size=100), "z": rng.normal(size=100)}
    ax = mu.pairwise(table, base=2).plot(ax=plt.figure(layout="constrained").subplots())
    ax.figure.canvas.draw()
    assert "$x$" in names_of(ax)
    pairs = mu.pairwise(table, base=2)
    value = f"{pairs['$x$', 'y_{2}'].mi:.3f}"
    assert sum(text.get_text() == value for text in ax.texts) == 2
    assert ax.figure.axes[1].get_ylabel().endswith("(bits)")


def test_what_is_refused():
    pairs = mu.pairwise(blocks(4))
    for top in (1, 2.5, True):
        with pytest.raises(mu.MutuallyError, match="top: must be a whole number from 2 on"):
            pairs.plot(top=top)
    with pytest.raises(mu.MutuallyError, match=r"pairs: must be what mutually\.pairwise returned"):
        mu.plot_pairwise(np.eye(3))
    with pytest.raises(mu.MutuallyError, match="ax: must be one matplotlib Axes"):
        pairs.plot(ax=plt.figure())
