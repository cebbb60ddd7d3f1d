"""The picture of a relation: the data behind it, on light and dark paper, for any kinds."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import polars as pl
import pytest
from matplotlib.collections import PathCollection, PolyCollection

import mutually as mu
from mutually.plots.common import INK, LIGHT_INK


@pytest.fixture(autouse=True)
def _closed():
    before = dict(mpl.rcParams)
    yield
    assert dict(mpl.rcParams) == before
    plt.close("all")


@pytest.fixture
def columns():
    random = np.random.default_rng(0)
    x = random.normal(size=400)
    return {
        "x": x,
        "y": x + random.normal(size=400),
        "kind": np.where(x + 0.5 * random.normal(size=400) > 0, "up", "down"),
        "side": np.where(random.random(400) < 0.3, "left", "right"),
    }


def only(ax, kind):
    (found,) = [c for c in ax.collections if isinstance(c, kind)]
    return found


def drawn(ax):
    ax.figure.savefig("/dev/null", format="png")
    return ax


def test_points_are_the_rows_with_their_local_information(columns):
    x, y = columns["x"], columns["y"]
    result = mu.mutual_information(x, y)
    ax = drawn(mu.plot_relation(x, y))
    points = only(ax, PathCollection)
    order = np.lexsort(points.get_offsets().T)
    expected = np.lexsort(np.stack([x, y]))
    assert np.array_equal(points.get_offsets()[order], np.stack([x, y], 1)[expected])
    assert np.array_equal(points.get_array()[order], result.local[expected])
    assert points.norm.vcenter == 0
    low, high = points.norm.vmin, points.norm.vmax
    assert low == -high
    inside = np.mean(np.abs(result.local) <= high)
    assert 0.975 <= inside <= 0.985
    # What says most lies on top.
    assert (np.diff(np.abs(points.get_array())) >= 0).all()


def test_the_title_has_value_interval_and_p(columns):
    result = mu.mutual_information(columns["x"], columns["y"], base=2)
    low, high = result.confidence_interval(0.95)
    ax = mu.plot_relation(columns["x"], columns["y"], base=2)
    title = ax.get_title(loc="left").replace("\N{NO-BREAK SPACE}", " ").replace("\n", " ")
    assert title.startswith(f"I = {result.value:.3f} bits, 95 % {low:.3f} to {high:.3f}, p = ")
    noise = np.random.default_rng(1).normal(size=400)
    ax = mu.plot_relation(columns["x"], noise)
    assert f"p = {mu.mutual_information(columns['x'], noise).pvalue:.3f}" in ax.get_title(
        loc="left"
    ).replace("\N{NO-BREAK SPACE}", " ")


def test_many_rows_are_hexagons_with_their_mean():
    random = np.random.default_rng(2)
    x = random.normal(size=6000)
    y = x + random.normal(size=6000)
    ax = drawn(mu.plot_relation(x, y))
    cells = only(ax, PolyCollection)
    means = cells.get_array()
    local = mu.mutual_information(x, y).local
    assert 100 < len(means) < 2000
    assert means.min() >= local.min()
    assert means.max() <= local.max()
    assert "Each hexagon has the mean colour of its rows." in unwrapped(ax)
    assert cells.norm.vcenter == 0


def unwrapped(ax):
    return " ".join(" ".join(note.get_text().split()) for note in ax.texts)


@pytest.mark.parametrize("upright", [True, False])
def test_strips_hold_every_row_of_their_class(columns, upright):
    names = ("kind", "y") if upright else ("y", "kind")
    data = [columns[name] for name in names]
    ax = drawn(mu.plot_relation(*data, names=names))
    points = only(ax, PathCollection)
    across, along = points.get_offsets().T if upright else points.get_offsets()[:, ::-1].T
    expected = np.searchsorted(["down", "up"], columns["kind"])
    assert np.array_equal(np.sort(along), np.sort(columns["y"]))
    order, want = np.argsort(along), np.argsort(columns["y"])
    assert np.array_equal(np.round(across).astype(int)[order], expected[want])
    local = mu.mutual_information(*data).local
    assert np.array_equal(points.get_array()[order], local[want])
    labels = ax.get_xticklabels() if upright else ax.get_yticklabels()
    assert [label.get_text() for label in labels] == ["down", "up"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == names


def test_many_rows_are_histograms_of_each_class():
    random = np.random.default_rng(3)
    kind = random.choice(["a", "b"], 6000)
    y = random.normal(size=6000) + (kind == "a")
    ax = drawn(mu.plot_relation(kind, y))
    boxes = only(ax, PolyCollection)
    vertices = np.array([path.vertices[:4] for path in boxes.get_paths()])
    centre = vertices[:, :, 0].mean(axis=1)
    width = np.ptp(vertices[:, :, 0], axis=1)
    edges = np.histogram_bin_edges(y, 50)
    local = mu.mutual_information(kind, y).local
    for place, name in enumerate("ab"):
        rows = np.histogram(y[kind == name], edges)[0]
        of_class = np.isclose(centre, place)
        assert np.allclose(width[of_class], 0.84 * rows[rows > 0] / rows.max())
        sums = np.histogram(y[kind == name], edges, weights=local[kind == name])[0]
        means = sums[rows > 0] / rows[rows > 0]
        assert np.allclose(boxes.get_array()[of_class], means, rtol=0, atol=1e-9)
    assert "histograms of each class" in unwrapped(ax)


def test_cells_add_to_the_value(columns):
    x, y = columns["kind"], columns["side"]
    ax = drawn(mu.plot_relation(x, y))
    added = ax.images[0].get_array()
    assert added.shape == (2, 2)
    assert added.sum() == pytest.approx(mu.mutual_information(x, y).value, abs=1e-12)
    counts = [text.get_text() for text in ax.texts if text.get_text().isdigit()]
    table = pd.crosstab(y, x).to_numpy()
    assert counts == [str(count) for count in table.ravel()]


def test_rare_levels_are_drawn_as_one():
    random = np.random.default_rng(4)
    many = random.geometric(0.05, 4000).astype(str)
    ax = drawn(mu.plot_relation(many, random.choice(["a", "b"], 4000), names=("many", "few")))
    labels = [label.get_text() for label in ax.get_xticklabels()]
    assert len(labels) <= 30
    assert labels[-1].endswith("others")
    assert labels[:3] == ["1", "2", "3"]
    assert "rarest levels of many are drawn as one" in unwrapped(ax)


def test_names_are_those_of_series_or_given(columns):
    x, y = columns["x"], columns["y"]
    ax = mu.plot_relation(pd.Series(x, name="width"), pl.Series("height", y))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("width", "height")
    ax = mu.plot_relation(x, pd.Series(y))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "y")
    ax = mu.plot_relation(pd.Series(x, name=0), y, names=("$a_b$", "名前"))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("$a_b$", "名前")


def test_missing_and_infinite_values_are_left_out_and_said(columns):
    x, y = columns["x"].copy(), columns["y"].copy()
    x[:3], y[5], x[9] = np.nan, np.nan, np.inf
    ax = drawn(mu.plot_relation(x, y))
    points = only(ax, PathCollection)
    assert len(points.get_offsets()) == 395
    assert unwrapped(ax).startswith("n = 396, estimator ksg. 1 rows with infinite")


def test_times_booleans_and_categories():
    random = np.random.default_rng(5)
    day = np.datetime64("2024-01-01", "D") + random.integers(0, 300, 200)
    size = pd.Series(pd.Categorical(random.choice(["S", "M", "L"], 200), ["S", "M", "L"]))
    ax = drawn(mu.plot_relation(day, size, names=("day", "size")))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["S", "M", "L"]
    assert "day is counted from its first value." in unwrapped(ax)
    ax = drawn(mu.plot_relation(random.random(200) < 0.5, random.integers(0, 3, 200)))
    assert [label.get_text() for label in ax.get_xticklabels()] == ["False", "True"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["0", "1", "2"]


def test_circular_columns_are_estimated_around_the_circle():
    random = np.random.default_rng(6)
    hour = random.uniform(0, 24, 300)
    y = np.cos(hour * np.pi / 12) + random.normal(size=300)
    ax = mu.plot_relation(hour, y, circular=(24, None))
    local = mu.mutual_information(hour, y, circular=(24, None)).local
    assert np.array_equal(np.sort(only(ax, PathCollection).get_array()), np.sort(local))
    assert "circular ksg" in unwrapped(ax)


@pytest.mark.parametrize("style", ["default", "dark_background"])
@pytest.mark.parametrize("size", [(3.2, 2.6), (6.4, 4.8), (14, 9)])
def test_all_is_seen_on_light_and_dark_paper(columns, style, size):
    name = "a column with a long name, as the questions of surveys have " * 3
    with plt.style.context(style):
        paper = mpl.rcParams["axes.facecolor"]
        small = LIGHT_INK if style == "dark_background" else INK
        for x, y in (("x", "y"), ("kind", "y"), ("kind", "side")):
            figure, ax = plt.subplots(figsize=size, layout="constrained")
            assert mu.plot_relation(columns[x], columns[y], ax=ax, names=(name, name)) is ax
            figure.savefig("/dev/null", format="png")
            notes = [t for t in ax.texts if t.get_text().startswith("n =")]
            assert [t.get_color() for t in notes] == [small]
            mapped = ax.images[0] if ax.images else ax.collections[0]
            grey = np.array(mapped.cmap(0.5)[:3])
            away = np.abs(grey - mpl.colors.to_rgb(paper)).max()
            assert away > 0.25  # 0 is told from the paper
            plt.close(figure)


REFUSED = {
    "a vector": (lambda: mu.plot_relation(np.zeros((5, 2)), np.zeros(5)), "x: must be one column"),
    "axes": (lambda: mu.plot_relation([1, 2] * 40, [1, 2, 3, 1] * 20, ax=3), "ax: must be one mat"),
    "one name": (
        lambda: mu.plot_relation([1, 2, 3, 4], [1, 2, 3, 4], names="ab"),
        "names: must be two names",
    ),
    "lengths": (lambda: mu.plot_relation([1, 2, 3], [1, 2]), "y: must have as many rows as x"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_drawn_is_refused(name):
    call, message = REFUSED[name]
    with pytest.raises(mu.MutuallyError, match=message):
        call()
