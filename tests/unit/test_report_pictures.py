"""The data behind the pictures of the report."""

from __future__ import annotations

import re

import numpy as np
import pytest
from made_rankings import ranking, row

from mutually.plots.areas import lay_out
from mutually.report import frames
from mutually.report.bars import bars
from mutually.report.columns import Levels, Numbers, look, numbers_of
from mutually.report.crossed import crossed
from mutually.report.points import COLUMNS, ROWS, Density, Points, points_or_density
from mutually.report.relation import relation
from mutually.report.ridges import ridges
from mutually.report.rows import drawn_rows
from mutually.report.scales import limits, nice_values
from mutually.report.sparklines import sparkline
from mutually.tables import read_column

RNG = np.random.default_rng(0)
NAMES = ("x", "y")


def numbers(values: object) -> Numbers:
    return Numbers(np.asarray(values, dtype=np.float64))


def levels(codes: object, names: str) -> Levels:
    return Levels(np.asarray(codes, dtype=np.int64), tuple(names))


def corners(path: str) -> list[tuple[float, float]]:
    """Where the pieces of a path begin."""
    found = re.findall(r"M(-?[\d.]+) (-?[\d.]+)", path)
    return [(float(x), float(y)) for x, y in found]


# Which rows are drawn.


def test_rows_are_a_sample_without_an_order() -> None:
    rows = drawn_rows(100_000, 2000)
    assert rows is not None
    assert len(np.unique(rows)) == 2000
    assert (np.diff(rows) > 0).all()
    # Halves and residues are drawn as they occur: within four standard deviations.
    for part, share in ((rows < 50_000, 1 / 2), (rows % 2 == 0, 1 / 2), (rows % 7 < 3, 3 / 7)):
        assert abs(part.mean() - share) < 4 * np.sqrt(0.25 / 2000)


def test_a_smaller_sample_is_part_of_a_larger_one_and_the_seed_counts() -> None:
    small, large = drawn_rows(10_000, 100), drawn_rows(10_000, 1000)
    assert set(small.tolist()) <= set(large.tolist())  # type: ignore[union-attr]
    other = drawn_rows(10_000, 100, seed=1)
    assert not np.array_equal(small, other)
    assert drawn_rows(100, 100) is None


# Columns.


def test_levels_of_labels_are_in_the_order_of_their_rows() -> None:
    column = read_column(["b", "a", "b", None, "c", "a", "b"], "x")
    seen = look(column, "discrete", None, "drop")
    assert isinstance(seen, Levels)
    assert seen.names == ("b", "a", "c")
    assert seen.rows.tolist() == [3, 2, 1]
    assert seen.codes.tolist() == [0, 1, 0, -1, 2, 1, 0]
    kept = look(column, "discrete", None, "category")
    assert isinstance(kept, Levels)
    assert kept.names == ("b", "a", "(missing)", "c")


def test_levels_of_numbers_keep_their_order() -> None:
    seen = look(read_column([10, 2, 2, 10, 10, 3], "x"), "discrete", None, "drop")
    assert isinstance(seen, Levels)
    assert (seen.names, seen.rows.tolist()) == (("2", "3", "10"), [2, 1, 3])
    flags = look(read_column([True, False, True], "x"), "discrete", None, "drop")
    assert isinstance(flags, Levels)
    assert flags.names == ("True", "False")


def test_rare_levels_are_put_together() -> None:
    top = levels([0] * 5 + [1] * 4 + [2] * 3 + [3] * 2 + [-1], "abcd").top(3)
    assert top.names == ("a", "b", "2 others")
    assert top.rows.tolist() == [5, 4, 5]
    assert top.codes[-1] == -1


def test_numbers_are_nan_where_missing() -> None:
    seen = look(read_column([1.0, None, 3.0], "x"), "continuous", np.array([0, 1]), "drop")
    assert isinstance(seen, Numbers)
    assert np.array_equal(seen.values, [1.0, np.nan], equal_nan=True)
    assert numbers_of(read_column(["a", "b"], "x")) is None
    infinite = numbers_of(read_column([1.0, np.inf], "x"))
    assert infinite is not None
    assert np.isnan(infinite[1])


# Axes.


def test_far_outliers_do_not_stretch_an_axis() -> None:
    values = np.append(RNG.normal(size=1000), 1e6)
    assert limits(values) == (values[:-1].min(), values[:-1].max())
    assert limits(np.array([1.0, np.nan, 3.0, np.inf])) == (1.0, 3.0)
    assert limits(np.array([np.nan])) == (0.0, 1.0)


