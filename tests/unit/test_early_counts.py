"""Counts of the first pass: those of a cross table, and no second pass where they are enough."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sharded import mixed_table, ranked, write

from mutually.engines import early_counts
from mutually.engines.counting import Tally
from mutually.engines.early_counts import Coded, EarlyCounts, Pairs, merge

WORDS = ("a", "b", "c", "d")


def by_value(pairs: Pairs) -> dict:
    """Count what occurs, by its values; None is missing."""
    x, y = (*pairs.x, None), (*pairs.y, None)
    return {(x[i], y[j]): int(pairs.counts[i, j]) for i, j in np.argwhere(pairs.counts)}


def counted(rows: list[tuple], ends: list[int], most: int = 1 << 14):
    """Count rows in batches, each with a dictionary of its own; -0.0 and 0.0 are one value."""
    found = EarlyCounts(most)
    for start, stop in zip([0, *ends], [*ends, len(rows)], strict=True):
        part = rows[start:stop]
        # Some words stand twice, and some without a row.
        words = [*WORDS, *WORDS[:2]] if start % 2 else list(WORDS[::-1])
        places = [len(words) if x is None else words.index(x) for x, _ in part]
        x = Coded(np.array(places, dtype=np.uint32), pa.array(words))
        numbers = np.array([-0.0, 1.5, 2.0] if start % 2 else [0.0, 1.5, 2.0, 7.0])
        of = [len(numbers) if y is None else numbers.tolist().index(y) for _, y in part]
        found.add("x", x, Coded(np.array(of, dtype=np.uint32), numbers))
    return found.counted()


ROWS = st.lists(
    st.tuples(st.sampled_from([*WORDS, None]), st.sampled_from([0.0, 1.5, 2.0, None])),
    min_size=1,
    max_size=40,
)


@given(ROWS, st.lists(st.integers(1, 39), max_size=3, unique=True))
def test_counts_are_those_of_a_cross_table(rows, cuts):
    ends = sorted(end for end in cuts if end < len(rows))
    expected: dict = {}
    for row in rows:
        expected[row] = expected.get(row, 0) + 1
    assert by_value(counted(rows, ends)["x"]) == expected


@given(st.lists(ROWS, min_size=3, max_size=3))
def test_parts_are_merged_in_any_order(parts):
    a, b, c = (counted(rows, []) for rows in parts)
    one = merge(merge(a, b, 999), c, 999)
    other = merge(c, merge(b, a, 999), 999)
    assert (
        by_value(one["x"])
        == by_value(other["x"])
        == by_value(counted([*parts[0], *parts[1], *parts[2]], [])["x"])
    )


def test_too_many_cells_are_none_whatever_is_added():
    rows = [(word, float(at)) for word, at in zip(WORDS, [0.0, 1.5, 2.0, 0.0], strict=True)]
    few, many = counted(rows[:1], []), counted(rows, [])
    assert counted(rows, [], most=19)["x"] is None
    assert merge(few, many, 19)["x"] is None
    assert merge(merge(few, {"x": None}, 999), many, 999)["x"] is None
    assert merge({}, few, 999) == few


TABLE = mixed_table()
DISCRETE = ["level", "flag", "word", "word_gaps", "category"]


@pytest.fixture(scope="module")
def paths(tmp_path_factory) -> list[str]:
    return write(TABLE, tmp_path_factory.mktemp("early"), [5_000], 3_000)


@pytest.mark.parametrize("target", ["class", "word_gaps", "flag"])
@pytest.mark.parametrize("missing", ["drop", "category"])
def test_there_is_no_second_pass_over_columns_of_few_values(paths, monkeypatch, target, missing):
    names = [name for name in DISCRETE if name != target]
    options = {"features": names, "sampled": 500, "missing": missing}
    monkeypatch.setattr(early_counts, "MOST_CELLS", 0)
    expected = list(ranked(paths, target, **options))
    monkeypatch.setattr(early_counts, "MOST_CELLS", 1 << 14)
    monkeypatch.setattr(Tally, "against", lambda *_: pytest.fail("a second pass"))
    assert list(ranked(paths, target, **options)) == expected
