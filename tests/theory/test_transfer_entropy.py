"""Transfer entropy of series whose answer is known, and of embedded arrays."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import solve_discrete_lyapunov

import mutually as mu

# --- two chains of bits: x is drawn anew, and y copies the x before it, or its own bit before, and
# is then turned over by chance


def chains(n, rng, copies=0.7, turned=0.1):
    x = rng.integers(0, 2, n)
    from_x, flip = rng.random(n) < copies, rng.random(n) < turned
    y = np.zeros(n, dtype=int)
    for t in range(1, n):
        y[t] = (x[t - 1] if from_x[t] else y[t - 1]) ^ flip[t]
    return x, y


def entropy(p):
    return -p * np.log(p) - (1 - p) * np.log(1 - p)


def truth_of_chains(copies=0.7, turned=0.1):
    # Where x and y agreed before, y stays so with probability 1 - turned; where they did not, it is
    # x's bit with probability copies * (1 - turned) + (1 - copies) * turned. y's bits and x's are
    # fair and independent of one another at a time, so each case is as likely as the other.
    differ = copies * (1 - turned) + (1 - copies) * turned
    given_both = (entropy(turned) + entropy(differ)) / 2
    # Given y's own bit alone it is repeated with the mean of these probabilities.
    repeated = (1 - turned + 1 - differ) / 2
    return entropy(repeated) - given_both


def test_chains_of_bits():
    truth = truth_of_chains()
    x, y = chains(20_000, np.random.default_rng(0))
    forth, back = mu.transfer_entropy(x, y), mu.transfer_entropy(y, x)
    # By their own standard errors, of stretches, of which one in 400 is three off.
    assert abs(forth.value - truth) < 3 * forth.standard_error
    assert forth.standard_error < 0.01
    assert abs(back.value) < 3 * back.standard_error + 1e-4
    assert forth.pvalue < 0.002
    assert back.pvalue > 0.01
    # Of two lags the right one tells; of the wrong one, x has no memory that could.
    late = mu.transfer_entropy(x, y, lag=2, n_permutations=199)
    # y[t-1] is known, so x[t-2], which acts through it alone, tells nothing.
    assert abs(late.value) < 3 * late.standard_error + 1e-4
    # The history of x holds more rows than matter, and y's too: the same truth.
    longer = mu.transfer_entropy(x, y, history=(2, 3))
    assert abs(longer.value - truth) < 3 * longer.standard_error


# --- a pair of normal series, x[t] = a x[t-1] + e, y[t] = b y[t-1] + c x[t-1] + f


def normal_pair(n, rng, a=0.5, b=0.6, c=0.5):
    noise = rng.normal(size=(n + 100, 2))
    series = np.zeros((n + 100, 2))
    for t in range(1, n + 100):
        x, y = series[t - 1]
        series[t] = a * x + noise[t, 0], b * y + c * x + noise[t, 1]
    return series[100:].T


def truth_of_pair(a=0.5, b=0.6, c=0.5, history=1):
    """Half the log ratio of the residual variances of y, given its past and given both (Barnett).

    Given both the residual variance is 1; given its own last rows it follows from autocovariances.
    """
    step = np.array([[a, 0.0], [c, b]])
    now = solve_discrete_lyapunov(step, np.eye(2))
    auto = []
    moved = now.copy()
    for _ in range(history + 1):
        auto.append(moved[1, 1])
        moved = step @ moved
    past = np.array([[auto[abs(i - j)] for j in range(history)] for i in range(history)])
    with_now = np.array(auto[1:])
    left = auto[0] - with_now @ np.linalg.solve(past, with_now)
    return 0.5 * np.log(left)


@pytest.mark.parametrize("history", [1, 2])
def test_normal_series(history):
    truth = truth_of_pair(history=history)
    x, y = normal_pair(4000, np.random.default_rng(1))
    forth = mu.transfer_entropy(x, y, history=(1, history), n_permutations=199)
    back = mu.transfer_entropy(y, x, n_permutations=199)
    assert abs(forth.value - truth) < 3 * forth.standard_error
    assert forth.standard_error < 0.03
    assert abs(back.value) < 3 * back.standard_error + 0.002
    assert forth.pvalue < 0.01 < back.pvalue
    # By neighbours, which lean towards 0 given a condition; the truth is 0.11.
    named = mu.transfer_entropy(x, y, history=(1, history), estimator="frenzel_pompe")
    assert named.value == pytest.approx(truth, abs=0.03)


def test_it_is_the_information_of_embedded_arrays():
    x, y = normal_pair(300, np.random.default_rng(2))
    z = np.cumsum(x + y) % 3
    labels = np.where(y > 0, "up", "down")

    def back(values, *steps):
        rows = range(4, 300)
        return np.array([[values[t - step] for step in steps] for t in rows])

    cases = [
        (x, y, {}, back(x, 1), back(y, 1)),
        (x > 0, labels, {}, back(x > 0, 1), back(labels, 1)),
        (x, y, {"lag": 2, "history": (3, 2)}, back(x, 2, 3, 4), back(y, 1, 2)),
        (x, labels, {"history": 2}, back(x, 1, 2), back(labels, 1, 2)),
        (x, y, {"given": z}, back(x, 1), np.column_stack([back(y, 1), back(z, 1)])),
    ]
    for source, target, options, past, own in cases:
        # All begin at t = 4, so that the rows are the same.
        cut = 4 - max(1, *_reach(options))
        found = mu.transfer_entropy(
            source[cut:], target[cut:],
            **{k: v[cut:] if k == "given" else v for k, v in options.items()},
        )  # fmt: skip
        now = target[4:]
        tables = [{str(i): column for i, column in enumerate(part.T)} for part in (past, own)]
        explicit = mu.mutual_information(
            tables[0], now, given=tables[1], blocks=np.arange(296) // 2
        )
        assert found.value == pytest.approx(explicit.value, abs=1e-12)
        assert found.n == 296


def _reach(options):
    history = options.get("history", 1)
    of_x, of_y = history if isinstance(history, tuple) else (history, history)
    return options.get("lag", 1) + of_x - 1, of_y


def test_a_table_with_a_time_column_and_several_series():
    rng = np.random.default_rng(4)
    parts = [normal_pair(120, rng) for _ in range(6)]
    table = pd.DataFrame(
        {
            "when": np.tile(pd.date_range("2024-01-01", periods=120, freq="D"), 6),
            "plant": np.repeat(list("abcdef"), 120),
            "x": np.concatenate([x for x, _ in parts]),
            "y": np.concatenate([y for _, y in parts]),
        }
    )
    found = mu.transfer_entropy(table["x"], table["y"], time=table["when"], blocks=table["plant"])
    assert found.n == 6 * 119
    assert found.pvalue < 0.01
    by_time = table.sort_values("when", kind="stable")
    again = mu.transfer_entropy(
        by_time["x"], by_time["y"], time=by_time["when"], blocks=by_time["plant"]
    )
    assert again.value == found.value
    table.loc[[130, 135], "x"] = np.nan
    less = mu.transfer_entropy(table["x"], table["y"], blocks=table["plant"], n_permutations=99)
    assert (less.n, less.n_missing) == (6 * 119 - 2, 2)


def test_a_third_series_that_drives_both_is_taken_out_by_given():
    rng = np.random.default_rng(5)
    z = rng.normal(size=3000)
    x = np.roll(z, 1) + 0.3 * rng.normal(size=3000)
    y = np.roll(z, 2) + 0.5 * rng.normal(size=3000)
    assert mu.transfer_entropy(x, y).value > 0.3
    # z two rows before y is z[t-2]: given looks one row back, so it is handed over a row late.
    known = mu.transfer_entropy(x, y, given=np.roll(z, 1))
    assert abs(known.value) < 0.02


def test_the_result_is_as_others_are():
    x, y = normal_pair(300, np.random.default_rng(6))
    found = mu.transfer_entropy(x > 0, y > 0, base=2, history=(1, 2), n_permutations=99)
    assert isinstance(found, mu.MutualInformation)
    assert found.unit == "bits"
    nats = mu.transfer_entropy(x > 0, y > 0, history=(1, 2), n_permutations=99)
    assert found.value == pytest.approx(nats.value / np.log(2))
    facts = found.to_dict()
    assert (facts["lag"], facts["history"]) == (1, (1, 2))
    assert facts["pvalue"] == found.pvalue == nats.pvalue
    assert "1 row of x up to 1 before, given 2 rows of y before" in repr(found)
    assert "TransferEntropy" in found._repr_html_()
    assert found.local.mean() == pytest.approx(found.value, abs=1e-12)
    assert 0 < found.normalized < 1
    assert pickle.loads(pickle.dumps(found)) == found


def test_a_constant_series_tells_and_learns_nothing():
    y = np.random.default_rng(7).normal(size=100)
    for one, other in ((np.ones(100), y), (y, np.ones(100))):
        found = mu.transfer_entropy(one, other)
        assert (found.value, found.pvalue) == (0.0, 1.0)


X, Y = normal_pair(100, np.random.default_rng(8))
BAD = [
    ({"history": 0}, "history: must be 1 row or more; got 0"),
    ({"history": (1, 0)}, r"history: must be 1 row or more; got \(1, 0\)"),
    ({"history": 1.5}, "history: must be a whole number of rows, or two: of x and of y; got 1.5"),
    ({"history": (1, 2, 3)}, "history: must be a whole number of rows, or two"),
    ({"history": "1"}, "history: must be a whole number"),
    ({"lag": 0}, "lag: must be a whole number of rows from 1 on; got 0"),
    ({"lag": -1}, "lag: must be a whole number of rows from 1 on; got -1"),
    ({"lag": 1.0}, "lag: must be a whole number of rows from 1 on; got 1.0"),
    ({"lag": 91}, "lag and history: must leave 10 times at least; got 9: 91 rows back, and 100"),
    ({"lag": 500}, "lag and history: must leave 10 times at least; got 0"),
    ({"blocks": np.arange(100) // 4, "history": 4}, "got 0: 4 rows back, and 4 rows in the long"),
    ({"time": np.arange(100)[::-1]}, "time: must not go back"),
    ({"time": np.r_[:50, 60:110]}, "time: must go on in even steps.*before row 50"),
    ({"time": False}, "time: must not be False"),
    ({"estimator": "ksg"}, "estimator: must be one that takes a condition; got 'ksg'"),
    ({"given": X[1:]}, "given: must have as many rows as x"),
    ({"n_permutations": 0}, "n_permutations: must be a whole number from 1 on"),
]


@pytest.mark.parametrize(("options", "message"), BAD)
def test_what_cannot_be_used_is_refused(options, message):
    with pytest.raises(mu.MutuallyError, match=f"(?s){message}"):
        mu.transfer_entropy(X, Y, **options)


def test_other_refusals():
    with pytest.raises(mu.MutuallyError, match="y: must have as many rows as x"):
        mu.transfer_entropy(X, Y[1:])
    rare = np.full(100, np.nan)
    rare[::20] = X[::20]
    with pytest.raises(mu.MutuallyError, match="must have more than 7 times at which all rows of"):
        mu.transfer_entropy(rare, Y)