@pytest.mark.parametrize("ends", [(0.0, 1.0), (-3e-5, 2e-5), (999.5, 1000.5), (-1e12, 3e12)])
def test_ticks_are_round_and_inside(ends: tuple[float, float]) -> None:
    low, high = ends
    values = nice_values(low, high)
    assert 2 <= len(values) <= 5
    slack = 1e-9 * (high - low)
    assert all(low - slack <= value <= high + slack for value in values)
    assert np.allclose(np.diff(values), values[1] - values[0])


# Two columns of numbers.


def test_points_are_where_the_values_are() -> None:
    x, y = np.array([0.0, 1.0, 2.0, np.nan]), np.array([0.0, 4.0, 2.0, 1.0])
    drawn = points_or_density(numbers(x), numbers(y), NAMES)
    assert isinstance(drawn, Points)
    assert (drawn.shown, drawn.known, drawn.beyond) == (3, 3, 0)
    left, right = 2 * (frames.LEFT + frames.INSET), 2 * (frames.RIGHT - frames.INSET)
    top, bottom = 2 * (frames.TOP + frames.INSET), 2 * (frames.BOTTOM - frames.INSET)
    middle = (left + right) / 2, (top + bottom) / 2
    assert corners(drawn.path) == [(left, bottom), (middle[0], top), (right, middle[1])]


def test_points_are_thinned_and_it_is_said() -> None:
    drawn = relation(numbers(RNG.normal(size=1500)), numbers(RNG.normal(size=1500)), NAMES, 1500)
    assert isinstance(drawn.picture, Points)
    assert drawn.picture.shown == 300
    assert "thinned to 300 of 1,500" in drawn.caption


def test_many_rows_are_a_density_with_every_row_in_a_cell() -> None:
    x = np.repeat([0.0, 1.0], [2000, 1000])
    drawn = points_or_density(numbers(x), numbers(x), NAMES)
    assert isinstance(drawn, Density)
    assert drawn.most == 2000
    # The cell with the most rows has the darkest shade; half of them the shade by the root.
    assert corners(drawn.paths[-1]) == [(0, ROWS - 1)]
    assert corners(drawn.paths[4]) == [(COLUMNS - 1, 0)]
    assert sum(map(len, drawn.paths)) == len("M0 23h1v1h-1z") + len("M33 0h1v1h-1z")


def test_rows_beyond_the_axes_are_counted() -> None:
    x = np.append(RNG.normal(size=500), [1e9, -1e9])
    drawn = relation(numbers(x), numbers(np.arange(502.0)), NAMES, 502)
    assert drawn.caption.endswith("; 2 rows lie beyond the picture.")


def test_a_sample_of_rows_is_said() -> None:
    x = numbers(RNG.normal(size=100))
    assert "of 100 of the 70,000 rows" in relation(x, x, NAMES, 70_000).caption


# Numbers in levels.


def test_ridges_have_the_quartiles_and_rows_of_each_level() -> None:
    values = np.concatenate([np.linspace(0, 10, 101), np.linspace(20, 30, 51)])
    drawn = ridges(numbers(values), levels([0] * 101 + [1] * 51, "ab"), NAMES)
    assert [(r.name.text, r.rows) for r in drawn.ridges] == [("a", 101), ("b", 51)]
    first, second = (r.quartiles for r in drawn.ridges)
    assert first is not None
    assert second is not None
    assert first == pytest.approx([drawn.x.scale.at(v) for v in (2.5, 5, 7.5)])
    assert second == pytest.approx([drawn.x.scale.at(v) for v in (22.5, 25, 27.5)])
    assert (drawn.known, drawn.beyond) == (152, 0)


def test_ridges_are_to_one_scale_of_density() -> None:
    narrow, wide = RNG.normal(0, 1, 5000), RNG.normal(0, 4, 5000)
    both = np.concatenate([narrow, wide])
    drawn = ridges(numbers(both), levels(np.repeat([0, 1], 5000), "ab"), NAMES)

    def peak(path: str) -> float:
        steps = re.findall(r"[lh](-?[\d.]+)(?: ?(-?[\d.]+))?", path)
        start = float((re.match(r"M\S+ \S+v(-?[\d.]+)", path) or [0, 0])[1])
        heights = np.cumsum([start, *(float(dy or 0) for _, dy in steps)])
        return float(-heights.min())

    one, other = (peak(r.path) for r in drawn.ridges)
    # The peaks of two normal densities are in the ratio of their spreads, to the noise of bins.
    assert one / other == pytest.approx(4, rel=0.25)


