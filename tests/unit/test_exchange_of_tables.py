"""Blocks and time in pairwise and select: each test exchanges what the caller allows."""

from __future__ import annotations

import numpy as np
import pytest

import mutually as mu
from mutually.inference import testing
from mutually.selecting.synergy import _in_order_of_use
from mutually.variables import Labels

N = 300


def remembering(phi, rng):
    noise = rng.normal(size=N + 100)
    for t in range(1, N + 100):
        noise[t] += phi * noise[t - 1]
    return noise[100:]


RNG = np.random.default_rng(1)
SLOW = {name: remembering(0.95, RNG) for name in "abcd"}
TABLE = {**SLOW, "up": SLOW["a"] > 0, "level": np.digitize(SLOW["b"], [-1, 1]),
         "when": np.arange(N), "day": np.arange(N) // 10}  # fmt: skip
SERIES = [*"abcd", "up", "level"]


@pytest.mark.parametrize("how", [{"time": "when"}, {"blocks": "day"}, {"time": True}])
def test_pairs_are_tested_as_mutual_information_tests_them(how):
    pairs = mu.pairwise(TABLE, columns=SERIES, **how)
    assert len(pairs) == 15
    given = {key: TABLE[name] if isinstance(name, str) else name for key, name in how.items()}
    for x, y in (("a", "b"), ("up", "level"), ("c", "level"), ("a", "up")):
        row = pairs[x, y]
        alone = mu.mutual_information(TABLE[x], TABLE[y], n_permutations=199, **given)
        assert row.mi == pytest.approx(alone.value, abs=1e-12)
        assert row.standard_error == pytest.approx(alone.standard_error, abs=1e-12)
        # Which of the two is shifted differs, and with it the shifts.
        other = mu.mutual_information(TABLE[y], TABLE[x], n_permutations=199, **given)
        assert any(row.pvalue == pytest.approx(p.pvalue) for p in (alone, other))


def test_slow_series_find_less_where_time_is_said():
    assert len(mu.pairwise(SLOW).discoveries) > 0
    assert len(mu.pairwise(SLOW, time=True).discoveries) == 0
    assert not mu.pairwise(SLOW, time=True).warnings
    assert mu.pairwise(SLOW).warnings


def test_columns_that_say_how_rows_depend_are_not_compared_unless_asked():
    names = mu.pairwise(TABLE, time="when", blocks="day", n_permutations=19).names
    assert set(names) == set(SERIES)
    asked = mu.pairwise(TABLE, columns=["a", "when"], time="when", n_permutations=19)
    assert asked.names == ("a", "when")


def test_missing_rows_are_left_out_of_the_blocks():
    a = SLOW["a"].copy()
    a[::7] = np.nan
    pairs = mu.pairwise({"a": a, "b": SLOW["b"], "day": TABLE["day"]}, blocks="day")
    alone = mu.mutual_information(a, SLOW["b"], blocks=TABLE["day"], n_permutations=199)
    assert pairs["a", "b"].n == alone.n
    assert pairs["a", "b"].pvalue == pytest.approx(alone.pvalue)


def test_permutations_may_be_asked_for_in_pairs():
    by_form, permuted = (
        mu.pairwise(TABLE, columns=["up", "level"], pvalue_method=method)["up", "level"].pvalue
        for method in ("auto", "permutations")
    )
    assert by_form != permuted
    assert permuted >= 1 / 200
    with pytest.raises(mu.MutuallyError, match="pvalue_method: has a closed form for independent"):
        mu.pairwise(TABLE, columns=["up", "level"], pvalue_method="closed_form", blocks="day")
    with pytest.raises(mu.MutuallyError, match=r"blocks: must name a column.*'Day'"):
        mu.pairwise(TABLE, blocks="Day")
    with pytest.raises(mu.MutuallyError, match="time: must not go back"):
        mu.pairwise(TABLE, time=-np.arange(N))


def in_days(rng, n_days=40, rows=10):
    """u xor v is y, but for a whole day at a time: rows of a day are copies, nearly."""
    u, v, w = rng.integers(0, 2, (3, n_days)).repeat(rows, axis=1)
    y = np.where(rng.random(n_days * rows) < 0.9, w, 1 - w)
    return {"u": u, "v": v, "y": y, "day": np.arange(n_days).repeat(rows)}


def test_interactions_are_tested_within_blocks_or_in_time():
    rng = np.random.default_rng(2)
    table = in_days(rng)
    # What is the same within a day cannot be told from the day.
    free = mu.select(table, "y", k=1, features=["u", "v"], interactions=True)
    within = mu.select(table, "y", k=1, features=["u", "v"], interactions=True, blocks="day")
    assert free.interactions
    assert not within.interactions
    u, v = rng.integers(0, 2, (2, N))
    xor = {"u": u, "v": v, "w": rng.integers(0, 2, N), "y": u ^ v, "when": np.arange(N),
           "day": np.arange(N) // 10}  # fmt: skip
    for how in ({"time": "when"}, {"blocks": "day"}, {"time": True}):
        found = mu.select(xor, "y", k=2, interactions=True, **how).interactions
        assert {"u", "v"} == set(found[0].features)
        # Among 300 rows there are 271 shifts of 5 % or more, and 300 with the short ones.
        assert found[0].pvalue >= (1 / 300 if "time" in how else 1e-5)
    assert "when" not in mu.select(xor, "y", k=1, interactions=True, time="when").skipped


def test_interactions_of_many_columns_are_screened_in_other_blocks():
    rng = np.random.default_rng(3)
    n = 600
    columns = {f"n{i:02}": rng.integers(0, 2, n) for i in range(62)}
    table = {**columns, "y": columns["n03"] ^ columns["n40"]}
    days = np.arange(n) // 6
    found = mu.select(table, "y", k=2, interactions=True, blocks=days).interactions
    assert set(found[0].features) == {"n03", "n40"}
    # The days, and the halves of a series, are whole on one side.
    labels = Labels(days.astype(np.uint8), 100)
    rows = _in_order_of_use(n, 0, testing.Testing(blocks=labels))
    assert sorted(rows) == list(range(n))
    assert len(set(days[rows[: n // 2]]) & set(days[rows[n // 2 :]])) <= 1
    assert rows.tolist() != list(range(n))
    assert _in_order_of_use(n, 0, testing.Testing(in_time=True)).tolist() == list(range(n))


def test_the_selection_given_all_is_tested_within_blocks():
    rng = np.random.default_rng(4)
    # u is the same all day long, v is not, and both add to y.
    u, v = rng.integers(0, 2, 40).repeat(10), rng.integers(0, 2, 400)
    table = {"u": u, "v": v, "y": u + v + rng.normal(size=400), "day": np.arange(400) // 10}
    kept = mu.select(table, "y", k=2, features=["u", "v"], method="cmi")
    within = mu.select(table, "y", k=2, features=["u", "v"], method="cmi", blocks="day")
    assert set(kept.features) == {"u", "v"}
    assert "u" not in within.features
    assert "tells more beyond them than chance shows" in within.warnings[0]


BAD = [
    ({"blocks": "day"}, 'blocks and time: must be None but for method="cmi" and with interac'),
    ({"time": True, "method": "mrmr"}, "blocks and time: must be None but for.*method='mrmr'"),
    ({"time": "when", "method": "cmi"}, 'time: must be None for method="cmi"'),
    ({"time": "when", "method": "mim"}, "blocks and time: must be None but for"),
    ({"blocks": "dya", "method": "cmi"}, "blocks: must name a column.*did you mean 'day'"),
    ({"time": -np.arange(N), "interactions": True}, "time: must not go back"),
]


@pytest.mark.parametrize(("options", "message"), BAD)
def test_what_cannot_be_used_in_a_selection_is_refused(options, message):
    table = {**TABLE, "y": SLOW["a"] + SLOW["b"]}
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
        mu.select(table, "y", k=1, **options)


def test_the_target_says_nothing_of_the_rows():
    table = {"x": SLOW["a"], "y": TABLE["day"]}
    with pytest.raises(mu.MutuallyError, match="blocks and time: must not name the target"):
        mu.select(table, "y", k=1, method="cmi", blocks="y")
