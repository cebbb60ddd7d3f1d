"""How often the tests of series find something where there is nothing: transfer entropy, lags.

Transfer entropy is tested twice: by shifting the past of x in a circle, which is the package's
test, and by local permutations, which keep what x has to do with y's past and not its own memory.
"""

from __future__ import annotations

import sys
import warnings
from dataclasses import replace

import numpy as np
from report import write

import mutually as mu
from mutually.inference.significance import by_permutations
from mutually.inference.testing import Testing
from mutually.series.embedding import embed
from mutually.series.lags import Series
from mutually.tables.columns import read_column
from mutually.variables import make_variable

SETS = 300
SHIFTED = Testing(n_permutations=99, in_time=True, own_past=True)
LOCAL = replace(SHIFTED, in_time=False)


def remembering(random, n, phi, second=0.0, driver=None, coupling=0.0):
    values = random.normal(size=n + 200)
    for t in range(2, n + 200):
        values[t] += phi * values[t - 1] + second * values[t - 2]
        if driver is not None:
            values[t] += coupling * driver[t - 1]
    return values


def apart(phi):
    return lambda random, n: (remembering(random, n, phi), remembering(random, n, phi))


def backward(phi, coupling):
    def draw(random, n):
        y = remembering(random, n, phi)
        return remembering(random, n, phi, driver=y, coupling=coupling), y

    return draw


def longer(random, n):
    return remembering(random, n, 0.9), remembering(random, n, 1.5, -0.6)


def forward(random, n):
    x = remembering(random, n, 0.9)
    return x, remembering(random, n, 0.5, driver=x, coupling=0.2)


def bits_apart(random, n):
    return tuple(np.cumsum(random.random((2, n + 200)) < 0.1, axis=1) % 2)


def bits_backward(random, n):
    turned, follows = random.random((2, n + 200)) < 0.1, random.random(n + 200) < 0.5
    y = np.cumsum(turned[0]) % 2
    x = np.zeros_like(y)
    for t in range(1, n + 200):
        x[t] = (y if follows[t] else x)[t - 1] ^ turned[1, t]
    return x, y


TASKS = {
    "series apart, memory 0.5": apart(0.5),
    "series apart, memory 0.9": apart(0.9),
    "y drives x by 0.3, memory 0.9": backward(0.9, 0.3),
    "y drives x by 1, memory 0.9": backward(0.9, 1.0),
    "y drives x by 1, memory 0.5": backward(0.5, 1.0),
    "series apart, y remembers two rows": longer,
    "bits apart, one in ten turned": bits_apart,
    "bits, y drives x": bits_backward,
    "x drives y by 0.2 (power)": forward,
}


def variable(values):
    return make_variable(read_column(np.ascontiguousarray(values), "v"))


def positive(x, y, testing, seed):
    parts = [(variable(x), [1]), (variable(y), [0]), (variable(y), [1])]
    (past, now, own), _, _ = embed(Series(len(x)), parts)
    options = {"estimator": "auto", "n_neighbors": 3, "seed": seed}
    return by_permutations(past, now, own, options, testing).pvalue <= 0.05


def over_lags(x, y, seed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = mu.mutual_information(x, y, lags=range(13), n_permutations=99, rng=seed)
    return found.pvalue <= 0.05


def main():
    rows = []
    for n in (200, 500):
        for name, draw in TASKS.items():
            # Where y drives x a search over lags has something to find, and 13 lags of 200 rows
            # cannot be significant.
            searched = "apart" in name and n > 200
            found = np.zeros(3)
            for s in range(SETS):
                x, y = (part[200:] for part in draw(np.random.default_rng([s, n]), n))
                found[:2] += [positive(x, y, testing, s) for testing in (SHIFTED, LOCAL)]
                found[2] += searched and over_lags(x, y, s)
            rates = [f"{100 * rate:.1f}" for rate in found / SETS]
            rows.append([name, str(n), *rates[:2], rates[2] if searched else ""])
            print(*rows[-1], file=sys.stderr, flush=True)
    write(
        __file__,
        "False positives in series",
        f"Percent of {SETS} pairs of series with p <= 0.05 (99 repetitions at most; the standard "
        "error of 5 is 1.3). Transfer entropy from x to y, one row of each: by shifting the past "
        "of x in a circle, as the package does, and by local permutations given y's past. Over "
        "lags: the test of mutual_information(x, y, lags=range(13)), by the largest of 13 "
        "statistics.",
        ["task", "n", "shifted", "local permutations", "over lags"],
        rows,
    )


if __name__ == "__main__":
    main()