def test_a_level_without_numbers_has_no_ridge() -> None:
    drawn = ridges(numbers([1.0, 2.0, np.nan]), levels([0, 0, 1], "ab"), NAMES)
    assert drawn.ridges[1].path == ""
    assert drawn.ridges[1].quartiles is None


def test_the_picture_does_not_depend_on_which_of_both_is_of_numbers() -> None:
    x, y = numbers(RNG.normal(size=60)), levels(RNG.integers(0, 3, 60), "abc")
    one, other = relation(x, y, ("n", "l"), 60), relation(y, x, ("l", "n"), 60)
    assert one == other
    assert one.form == "ridges"


# Two discrete columns.


def test_the_table_has_shares_of_each_line() -> None:
    x, y = levels([0, 0, 0, 0, 1, 1, -1], "ab"), levels([0, 0, 0, 1, 1, 1, 1], "uv")
    drawn = crossed(x, y, NAMES)
    assert [cell.text for cell in drawn.cells] == ["75", "25", "0", "100"]
    assert [(name.text, rows) for _, name, rows in drawn.rows] == [("a", 4), ("b", 2)]
    assert [name.text for _, name in drawn.columns] == ["u", "v"]
    assert drawn.known == 6
    assert len(corners("".join(drawn.paths))) == 4


def test_a_large_table_is_cut_and_it_is_said() -> None:
    codes = np.arange(400) % 40
    x = Levels(codes, tuple(f"l{at}" for at in range(40)))
    drawn = relation(x, x, NAMES, 400)
    assert len(drawn.picture.rows) == 9  # type: ignore[union-attr]
    assert "the lines with fewest rows are together" in drawn.caption
    assert "the columns with fewest rows are together" in drawn.caption


# Entropies, bars, distributions.


@pytest.mark.parametrize("value", [0.3, 0.0, -0.1, 0.9])
def test_areas_are_to_scale(value: float) -> None:
    own, both, other = lay_out(value, 1.0, 0.8)
    assert both.right - both.left == pytest.approx(max(value, 0))
    assert both.right - own.left == pytest.approx(max(1.0, max(value, 0)))
    assert other.right - both.left == pytest.approx(max(0.8, max(value, 0)))
    assert (own.right, both.right) == (both.left, other.left)


def test_bars_begin_at_zero_and_are_in_proportion() -> None:
    drawn = bars([row("a", 0.8), row("b", 0.2), row("c", -0.1)], ranking(row("a", 0.8)))
    first, second, third = drawn.bars
    assert first.width == pytest.approx(4 * second.width)
    assert first.start == second.start == drawn.zero
    assert third.start + third.width == pytest.approx(drawn.zero)
    assert third.value == "\N{MINUS SIGN}0.100"


def test_bars_have_intervals_and_floors_on_the_same_axis() -> None:
    facts = {"low": 0.3, "high": 0.5, "noise_floor": 0.1, "qvalue": 0.2}
    one = row("a", 0.4, **facts)
    (bar,) = bars([one], ranking(one, alpha=0.05)).bars
    unit = bar.width / 0.4
    assert bar.low == pytest.approx(bar.start + 0.3 * unit)
    assert bar.high == pytest.approx(bar.start + 0.5 * unit)
    assert bar.floor == pytest.approx(bar.start + 0.1 * unit)
    assert bar.found is False
    assert "no more than chance" in bar.words


def test_a_bar_that_is_not_known_has_no_width() -> None:
    (bar,) = bars([row("a", float("nan"))], ranking()).bars
    assert (bar.width, bar.low, bar.floor) == (0.0, None, None)


def test_a_sparkline_counts_the_rows() -> None:
    of_numbers = sparkline(numbers([0.0] * 9 + [1.0] * 3 + [np.nan]))
    assert of_numbers.path == "M0 18v-18h4v18" + "h4" * 16 + "v-6h4v6z"
    assert of_numbers.words == "from 0 to 1, the middle half from 0 to 0.25"
    of_levels = sparkline(levels([0, 0, 0, 1], "ab"))
    assert of_levels.path == "M0 18v-18h35v18zM36 18v-6h35v6z"
    assert of_levels.words == "2 levels: a 75%, b 25%"
    assert sparkline(numbers([np.nan])).words == "no known value"
    assert sparkline(levels([-1], "")).words == "no known value"
